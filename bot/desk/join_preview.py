"""What a join would change, said to staff before they decide it."""

from collections.abc import Iterator, Sequence
from typing import Final

from models.actions.tickets import moved_tickets
from models.actions.tickets.acting import Acting
from models.phrases.catalogue import say
from models.queries.addresses import addresses_of
from models.queries.contracts import contracts_of, sees_more
from models.queries.identities import Somebody, name_of_person
from models.queries.persons import Requester, talks_in
from models.queries.tickets import TicketView, find_ticket, open_tickets_of
from models.rules.contracts.choosing import the_only_one, tier_for

_MOST: Final = 10


def preview(acting: Acting, who: Requester, to: Somebody) -> str:
    """who: whoever writes there, of whom nobody knows who they are. to: who they may be."""
    return "\n".join(_lines(acting, who, to))


def _lines(acting: Acting, who: Requester, to: Somebody) -> Iterator[str]:
    tx, language = acting.tx, acting.language
    yield say(language, "join.on_whose_word", name=name_of_person(tx, to))
    if goes := _goes(acting, who):
        yield say(language, "join.goes_along", numbers=_numbers(goes))
    if theirs := open_tickets_of(tx, to):
        yield say(language, "join.has_open", numbers=_numbers(theirs))
    yield from _contracts(acting, to, goes)
    if who.tier is not None:
        yield say(language, "join.tier_stays")
    talked = talks_in(tx, to)
    if talked is not None and talked != (who.language, who.zone):
        yield say(language, "join.language_stays")
    if sees_more(tx, to):
        yield say(language, "join.sees_more")
    yield say(language, "join.can_be_undone")


def _goes(acting: Acting, who: Requester) -> list[TicketView]:
    """Open ones, of other desks too."""
    alone = [one.id for one in addresses_of(acting.tx, who)] == [who.address_id]
    asked = moved_tickets.asked_from(acting.tx, who, alone=alone)
    views = (find_ticket(acting.tx, who.organisation_id, one.id) for one in asked)
    return [view for view in views if view is not None and view.is_open]


def _contracts(acting: Acting, to: Somebody, goes: Sequence[TicketView]) -> Iterator[str]:
    """Each request stays under its contract; what is under none comes under the only one of that person."""
    language, contracts = acting.language, contracts_of(acting.tx, to)
    for view in goes:
        if view.contract_id is not None:
            yield say(language, "join.contract_stays", number=view.number, contract=view.contract_number)
    without = [view for view in goes if view.contract_id is None]
    contract = the_only_one(contracts)
    if contract is not None and without:
        regulation = acting.in_force or acting.regulation
        tier = regulation.tier(tier_for(regulation, contract, None))
        title = tier.title.in_(language) if tier is not None else say(language, "contract.without")
        facts = {"contract": contract.number, "numbers": _numbers(without), "tier": title}
        yield say(language, "join.comes_under", **facts)
    elif contracts and without:
        yield say(language, "join.under_none", contracts=", ".join(one.number for one in contracts))


def _numbers(views: Sequence[TicketView]) -> str:
    shown = ", ".join(f"№{view.number}" for view in views[:_MOST])
    return f"{shown} …" if len(views) > _MOST else shown
