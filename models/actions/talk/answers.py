"""An agent's words go to the requester, over the transport by which the requester wrote."""

from dataclasses import dataclass

from models.actions.reach import routes, windows
from models.actions.reach.addressees import to_requester
from models.actions.reach.routes import Route
from models.actions.talk import (
    chain_words,
    held_answers,
    leave_chains,
    posting,
    quiet_answers,
    sms_answers,
    window_reminders,
)
from models.actions.talk.answer_clock import note_answer
from models.actions.talk.messages import Said, keep_message
from models.actions.tickets.acting import Acting
from models.queries.messages import MessageView, messages_by_ids
from models.queries.tickets import TicketView
from models.rules.delivery.carried import Spoken
from models.rules.delivery.outcomes import Purpose


@dataclass(frozen=True)
class Answered:
    """gone: it is on its way; otherwise it is kept, and the agent was told why or asked."""

    message_id: int
    gone: bool


def answer(acting: Acting, said: Said, *, header: str = "", by: int | None = None) -> Answered:
    """The first answer ends the clock of the first response; one that waits for the agent's yes counts when it goes.

    header: put before the words when the requester has to be told which ticket is meant. by: the address that the
    agent chose for this one.
    """
    tx, at, view, regulation = acting.tx, acting.at, acting.view, acting.regulation
    message_id = keep_message(tx, at, said)
    window = windows.standing(tx, at, view)
    if by is not None or window.closed or not routes.is_plain(view, regulation):
        written = messages_by_ids(tx, view.organisation_id, [message_id])[0]
        return Answered(message_id, _send(acting, written, header, by))
    if view.traits.by_sms:
        gone = sms_answers.begin(tx, at, view, message_id, regulation)
        if gone:
            note_answer(acting)
        return Answered(message_id, gone)
    # kept files are known by ids of ours, and what is answered by its message
    spoken: Spoken = said
    if said.files or said.manner.reply:
        spoken = messages_by_ids(tx, view.organisation_id, [message_id])[0]
    parts = posting.parts_of_answer(view, spoken, header)
    if held_answers.is_asked_for_its_price(tx, at, view, (message_id, 1), len(parts), regulation):
        return Answered(message_id, gone=False)
    delivery = to_requester(view, Purpose.ANSWER, message_id=message_id, header=header)
    posting.post(tx, at, view, parts, routes.with_chain(view, regulation, delivery, at.now))
    note_answer(acting)
    if window.reminded:
        window_reminders.answered(tx, at, view)
    return Answered(message_id, gone=True)


def send_kept(acting: Acting, written: MessageView, *, header: str = "", by: int | None = None) -> bool:
    """Words that were kept and not sent go after all. False: they wait for the agent's yes. by: the address where."""
    held_answers.set_author(acting.tx, acting.view, written.id, "agent")
    return _send(acting, written, header, by)


def _send(acting: Acting, written: MessageView, header: str, by: int | None = None) -> bool:
    """By the first address that suits, or that one. False: the words wait, and the agent was told why."""
    tx, at, regulation = acting.tx, acting.at, acting.regulation
    way = routes.route(tx, at, acting.view, regulation, Purpose.ANSWER, by)
    if way.barred or way.nowhere:
        held_answers.keep_back(acting, written, way)
        return False
    if way.held_until is not None:
        quiet_answers.hold(acting, written, way)
    elif way.leave_until is not None:
        if not _wait_for_leave(acting, way, written, header):
            return False
    elif way.only_notice:
        chain_words.begin_with_notice(tx, at, way.view, regulation, written.id)
    elif not _post(acting, way.view, written, header):
        return False
    note_answer(acting)
    if acting.view.traits.window is not None:
        window_reminders.answered(tx, at, acting.view)
    return True


def _wait_for_leave(acting: Acting, way: Route, written: MessageView, header: str) -> bool:
    """False: the agent is asked about its price first."""
    tx, at, this = acting.tx, acting.at, (written.id, written.version)
    parts = len(posting.parts_of_answer(way.view, written, header))
    if held_answers.is_asked_for_its_price(tx, at, way.view, this, parts, acting.regulation):
        return False
    leave_chains.begin(acting, written, way)
    return True


def _post(acting: Acting, view: TicketView, written: MessageView, header: str) -> bool:
    tx, at, regulation = acting.tx, acting.at, acting.regulation
    if view.traits.by_sms:
        return sms_answers.begin(tx, at, view, written.id, regulation)
    parts = posting.parts_of_answer(view, written, header)
    if held_answers.must_wait(tx, at, view, (written.id, written.version), len(parts), regulation):
        return False
    delivery = to_requester(view, Purpose.ANSWER, message_id=written.id, header=header)
    posting.post(tx, at, view, parts, routes.with_chain(view, regulation, delivery, at.now))
    return True
