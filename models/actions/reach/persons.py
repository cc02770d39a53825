"""Persons and their addresses: who writes to us, and what we learn about reaching them."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, func, insert, select, update

from models.queries.persons import AtAddress, Newcomer, Requester
from models.queries.tickets import Asker
from models.queries.transports import traits_of, transports_of
from models.rules.delivery.address_states import AddressState
from models.rules.delivery.places import Where
from models.rules.regulation.organisations import OrganisationId
from models.tables.base import public_id
from models.tables.persons import address, conversation, person
from models.tables.tickets import ticket

_NEW_PERSON = insert(person).returning(person.c.id)
_NEW_ADDRESS = insert(address).returning(address.c.id)
_NEW_CONVERSATION = insert(conversation)
_THIS_PERSON = (person.c.id == bindparam("of_person"), person.c.organisation_id == bindparam("of_organisation"))
_SHOWN = update(person).where(*_THIS_PERSON).values(shown_edition_id=bindparam("edition_id"))
_ACCEPT = (
    update(person)
    .where(*_THIS_PERSON)
    .values(
        accepted_edition_id=bindparam("edition_id"),
        accepted_at=bindparam("accepted", type_=person.c.accepted_at.type),
    )
)
_REMEMBER = (
    update(conversation)
    .where(conversation.c.address_id == bindparam("of_address"))
    .values(
        state=bindparam("dialogue", type_=conversation.c.state.type),
        next_at=bindparam("look_at", type_=conversation.c.next_at.type),
    )
)
_LOOK_AGAIN = (
    update(conversation)
    .where(conversation.c.address_id == bindparam("of_address"), conversation.c.next_at.is_(None))
    .values(next_at=bindparam("look_at", type_=conversation.c.next_at.type))
)


def hold(tx: Connection, organisation_id: OrganisationId, *person_ids: int) -> None:
    """Nobody else changes what is theirs until we commit. Always in one order, or two who hold two of them crosswise
    would wait for each other.
    """
    these = (person.c.organisation_id == organisation_id, person.c.id.in_(sorted(person_ids)))
    tx.execute(select(person.c.id).where(*these).order_by(person.c.id).with_for_update())


def meet_requester(tx: Connection, now: datetime, who: Newcomer, dialogue: dict[str, Any]) -> Requester:
    """Somebody writes for the first time. Writing from an address proves it, so it is verified."""
    person_id = _new_person(tx, now, who)
    somewhere = {"transport": who.transport, "account": who.account, "address": who.address}
    state = {"state": AddressState.VERIFIED, "state_at": now, "verified_at": now}
    address_id = tx.execute(
        _NEW_ADDRESS,
        {**somewhere, **state, "organisation_id": who.organisation_id, "person_id": person_id},
    ).scalar_one()
    tx.execute(_NEW_CONVERSATION, {"address_id": address_id, "state": dialogue, "window_at": now})
    return _met(tx, who, person_id, address_id)


def add_address(
    tx: Connection,
    now: datetime,
    whose: Asker,
    to: Where,
    account: str,
    state: AddressState,
    dialogue: dict[str, Any],
) -> int:
    """Another address of a person, the last in their order; its id. The address is nobody's so far."""
    assert to.address is not None, "it is somewhere"
    theirs = (address.c.person_id == whose.person_id, address.c.organisation_id == whose.organisation_id)
    last = select(func.coalesce(func.max(address.c.place), -1)).where(*theirs).scalar_subquery()
    values = {
        "organisation_id": whose.organisation_id,
        "person_id": whose.person_id,
        "transport": to.transport,
        "account": account,
        "address": to.address,
        "state": state,
        "state_at": now,
        "verified_at": now if state is AddressState.VERIFIED else None,
        "place": last + 1,
    }
    address_id = int(tx.execute(insert(address).values(**values).returning(address.c.id)).scalar_one())
    tx.execute(_NEW_CONVERSATION, {"address_id": address_id, "state": dialogue, "window_at": now})
    return address_id


def _met(tx: Connection, who: Newcomer, person_id: int, address_id: int) -> Requester:
    return Requester(
        **vars(who),
        traits=traits_of(tx, who.transport),
        person_id=person_id,
        address_id=address_id,
        address_state=AddressState.VERIFIED,
        accepted=False,
        role=transports_of(tx).role(who.transport, who.account),
    )


def _new_person(tx: Connection, now: datetime, who: Newcomer) -> int:
    someone = {"name": who.name, "language": who.language, "zone": who.zone, "public_id": public_id()}
    values = {**someone, "organisation_id": who.organisation_id, "created_at": now}
    return int(tx.execute(_NEW_PERSON, values).scalar_one())


