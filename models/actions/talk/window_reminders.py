"""Staff are reminded that a window is about to close while somebody waits for an answer: one line in the topic, which
says later what became of it.
"""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, bindparam, delete, func, insert, or_, select, update

from models.actions.desk import overflow_lines, topics
from models.actions.queue import outbox
from models.actions.queue.outbox import OutgoingRow
from models.clock import Instant
from models.phrases.catalogue import say
from models.phrases.times import day_and_time
from models.queries.identities import Somebody
from models.queries.persons import AtAddress
from models.queries.reach import read_others
from models.queries.regulation import edition_of
from models.queries.tickets import TicketView, open_tickets_of, ticket_of_row
from models.queries.transports import traits_of
from models.rules.delivery.outgoing import RowKind, Urgency
from models.rules.delivery.payloads import PostPayload
from models.rules.delivery.post_content import Choices
from models.rules.regulation.deliveries import leave_at
from models.rules.regulation.organisations import OrganisationId
from models.rules.regulation.parsing import Regulation
from models.rules.requests.thanks import Meaning
from models.tables.messages import message
from models.tables.persons import address
from models.tables.windows import window_reminder

BATCH: Final = 50
#: The verb of the button; the id of the reminder stands behind its dot.
WRITE: Final = "writenow"

log = logging.getLogger(__name__)

_DUE = (
    select(
        address.c.id,
        address.c.organisation_id,
        address.c.person_id,
        address.c.heard_at,
        address.c.transport,
    )
    .where(address.c.remind_at.is_not(None), address.c.remind_at <= bindparam("now"))
    .order_by(address.c.remind_at)
    .limit(BATCH)
    .with_for_update(skip_locked=True)
)
_CLOSED = (
    select(window_reminder)
    .where(window_reminder.c.closes_at <= bindparam("now"))
    .order_by(window_reminder.c.closes_at)
    .limit(BATCH)
    .with_for_update(skip_locked=True)
)
_LOOKED = (
    update(address)
    .where(address.c.id == bindparam("of_address"), address.c.organisation_id == bindparam("of_organisation"))
    .values(remind_at=None, reminded_at=bindparam("reminded", type_=address.c.reminded_at.type))
)
_FORGET = (
    update(address)
    .where(address.c.id == bindparam("of_address"), address.c.organisation_id == bindparam("of_organisation"))
    .values(reminded_at=None)
)


def _last(author: str, *more: ColumnElement[bool]) -> Any:
    said = (message.c.organisation_id == bindparam("of_organisation"), message.c.ticket_id == bindparam("of_ticket"))
    return select(func.max(message.c.id)).where(*said, message.c.author == author, *more).scalar_subquery()


_ASKS = or_(message.c.meaning.is_(None), message.c.meaning != Meaning.THANKS)
_LAST_WORDS = select(_last("requester", _ASKS).label("asked"), _last("agent").label("answered"))


def look(tx: Connection, at: Instant) -> int:
    """Windows that are about to close, and those that have closed since staff were reminded. Returns how many."""
    due, closed = tx.execute(_DUE, {"now": at.now}).all(), tx.execute(_CLOSED, {"now": at.now}).all()
    for row in due:
        try:
            with tx.begin_nested():
                _look_at(tx, at, row)
        except Exception:
            log.exception("nobody is reminded that the window of address %s closes", row.id)
            _looked(tx, row, None)
    for row in closed:
        _end(tx, at, [row], "window.closed")
    return max(len(due), len(closed))


def _look_at(tx: Connection, at: Instant, row: Row[*tuple[Any, ...]]) -> None:
    closes_at = traits_of(tx, row.transport).closes_at(row.heard_at)
    if closes_at is None or closes_at <= at.now:
        _looked(tx, row, None)
        return
    theirs = open_tickets_of(tx, Somebody(OrganisationId(row.organisation_id), row.person_id))
    waits = [view for view in theirs if view.address_id == row.id and _is_unanswered(tx, view)]
    _looked(tx, row, at.now if waits else None)
    for view in waits:
        _remind(tx, at, view, closes_at)


def _looked(tx: Connection, row: Row[*tuple[Any, ...]], reminded: datetime | None) -> None:
    tx.execute(_LOOKED, {"of_address": row.id, "of_organisation": row.organisation_id, "reminded": reminded})


def _is_unanswered(tx: Connection, view: TicketView) -> bool:
    if view.topic_state is None:
        return False
    found = tx.execute(_LAST_WORDS, {"of_organisation": view.organisation_id, "of_ticket": view.id}).one()
    return found.asked is not None and (found.answered is None or found.answered < found.asked)


