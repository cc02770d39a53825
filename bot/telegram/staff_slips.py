"""An agent's words that begin like a command which nobody knows: not sent, said so, sent as they are by one tap."""

from typing import Final

from telegram import Message

from bot.conversation.confirmations import agent_answer_header
from bot.scope import Scope
from bot.telegram import staff_answers, staff_words
from bot.telegram.message_content import spoken_in
from bot.telegram.scope import command_in, command_in_text
from bot.telegram.staff_actor import Actor, Told
from models.actions.desk import topics
from models.actions.talk import answers
from models.actions.talk.messages import keep_message
from models.actions.talk.sms_answers import UNSENT
from models.actions.tickets import tickets
from models.phrases.catalogue import say
from models.queries.messages import MessageView, messages_by_ids
from models.queries.staff import StaffGroup
from models.queries.tickets import TicketView, count_open_tickets, ticket_by_id
from models.rules.delivery.choices import whole_number

SEND: Final = "asis"


def not_sent(scope: Scope, message: Message, view: TicketView, language: str) -> None:
    """They begin with a command that does not exist. They are kept, so that one tap can send them."""
    actor = staff_words.actor_of(scope, message, language)
    assert actor is not None  # the group knows who writes
    said = staff_answers.said_by(scope, [message], spoken_in([message]), view, actor, UNSENT)
    message_id = keep_message(scope.tx, scope.at, said)
    _ask(scope, view, message_id, 1, said.text, language)


def _ask(scope: Scope, view: TicketView, message_id: int, version: int, words: str, language: str) -> None:
    button = topics.choice(view.id, 0, f"{SEND}.{message_id}.{version}", say(language, "choice.send_as_is"))
    told = say(language, "slip.not_sent", command=words.split(maxsplit=1)[0])
    topics.tell_staff(scope.tx, scope.at, view, told, [[button]])


def pressed(scope: Scope, _name: str, view: TicketView, actor: Actor, argument: str) -> Told:
    """argument: MESSAGE.VERSION, as the button was drawn."""
    message_id, version = (whole_number(part) for part in (*argument.split(".", 1), "0")[:2])
    found = messages_by_ids(scope.tx, [message_id]) if message_id is not None else []
    if not found or found[0].ticket_id != view.id:
        return Told(say(actor.language, "staff.stale_button"))
    if found[0].author != UNSENT:
        return Told(say(actor.language, "slip.decided"), decided=True)
    if found[0].version != version:
        return Told(say(actor.language, "slip.corrected"), decided=True)
    if not view.is_open:
        return Told(say(actor.language, "staff.closed_not_sent"))
    _send(scope, view, found[0], actor.agent_id)
    return Told(say(actor.language, "staff.done"), decided=True)


def _send(scope: Scope, view: TicketView, written: MessageView, agent_id: int | None) -> None:
    header = agent_answer_header(view.number, count_open_tickets(scope.tx, view.person_id) > 1, view.language)
    regulation = scope.edition_of(view).regulation
    answers.send_kept(scope.tx, scope.at, view, written, agent_id, regulation, header=header)


def corrected(scope: Scope, group: StaffGroup, message: Message, message_id: int) -> None:
    """Words that were not sent have been corrected: plain ones go now, as they would if they were typed anew."""
    written = messages_by_ids(scope.tx, [message_id])[0]
    if written.author != UNSENT or written.ticket_id is None:
        return
    view = tickets.locked(scope.tx, ticket_by_id(scope.tx, written.ticket_id))
    language = scope.desk(group.desk_key).staff_language
    if command_in_text(written.text, scope) is not None:
        _ask(scope, view, message_id, written.version, written.text, language)
    elif not view.is_open:
        topics.tell_staff(scope.tx, scope.at, view, say(language, "staff.closed_not_sent"))
    else:
        actor = staff_words.actor_of(scope, message, language)
        _send(scope, view, written, actor.agent_id if actor is not None else None)


def command_became_words(scope: Scope, group: StaffGroup, message: Message) -> None:
    """A command was edited in a ticket's topic: what it says now goes nowhere, and whoever typed it has to know."""
    if message.sender_chat is not None or message.from_user is None or message.from_user.is_bot:
        return
    if command_in(message, scope) is not None:
        return
    view = staff_words.ticket_here(scope, group, message)
    if view is not None:
        language = scope.desk(group.desk_key).staff_language
        topics.tell_staff(scope.tx, scope.at, view, say(language, "slip.edited_command"))
