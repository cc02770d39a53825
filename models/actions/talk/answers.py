"""An agent's words go to the requester, over the transport by which the requester wrote."""

from dataclasses import dataclass

from models.actions.reach.addressees import to_requester
from models.actions.talk import held_answers, posting, sms_answers
from models.actions.talk.answer_clock import note_answer
from models.actions.talk.messages import Said, keep_message
from models.actions.tickets.acting import Acting
from models.queries.messages import MessageView, messages_by_ids
from models.rules.delivery.carried import Spoken
from models.rules.delivery.outcomes import Purpose


@dataclass(frozen=True)
class Answered:
    """gone: it is on its way; otherwise it is kept, and the agent was told why or asked."""

    message_id: int
    gone: bool


def answer(acting: Acting, said: Said, *, header: str = "") -> Answered:
    """The first answer ends the clock of the first response; one that waits for the agent's yes counts when it goes.

    header: put before the words when the requester has to be told which ticket is meant.
    """
    tx, at, view, regulation = acting.tx, acting.at, acting.view, acting.regulation
    message_id = keep_message(tx, at, said)
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
    if held_answers.must_wait(tx, at, view, (message_id, 1), len(parts), regulation):
        return Answered(message_id, gone=False)
    delivery = to_requester(view, Purpose.ANSWER, message_id=message_id, header=header)
    posting.post(tx, at, view, parts, delivery)
    note_answer(acting)
    return Answered(message_id, gone=True)


def send_kept(acting: Acting, written: MessageView, *, header: str = "") -> bool:
    """Words that were kept and not sent go after all. False: they wait for the agent's yes."""
    tx, at, view = acting.tx, acting.at, acting.view
    held_answers.set_author(tx, view, written.id, "agent")
    parts = posting.parts_of_answer(view, written, header)
    held = (written.id, written.version)
    if view.traits.by_sms:
        gone = sms_answers.begin(tx, at, view, written.id, acting.regulation)
    elif gone := not held_answers.must_wait(tx, at, view, held, len(parts), acting.regulation):
        delivery = to_requester(view, Purpose.ANSWER, message_id=written.id, header=header)
        posting.post(tx, at, view, parts, delivery)
    if gone:
        note_answer(acting)
    return gone
