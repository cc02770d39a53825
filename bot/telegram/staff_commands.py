"""Commands of staff: in a ticket's topic about that ticket, anywhere in the group by its number."""

from aiogram.types import Message, User

from bot.desk import backlog, commands, slips
from bot.desk.acts import acting_on
from bot.desk.outcomes import Asked
from bot.scope import Scope
from bot.telegram import binding, staff_duty, staff_outcomes
from bot.telegram.staff_groups import actor_in, tell_here
from bot.telegram.staff_words import written_in
from models.actions.desk import group_checks
from models.phrases.catalogue import say
from models.queries.staff import StaffGroup
from models.queries.tickets import TicketView
from models.rules.delivery.outgoing import Urgency


def commanded(
    scope: Scope,
    group: StaffGroup,
    message: Message,
    who: User,
    command: tuple[str, str],
    here: TicketView | None,
) -> None:
    """here: the ticket of the topic the command was typed in, if it was."""
    name, argument = command
    language = scope.desk(group.desk_key).staff_language
    if name == "bind":
        binding.commanded(scope, message, argument)
    elif name == "help":
        tell_here(scope, message, say(language, "staff.help"))
    elif name == "doctor":
        thread_id = message.message_thread_id if message.is_topic_message else None
        group_checks.ask_about(scope.tx, scope.at, scope.account, group.chat_id, tell=True, thread_id=thread_id)
    elif name == "why":
        told = commands.explained(scope, group.desk_id, argument, here, language)
        staff_outcomes.show_here(scope, message, told, language)
    elif name == "duty":
        staff_duty.commanded(scope, group, message, actor_in(scope, group, who), argument)
    elif name == "queue":
        # whoever asks what is late must not wait for all of it
        tell_here(scope, message, backlog.shown(scope, language), urgency=Urgency.LADDER)
    elif name in commands.NAMES:
        _about_ticket(scope, group, message, who, command, here)
    elif here is not None and name:  # in a topic it may have been meant for the requester
        acting = acting_on(scope, here, actor_in(scope, group, who))
        staff_outcomes.ask_in_topic(scope, here, slips.keep(acting, written_in(scope, [message])))
    # else another bot's, or somebody's slip: no chatter in a working group


def _about_ticket(
    scope: Scope, group: StaffGroup, message: Message, who: User, command: tuple[str, str], here: TicketView | None
) -> None:
    actor = actor_in(scope, group, who)
    outcome, about = commands.commanded(scope, group.desk_id, actor, *command, here)
    in_its_topic = about is not None and here is not None and here.id == about.id
    if isinstance(outcome, Asked) and about is not None:
        if in_its_topic:
            staff_outcomes.ask_in_topic(scope, about, outcome)
        else:
            staff_outcomes.ask_in_words(scope, message, about, outcome, actor.language)
    elif not (outcome.shown and in_its_topic):  # posts in a group are scarce: nothing is said there twice
        staff_outcomes.show_here(scope, message, outcome, actor.language)
