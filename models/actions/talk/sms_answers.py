"""An agent's answer that goes by SMS: a long one and every correction show their cost before they leave."""

from sqlalchemy import Connection

from models.actions.desk import topics
from models.actions.queue.delivery_rows import NewDelivery
from models.actions.reach import automatic_sms, offers, routes, sms_words
from models.actions.reach.addressees import to_requester
from models.actions.talk import held_answers
from models.actions.talk.held_answers import CORRECT, SEND, UNSENT, set_author
from models.clock import Instant
from models.phrases.catalogue import say, say_many
from models.queries.messages import MessageView, messages_by_ids
from models.queries.replies import last_of_requester
from models.queries.tickets import TicketView, count_open_tickets
from models.rules.delivery.in_short import in_short
from models.rules.delivery.outcomes import Purpose
from models.rules.delivery.replies import SEEN_BY_BOTH
from models.rules.regulation.parsing import Regulation
from models.rules.sms.automatic import Hold, oddness
from models.rules.sms.parts import Coding, SmsPlan, plan_sms
from models.rules.sms.phone_numbers import may_be_texted, shown_number


def begin(tx: Connection, at: Instant, view: TicketView, message_id: int, regulation: Regulation) -> bool:
    """An agent wrote in the topic. True: it is on its way; False: it is kept, and the agent was told why or asked."""
    written = messages_by_ids(tx, view.organisation_id, [message_id])[0]
    language = topics.staff_language(view, regulation)
    if not may_be_texted(view.address):
        set_author(tx, view, message_id, UNSENT)
        number = shown_number(view.address)
        topics.tell_staff(tx, at, view, say(language, "staff.sms_no_number", number=number))
        return False
    if written.files:
        phrase = "staff.sms_files_left_out" if written.text else "staff.sms_files"
        topics.tell_staff(tx, at, view, say(language, phrase))
    plan = plan_sms(_words(tx, view, written))
    rules = regulation.sms
    if not plan.parts or len(plan.parts) > rules.max_parts:
        set_author(tx, view, message_id, UNSENT)
        if plan.parts:
            topics.tell_staff(tx, at, view, _too_long(plan, rules.max_parts, language))
        return False
    if len(plan.parts) >= rules.confirm_from_parts or automatic_sms.hold_of_answer(tx, at, view, rules):
        set_author(tx, view, message_id, UNSENT)
        _ask(tx, at, view, written, plan, regulation, SEND)
        return False
    post(tx, at, view, written, regulation)
    return True


def post(tx: Connection, at: Instant, view: TicketView, written: MessageView, regulation: Regulation) -> None:
    delivery = to_requester(view, Purpose.ANSWER, message_id=written.id)
    _post(tx, at, view, _words(tx, view, written), routes.with_chain(view, regulation, delivery, at.now))


def post_correction(tx: Connection, at: Instant, view: TicketView, written: MessageView) -> None:
    """Nothing goes when nothing is left of the message that an SMS could say."""
    delivery = to_requester(view, Purpose.CORRECTION, message_id=written.id)
    _post(tx, at, view, _correction(tx, view, written), delivery)


def edited(tx: Connection, at: Instant, view: TicketView, written: MessageView, regulation: Regulation) -> None:
    """What waits is counted anew; what has left can't be changed, and the new words are offered as an SMS."""
    words = _words(tx, view, written) if written.author == UNSENT else _correction(tx, view, written)
    plan, most = plan_sms(words), regulation.sms.max_parts
    if len(plan.parts) > most:
        topics.tell_staff(tx, at, view, _too_long(plan, most, topics.staff_language(view, regulation)))
    elif plan.parts:
        _ask(tx, at, view, written, plan, regulation, SEND if written.author == UNSENT else CORRECT)


def post_step(
    tx: Connection, at: Instant, view: TicketView, written: MessageView, purpose: Purpose, delivery_id: int, step: int
) -> None:
    """Of a delivery whose chain comes to this phone."""
    offers.offer(tx, view.address_id, None)
    text = words_by_sms(tx, view, written, purpose)
    ticket_id, message_id = view.id, written.id
    sms_words.post(tx, at, view, text, ticket_id=ticket_id, message_id=message_id, delivery=delivery_id, step=step)


def words_by_sms(tx: Connection, view: TicketView, written: MessageView, purpose: Purpose) -> str:
    return (_correction if purpose is Purpose.CORRECTION else _words)(tx, view, written)


def _post(tx: Connection, at: Instant, view: TicketView, text: str, delivery: NewDelivery) -> None:
    offers.offer(tx, view.address_id, None)  # a number that comes now answers the agent, not an older question
    sms_words.post(tx, at, view, text, ticket_id=view.id, message_id=delivery.message_id, delivery=delivery)


def _words(tx: Connection, view: TicketView, written: MessageView) -> str:
    """As the phone shows them; with several tickets open they say which is meant."""
    text = in_short(written, view.language, quoted=_needs_its_quote(tx, view, written))
    if not text or count_open_tickets(tx, view) < 2:
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
    return reply.chosen or (
        answered.author == "requester" and answered.id != last_of_requester(tx, view.organisation_id, view.id)
    )


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
    held_answers.ask(tx, at, view, (written.id, written.version), text, verb, language)


def _too_long(plan: SmsPlan, most: int, language: str) -> str:
    return say(
        language,
        "staff.sms_too_long",
        sms=say_many(language, "count.sms", len(plan.parts)),
        most=say_many(language, "count.sms", most),
    )
