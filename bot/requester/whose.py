"""Which organisation a stored row is for: decided before anybody asks who wrote it."""

from bot.requester.editions import Editions
from bot.requester.heard import Readers
from models.actions.queue.inbox import Waiting
from models.queries.regulation import EditionView


class OfNobody(ValueError):
    """Several organisations are served here, and nothing says for which of them it is."""


def whose(readers: Readers, editions: Editions, row: Waiting) -> EditionView:
    """The edition in force of that organisation. Raises OfNobody, NothingAdopted."""
    named = editions.named_in(row) or editions.of_account(row.transport, row.account)
    if named is not None:
        return named
    everybody = editions.all()
    if len(everybody) == 1:
        return everybody[0]
    reader = readers.get(row.transport)
    if reader is None or reader.whose is None:
        raise OfNobody(f"the {row.transport} account {row.account} belongs to no organisation")
    return reader.whose(editions, row)
