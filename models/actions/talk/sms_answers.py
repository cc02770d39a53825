"""An agent's answer that goes by SMS: a long one and every correction show their cost before they leave."""

from enum import Enum

from sqlalchemy import Connection, update

from models.actions.desk import topics
from models.actions.reach import automatic_sms, sms_words
from models.actions.talk import held_answers
from models.actions.talk.answer_clock import note_answer
from models.actions.tickets.acting import Acting
from models.clock import Instant
from models.phrases.catalogue import say, say_many
from models.queries.messages import MessageView, messages_by_ids, original_of
from models.queries.replies import last_of_requester
from models.queries.tickets import TicketView, count_open_tickets
from models.rules.delivery.in_short import in_short
from models.rules.delivery.replies import SEEN_BY_BOTH
from models.rules.regulation.parsing import Regulation
from models.rules.sms.automatic import Hold, oddness
from models.rules.sms.parts import Coding, SmsPlan, plan_sms
from models.rules.sms.phone_numbers import may_be_texted, shown_number
from models.tables.messages import message

SEND, DROP, CORRECT = held_answers.SEND, held_answers.DROP, held_answers.CORRECT
UNSENT = held_answers.UNSENT


class Fate(Enum):
    """What a press made of words that waited for it."""

    SENT = "sent"
    ASKED = "nobody can be written to yet: asked again"
    DROPPED = "dropped"
    DECIDED = "decided before"
    CHANGED = "corrected since the button was drawn"
    CLOSED = "nothing goes from a closed ticket"


def begin(tx: Connection, at: Instant, view: TicketView, message_id: int, regulation: Regulation) -> bool:
    """An agent wrote in the topic. True: it is on its way; False: it is kept, and the agent was told why or asked."""
    written = messages_by_ids(tx, [message_id])[0]
    language = topics.staff_language(view, regulation)
    if not may_be_texted(view.address):
        _set_author(tx, message_id, UNSENT)
        number = shown_number(view.address)
        topics.tell_staff(tx, at, view, say(language, "staff.sms_no_number", number=number))
        return False
    if written.files:
        phrase = "staff.sms_files_left_out" if written.text else "staff.sms_files"
        topics.tell_staff(tx, at, view, say(language, phrase))
    plan = plan_sms(_words(tx, view, written))
    rules = regulation.sms
    if not plan.parts or len(plan.parts) > rules.max_parts:
        _set_author(tx, message_id, UNSENT)
        if plan.parts:
            topics.tell_staff(tx, at, view, _too_long(plan, rules.max_parts, language))
        return False
    if len(plan.parts) >= rules.confirm_from_parts or automatic_sms.hold_of_answer(tx, at, view, rules):
        _set_author(tx, message_id, UNSENT)
        _ask(tx, at, view, written, plan, regulation, SEND)
        return False
    _send(tx, at, view, message_id, _words(tx, view, written))
    return True


def send(acting: Acting, message_id: int, version: int) -> Fate:
    """The agent saw the count and pressed «send»."""
    tx, view = acting.tx, acting.view
    written = _of_ticket(tx, view, message_id)
    if written is None or written.author != UNSENT:
        return Fate.DECIDED
    if not view.is_open:
        return Fate.CLOSED
    if written.version != version:
        return Fate.CHANGED
    if not view.traits.by_sms and held_answers.is_asked_again(tx, acting.at, view, written, acting.regulation):
        return Fate.ASKED
    _set_author(tx, message_id, "agent")
    if view.traits.by_sms:
        _send(tx, acting.at, view, message_id, _words(tx, view, written))
    else:
        held_answers.send(tx, acting.at, view, written)
    note_answer(tx, acting.at, view, acting.agent_id, acting.regulation)
    return Fate.SENT


def drop(acting: Acting, message_id: int) -> Fate:
    """The agent thought better of it. The words stay in the topic, the next message may say it shorter."""
    written = _of_ticket(acting.tx, acting.view, message_id)
    if written is None or written.author != UNSENT:
        return Fate.DECIDED
    _set_author(acting.tx, message_id, "note")
    return Fate.DROPPED


def edited(tx: Connection, at: Instant, view: TicketView, message_id: int, regulation: Regulation) -> None:
    """The agent corrected a message in the topic: one that waits is counted anew, one that left can't be changed."""
    written = messages_by_ids(tx, [message_id])[0]
    if not view.traits.by_sms:
        held_answers.edited(tx, at, view, written, regulation)
        return
    words = _words(tx, view, written) if written.author == UNSENT else _correction(tx, view, written)
    plan, most = plan_sms(words), regulation.sms.max_parts
    if len(plan.parts) > most:
        topics.tell_staff(tx, at, view, _too_long(plan, most, topics.staff_language(view, regulation)))
    elif plan.parts:
        _ask(tx, at, view, written, plan, regulation, SEND if written.author == UNSENT else CORRECT)


