"""An agent changes what a ticket is, or joins it to another one."""

from bot.desk.outcomes import Asked, Done, Option, Outcome
from models.actions.tickets import contract_changes, merging, ticket_changes
from models.actions.tickets.acting import Acting
from models.actions.tickets.ticket_changes import What
from models.phrases.catalogue import say
from models.queries.tickets import TicketView


def change(what: What, acting: Acting, value: str) -> Outcome:
    """value: an id."""
    ticket_changes.change(acting, what, value)
    return Done(shown=True, decided=True)


def by_words(what: What, acting: Acting, words: str) -> Outcome:
    """words: the new value as people call it; without it the present one is said, and which others there are."""
    if not words:
        acting.check_open()
        return _present(acting, what)
    ticket_changes.change(acting, what, ticket_changes.meant(acting, what, words))
    return Done(shown=True)


def contract(acting: Acting, contract_id: str) -> Outcome:
    """contract_id: of one that was offered."""
    found = contract_changes.by_id(acting, int(contract_id) if contract_id.isdecimal() else 0)
    contract_changes.change(acting, found)
    return Done(shown=True, decided=True)


def contract_by_words(acting: Acting, number: str) -> Outcome:
    """Without a number the present one is said, and which others the requester speaks for."""
    if number.strip():
        contract_changes.change(acting, contract_changes.by_number(acting, number))
        return Done(shown=True)
    acting.check_open()
    present = str(acting.view.contract_id or "")
    numbers = contract_changes.allowed(acting)
    options = tuple(Option("contract", key, number) for key, number in numbers.items() if key != present)
    value = acting.view.contract_number or say(acting.language, "contract.without")
    return Asked(say(acting.language, "contract.present", value=value), options, present)


def _present(acting: Acting, what: What) -> Asked:
    values = ticket_changes.allowed(acting, what, acting.language)
    held = ticket_changes.present(acting, what)
    options = tuple(Option(what, value, title) for value, title in values.items() if value != held)
    return Asked(say(acting.language, f"change.present_{what}", value=values.get(held, held)), options, held)


def merge(acting: Acting, into: TicketView) -> Outcome:
    """Both are locked."""
    merging.merge(acting, into)
    return Done(shown=True)
