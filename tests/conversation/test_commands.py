"""Commands that only tell something."""

from bot.conversation.commands import COMMANDS
from tests.conversation.regulations import simple, two_kinds
from tests.conversation.requester import Requester, example


def test_help_names_every_command_of_the_menu_and_each_of_them_exists() -> None:
    anna = Requester(simple()).commands("/help").sees(*(f"/{name} — " for name in COMMANDS)).changes_nothing()
    for name in COMMANDS:
        anna.commands(f"/{name}").never_sees("Такой команды нет")


def test_help_explains_replies_only_to_those_with_several_tickets() -> None:
    anna = Requester(simple()).has_open(12, "Почта").commands("/help").never_sees("несколько")
    anna.has_open(13, "Сайт").commands("/help").sees("Если открытых заявок несколько")


def test_rules_show_the_edition_in_force_with_both_sides_rights_and_duties() -> None:
    anna = Requester(example("a1_isp")).commands("/rules").changes_nothing()
    anna.sees(
        "«Полоса»: Регламент поддержки абонентов", "Действует с 1 сентября 2026 года", "https://", "Абонент вправе"
    )
    anna.commands("/language en").commands("/rules").sees("In force since 1 September 2026", "The subscriber may")


def test_an_unpublished_regulation_says_so() -> None:
    Requester(two_kinds()).commands("/rules").sees("пока не опубликован")


def test_nothing_in_progress_has_nothing_to_cancel_or_go_back_to() -> None:
    Requester(simple()).commands("/cancel").sees("Отменять нечего").changes_nothing()
    Requester(simple()).writes("назад").sees("Возвращаться некуда").changes_nothing()


def test_commands_may_be_written_in_capitals() -> None:
    Requester(simple()).commands("/HELP").sees("живой сотрудник")
