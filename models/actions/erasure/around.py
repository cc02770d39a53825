"""What others were told of a person, and what is left of them with whoever held an address of theirs before."""

import json
from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection, Text, cast, func, select, update

from models.actions.erasure.theirs import Place, Theirs
from models.rules.delivery.states import WAITING
from models.rules.requests.erasures import ERASED
from models.rules.sms.phone_numbers import shown_number
from models.tables.among import among
from models.tables.lanes import outbox
from models.tables.messages import message
from models.tables.organisations import desk, staff_group
from models.tables.persons import person
from models.tables.tickets import ticket

#: Where a number stood in the words of somebody else.
_IN_ITS_PLACE: Final = "…"


def scrub_around(tx: Connection, whole: Theirs, places: Sequence[Place]) -> None:
    """As often as anybody likes."""
    for needle in needles(whole, places):
        _told(tx, whole, needle)
    for phone in _phones(places):
        _numbers(tx, whole, (phone, shown_number(phone)))


def needles(whole: Theirs, places: Sequence[Place]) -> list[str]:
    """Words by which something that others were told is known to be about them."""
    phones = _phones(places)
    return [*whole.names, *phones, *(shown_number(phone) for phone in phones)]


def _phones(places: Sequence[Place]) -> list[str]:
    return [place.address for place in places if place.address.startswith("+")]


def _told(tx: Connection, whole: Theirs, needle: str) -> None:
    """Staff outside all tickets, whoever speaks for the same contracts, and all in tickets near them."""
    written = json.dumps(needle, ensure_ascii=False)[1:-1]
    found = cast(outbox.c.payload, Text).contains(written, autoescape=True)
    empty = update(outbox).where(outbox.c.state.not_in(WAITING), found)
    empty = empty.values(payload={}, error=ERASED)
    of_ours = select(staff_group.c.account).join(desk).where(desk.c.organisation_id == whole.organisation_id)
    by_itself = (outbox.c.ticket_id.is_(None), outbox.c.message_id.is_(None))
    # what others were told carries their addresses
    to_staff = (outbox.c.account.in_(of_ours), outbox.c.ticket_id.is_(None), outbox.c.address_id.is_(None))
    tx.execute(empty.where(*to_staff))
    tx.execute(empty.where(*by_itself, among(outbox.c.address_id, "beside")), {"beside": list(whole.beside)})
    tx.execute(empty.where(among(outbox.c.ticket_id, "near")), {"near": list(whole.near)})


def _numbers(tx: Connection, whole: Theirs, written: tuple[str, str]) -> None:
    """Whoever held a phone before keeps what they said, and not the number: it is this person's now."""
    here, ours = {"before": list(whole.before)}, whole.organisation_id
    there = (ticket.c.organisation_id == ours, among(ticket.c.id, "before"))
    requesters = select(ticket.c.person_id).where(*there)
    called = (person.c.organisation_id == ours, person.c.name.in_(written))
    tx.execute(update(person).where(*called, person.c.id.in_(requesters)).values(name=None), here)
    for number in written:
        title, text = ticket.c.title, message.c.text
        titled = update(ticket).where(*there, title.contains(number, autoescape=True))
        tx.execute(titled.values(title=func.replace(title, number, _IN_ITS_PLACE)), here)
        said = update(message).where(message.c.organisation_id == ours, among(message.c.ticket_id, "before"))
        said = said.where(text.contains(number, autoescape=True))
        tx.execute(said.values(text=func.replace(text, number, _IN_ITS_PLACE)), here)