def _remind(tx: Connection, at: Instant, view: TicketView, closes_at: datetime) -> None:
    regulation = edition_of(tx, view).regulation
    language = topics.staff_language(view, regulation)
    text = f"{_closes(view, regulation, closes_at, language)} {_then(tx, view, regulation, language)}"
    line = {
        "organisation_id": view.organisation_id,
        "author": "line",
        "text": text,
        "provider_at": at.now,
        "created_at": at.now,
    }
    line_id = tx.execute(insert(message).values(**line).returning(message.c.id)).scalar_one()
    reminder = {"organisation_id": view.organisation_id, "ticket_id": view.id, "address_id": view.address_id}
    number = tx.execute(
        insert(window_reminder)
        .values(**reminder, line_id=line_id, closes_at=closes_at)
        .returning(window_reminder.c.id)
    ).scalar_one()
    button = topics.choice(view.id, 0, f"{WRITE}.{number}", say(language, "window.write"))
    row = OutgoingRow(
        RowKind.POST, _payload(text, [[button]]), repeatable=True, ticket_id=view.id, message_id=line_id
    )
    _post(tx, at, view, row)


def _closes(view: TicketView, regulation: Regulation, closes_at: datetime, language: str) -> str:
    when = ", ".join(day_and_time(closes_at, regulation.organisation.timezone, language))
    return say(language, "window.closes", transport=view.traits.title, when=when)


def _then(tx: Connection, view: TicketView, regulation: Regulation, language: str) -> str:
    """What becomes of an answer that is written later."""
    if leave_at(regulation.transports, view.traits) is not None:
        return say(language, "window.then_leave")
    other = next((one for one in read_others(view.others) if one.works), None)
    if other is None:
        return say(language, "window.then_nothing")
    return say(language, "window.then_other", way=traits_of(tx, other.transport).title)


def writes(tx: Connection, at: Instant, view: TicketView, reminder_id: int, agent: str) -> datetime | None:
    """An agent says that they answer now: colleagues see it. Returns until when; None: it is over."""
    this = (window_reminder.c.id == reminder_id, window_reminder.c.organisation_id == view.organisation_id)
    row = tx.execute(select(window_reminder).where(*this, window_reminder.c.ticket_id == view.id)).one_or_none()
    if row is None or row.closes_at <= at.now:
        return None
    regulation = edition_of(tx, view).regulation
    language = topics.staff_language(view, regulation)
    closes = _closes(view, regulation, row.closes_at, language)
    _edit(tx, at, view, row.line_id, f"{closes} {say(language, 'window.writes', agent=agent)}")
    found: datetime = row.closes_at
    return found


def answered(tx: Connection, at: Instant, view: TicketView) -> None:
    """An answer left while the window was open."""
    ours = (window_reminder.c.organisation_id == view.organisation_id, window_reminder.c.ticket_id == view.id)
    _end(tx, at, tx.execute(select(window_reminder).where(*ours)).all(), "window.answered")


def wrote_again(tx: Connection, at: Instant, who: AtAddress) -> None:
    """They wrote once more: there is time."""
    ours = (window_reminder.c.organisation_id == who.organisation_id, window_reminder.c.address_id == who.address_id)
    _end(tx, at, tx.execute(select(window_reminder).where(*ours)).all(), "window.wrote_again")


def _end(tx: Connection, at: Instant, rows: Sequence[Row[*tuple[Any, ...]]], phrase: str) -> None:
    for row in rows:
        tx.execute(
            delete(window_reminder).where(
                window_reminder.c.id == row.id, window_reminder.c.organisation_id == row.organisation_id
            )
        )
        tx.execute(_FORGET, {"of_address": row.address_id, "of_organisation": row.organisation_id})
        view = ticket_of_row(tx, row.ticket_id)
        regulation = edition_of(tx, view).regulation
        language = topics.staff_language(view, regulation)
        topics.refresh_card(tx, at, view, regulation)  # it says until when
        said = phrase if view.is_open else "window.ticket_closed"
        _edit(tx, at, view, row.line_id, say(language, said, transport=view.traits.title))


def _edit(tx: Connection, at: Instant, view: TicketView, line_id: int, text: str) -> None:
    payload = _payload(text)
    if view.topic_state is not None and not overflow_lines.folded(tx, line_id, payload):
        row = OutgoingRow(RowKind.EDIT, payload, repeatable=True, ticket_id=view.id, message_id=line_id)
        _post(tx, at, view, row)


def _payload(text: str, choices: Choices = ()) -> PostPayload:
    payload: PostPayload = {"part": 0, "text": text, "entities": []}
    if choices:
        payload["choices"] = choices
    return payload


def _post(tx: Connection, at: Instant, view: TicketView, row: OutgoingRow) -> None:
    assert view.topic_account is not None, "it has a topic"
    outbox.post(tx, view.topic_account, outbox.topic_lane(view.id), Urgency.CONVERSATION, [row], at.real)
