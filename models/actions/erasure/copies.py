"""Copies of what is held about a person: asked for, sent as files of a message of ours, and gone after a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from models.actions.queue import outbox
from models.actions.queue.outbox import OutgoingRow
from models.actions.reach.persons import hold
from models.clock import Instant
from models.phrases.catalogue import say
from models.queries.identities import Somebody
from models.queries.persons import AtAddress, Requester
from models.queries.tickets import Asker
from models.rules.delivery.outgoing import RowKind, Urgency
from models.rules.delivery.payloads import PostPayload
from models.rules.delivery.places import at_address
from models.rules.regulation.organisations import OrganisationId
from models.rules.requests.erasures import ERASED
from models.rules.requests.file_quota import FileState
from models.tables.erasures import person_copy
from models.tables.messages import attachment, message

#: How often somebody gets one, and how long its files are kept for the transport to take them.
EVERY: Final = timedelta(hours=24)
FOLDER: Final = "copies"
ASKED, SENT, GONE, FAILED = "asked", "sent", "gone", "failed"
_DUE: Final = (
    select(person_copy)
    .where(person_copy.c.next_at.is_not(None), person_copy.c.next_at <= bindparam("now"))
    .order_by(person_copy.c.next_at, person_copy.c.id)
    .limit(1)
)
_DUE_AND_HELD: Final = _DUE.with_for_update(skip_locked=True)


@dataclass(frozen=True)
class CopyFile:
    """path: relative to var/files. caption: the phrase that stands under it."""

    path: str
    file_name: str
    mime_type: str
    size: int
    caption: str

    @property
    def stored(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name != "caption"}


def paths_of(copy_id: int) -> tuple[str, str]:
    """Of the page and the archive; made again they take their own places."""
    return f"{FOLDER}/{copy_id}.html", f"{FOLDER}/{copy_id}.zip"


def ask(tx: Connection, at: Instant, who: AtAddress) -> datetime | None:
    """None: it is made and sent there. Else: from when on another one may be had."""
    hold(tx, who.organisation_id, who.person_id)
    theirs = (person_copy.c.organisation_id == who.organisation_id, person_copy.c.person_id == who.person_id)
    made = select(func.max(person_copy.c.asked_at)).where(*theirs, person_copy.c.state != FAILED)
    last: datetime | None = tx.execute(made).scalar()
    if last is not None and at.now < last + EVERY:
        return last + EVERY
    asked = {"state": ASKED, "asked_at": at.now, "next_at": at.now, "address_id": who.address_id}
    tx.execute(insert(person_copy).values(**asked, organisation_id=who.organisation_id, person_id=who.person_id))
    return None


def next_due(tx: Connection, now: datetime, *, held: bool = True) -> Row[Any] | None:
    return tx.execute(_DUE_AND_HELD if held else _DUE, {"now": now}).one_or_none()


def send(tx: Connection, at: Instant, row: Row[Any], who: Requester, files: Sequence[CopyFile]) -> None:
    """Each file in a message of its own: an album would show only one of them on some phones."""
    said = {"organisation_id": who.organisation_id, "address_id": who.address_id, "author": "system"}
    times = {"provider_at": at.now, "created_at": at.now, "files": len(files)}
    message_id = tx.execute(insert(message).values(**said, **times).returning(message.c.id)).scalar_one()
    rows = []
    for position, file in enumerate(files):
        known = {
            "kind": "document",
            "transport": "",
            "account": "",
            "provider_file_id": "",
            "state": FileState.STORED,
        }
        stored = {"message_id": message_id, "position": position, **known, **file.stored}
        file_id = tx.execute(insert(attachment).values(stored).returning(attachment.c.id)).scalar_one()
        payload: PostPayload = {
            "part": position,
            "text": say(who.language, file.caption),
            "attachments": [
                {"kind": "document", "file_id": "", "id": file_id, "transport": "", "account": ""},
            ],
        }
        there = at_address(who.transport, who.address)
        rows.append(
            OutgoingRow(RowKind.POST, payload, False, there, message_id=message_id, address_id=who.address_id)
        )
    lane = outbox.lane_of(who.traits, who.address)
    outbox.post(tx, who.account, lane, Urgency.CONVERSATION, rows, at.real, queue=who.traits.queue)
    _set(tx, row, state=SENT, message_id=message_id, next_at=at.now + EVERY)


def fail(tx: Connection, row: Row[Any]) -> None:
    """The address is not theirs any more, or it can't be made: they may ask again."""
    _set(tx, row, state=FAILED, next_at=None)


def forget(tx: Connection, at: Instant, row: Row[Any]) -> list[str]:
    """The day is over. Returns the files that go once it is committed."""
    gone = {"path": None, "provider_file_id": ERASED, "erased_at": at.now}
    tx.execute(update(attachment).where(attachment.c.message_id == row.message_id).values(gone))
    _set(tx, row, state=GONE, next_at=None)
    return list(paths_of(row.id))


def stop(tx: Connection, who: Asker, persons: Sequence[int]) -> list[str]:
    """They are erased: none is made or sent any more. Returns the files of all."""
    theirs = (person_copy.c.organisation_id == who.organisation_id, person_copy.c.person_id.in_(persons))
    tx.execute(update(person_copy).where(*theirs).values(next_at=None))
    return [path for one in tx.execute(select(person_copy.c.id).where(*theirs)).scalars() for path in paths_of(one)]


def of_row(row: Row[Any]) -> Somebody:
    return Somebody(OrganisationId(row.organisation_id), row.person_id)


def put_off(tx: Connection, row: Row[Any], when: datetime) -> None:
    """It raised."""
    _set(tx, row, next_at=when)


def _set(tx: Connection, row: Row[Any], **values: Any) -> None:
    this = (person_copy.c.id == row.id, person_copy.c.organisation_id == row.organisation_id)
    tx.execute(update(person_copy).where(*this).values(values))
