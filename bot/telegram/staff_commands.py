"""Commands of staff: in a ticket's topic about that ticket, anywhere in the group by its number."""

from telegram import Message

from bot.scope import Scope
from bot.telegram.scope import command_in, language_of
from bot.telegram.staff_acts import Actor, perform
from models.actions import group_checks, staff, tickets, topics
from models.phrases.catalogue import say
from models.queries.staff import StaffGroup, desk_key, reachable_heads
from models.queries.tickets import TicketView, ticket_by_id, ticket_by_number, tickets_without_topic
from models.rules.choices import whole_number

#: What is typed → the verb of staff_acts.
_VERBS = {
    "take": "take",
    "return": "untake",
    "close": "close",
    "reopen": "reopen",
    "escalate": "escalate",
    "taken": "taken",
}


def commanded(
    scope: Scope, group: StaffGroup, message: Message, command: tuple[str, str], view: TicketView | None
) -> None:
    """view: the ticket of the topic the command was typed in, if it was."""
    name, argument = command
    language = scope.desk(group.desk_key).staff_language
    if name == "bind":
        _bind(scope, message, argument)
        return
    if name == "help":
        _tell(scope, message, say(language, "staff.help"))
        return
    if name == "doctor":
        thread_id = message.message_thread_id if message.is_topic_message else None
        group_checks.ask_about(scope.tx, scope.at, scope.account, group.chat_id, tell=True, thread_id=thread_id)
        return
    if name not in _VERBS or message.from_user is None:
        return  # another bot's, or somebody's slip: no chatter in a working group
    number, here = whole_number(argument.lstrip("#№")), view
    if number is not None:
        view = ticket_by_number(scope.tx, scope.organisation_id, number)
        if view is not None and view.desk_id != group.desk_id:
            view = None
    if view is None:
        _tell(scope, message, say(language, "staff.no_such_ticket"))
        return
    who = message.from_user
    agent_id = staff.known_agent(scope.tx, scope.organisation_id, scope.account, who.id, who.full_name, language)
    view = tickets.held(scope.tx, view)
    told = perform(scope, _VERBS[name], view, Actor(agent_id, who.full_name, language))
    if told is not None and not (told.shown and here is not None and here.id == view.id):
        _tell(scope, message, told.text)  # posts in a group are scarce: nothing is said there twice


def in_unbound_group(scope: Scope, message: Message) -> None:
    """Of a group that is not bound only one thing is heard: the code that binds it."""
    command = command_in(message, scope)
    if command is not None and command[0] == "bind":
        _bind(scope, message, command[1])


def _bind(scope: Scope, message: Message, code: str) -> None:
    who = message.from_user
    language = language_of(who, scope)
    if who is None or message.sender_chat is not None:
        _tell(scope, message, say(language, "staff.anonymous_admin"))
        return
    if not code:
        _tell(scope, message, say(language, "staff.bind_code_missing"))
        return
    desk_id = staff.code_desk(scope.tx, code, staff.GROUP, scope.at.now)
    if desk_id is None:
        _tell(scope, message, say(language, "staff.bind_wrong_code", desk="DESK"))
        return
    if not message.chat.is_forum:
        _tell(scope, message, say(language, "staff.bind_not_forum"))
        return
    if staff.spend_code(scope.tx, code, scope.at.now):
        _bound(scope, message, desk_id)


def _bound(scope: Scope, message: Message, desk_id: int) -> None:
    """The group serves the desk; tickets that had nowhere to be shown appear now."""
    who = message.from_user
    assert who is not None
    desk = scope.desk(desk_key(scope.tx, desk_id))
    language, title = desk.staff_language, desk.title.in_(desk.staff_language)
    agent_id = staff.known_agent(scope.tx, scope.organisation_id, scope.account, who.id, who.full_name, language)
    staff.bind_group(
        scope.tx, scope.at.now, desk_id, scope.account, message.chat.id, message.chat.title or "", agent_id
    )
    _tell(scope, message, say(language, "staff.bound", desk=title))
    if not reachable_heads(scope.tx, desk_id):
        _tell(scope, message, say(language, "staff.head_missing", desk=title))
    for ticket_id in tickets_without_topic(scope.tx, desk_id):
        view = ticket_by_id(scope.tx, ticket_id)
        topics.show_ticket(scope.tx, scope.at, view, scope.edition_of(view).regulation)


def _tell(scope: Scope, message: Message, text: str) -> None:
    thread_id = message.message_thread_id if message.is_topic_message else None
    staff.tell_group(scope.tx, scope.at, scope.account, message.chat.id, text, thread_id)
