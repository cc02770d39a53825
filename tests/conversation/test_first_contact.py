"""The first words to a person, the language, the hours."""

from datetime import UTC, datetime

from bot.conversation.turn import ChooseLanguage, OpenTicket
from tests.conversation.regulations import simple, two_desks, two_desks_of_one_calendar, two_kinds
from tests.conversation.requester import Requester, example

SUNDAY = datetime(2026, 11, 15, 9, 0, tzinfo=UTC)


def test_writing_is_enough_and_the_greeting_comes_with_the_confirmation() -> None:
    anna = Requester(simple(), first_contact=True)
    anna.writes("Не открывается почта").intends(OpenTicket("help", "any", {}, (1001,)))
    assert len(anna.heard) == 1
    anna.sees("Это поддержка «Проба»", "вы принимаете регламент", "Заявка №12 принята", "сегодня в 13:00 (МСК)")
    anna.is_offered("English")


def test_nobody_is_greeted_twice() -> None:
    anna = Requester(simple(), first_contact=True)
    anna.writes("Не открывается почта").writes("И сайт").sees_nothing()
    anna.commands("/new").never_sees("Это поддержка").writes("Другое").sees("№13").never_sees("Это поддержка")


def test_start_greets_says_the_hours_and_asks_nothing() -> None:
    anna = Requester(simple(), first_contact=True)
    anna.commands("/start").sees("Проба", "закроемся сегодня в 18:00 (МСК)", "регламент", "Просто напишите")
    anna.is_offered("Новая заявка", "Помощь", "English").changes_nothing()


def test_start_out_of_hours_says_when_the_desk_opens_and_what_to_do_if_it_cannot_wait() -> None:
    anna = Requester(simple(), first_contact=True, now=SUNDAY)
    anna.commands("/start").sees("нерабочее время", "завтра, 16 ноября, в 09:00 (МСК)", "звоните 112")


def test_the_greeting_is_a_message_of_its_own_so_that_an_answered_question_does_not_replace_it() -> None:
    anna = Requester(two_kinds(), first_contact=True)
    anna.writes("Добрый день!").sees("Это поддержка «Проба»", "Выберите тему")
    greeting, question = (seen.reply for seen in anna.heard)
    assert [choice.label for row in greeting.choices for choice in row] == ["English"]
    assert not question.edit_in_place
    anna.is_offered("Нет интернета", "Счёт и оплата", "Отмена", "Помощь")


def test_the_words_of_the_regulation_greet_where_it_has_some() -> None:
    anna = Requester(example("a1_isp"), first_contact=True)
    anna.writes("Добрый день!").sees("Это поддержка провайдера «Полоса»")


def test_one_tap_changes_the_language_and_the_question_is_asked_in_it() -> None:
    anna = Requester(two_kinds(), first_contact=True)
    anna.writes("Hello").presses("English").intends(ChooseLanguage("en"))
    anna.sees("We will speak English now", "you accept the support regulation", "Choose a subject")
    anna.is_offered("No internet", "Bills and payment", "Cancel", "Help")
    anna.presses("No internet").sees("Your e-mail?")


def test_a_promise_made_in_the_other_language_is_repeated() -> None:
    anna = Requester(simple(), first_contact=True).writes("My mail is down").presses("English")
    anna.sees("You have 1 open request", "Waiting for our answer, no later than today at 13:00 (Moscow time)")


def test_the_language_can_be_said_in_words() -> None:
    anna = Requester(two_kinds())
    anna.writes("English").intends(ChooseLanguage("en")).sees("We will speak English now")
    anna.writes("по-русски").intends(ChooseLanguage("ru")).sees("общаемся по-русски")


def test_a_language_that_the_regulation_does_not_speak_is_not_chosen() -> None:
    anna = Requester(two_kinds())
    anna.commands("/language de").sees("Выберите язык").is_offered("Русский", "English").changes_nothing()
    anna.presses_key("lang:de", anna.state.version).sees("уже не действует").changes_nothing()


def test_several_desks_with_different_hours_promise_no_hours_before_one_is_chosen() -> None:
    anna = Requester(two_desks(), first_contact=True)
    anna.writes("Вопрос").sees("Кому адресован вопрос?").never_sees("закроемся")
    anna.is_offered("Техники", "Бухгалтерия", "Отмена", "Помощь")


def test_a_desk_around_the_clock_says_so() -> None:
    anna = Requester(example("benchmark"), first_contact=True)
    anna.commands("/start").sees("круглосуточно")


def test_who_was_greeted_before_is_offered_no_language_with_the_confirmation() -> None:
    anna = Requester(simple()).writes("Не открывается почта").sees("Заявка №12 принята")
    assert anna.heard[-1].reply.choices == ()


def test_desks_that_keep_the_same_hours_say_them() -> None:
    Requester(two_desks_of_one_calendar(), first_contact=True).commands("/start").sees("закроемся сегодня в 18:00")