def remember_dialogue(tx: Connection, address_id: int, state: dict[str, Any], look_at: datetime | None) -> None:
    """look_at: what is begun there is looked at again then, unless the person goes on."""
    tx.execute(_REMEMBER, {"of_address": address_id, "dialogue": state, "look_at": look_at})


def look_again(tx: Connection, address_id: int, look_at: datetime) -> None:
    """Then, unless it is sooner anyway."""
    tx.execute(_LOOK_AGAIN, {"of_address": address_id, "look_at": look_at})


def _this(who: AtAddress) -> dict[str, int]:
    return {"of_organisation": who.organisation_id, "of_person": who.person_id}


def choose_language(tx: Connection, who: AtAddress, language: str) -> None:
    tx.execute(update(person).where(*_THIS_PERSON).values(language=language), _this(who))


def choose_zone(tx: Connection, who: AtAddress, zone: str) -> None:
    """zone: IANA name; every time that they are told is in it from now on."""
    tx.execute(update(person).where(*_THIS_PERSON).values(zone=zone), _this(who))


def here(who: AtAddress) -> tuple[ColumnElement[bool], ...]:
    """The row of their address."""
    return address.c.id == who.address_id, address.c.organisation_id == who.organisation_id


def heard_by(tx: Connection, now: datetime, who: AtAddress, sim: str | None) -> None:
    """sim: that heard from a phone; it is the one that answers."""
    tx.execute(update(address).where(*here(who)).values(sim=sim, heard_at=now))


def hand_over(tx: Connection, now: datetime, former: Requester, who: Newcomer, dialogue: dict[str, Any]) -> Requester:
    """The address belongs to somebody new from now on; what the former said and asked stays theirs."""
    person_id = _new_person(tx, now, who)
    give_to(tx, now, former, person_id, dialogue)
    return _met(tx, who, person_id, former.address_id)


def give_to(
    tx: Connection, now: datetime, former: AtAddress, person_id: int, dialogue: dict[str, Any], place: int = 0
) -> None:
    """The address is that person's, who has proved it; nothing that the former wanted there holds for them.

    place: in their order.
    """
    begun = ("leave_until", "leave_again_at", "remind_at", "reminded_at")
    wanted = (
        *begun,
        "stopped_at",
        "state_reason",
        "recheck_at",
        "paused_at",
        "quiet_from",
        "quiet_until",
        "categories",
    )
    proved = {"state": AddressState.VERIFIED, "state_at": now, "verified_at": now}
    theirs = {"person_id": person_id, "place": place, **proved, **dict.fromkeys(wanted)}
    tx.execute(update(address).where(*here(former)).values(theirs))
    ours = ("offered", "next_at", "reply_digest", "reply_at", "reply_message_id", "close_code", "close_code_until")
    talk = update(conversation).where(conversation.c.address_id == former.address_id)
    tx.execute(talk.values(state=dialogue, **dict.fromkeys(ours)))


def forget_close_code(tx: Connection, address_id: int, whose: Asker) -> None:
    """Nobody closes a ticket of that person from there by a code that was sent before."""
    theirs = select(ticket.c.id).where(
        ticket.c.person_id == whose.person_id, ticket.c.organisation_id == whose.organisation_id
    )
    this = (conversation.c.address_id == address_id, conversation.c.close_ticket_id.in_(theirs))
    forgotten = dict.fromkeys(("close_code", "close_ticket_id", "close_code_until"))
    tx.execute(update(conversation).where(*this).values(forgotten))


def show_edition(tx: Connection, who: Requester, edition_id: int) -> Requester:
    """They are told, in this transaction, that the first request accepts the regulation. Returns them as of now."""
    tx.execute(_SHOWN, {**_this(who), "edition_id": edition_id})
    return replace(who, shown_edition_id=edition_id)


def accept_edition(tx: Connection, now: datetime, who: Requester, edition_id: int) -> None:
    """The first request of whoever was shown that edition."""
    tx.execute(_ACCEPT, {**_this(who), "edition_id": edition_id, "accepted": now})


def mark_address(
    tx: Connection, organisation_id: OrganisationId, address_id: int, state: str, reason: str | None, now: datetime
) -> bool:
    """reason: of one that is dead. False: it was so already. Says nothing about the person's other addresses."""
    becomes = {"state": state, "state_reason": reason, "state_at": now}
    if state == AddressState.VERIFIED:
        becomes["verified_at"] = now
    this = (address.c.id == address_id, address.c.organisation_id == organisation_id)
    changed = tx.execute(update(address).where(*this, address.c.state != state).values(becomes))
    return changed.rowcount == 1
