"""What a press makes of an agent's words that wait, and what an edit makes of those that can't be changed there."""

from dataclasses import replace
from enum import Enum

from sqlalchemy import Connection, update

from models.actions.reach import routes, windows
from models.actions.reach.routes import Route
from models.actions.talk import asked_answers, held_answers, leave_chains, sms_answers, window_reminders
from models.actions.talk.answer_clock import note_answer
from models.actions.talk.held_answers import CORRECT, KEPT, SEND, UNSENT
from models.actions.talk.posting import post_kept
from models.actions.tickets.acting import Acting
from models.clock import Instant
from models.queries.messages import MessageView, messages_by_ids
from models.queries.tickets import TicketView
from models.rules.delivery.address_changes import GONE
from models.rules.delivery.outcomes import Purpose
from models.rules.regulation.parsing import Regulation
from models.tables.messages import message


class Fate(Enum):
    SENT = "sent"
    ASKED = "nobody can be written to yet: asked again"
    DROPPED = "dropped"
    DECIDED = "decided before"
    CHANGED = "corrected since the button was drawn"
    NOWHERE = "they removed whatever they had: the topic says so"
    CLOSED = "nothing goes from a closed ticket"


def send(acting: Acting, message_id: int, version: int, address_id: int | None = None) -> Fate:
    """The agent saw what it costs and pressed «send». address_id: where it would go, as they saw it."""
    tx, way = acting.tx, _way(acting, address_id, Purpose.ANSWER)
    view, written = way.view, _of_ticket(tx, way.view, message_id)
    if written is None or written.author not in (UNSENT, KEPT):
        return Fate.DECIDED
    if not view.is_open:
        return Fate.CLOSED
    if written.version != version:
        return Fate.CHANGED
    if way.nowhere:
        held_answers.keep_back(acting, written, way)
        return Fate.NOWHERE
    way = _with_leave(acting, way)
    if way.leave_until is None and held_answers.is_asked_again(tx, acting.at, view, written, acting.regulation, SEND):
        return Fate.ASKED
    held_answers.set_author(tx, view, message_id, "agent")
    if way.leave_until is not None:
        leave_chains.begin(acting, replace(written, author="agent"), way)
    elif view.traits.by_sms:
        sms_answers.post(tx, acting.at, view, written, acting.regulation)
    else:
        post_kept(tx, acting.at, view, written)
    note_answer(acting)
    if acting.view.traits.window is not None:
        window_reminders.answered(tx, acting.at, acting.view)
    asked_answers.pass_on(acting, written)
    return Fate.SENT


def drop(acting: Acting, message_id: int) -> Fate:
    """The agent thought better of it. The words stay in the topic, the next message may say it shorter."""
    written = _of_ticket(acting.tx, acting.view, message_id)
    if written is None or written.author not in (UNSENT, KEPT):
        return Fate.DECIDED
    held_answers.note_instead(acting.tx, acting.view, message_id)
    return Fate.DROPPED


def correct(acting: Acting, message_id: int, version: int, address_id: int | None = None) -> Fate:
    """The corrected words go as a message of their own."""
    tx, way = acting.tx, _way(acting, address_id, Purpose.CORRECTION)
    view, written = way.view, _of_ticket(tx, way.view, message_id)
    if written is None or written.author != "agent" or written.version != version:
        return Fate.CHANGED
    if not view.is_open:
        return Fate.CLOSED
    if way.nowhere:
        held_answers.tell_nowhere(acting)
        return Fate.NOWHERE
    if held_answers.is_asked_again(tx, acting.at, view, written, acting.regulation, CORRECT):
        return Fate.ASKED
    if not _claim_correction(tx, view, message_id, version):
        return Fate.DECIDED
    if view.traits.by_sms:
        sms_answers.post_correction(tx, acting.at, view, written)
    else:
        post_kept(tx, acting.at, view, written, corrected=True)
    note_answer(acting)
    return Fate.SENT


def _way(acting: Acting, address_id: int | None, purpose: Purpose) -> Route:
    """There; if that is theirs no more, as a new answer would go."""
    if address_id == acting.view.address_id and acting.view.address_reason not in GONE:
        return Route(acting.view)
    return routes.route(acting.tx, acting.at, acting.view, acting.regulation, purpose, address_id)


def _with_leave(acting: Acting, way: Route) -> Route:
    """That way, if its window has closed with what the regulation says then."""
    if not windows.is_closed(acting.tx, acting.at, way.view):
        return way
    return routes.route(acting.tx, acting.at, acting.view, acting.regulation, Purpose.ANSWER, by=way.view.address_id)


def edited(tx: Connection, at: Instant, view: TicketView, message_id: int, regulation: Regulation) -> None:
    """The agent corrected a message in the topic: one that waits is counted anew, one that left can't be changed."""
    written = messages_by_ids(tx, view.organisation_id, [message_id])[0]
    by = sms_answers if view.traits.by_sms else held_answers
    by.edited(tx, at, view, written, regulation)


def _of_ticket(tx: Connection, view: TicketView, message_id: int) -> MessageView | None:
    """A forged button names a message of another ticket."""
    found = messages_by_ids(tx, view.organisation_id, [message_id])
    return found[0] if found and found[0].ticket_id == view.id else None


def _claim_correction(tx: Connection, view: TicketView, message_id: int, version: int) -> bool:
    """One press sends it: the second finds another version."""
    this = (message.c.id == message_id, message.c.organisation_id == view.organisation_id)
    mine = update(message).where(*this, message.c.version == version)
    return tx.execute(mine.values(version=version + 1)).rowcount == 1
