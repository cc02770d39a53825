"""An agent's words that wait: for a yes to what they cost, or until the requester may be written to again.

Of transports that are paid by the message or have a window; SMS are counted in parts: sms_answers.py.
"""

from collections.abc import Sequence

from sqlalchemy import Connection, update

from models.actions.desk import topics
from models.actions.queue import outbox
from models.actions.queue.outbox import OutgoingRow
from models.actions.reach import windows
from models.clock import Instant
from models.phrases.catalogue import say, say_many
from models.queries.messages import MessageView, original_of
from models.queries.tickets import TicketView, count_open_tickets
from models.rules.delivery.carried import Spoken, carried, carried_parts
from models.rules.delivery.outgoing import RowKind, Urgency
from models.rules.delivery.payloads import PostPayload, Reported
from models.rules.delivery.places import at_address
from models.rules.delivery.replies import Towards
from models.rules.regulation.parsing import Regulation
from models.tables.messages import message

SEND, DROP, CORRECT = "sms", "nosms", "correct"
UNSENT = "unsent"


def must_wait(
    tx: Connection, at: Instant, view: TicketView, written: tuple[int, int], parts: int, regulation: Regulation
) -> bool:
    """True: the words are kept, and the agent is told why or asked. written: id and version. parts: messages."""
    language = topics.staff_language(view, regulation)
    if windows.is_closed(tx, at, view):
        told = say(language, "staff.window_closed")
    elif view.traits.paid and parts >= regulation.sms.confirm_from_parts:
        told = say(language, "staff.paid_cost", messages=say_many(language, "count.messages", parts))
    else:
        return False
    tx.execute(update(message).where(message.c.id == written[0]).values(author=UNSENT))
    _ask(tx, at, view, written, told, SEND, language)
    return True


def is_asked_again(
    tx: Connection, at: Instant, view: TicketView, written: MessageView, regulation: Regulation
) -> bool:
    """The agent said yes. True: the requester still can't be written to."""
    closed = windows.is_closed(tx, at, view)
    if closed:
        language = topics.staff_language(view, regulation)
        _ask(tx, at, view, (written.id, written.version), say(language, "staff.window_closed"), SEND, language)
    return closed


def edited(tx: Connection, at: Instant, view: TicketView, written: MessageView, regulation: Regulation) -> None:
    """What waits is counted anew; what has left can't be changed, and the new words are offered as a message."""
    language = topics.staff_language(view, regulation)
    waits = written.author == UNSENT
    messages = say_many(language, "count.messages", len(parts_of_answer(view, written, "")))
    told = say(language, "staff.paid_cost" if waits else "staff.correction_cost", messages=messages)
    _ask(tx, at, view, (written.id, written.version), told, SEND if waits else CORRECT, language)


def send(tx: Connection, at: Instant, view: TicketView, written: MessageView, *, corrected: bool = False) -> None:
    """With several tickets open the words say which is meant. corrected: after what has left already."""
    header = ""
    if count_open_tickets(tx, view.person_id) > 1:
        header = say(view.language, "ticket.header", number=view.number)
    if corrected:
        header = "\n".join(line for line in (header, say(view.language, "message.corrected")) if line)
    post(
        tx,
        at,
        view,
        written.id,
        reported(parts_of_answer(view, written, header), original_of(tx, written.id), header),
    )


def post(tx: Connection, at: Instant, view: TicketView, message_id: int, parts: Sequence[PostPayload]) -> None:
    """To the address where the requester last wrote."""
    there = at_address(view.transport, view.address)
    drafts = [
        OutgoingRow(RowKind.POST, part, repeatable=False, to=there, ticket_id=view.id, message_id=message_id)
        for part in parts
    ]
    lane = outbox.lane_of(view.traits, view.address)
    outbox.post(tx, view.account, lane, Urgency.CONVERSATION, drafts, at.real, queue=view.traits.queue)


def parts_of_answer(view: TicketView, said: Spoken, header: str) -> Sequence[PostPayload]:
    answered = said.answered if isinstance(said, MessageView) else None
    towards = Towards(view.id, to_topic=False, language=view.language)
    return carried_parts(carried(said, towards, answered, header), view.language, by=view.traits)


def reported(
    parts: Sequence[PostPayload], report_to: str | None, header: str, report_in: int | None = None
) -> Sequence[PostPayload]:
    """report_to: the agent's message that shows what becomes of the parts.

    report_in: the group where it was written; None: where the ticket's topic is then.
    """
    last = len(parts) - 1
    told: Reported = {"report_to": report_to, "report_in": report_in}
    return [{**part, **told, "header": header, "last": index == last} for index, part in enumerate(parts)]


def _ask(
    tx: Connection, at: Instant, view: TicketView, written: tuple[int, int], told: str, verb: str, language: str
) -> None:
    """verb: what a press does."""
    message_id, version = written
    label = "choice.send_correction" if verb == CORRECT else "choice.send_sms"
    buttons = [topics.choice(view.id, 0, f"{verb}.{message_id}.{version}", say(language, label))]
    if verb == SEND:
        buttons.append(topics.choice(view.id, 0, f"{DROP}.{message_id}", say(language, "choice.drop_sms")))
    topics.tell_staff(tx, at, view, told, [buttons])
