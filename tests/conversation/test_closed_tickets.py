"""After a ticket was closed: thanks, the same question again, or a new one."""

from typing import Any

import pytest

from bot.conversation.context import ClosedTicketView
from bot.conversation.turn import AddToTicket, OpenTicket, ReopenTicket
from tests.conversation.regulations import simple, two_kinds
from tests.conversation.requester import Requester


def after_one() -> Requester:
    return Requester(simple()).has_open(12, "Почта").is_closed(12)


@pytest.mark.parametrize("text", ["Спасибо!", "спасибо большое", "Thanks!", "👍", "🙏🙏", "❤️"])
def test_thanks_are_taken_as_thanks(text: str) -> None:
    after_one().writes(text).sees("Рады помочь").changes_nothing()


def test_thanks_with_more_in_it_are_a_message() -> None:
    after_one().writes("Спасибо, но снова не работает").sees("№12 закрыта", "новый вопрос?")


def test_writing_soon_after_asks_and_reopens_with_what_was_written() -> None:
    anna = (
        after_one()
        .waits(days=2)
        .writes("Опять не работает")
        .is_offered("Вернуться к №12", "Новая заявка", "Отмена", "Помощь")
    )
    anna.writes("вот фото", photo="a.jpg").presses("Вернуться к №12")
    anna.intends(ReopenTicket(120, (1001, 1002))).sees("Заявка №12 снова открыта")
    anna.writes("ещё").intends(AddToTicket(120, (1003,)))


@pytest.mark.parametrize("said", ["да", "12", "№12"])
def test_reopening_can_be_said_in_words(said: str) -> None:
    after_one().writes("Опять не работает").writes(said).intends(ReopenTicket(120, (1001,)))


def test_a_new_question_becomes_a_new_ticket_with_what_was_written() -> None:
    after_one().writes("Сколько стоит?").presses("Новая заявка").intends(OpenTicket("help", "any", {}, (1001,)))
    after_one().writes("Сколько стоит?").writes("новый вопрос").intends(OpenTicket("help", "any", {}, (1001,)))


def test_the_last_moment_of_the_days_of_reopening_counts_and_the_next_does_not() -> None:
    after_one().waits(days=14).writes("Опять").sees("№12 закрыта")
    after_one().waits(days=14, seconds=1).writes("Опять").intends(OpenTicket("help", "any", {}, (1001,)))


@pytest.mark.parametrize("ended", [{"merged_into": 15}, {"dismissed": True}])
def test_what_goes_on_elsewhere_or_was_no_request_is_never_reopened(ended: dict[str, Any]) -> None:
    anna = Requester(simple())
    anna.closed.append(ClosedTicketView(120, 12, "Почта", anna.now, **ended))
    anna.presses_key("reopen:120", 0).sees("в другом состоянии").changes_nothing()
    anna.commands("/reopen").sees("таких у вас нет").changes_nothing()
    anna.commands("/reopen 12").intends()
    anna.writes("Опять не работает").intends(OpenTicket("help", "any", {}, (1001,)))


def test_a_button_to_reopen_after_its_time_is_stale() -> None:
    anna = after_one().writes("Опять").waits(days=15)
    anna.presses("Вернуться к №12").sees("в другом состоянии").changes_nothing()


def test_several_closed_tickets_are_offered_newest_first() -> None:
    anna = Requester(simple()).has_open(12, "Почта").has_open(13, "Сайт").is_closed(13).waits(hours=1).is_closed(12)
    anna.writes("Опять").sees("недавние заявки закрыты")
    anna.is_offered("Вернуться к №12", "Вернуться к №13", "Новая заявка", "Отмена", "Помощь")


def test_a_reply_to_a_closed_ticket_asks_about_that_one() -> None:
    anna = Requester(simple()).has_open(12, "Почта").has_open(13, "Сайт").is_closed(13).waits(hours=1).is_closed(12)
    anna.writes("Опять", reply_to=13).sees("Заявка №13 закрыта")
    anna.is_offered("Вернуться к №13", "Новая заявка", "Отмена", "Помощь")


def test_a_reply_to_a_closed_ticket_asks_even_while_another_is_open() -> None:
    anna = Requester(simple()).has_open(12, "Почта").has_open(13, "Сайт").is_closed(13)
    anna.writes("Опять", reply_to=13).presses("Вернуться к №13").intends(ReopenTicket(130, (1001,)))


def test_cancel_drops_what_was_written_and_says_so() -> None:
    after_one().writes("ой").presses("Отмена").sees("не передано").intends()


def test_if_an_agent_reopens_it_meanwhile_everything_goes_there() -> None:
    anna = after_one().writes("Опять")
    anna.has_open(14, "Сайт").writes("ещё").intends(AddToTicket(140, (1001, 1002)))


def test_reopen_by_command() -> None:
    after_one().commands("/reopen 12").intends(ReopenTicket(120)).sees("снова открыта")
    after_one().commands("/reopen").sees("Какую").presses("Вернуться к №12").intends(ReopenTicket(120))
    after_one().commands("/reopen 99").sees("нет №99").changes_nothing()
    Requester(simple()).commands("/reopen").sees("таких у вас нет").changes_nothing()


def test_my_lists_what_can_be_reopened() -> None:
    after_one().commands("/my").sees("нет открытых заявок", "Недавно закрытые", "№12 · Почта")


def test_status_of_a_closed_ticket_says_when_it_was_closed() -> None:
    after_one().commands("/status 12").sees("Закрыта сегодня в 12:00 (МСК)")


def after_two() -> Requester:
    return Requester(simple()).has_open(12, "Почта").has_open(13, "Сайт").is_closed(12).is_closed(13)


def test_a_yes_says_which_only_where_one_is_offered() -> None:
    after_two().writes("Опять не работает").writes("да").intends().sees("недавние заявки закрыты")
    after_two().writes("Опять не работает", reply_to=12).writes("да").intends(ReopenTicket(120, (1001,)))


def test_the_number_of_a_ticket_that_was_not_asked_about_is_no_answer() -> None:
    after_two().writes("Опять не работает", reply_to=12).writes("13").intends().sees("№12 закрыта")


def test_a_reply_to_a_closed_ticket_during_a_draft_belongs_to_the_draft() -> None:
    anna = Requester(two_kinds()).has_open(12, "Почта").is_closed(12)
    anna.commands("/new").sees("Выберите тему").writes("Как тогда, не грузится", reply_to=12).sees("Добавили")
    anna.presses("Счёт и оплата").presses("Отправить").intends(OpenTicket("help", "bill", {}, (1001,)))


def test_who_was_served_before_accepts_nothing_by_choosing_a_language() -> None:
    after_one().commands("/language en").sees("English").never_sees("you accept")
