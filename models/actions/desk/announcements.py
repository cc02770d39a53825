"""Words for every staff group at once, each in the language of its desk."""

from collections.abc import Callable

from sqlalchemy import Connection, select

from models.actions.desk import staff
from models.clock import Instant
from models.phrases.catalogue import say
from models.queries.regulation import dropped_desk
from models.rules.regulation.organisations import OrganisationId
from models.tables.organisations import desk, staff_group

_BOUND = (
    select(staff_group.c.account, staff_group.c.chat_id, desk.c.key, desk.c.organisation_id)
    .select_from(staff_group.join(desk))
    .where(staff_group.c.state == "bound")
    .order_by(staff_group.c.id)
)


def tell_every_group(tx: Connection, at: Instant, phrase: str, **facts: object) -> None:
    announce(tx, at, lambda language, _: say(language, phrase, **facts))


def announce(
    tx: Connection,
    at: Instant,
    words_in: Callable[[str, OrganisationId], str],
    of: OrganisationId | None = None,
) -> None:
    """words_in: language and organisation → text. of: whose groups; None: all."""
    bound = _BOUND if of is None else _BOUND.where(desk.c.organisation_id == of)
    for group in tx.execute(bound).all():
        language = dropped_desk(tx, group.organisation_id, group.key).staff_language
        staff.tell_group(tx, at, group.account, group.chat_id, words_in(language, group.organisation_id))
