"""The words, names and places of a person leave the database: table by table, and each as often as anybody likes.

What stays has no words: numbers of tickets, when what happened, which kind, which deadlines were kept. A table that
names persons, addresses, tickets or messages stands either here or among `KEPT`; a test looks at all of them.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Table, Text, and_, cast, delete, null, or_, select, update
from sqlalchemy.sql import visitors

from models.actions.erasure.around import scrub_around
from models.actions.erasure.lanes_of_theirs import own_lanes
from models.actions.erasure.theirs import Place, Theirs
from models.rules.delivery.address_states import AddressState
from models.rules.delivery.states import WAITING
from models.rules.requests.erasures import ERASED
from models.rules.requests.file_quota import FileState
from models.rules.sms.phone_numbers import last_ten
from models.tables.among import among
from models.tables.contracts import contact_person
from models.tables.deliveries import delivery
from models.tables.identification import identification_attempt, invitation, vouching
from models.tables.lanes import outbox
from models.tables.messages import (
    attachment,
    message,
    message_copy,
    message_version,
    outbox_message,
    reaction,
    told,
)
from models.tables.persons import address, conversation, person
from models.tables.reach import address_challenge, address_event, consent
from models.tables.sms import sms_part, sms_sent
from models.tables.tickets import extension, ticket, ticket_event, ticket_participant

#: Of persons and what is theirs, without a word or a place: the reason why nothing of it goes.
KEPT: Final[Mapping[str, str]] = {
    "person_join": "that two rows are one person: numbers of rows, of which both are empty",
    "overflow": "how many messages came above a limit, and when",
    "escalation": "which steps of a deadline fired",
    "timer": "deadlines, for the statistics",
    "window_reminder": "that a window is about to close",
    "topic": "goes with the topic itself (ending.py)",
    "former_topic": "goes with the topic itself (ending.py)",
    "group_check": "what Telegram says about a group",
    "person_copy": "when copies were asked for; their files go with the message that carries them",
    "erasure": "this very thing; says of the person no more than a number",
    "contract": "the operator's own record, which names nobody",
}
#: Facts of a ticket's log that hold words; what its clocks are folded from stays.
_WORDS_OF_FACTS: Final = ("reason", "words", "text", "before", "after", "who", "name")
_NOTHING: Final[dict[str, Any]] = {}
Ids = Mapping[str, Sequence[Any]]


def scrub(tx: Connection, now: datetime, whole: Theirs, places: Sequence[Place], since: datetime) -> dict[str, int]:
    """What went, by category. places: as they were before the first time. since: real time of the first time; what
    came to be at these places later is of somebody new.
    """
    ids: Ids = {
        "persons": whole.persons,
        "addresses": whole.addresses,
        "tickets": whole.tickets,
        "messages": whole.messages,
        "attachments": whole.attachments,
        "deliveries": whole.deliveries,
    }
    ours = whole.organisation_id
    counts: dict[str, int] = {}

    def change(table: Table, which: ColumnElement[bool], values: Mapping[str, Any], counted: str = "") -> None:
        walled = [table.c.organisation_id == ours] if "organisation_id" in table.c else []
        done = tx.execute(update(table).where(*walled, which).values(values), _bound(which, ids)).rowcount
        _count(counts, counted, done)

    def drop(table: Table, which: ColumnElement[bool], counted: str = "") -> None:
        walled = [table.c.organisation_id == ours] if "organisation_id" in table.c else []
        _count(counts, counted, tx.execute(delete(table).where(*walled, which), _bound(which, ids)).rowcount)

    _messages(change, drop, now)
    _persons(change, drop, now)
    _tickets(tx, change, whole)
    _phones(tx, places, whole)
    _outgoing(tx, whole, places, since, counts)
    scrub_around(tx, whole, places)
    return counts


def _bound(which: ColumnElement[bool], ids: Ids) -> dict[str, Sequence[Any]]:
    wanted = {one.key for one in _parameters(which)}
    return {name: values for name, values in ids.items() if name in wanted}


def _parameters(which: ColumnElement[bool]) -> list[Any]:
    return [one for one in visitors.iterate(which) if getattr(one, "__visit_name__", "") == "bindparam"]


def _count(counts: dict[str, int], counted: str, done: int) -> None:
    if counted:
        counts[counted] = counts.get(counted, 0) + done


_Change = Callable[..., None]


def _messages(change: _Change, drop: _Change, now: datetime) -> None:
    empty = {"text": None, "entities": null(), "native": null(), "manner": null()}
    whole = and_(among(message.c.id, "messages"), message.c.erased_at.is_(None))
    change(message, whole, {**empty, "unsupported": None, "erased_at": now}, "messages")
    former = {"text": None, "entities": null(), "manner": null()}
    change(message_version, among(message_version.c.message_id, "messages"), former)
    file = {
        "file_name": None,
        "mime_type": None,
        "provider_file_id": ERASED,
        "provider_unique_id": None,
        "sha256": None,
        "path": None,
        "state": FileState.FAILED,
        "erased_at": now,
    }
    there = and_(among(attachment.c.id, "attachments"), attachment.c.erased_at.is_(None))
    change(attachment, there, file, "files")
    again = and_(among(attachment.c.id, "attachments"), attachment.c.path.is_not(None))
    change(attachment, again, file)
    drop(reaction, or_(among(reaction.c.message_id, "messages"), among(reaction.c.address_id, "addresses")))
    drop(message_copy, among(message_copy.c.message_id, "messages"))
    shown = {"text": None, "entities": null(), "heading": "", "time": ""}
    change(outbox_message, among(outbox_message.c.message_id, "messages"), shown)
    drop(told, among(told.c.ticket_id, "tickets"))
    taking_part = and_(among(ticket_participant.c.person_id, "persons"), ticket_participant.c.until_at.is_(None))
    change(ticket_participant, taking_part, {"until_at": now})


def _persons(change: _Change, drop: _Change, now: datetime) -> None:
    nobody = {"name": None, "tier": None, "zone": "UTC", "known_at": None, "erased_at": now}
    change(person, and_(among(person.c.id, "persons"), person.c.erased_at.is_(None)), nobody, "names")
    change(person, among(person.c.id, "persons"), {"name": None})
    nowhere = {
        "address": address.c.transport.concat(":").concat(cast(address.c.id, Text)).concat(f":{ERASED}"),
        "state": AddressState.DEAD,
        "state_reason": ERASED,
        "state_at": now,
        **dict.fromkeys(("verified_at", "recheck_at", "quiet_from", "quiet_until", "sim", "stopped_at", "heard_at")),
        **dict.fromkeys(("leave_until", "leave_again_at", "remind_at", "reminded_at")),
        **dict.fromkeys(("written_at", "blocked_at", "paused_at", "blocked_ticket_id")),
        "categories": null(),
    }
    living = or_(address.c.state_reason.is_(None), address.c.state_reason != ERASED)
    change(address, and_(among(address.c.id, "addresses"), living), nowhere, "addresses")
    begun = {
        "state": _NOTHING,
        "offered": null(),
        **dict.fromkeys(("next_at", "reply_digest", "reply_at", "reply_message_id", "close_code", "close_ticket_id")),
        **dict.fromkeys(("close_code_until", "files_since")),
    }
    change(conversation, among(conversation.c.address_id, "addresses"), begun, "conversations")
    drop(address_challenge, among(address_challenge.c.person_id, "persons"))
    drop(address_event, among(address_event.c.person_id, "persons"), "changes")
    drop(identification_attempt, among(identification_attempt.c.address_id, "addresses"))
    drop(ticket_participant, among(ticket_participant.c.person_id, "persons"))
    drop(ticket_participant, among(ticket_participant.c.ticket_id, "tickets"))
    drop(contact_person, among(contact_person.c.person_id, "persons"), "rights")
    open_ones = and_(among(invitation.c.person_id, "persons"), invitation.c.used_at.is_(None))
    change(invitation, and_(open_ones, invitation.c.revoked_at.is_(None)), {"revoked_at": now})
    change(vouching, among(vouching.c.address_id, "addresses"), {"words": None})
    given = and_(among(consent.c.person_id, "persons"), consent.c.withdrawn_at.is_(None))
    change(consent, given, {"withdrawn_at": now}, "consents")


def _tickets(tx: Connection, change: _Change, whole: Theirs) -> None:
    wordless = {"title": "", "fields": _NOTHING, "unfinished": null(), "contract_id": None}
    change(ticket, and_(among(ticket.c.id, "tickets"), ticket.c.title != ""), wordless, "tickets")
    change(extension, among(extension.c.ticket_id, "tickets"), {"reason": ""})
    ended = {"header": "", "next_at": None, "words": null()}
    change(delivery, among(delivery.c.id, "deliveries"), ended)
    logged = select(ticket_event.c.id, ticket_event.c.facts).where(among(ticket_event.c.ticket_id, "tickets"))
    for row in tx.execute(logged, {"tickets": whole.tickets}).all():
        left = {name: fact for name, fact in row.facts.items() if name not in _WORDS_OF_FACTS}
        if left != row.facts:
            tx.execute(update(ticket_event).where(ticket_event.c.id == row.id).values(facts=left))


def _phones(tx: Connection, places: Sequence[Place], whole: Theirs) -> None:
    """What modems brought and took away. That a SIM may show us an SMS twice is still known by its digest."""
    numbers = [place.address for place in places if place.address.startswith("+")]
    if not numbers:
        return
    # what still waits for its other parts is of whoever writes from there next
    parts = (among(sms_part.c.sender, "numbers"), sms_part.c.passed_on_at.is_not(None))
    gone = {"text": "", "sender": ERASED, "binary": None, "raw": None}
    tx.execute(update(sms_part).where(*parts).values(gone), {"numbers": numbers})
    theirs = or_(among(outbox.c.address_id, "addresses"), outbox.c.address_id.is_(None))
    sent = select(sms_sent.c.id).join(outbox).where(among(sms_sent.c.last_ten, "tens"), theirs)
    tens = [last_ten(number) for number in numbers]
    ids = list(tx.execute(sent, {"tens": tens, "addresses": whole.addresses}).scalars())
    tx.execute(update(sms_sent).where(among(sms_sent.c.id, "ids")).values(last_ten=""), {"ids": ids})


def _outgoing(
    tx: Connection, whole: Theirs, places: Sequence[Place], since: datetime, counts: dict[str, int]
) -> None:
    """Payloads, which say the words again, and where they went."""
    over = outbox.c.state.not_in(WAITING)
    unsaid = or_(outbox.c.error.is_(None), outbox.c.error != ERASED)
    empty = {"payload": _NOTHING, "error": ERASED}
    for column, ids in (
        (outbox.c.lane_id, own_lanes(tx, whole)),
        (outbox.c.ticket_id, whole.tickets),
        (outbox.c.message_id, whole.messages),
        (outbox.c.delivery_id, whole.deliveries),
        (outbox.c.address_id, whole.addresses),
    ):
        which = update(outbox).where(over, unsaid, among(column, "ids"))
        _count(counts, "outgoing", tx.execute(which.values(**empty, address=None), {"ids": ids}).rowcount)
    for place in places:  # codes, which belong to no address yet
        there = (outbox.c.transport == place.transport, outbox.c.address == place.address)
        before = (outbox.c.address_id.is_(None), outbox.c.created_at <= since)
        tx.execute(update(outbox).where(over, *there, *before).values(**empty, address=None))
        for seen in (told, message_copy):  # of tickets of others
            here = (seen.c.transport == place.transport, seen.c.account == place.account)
            tx.execute(delete(seen).where(*here, seen.c.address == place.address))
