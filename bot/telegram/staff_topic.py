"""A staff group: plain words in a ticket's topic go to the requester, notes and commands do not."""

from collections.abc import Sequence

from telegram import Message

from bot.conversation.confirmations import agent_answer_header
from bot.scope import Scope, organisation_time
from bot.telegram import staff_commands
from bot.telegram.scope import TELEGRAM, command_in
from bot.telegram.spoken import Spoken, spoken_in
from bot.telegram.staff_acts import Actor
from models.actions import staff, tickets, topics
from models.actions.answers import answer
from models.actions.messages import Said, keep_message
from models.phrases.catalogue import say
from models.phrases.message_types import name_of
from models.queries.messages import last_answer
from models.queries.staff import StaffGroup
from models.queries.tickets import TicketView, count_open_tickets, ticket_in_topic
from models.rules.outgoing import NOTE_REACTION

NOTE_MARK = "//"
NOTE_COMMAND = "/note"
#: Two agents who answer within this time did not see each other's words.
_AT_ONCE_SECONDS = 20


def wrote(scope: Scope, group: StaffGroup, messages: Sequence[Message]) -> None:
    """messages: one, or the parts of one album. Being able to write here is being a member of the group."""
    first = messages[0]
    view = None
    if first.is_topic_message and first.message_thread_id is not None:
        view = ticket_in_topic(scope.tx, scope.account, group.chat_id, first.message_thread_id)
    language = scope.desk(group.desk_key).staff_language
    if first.sender_chat is not None or first.from_user is None:
        if view is not None:
            topics.tell_staff(scope.tx, scope.at, view, say(language, "staff.anonymous_admin"))
        return
    command = command_in(first, scope)
    spoken = spoken_in(messages)
    is_note = _is_note(spoken.text)
    if view is None or (command is not None and not is_note):
        if command is not None:
            staff_commands.commanded(scope, group, first, command, view)
        return  # staff talk among themselves outside tickets
    name = first.from_user.full_name
    agent_id = staff.known_agent(scope.tx, scope.organisation_id, scope.account, first.from_user.id, name, language)
    actor = Actor(agent_id, name, language)
    view = tickets.held(scope.tx, view)
    if is_note:
        _note(scope, messages, spoken, view, actor)
    else:
        _answer(scope, messages, spoken, view, actor)


def _is_note(text: str) -> bool:
    """The words of a message, or those under its files."""
    first_word = text.split(maxsplit=1)[0] if text.strip() else ""
    return text.startswith(NOTE_MARK) or first_word.partition("@")[0].lower() == NOTE_COMMAND


def _note(scope: Scope, messages: Sequence[Message], spoken: Spoken, view: TicketView, actor: Actor) -> None:
    keep_message(scope.tx, scope.at, _said(scope, messages, spoken, view, actor, "note"))
    provider_id = str(messages[0].message_id)
    topics.react(scope.tx, scope.at, view.id, scope.account, provider_id, NOTE_REACTION)


def _answer(scope: Scope, messages: Sequence[Message], spoken: Spoken, view: TicketView, actor: Actor) -> None:
    regulation = scope.edition_of(view).regulation
    if spoken.unsupported is not None:
        text = say(actor.language, "staff.not_relayed", type=name_of(spoken.unsupported, actor.language))
        topics.tell_staff(scope.tx, scope.at, view, text)
        return
    if not view.is_open:
        topics.tell_staff(scope.tx, scope.at, view, say(actor.language, "staff.closed_not_sent"))
        return
    _warn_of_another(scope, view, actor)
    _warn_of_less(scope, view, actor, spoken)
    several = count_open_tickets(scope.tx, view.person_id) > 1
    answer(
        scope.tx,
        scope.at,
        view,
        _said(scope, messages, spoken, view, actor, "agent"),
        regulation,
        header=agent_answer_header(view.number, several, view.language),
    )


def _warn_of_less(scope: Scope, view: TicketView, actor: Actor, spoken: Spoken) -> None:
    """The requester is shown less than the agent sees."""
    phrase = None
    if spoken.worded in ("poll", "checklist"):
        phrase = "staff.sent_as_words"
    elif spoken.native is not None and spoken.native.get("live"):
        phrase = "staff.live_location"
    if phrase is not None:
        named = name_of(spoken.worded, actor.language)
        topics.tell_staff(scope.tx, scope.at, view, say(actor.language, phrase, type=named))


def _warn_of_another(scope: Scope, view: TicketView, actor: Actor) -> None:
    if view.answered_at is None:
        return
    last = last_answer(scope.tx, view.id)
    if last is None or last.agent_id == actor.agent_id:
        return
    if (scope.at.now - last.created_at).total_seconds() < _AT_ONCE_SECONDS:
        text = say(actor.language, "staff.answered_at_once", agent=last.agent_name)
        topics.tell_staff(scope.tx, scope.at, view, text)


def _said(
    scope: Scope, messages: Sequence[Message], spoken: Spoken, view: TicketView, actor: Actor, author: str
) -> Said:
    first = messages[0]
    return Said(
        organisation_id=view.organisation_id,
        author=author,
        transport=TELEGRAM,
        account=scope.account,
        chat_id=first.chat.id,
        thread_id=first.message_thread_id,
        provider_ids=tuple(str(message.message_id) for message in messages),
        provider_at=organisation_time(first.date, scope.at),
        text=spoken.text,
        entities=spoken.entities,
        files=spoken.files,
        ticket_id=view.id,
        agent_id=actor.agent_id,
        unsupported=spoken.unsupported,
        native=spoken.native,
    )
