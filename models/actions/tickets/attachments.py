"""Bytes of attachments: whether they are fetched, what became of that, and what staff are told."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update

from models.actions.desk import topics
from models.actions.queue import outbox
from models.actions.queue.outbox import OutgoingRow
from models.clock import Instant
from models.phrases.catalogue import say
from models.phrases.message_types import name_of
from models.queries.regulation import edition_in_force, edition_of
from models.queries.tickets import TicketView, ticket_by_id
from models.queries.transports import traits_of
from models.rules.delivery.choices import ticket_key
from models.rules.delivery.outgoing import SLOW, RowKind, Urgency
from models.rules.delivery.payloads import FetchFilePayload
from models.rules.delivery.places import Place, Where
from models.rules.delivery.post_content import Choices
from models.rules.delivery.replies import FROM_OUTSIDE
from models.rules.delivery.transports import STAFF_TRANSPORT
from models.rules.requests.file_quota import LOST, MAY_BE_ASKED_FOR, MEGABYTE, Day, FileState, with_another
from models.tables.messages import attachment, message
from models.tables.persons import conversation

#: The verb of the button that has lost files fetched.
FETCH = "fetch"


@dataclass(frozen=True)
class Stored:
    """path: relative to var/files. size: bytes."""

    sha256: str
    path: str
    size: int


_OF_MESSAGE = select(
    attachment,
    message.c.organisation_id,
    message.c.author,
    message.c.address_id,
    message.c.ticket_id,
    message.c.overflow_id,
).select_from(attachment.join(message))
_OF_TICKET = _OF_MESSAGE.where(
    message.c.organisation_id == bindparam("organisation_id"), message.c.ticket_id == bindparam("ticket_id")
).order_by(attachment.c.id)
#: Whosever it is: a row of the outbox says no more than the attachment.
_OF_ROW = _OF_MESSAGE.where(attachment.c.id == bindparam("attachment_id"))


def want(
    tx: Connection,
    at: Instant,
    account: str,
    attachment_id: int,
    file_id: str,
    *,
    transport: str,
    asked_for: bool = False,
) -> None:
    """Has the bytes fetched in the background. asked_for: an agent pressed the button, and hears of the outcome."""
    payload: FetchFilePayload = {"attachment_id": attachment_id, "file_id": file_id, "asked_for": asked_for}
    draft = OutgoingRow(RowKind.FETCH_FILE, payload, repeatable=True, to=Where(transport, Place.ACCOUNT))
    outbox.post(tx, account, outbox.file_lane(attachment_id), Urgency.VIEW, [draft], at.real, queue=SLOW)


def admit(tx: Connection, at: Instant, attachment_id: int, size: int) -> bool:
    """Counts a file against its requester's day, once. False: it is not fetched now. Above the quota staff have been
    told; of a message above the limit of a minute it waits until that is opened.

    size: bytes, as the service says. What staff sent is always admitted.
    """
    row = _row(tx, attachment_id)
    if row.state == FileState.ADMITTED:
        return True
    if row.overflow_id is not None:
        _becomes(tx, attachment_id, FileState.HELD)
        return False
    if row.author in FROM_OUTSIDE and row.address_id is not None and not _fits_the_day(tx, at, row, size):
        return False
    _becomes(tx, attachment_id, FileState.ADMITTED)
    return True


def _fits_the_day(tx: Connection, at: Instant, row: Row[tuple[object, ...]], size: int) -> bool:
    edition = edition_in_force(tx, row.organisation_id, at.now)
    if edition is None:
        return True
    mine = conversation.c.address_id == row.address_id
    counted = (conversation.c.files_since, conversation.c.files_bytes, conversation.c.files_told)
    before = tx.execute(select(*counted).where(mine).with_for_update()).one()
    day = with_another(Day(before.files_since, before.files_bytes), size, at.now)
    fits = day.kept <= edition.regulation.limits.megabytes_per_day * MEGABYTE
    told = before.files_told and day.since == before.files_since
    if not fits:
        _becomes(tx, row.id, FileState.OVER_QUOTA)
        if row.ticket_id is not None and not told:  # once a day: what is above the quota may be very much
            _tell(tx, at, _ticket_of(tx, row), [_row(tx, row.id)])
            told = True
    kept = day.kept if fits else day.kept - size
    tx.execute(update(conversation).where(mine).values(files_since=day.since, files_bytes=kept, files_told=told))
    return fits


def mark_stored(tx: Connection, at: Instant, attachment_id: int, stored: Stored, *, asked_for: bool = False) -> None:
    """asked_for: an agent waits for it, and is told."""
    tx.execute(
        update(attachment)
        .where(attachment.c.id == attachment_id)
        .values(state=FileState.STORED, sha256=stored.sha256, path=stored.path, size=stored.size)
    )
    row = _row(tx, attachment_id)
    if asked_for and row.ticket_id is not None:
        view = _ticket_of(tx, row)
        language = _language(tx, view)
        topics.tell_staff(tx, at, view, say(language, "staff.file_kept", name=_name(row, language)))


def mark_lost(tx: Connection, at: Instant, attachment_id: int, state: FileState) -> None:
    """The service does not give the bytes. Staff are told, now or when its ticket opens."""
    _becomes(tx, attachment_id, state)
    row = _row(tx, attachment_id)
    if row.ticket_id is not None:
        _tell(tx, at, _ticket_of(tx, row), [row])


def tell_of_lost(tx: Connection, at: Instant, view: TicketView, message_ids: Sequence[int]) -> None:
    """A ticket opened with messages whose files were lost before it was there."""
    lost = _OF_TICKET.where(attachment.c.message_id.in_(message_ids), attachment.c.state.in_(LOST))
    found = tx.execute(lost, {"organisation_id": view.organisation_id, "ticket_id": view.id}).all()
    if found:
        _tell(tx, at, ticket_by_id(tx, view.organisation_id, view.id), found)


def fetch_again(tx: Connection, at: Instant, view: TicketView) -> int:
    """An agent asked for what a ticket lost. Returns how many files are fetched now."""
    of_ticket = {"organisation_id": view.organisation_id, "ticket_id": view.id}
    asked_for = tx.execute(_OF_TICKET.where(attachment.c.state.in_(MAY_BE_ASKED_FOR)), of_ticket).all()
    for row in asked_for:
        _becomes(tx, row.id, FileState.ADMITTED)
        want(tx, at, row.account, row.id, row.provider_file_id, transport=row.transport, asked_for=True)
    return len(asked_for)


def fetch_held(tx: Connection, at: Instant, message_ids: Sequence[int]) -> None:
    """Messages above the limit were opened: their files are wanted as any others are."""
    held = (attachment.c.message_id.in_(message_ids), attachment.c.state == FileState.HELD)
    for row in tx.execute(select(attachment).where(*held).order_by(attachment.c.id)).all():
        _becomes(tx, row.id, FileState.WANTED)
        want(tx, at, row.account, row.id, row.provider_file_id, transport=row.transport)


def _ticket_of(tx: Connection, row: Row[Any]) -> TicketView:
    """row: of an attachment, whose message is in a ticket."""
    return ticket_by_id(tx, row.organisation_id, row.ticket_id)


def _tell(tx: Connection, at: Instant, view: TicketView, lost: Sequence[Row[tuple[object, ...]]]) -> None:
    """One post for all of them."""
    edition = edition_of(tx, view)
    language = _language(tx, view)
    quota = edition.regulation.limits.megabytes_per_day
    lines = []
    for row in lost:
        facts = {"name": _name(row, language), "quota": quota, "transport": traits_of(tx, row.transport).title}
        seen = (row.transport, row.account) == (STAFF_TRANSPORT, view.topic_account)
        where = say(language, "staff.file_seen" if seen else "staff.file_not_seen")
        lines.append(f"{say(language, _PHRASES[FileState(row.state)], **facts)} {where}")
    label = say(language, "choice.fetch_file")
    button: Choices = [[{"key": ticket_key(view.id, 0, FETCH), "label": label}]]
    may_ask = any(row.state in MAY_BE_ASKED_FOR for row in lost)
    topics.tell_staff(tx, at, view, "\n".join(dict.fromkeys(lines)), button if may_ask else ())


_PHRASES = {
    FileState.OVER_QUOTA: "staff.file_over_quota",
    FileState.FAILED: "staff.file_failed",
    FileState.TOO_BIG: "staff.file_too_big",
}


def _name(row: Row[tuple[object, ...]], language: str) -> str:
    return f"«{row.file_name}»" if row.file_name else name_of(row.kind, language)


def _language(tx: Connection, view: TicketView) -> str:
    return topics.staff_language(view, edition_of(tx, view).regulation)


def _row(tx: Connection, attachment_id: int) -> Row[tuple[object, ...]]:
    return tx.execute(_OF_ROW, {"attachment_id": attachment_id}).one()


def _becomes(tx: Connection, attachment_id: int, state: FileState) -> None:
    tx.execute(update(attachment).where(attachment.c.id == attachment_id).values(state=state))
