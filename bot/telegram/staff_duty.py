"""`/duty` in a staff group, and the buttons by which somebody stands in."""

from aiogram.types import CallbackQuery, Message

from bot.desk import duty
from bot.desk.orders import Actor
from bot.desk.outcomes import Asked
from bot.scope import Scope
from bot.telegram.scope import language_of
from bot.telegram.staff_groups import caller_in, decided_in_group
from models.actions.desk import staff
from models.queries.staff import StaffGroup, bound_group
from models.rules.delivery.choices import DutyChoice, duty_key
from models.rules.delivery.post_content import Choices


def commanded(scope: Scope, group: StaffGroup, message: Message, actor: Actor, argument: str) -> None:
    outcome = duty.commanded(scope, duty.desk_of(scope, group.desk_id, group.desk_key), actor, argument)
    thread_id = message.message_thread_id if message.is_topic_message else None
    rows: Choices = ()
    if isinstance(outcome, Asked):
        rows = [
            [{"key": duty_key(group.desk_id, outcome.version, option.argument), "label": option.label}]
            for option in outcome.options
        ]
    text = outcome.in_words(actor.language)
    staff.tell_group(scope.tx, scope.at, scope.account, group.chat_id, text, thread_id, rows)


def pressed(scope: Scope, press: CallbackQuery, choice: DutyChoice) -> str:
    """Returns what to show the one who pressed; what was decided is told to the group."""
    assert press.message is not None  # the router asked
    group = bound_group(scope.tx, scope.organisation_id, scope.account, press.message.chat.id)
    caller = caller_in(group, press.from_user, language_of(press.from_user, scope))
    outcome = duty.pressed(scope, caller, choice)
    if group is None or not outcome.decided:
        return outcome.in_words(caller.language)
    decided_in_group(scope, press, outcome.in_words(scope.desk(group.desk_key).staff_language))
    return ""
