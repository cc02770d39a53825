"""Somebody asks staff to say who they are; one of the staff decides it."""

from sqlalchemy import Connection, insert, update

from models.actions.reach import becoming_known
from models.actions.tickets import join_news, joins
from models.actions.tickets.joins import Grounds
from models.clock import Instant
from models.errors import OtklikError
from models.queries.identities import Vouching, is_another_since
from models.queries.persons import Requester, requester_of_address
from models.queries.regulation import EditionView
from models.rules.regulation.organisations import OrganisationId
from models.tables.identification import vouching


class DecidedAlready(OtklikError):
    """Or the address is somebody else's by now, who did not ask."""

    phrase = "vouch.decided"


def ask(tx: Connection, at: Instant, who: Requester, words: str, desk_id: int) -> int:
    """The number by which staff call it. desk_id: whose staff are asked. What was asked from there before is asked no
    more.
    """
    before = (
        vouching.c.address_id == who.address_id,
        vouching.c.organisation_id == who.organisation_id,
        vouching.c.state == "asked",
    )
    tx.execute(update(vouching).where(*before).values(state="replaced", decided_at=at.now))
    row = {
        "organisation_id": who.organisation_id,
        "address_id": who.address_id,
        "desk_id": desk_id,
        "words": words,
        "state": "asked",
        "asked_at": at.now,
    }
    number: int = tx.execute(insert(vouching).returning(vouching.c.id), row).scalar_one()
    return number


def approve(
    tx: Connection, at: Instant, edition: EditionView, asked: Vouching, agent_id: int, contract_id: int | None
) -> None:
    """contract_id: that they speak for. Raises DecidedAlready, KnownAlready, AddressMoved."""
    who = _decide(tx, at, edition.organisation_id, asked, agent_id, "approved")
    grounds = Grounds("agent", agent_id=agent_id, desk_id=asked.desk_id, contract_id=contract_id)
    joined = joins.join(tx, at, who, who.person_id, grounds)
    join_news.tell(tx, at, edition, joined)
    becoming_known.tell_conversation(tx, at, who, f"vouching:{asked.id}")


def reject(
    tx: Connection, at: Instant, organisation_id: OrganisationId, asked: Vouching, agent_id: int, words: str
) -> None:
    """words: why, for whoever asked. Raises DecidedAlready."""
    who = _decide(tx, at, organisation_id, asked, agent_id, "rejected")
    becoming_known.tell_conversation(tx, at, who, f"vouching:{asked.id}", refused=words)


def _decide(
    tx: Connection, at: Instant, organisation_id: OrganisationId, asked: Vouching, agent_id: int, state: str
) -> Requester:
    who = requester_of_address(tx, organisation_id, asked.address_id)
    if who is None or is_another_since(tx, who, asked.asked_at):
        raise DecidedAlready
    this = (vouching.c.id == asked.id, vouching.c.organisation_id == organisation_id, vouching.c.state == "asked")
    decided = tx.execute(update(vouching).where(*this).values(state=state, decided_at=at.now, decided_by=agent_id))
    if decided.rowcount != 1:
        raise DecidedAlready
    return who
