"""Whoever has open tickets under a contract is told, once, that somebody else can read them from now on."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Connection, bindparam, select

from models.actions.reach import requester_words
from models.clock import Instant
from models.phrases.catalogue import say
from models.queries.identities import Somebody, name_of_person
from models.queries.tickets import OPEN_STATES, TicketView, tickets_by_ids
from models.rules.contracts.standing import ENDED
from models.rules.regulation.organisations import OrganisationId
from models.rules.texts.content import one_line
from models.tables.among import among, is_one_of
from models.tables.tickets import ticket

_OPEN_UNDER = (
    select(ticket.c.id)
    .where(
        ticket.c.organisation_id == bindparam("organisation_id"),
        among(ticket.c.contract_id, "contract_ids"),
        ticket.c.contract_id.is_not(None),
        is_one_of(ticket.c.state, OPEN_STATES),
    )
    .order_by(ticket.c.id)
)


def tell(
    tx: Connection,
    at: Instant,
    organisation_id: OrganisationId,
    gained: Sequence[tuple[int, int]],
    *,
    without: Collection[int] = (),
) -> None:
    """gained: (contract, person): who sees all of a contract since just now. The newest ticket carries the news.

    without: persons who know it already.
    """
    if not gained:
        return
    which = {"organisation_id": organisation_id, "contract_ids": [contract_id for contract_id, _ in gained]}
    found = tickets_by_ids(tx, organisation_id, list(tx.execute(_OPEN_UNDER, which).scalars())).values()
    readers: dict[int, list[int]] = {}
    for contract_id, person_id in gained:
        readers.setdefault(contract_id, []).append(person_id)
    for views in _by_requester(found):
        newest = views[-1]
        others = [one for one in readers[newest.contract_id or 0] if one != newest.person_id]
        names = [_name(tx, organisation_id, one, newest.language) for one in others]
        if names and newest.contract_state != ENDED and newest.person_id not in without:
            numbers = ", ".join(str(view.number) for view in views)
            facts = {"names": ", ".join(names), "contract": newest.contract_number, "numbers": numbers}
            requester_words.tell(tx, at, newest, say(newest.language, "readers.gained", **facts))


def _by_requester(found: Iterable[TicketView]) -> Iterable[list[TicketView]]:
    """Those of one person under one contract together, the newest last."""
    together: dict[tuple[int, int | None], list[TicketView]] = {}
    for view in sorted(found, key=lambda view: view.id):
        together.setdefault((view.person_id, view.contract_id), []).append(view)
    return together.values()


def _name(tx: Connection, organisation_id: OrganisationId, person_id: int, language: str) -> str:
    name = name_of_person(tx, Somebody(organisation_id, person_id))
    return one_line(name or "") or say(language, "card.no_name")