def correct(acting: Acting, message_id: int, version: int) -> Fate:
    """The corrected words go as a message of their own."""
    tx, view = acting.tx, acting.view
    written = _of_ticket(tx, view, message_id)
    if written is None or written.author != "agent" or written.version != version:
        return Fate.CHANGED
    if not view.is_open:
        return Fate.CLOSED
    text = _correction(tx, view, written)
    if not _claim_correction(tx, message_id, version):
        return Fate.DECIDED
    if view.traits.by_sms:
        _send(tx, acting.at, view, message_id, text)
    else:
        held_answers.send(tx, acting.at, view, written, corrected=True)
    note_answer(tx, acting.at, view, acting.agent_id, acting.regulation)
    return Fate.SENT


def _send(tx: Connection, at: Instant, view: TicketView, message_id: int, text: str) -> None:
    sms_words.offer(tx, view.address_id, None)  # a number that comes now answers the agent, not an older question
    report_to = original_of(tx, message_id)
    sms_words.post(tx, at, view, text, ticket_id=view.id, message_id=message_id, report_to=report_to)


def _words(tx: Connection, view: TicketView, written: MessageView) -> str:
    """As the phone shows them; with several tickets open they say which is meant."""
    text = in_short(written, view.language, quoted=_needs_its_quote(tx, view, written))
    if not text or count_open_tickets(tx, view.person_id) < 2:
        return text
    return f"{say(view.language, 'ticket.header', number=view.number)}\n{text}"


def _needs_its_quote(tx: Connection, view: TicketView, written: MessageView) -> bool:
    """Every letter is paid for: not when it answers what the requester said last, nor words of an agent unless some
    were picked out. Words of another chat are not on the phone at all.
    """
    reply, answered = written.manner.reply, written.answered
    if reply is None or reply.origin is not None:
        return reply is not None
    if answered is None or answered.author not in SEEN_BY_BOTH or answered.ticket_id != view.id:
        return False
    return reply.chosen or (answered.author == "requester" and answered.id != last_of_requester(tx, view.id))


def _correction(tx: Connection, view: TicketView, written: MessageView) -> str:
    """Empty: nothing is left of the message that an SMS could say."""
    text = _words(tx, view, written)
    return say(view.language, "phone.correction", text=text) if text else ""


def _ask(
    tx: Connection,
    at: Instant,
    view: TicketView,
    written: MessageView,
    plan: SmsPlan,
    regulation: Regulation,
    verb: str,
) -> None:
    """verb: SEND or CORRECT, what a press does."""
    language = topics.staff_language(view, regulation)
    how_many = say_many(language, "count.sms", len(plan.parts))
    alphabet = say(language, "phone.latin" if plan.coding == Coding.GSM7 else "phone.cyrillic")
    waits = verb == SEND
    asked = "staff.sms_cost" if waits else "staff.sms_edited"
    text = say(language, asked, sms=how_many, units=plan.units, alphabet=alphabet, left=plan.units_left)
    hold = automatic_sms.hold_of_answer(tx, at, view, regulation.sms)
    if hold is not None:
        why = f"odd_{oddness(view.address, regulation.sms.texted_countries)}" if hold == Hold.ODD_NUMBER else hold
        text = say(language, f"staff.sms_held_{why}", number=shown_number(view.address)) + "\n" + text
    label = "choice.send_sms" if waits else "choice.send_correction"
    buttons = [topics.choice(view.id, 0, f"{verb}.{written.id}.{written.version}", say(language, label))]
    if waits:
        buttons.append(topics.choice(view.id, 0, f"{DROP}.{written.id}", say(language, "choice.drop_sms")))
    topics.tell_staff(tx, at, view, text, [buttons])


def _too_long(plan: SmsPlan, most: int, language: str) -> str:
    return say(
        language,
        "staff.sms_too_long",
        sms=say_many(language, "count.sms", len(plan.parts)),
        most=say_many(language, "count.sms", most),
    )


def _of_ticket(tx: Connection, view: TicketView, message_id: int) -> MessageView | None:
    """A forged button names a message of another ticket."""
    found = messages_by_ids(tx, [message_id])
    return found[0] if found and found[0].ticket_id == view.id else None


def _claim_correction(tx: Connection, message_id: int, version: int) -> bool:
    """One press sends it: the second finds another version."""
    mine = update(message).where(message.c.id == message_id, message.c.version == version)
    return tx.execute(mine.values(version=version + 1)).rowcount == 1


def _set_author(tx: Connection, message_id: int, author: str) -> None:
    tx.execute(update(message).where(message.c.id == message_id).values(author=author))
