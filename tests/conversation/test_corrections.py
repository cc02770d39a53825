"""Somebody corrects a message before the request is sent: what is shown and sent has the new words."""

from bot.conversation.turn import OpenTicket
from tests.conversation.regulations import two_kinds
from tests.conversation.requester import Requester


def asked_for_mail() -> Requester:
    return Requester(two_kinds()).writes("Не работает").presses("Нет интернета")


def summed_up() -> Requester:
    anna = asked_for_mail().writes("anna@example.org").sees("Чей роутер?")
    return anna.presses("Пропустить").sees("Почта: anna@example.org", "Не работает")


def test_the_description_is_corrected_before_the_summary_without_a_word() -> None:
    anna = asked_for_mail().corrects("Не работает с утра", 1001).sees_nothing()
    anna.writes("anna@example.org").presses("Пропустить").sees("Не работает с утра")


def test_an_answer_is_corrected_before_the_summary() -> None:
    anna = asked_for_mail().writes("ana@example.org").corrects("anna@example.org").sees_nothing()
    anna.presses("Пропустить").sees("Почта: anna@example.org").presses("Отправить")
    anna.intends(OpenTicket("help", "fault", {"email": "anna@example.org"}, (1001,)))


def test_a_summary_is_shown_anew_and_the_former_one_can_no_longer_be_sent() -> None:
    anna = summed_up()
    old = anna.state.version
    anna.corrects("olga@example.org", 1002).sees("Проверьте", "Почта: olga@example.org", "Не работает")
    anna.corrects("Не работает вовсе", 1001).sees("Почта: olga@example.org", "Не работает вовсе")
    anna.presses_key("send", old).sees("уже не действует").changes_nothing()
    anna.presses("Отправить").intends(OpenTicket("help", "fault", {"email": "olga@example.org"}, (1001,)))


def test_an_answer_that_its_question_cannot_take_stays_as_it_was_and_that_is_said() -> None:
    summed_up().corrects("нет почты", 1002).sees("Не похоже на адрес", "Почта: anna@example.org")


def test_an_answer_that_was_given_anew_no_longer_follows_the_former_message() -> None:
    anna = summed_up().presses("Исправить").presses("Почта").writes("boris@example.org")
    anna.sees("Почта: boris@example.org").corrects("olga@example.org", 1002).sees_nothing()


def test_what_is_corrected_once_the_request_was_sent_concerns_the_conversation_no_more() -> None:
    anna = summed_up().presses("Отправить")
    anna.corrects("Не работает вовсе", 1001).sees_nothing().changes_nothing()
