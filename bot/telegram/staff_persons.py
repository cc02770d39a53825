"""Buttons in a staff group that are about a person and no ticket: whether they are who they say."""

from aiogram.types import CallbackQuery

from bot.desk import approving
from bot.scope import Scope
from bot.telegram.scope import language_of
from bot.telegram.staff_groups import caller_in, decided_in_group
from models.queries.staff import bound_group
from models.rules.delivery.choices import PersonChoice


def pressed(scope: Scope, press: CallbackQuery, choice: PersonChoice) -> str:
    """Returns what to show the one who pressed; what was decided is told to the group."""
    assert press.message is not None  # the router asked
    group = bound_group(scope.tx, scope.organisation_id, scope.account, press.message.chat.id)
    caller = caller_in(group, press.from_user, language_of(press.from_user, scope))
    outcome = approving.pressed(scope, caller, choice)
    if group is None or not outcome.decided:
        return outcome.in_words(caller.language)
    decided_in_group(scope, press, outcome.in_words(scope.desk(group.desk_key).staff_language))
    return ""
