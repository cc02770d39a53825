"""Commands of staff: in a ticket's topic about that ticket, anywhere in the group by its number."""

from telegram import Message

from bot.scope import Scope
from bot.telegram import duty, staff_slips, staff_why, staff_words
from bot.telegram.scope import command_in, language_of, name_of
from bot.telegram.staff_actor import Actor, Told
from bot.telegram.staff_acts import perform
from models.actions import group_checks, staff, tickets, topics
from models.phrases.catalogue import say
from models.queries.duty import not_reached
from models.queries.staff import StaffGroup, desk_key, reachable_heads
from models.queries.tickets import TicketView, ticket_by_id, tickets_without_topic
from models.rules.choices import whole_number

#: What is typed → the verb of staff_acts.
_VERBS = {
    "take": "take",
    "return": "untake",
    "close": "close",
    "reopen": "reopen",
    "escalate": "escalate",
    "taken": "taken",
    "resume": "unwait",
    "noanswer": "waive",
}
#: What needs to know who typed it.
_KNOWN = ("duty", *_VERBS, *staff_words.COMMANDS)


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
        staff_words.tell_here(scope, message, say(language, "staff.help"))
        return
    if name == "doctor":
        thread_id = message.message_thread_id if message.is_topic_message else None
        group_checks.ask_about(scope.tx, scope.at, scope.account, group.chat_id, tell=True, thread_id=thread_id)
        return
    if name == "why":
        staff_why.commanded(scope, group, message, argument, view)
        return
    actor = staff_words.actor_of(scope, message, language) if name in _KNOWN else None
    if actor is None:
        if view is not None and name:  # in a topic it may have been meant for the requester
            staff_slips.not_sent(scope, message, view, name, language)
        return  # another bot's, or somebody's slip: no chatter in a working group
    if name == "duty":
        duty.commanded(scope, group, message, actor, argument)
        return
    if name in staff_words.COMMANDS:
        told, about = staff_words.perform(scope, group, actor, name, argument, view)
    else:
        told, about = _act(scope, group, actor, name, argument, view)
    if not (told.shown and about is not None and view is not None and view.id == about.id):
        staff_words.tell_here(scope, message, told.text)  # posts in a group are scarce: nothing is said there twice


def _act(
    scope: Scope, group: StaffGroup, actor: Actor, name: str, argument: str, here: TicketView | None
) -> tuple[Told, TicketView | None]:
    number = whole_number(argument.lstrip("#№"))
    view = here if number is None else staff_words.ticket_of_group(scope, group, number)
    if view is None:
        return Told(say(actor.language, "staff.no_such_ticket")), None
    view = tickets.held(scope.tx, view)
    told = perform(scope, _VERBS[name], view, actor)
    assert told is not None  # the verbs of commands exist
    return told, view


def in_unbound_group(scope: Scope, message: Message) -> None:
    """Of a group that is not bound only one thing is heard: the code that binds it."""
    command = command_in(message, scope)
    if command is not None and command[0] == "bind":
        _bind(scope, message, command[1])


def _bind(scope: Scope, message: Message, code: str) -> None:
    who = message.from_user
    language = language_of(who, scope)
    if who is None or message.sender_chat is not None:
        staff_words.tell_here(scope, message, say(language, "staff.anonymous_admin"))
        return
    if not code:
        staff_words.tell_here(scope, message, say(language, "staff.bind_code_missing"))
        return
    desk_id = staff.code_desk(scope.tx, code, staff.GROUP, scope.at.now)
    if desk_id is None:
        staff_words.tell_here(scope, message, say(language, "staff.bind_wrong_code", desk="DESK"))
        return
    if not message.chat.is_forum:
        staff_words.tell_here(scope, message, say(language, "staff.bind_not_forum"))
        return
    if staff.spend_code(scope.tx, code, scope.at.now):
        _bound(scope, message, desk_id)


def _bound(scope: Scope, message: Message, desk_id: int) -> None:
    """The group serves the desk; tickets that had nowhere to be shown appear now."""
    who = message.from_user
    assert who is not None
    desk = scope.desk(desk_key(scope.tx, desk_id))
    language, title = desk.staff_language, desk.title.in_(desk.staff_language)
    name = name_of(who, language)
    agent_id = staff.known_agent(scope.tx, scope.organisation_id, scope.account, who.id, name, language)
    staff.bind_group(
        scope.tx, scope.at.now, desk_id, scope.account, message.chat.id, message.chat.title or "", agent_id
    )
    staff_words.tell_here(scope, message, say(language, "staff.bound", desk=title))
    if not reachable_heads(scope.tx, desk_id):
        staff_words.tell_here(scope, message, say(language, "staff.head_missing", desk=title))
    missing = not_reached(scope.tx, scope.edition.regulation, desk.id, scope.organisation_id)
    if missing:
        staff_words.tell_here(scope, message, say(language, "staff.members_missing", names=", ".join(missing)))
    for ticket_id in tickets_without_topic(scope.tx, desk_id):
        view = ticket_by_id(scope.tx, ticket_id)
        topics.show_ticket(scope.tx, scope.at, view, scope.edition_of(view).regulation)
