"""Commands of staff: in a ticket's topic about that ticket, anywhere in the group by its number."""

from telegram import Message

from bot.scope import Scope
from bot.telegram import binding, duty, staff_slips, staff_why, staff_words
from bot.telegram.staff_actor import Actor, Told
from bot.telegram.staff_acts import perform
from models.actions.desk import group_checks
from models.actions.tickets import tickets
from models.phrases.catalogue import say
from models.queries.staff import StaffGroup
from models.queries.tickets import TicketView
from models.rules.delivery.choices import whole_number

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
        binding.commanded(scope, message, argument)
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
            staff_slips.not_sent(scope, message, view, language)
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
    view = tickets.locked(scope.tx, view)
    told = perform(scope, _VERBS[name], view, actor)
    assert told is not None  # the verbs of commands exist
    return told, view
