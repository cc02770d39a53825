"""An agent's words that wait: for a yes to what they cost, or until the requester may be written to again.

What a press makes of them: answer_presses.py.
"""

from sqlalchemy import Connection, update

from models.actions.desk import topics
from models.actions.reach import windows
from models.actions.reach.routes import Route
from models.actions.talk.posting import parts_of_answer
from models.actions.tickets.acting import Acting
from models.clock import Instant
from models.phrases.catalogue import say, say_many
from models.queries.addresses import shown_address
from models.queries.messages import MessageView
from models.queries.tickets import TicketView
from models.rules.delivery.address_changes import REMOVED
from models.rules.regulation.deliveries import price_in_words
from models.rules.regulation.parsing import Regulation
from models.tables.messages import message

#: The verbs of the buttons: the words go, they don't, they go as a message of their own after those that have left.
SEND, DROP, CORRECT = "sms", "nosms", "correct"
#: The author of a message whose words wait.
UNSENT = "unsent"
#: Of one whose words go by themselves once the requester writes (kept_answers.py).
KEPT = "kept"
#: Of one for colleagues only.
NOTE = "note"


def must_wait(
    tx: Connection, at: Instant, view: TicketView, written: tuple[int, int], parts: int, regulation: Regulation
) -> bool:
    """True: the words are kept, and the agent is told why or asked. written: id and version. parts: messages.

    Not of SMS, which are counted in parts (sms_answers.py).
    """
    if windows.is_closed(tx, at, view):
        keep(tx, at, view, written[0], "staff.window_closed", regulation)
        return True
    return is_asked_for_its_price(tx, at, view, written, parts, regulation)


def is_asked_for_its_price(
    tx: Connection, at: Instant, view: TicketView, written: tuple[int, int], parts: int, regulation: Regulation
) -> bool:
    """The same where it is known that they can be written to, or will be."""
    if not view.traits.paid or parts < regulation.sms.confirm_from_parts:
        return False
    language = topics.staff_language(view, regulation)
    set_author(tx, view, written[0], UNSENT)
    told = say(language, "staff.paid_cost", messages=priced(view, parts, regulation, language))
    ask(tx, at, view, written, told, SEND, language)
    return True


def priced(view: TicketView, messages: int, regulation: Regulation, language: str) -> str:
    """«2 сообщения (1,80 ₽)»; without a price in the regulation no more than how many."""
    counted, rules = say_many(language, "count.messages", messages), regulation.transports.get(view.transport)
    total = None if rules is None or rules.price is None else rules.price * messages
    price = price_in_words(rules, total, language)
    return counted if price is None else f"{counted} ({price})"


def is_asked_again(
    tx: Connection, at: Instant, view: TicketView, written: MessageView, regulation: Regulation, verb: str
) -> bool:
    """The agent pressed the button of that verb. True: the requester still can't be written to."""
    closed = windows.is_closed(tx, at, view)
    if closed and verb == SEND:
        keep(tx, at, view, written.id, "staff.window_closed", regulation)
    elif closed:
        language = topics.staff_language(view, regulation)
        told = say(language, "staff.correction_kept")
        ask(tx, at, view, (written.id, written.version), told, verb, language)
    return closed


def keep(
    tx: Connection, at: Instant, view: TicketView, message_id: int, phrase: str, regulation: Regulation, why: str = ""
) -> None:
    """The words go once the requester writes, unless an agent takes them back. why: put before the phrase."""
    set_author(tx, view, message_id, KEPT)
    windows.awaits(tx, at, view)
    language = topics.staff_language(view, regulation)
    dropped = topics.choice(view.id, 0, f"{DROP}.{message_id}", say(language, "choice.drop_sms"))
    topics.tell_staff(tx, at, view, f"{why} {say(language, phrase)}".strip(), [[dropped]])


def edited(tx: Connection, at: Instant, view: TicketView, written: MessageView, regulation: Regulation) -> None:
    """What waits is counted anew; what has left can't be changed, and the new words are offered as a message."""
    language = topics.staff_language(view, regulation)
    waits = written.author == UNSENT
    messages = priced(view, len(parts_of_answer(view, written, "")), regulation, language)
    told = say(language, "staff.paid_cost" if waits else "staff.correction_cost", messages=messages)
    ask(tx, at, view, (written.id, written.version), told, SEND if waits else CORRECT, language)


def ask(
    tx: Connection, at: Instant, view: TicketView, written: tuple[int, int], told: str, verb: str, language: str
) -> None:
    """In the topic, with buttons. written: id and version. verb: SEND or CORRECT, what a press does, at the address
    of the view.
    """
    message_id, version = written
    what = f"{message_id}.{version}.{view.address_id}"
    label = "choice.send_correction" if verb == CORRECT else "choice.send_sms"
    buttons = [topics.choice(view.id, 0, f"{verb}.{what}", say(language, label))]
    if verb == SEND:
        buttons.append(topics.choice(view.id, 0, f"{DROP}.{message_id}", say(language, "choice.drop_sms")))
    topics.tell_staff(tx, at, view, told, [buttons])


def keep_back(acting: Acting, written: MessageView, way: Route) -> None:
    """Nothing goes to this requester by any way that they have: the regulation lets it not, or there is none."""
    set_author(acting.tx, acting.view, written.id, UNSENT)
    if way.barred:
        acting.tell_topic(say(acting.language, "chain.barred", transport=acting.view.traits.title))
    else:
        tell_nowhere(acting)


def tell_nowhere(acting: Acting) -> None:
    """Nothing of what they had is theirs."""
    told = say(acting.language, "chain.not_sent", why=why_gone(acting.view, acting.language))
    acting.tell_topic(f"{told} {say(acting.language, 'chain.over')}")


def why_gone(view: TicketView, language: str) -> str:
    """Nothing goes any more to where they last wrote."""
    named = f"{view.traits.title} {shown_address(view.traits, view.address)}".strip()
    return say(language, "chain.removed" if view.address_reason == REMOVED else "chain.moved", address=named)


def note_instead(tx: Connection, view: TicketView, message_id: int) -> None:
    """Words that have not gone are for colleagues only."""
    set_author(tx, view, message_id, NOTE)


def set_author(tx: Connection, view: TicketView, message_id: int, author: str) -> None:
    this = (message.c.id == message_id, message.c.organisation_id == view.organisation_id)
    tx.execute(update(message).where(*this).values(author=author))
