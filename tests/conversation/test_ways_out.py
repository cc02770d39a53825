"""Corrections, back, cancel and help while a request is being made; buttons that came too late."""

import pytest

from bot.conversation.turn import OpenTicket
from tests.conversation.regulations import one_kind_that_asks, two_desks, two_kinds
from tests.conversation.requester import Requester, example


def at_summary() -> Requester:
    anna = Requester(two_kinds())
    anna.writes("Не грузятся страницы").presses("Нет интернета").writes("a@b.example").presses("Свой")
    return anna.sees("Проверьте заявку")


def test_each_thing_can_be_corrected_from_the_summary() -> None:
    anna = (
        at_summary()
        .presses("Исправить")
        .is_offered("Тема", "Почта", "Роутер", "Описание", "Назад", "Отмена", "Помощь")
    )
    anna.presses("Почта").sees("Ваша почта?").writes("c@d.example").sees("Почта: c@d.example", "Роутер: Свой")
    anna.presses("Исправить").presses("Описание").sees("заново").writes("Всё иначе").sees("Описание: Всё иначе")
    anna.presses("Исправить").presses("Тема").presses("Счёт и оплата").sees("Тема: Счёт").never_sees("Почта:")
    anna.presses("Отправить").intends(OpenTicket("help", "bill", {}, (anna.last_id,)))


def test_correcting_the_description_keeps_the_files() -> None:
    anna = Requester(two_kinds())
    anna.writes("Так", photo="a.jpg").writes("и так").presses("Счёт и оплата").presses("Исправить")
    anna.presses("Описание").writes("Иначе").sees("Так\nИначе", "1 файл")
    anna.presses("Отправить").intends(OpenTicket("help", "bill", {}, (1001, 1003)))


def test_back_from_a_correction_leaves_everything_as_it_was() -> None:
    anna = at_summary().presses("Исправить").presses("Почта").presses("Назад")
    anna.sees("Проверьте", "a@b.example", "Свой").presses("Исправить").presses("Назад").sees("Проверьте")


def test_what_to_correct_can_be_said_in_words() -> None:
    at_summary().writes("нет").sees("Что исправить?").writes("почта").sees("Ваша почта?")


def test_back_goes_question_by_question_and_keeps_the_answers() -> None:
    anna = at_summary()
    anna.writes("назад").sees("Чей роутер?").presses("Назад").sees("Ваша почта?").presses("Назад")
    anna.sees("Выберите тему").writes("назад").sees("Это первый вопрос", "Выберите тему")
    anna.presses("Нет интернета").sees("Проверьте", "a@b.example", "Свой")


@pytest.mark.parametrize("word", ["отмена", "Отмена.", "/cancel", "cancel"])
def test_cancel_works_at_every_step(word: str) -> None:
    steps = ("Не работает", "Нет интернета", "a@b.example", "1")
    for done in range(1, len(steps) + 1):
        anna = Requester(two_kinds())
        for text in steps[:done]:
            anna.writes(text)
        _ = anna.commands(word) if word.startswith("/") else anna.writes(word)
        anna.sees("Заявка не отправлена")
        assert anna.state.draft is None
        assert not anna.opened


def test_help_in_the_middle_answers_and_goes_on_with_buttons_that_still_work() -> None:
    anna = Requester(two_kinds())
    anna.writes("Не работает").writes("помощь").sees("живой сотрудник", "Продолжим", "Выберите тему")
    anna.presses_key("kind:fault", anna.chat[0].version).sees("Ваша почта?")


def test_send_pressed_twice_opens_one_ticket() -> None:
    anna = at_summary()
    version = anna.state.version
    anna.presses("Отправить").presses_key("send", version).sees("уже не действует").changes_nothing()
    assert len(anna.opened) == 1


def test_a_button_of_an_earlier_question_is_stale() -> None:
    anna = Requester(two_kinds())
    anna.writes("Не работает")
    version = anna.state.version
    anna.writes("1").sees("Ваша почта?")
    anna.presses_key("kind:bill", version).sees("уже не действует").changes_nothing()


def test_a_button_of_an_earlier_showing_of_the_same_question_is_stale() -> None:
    anna = Requester(two_kinds())
    anna.writes("Не работает")
    version = anna.state.version
    anna.presses("Нет интернета").presses("Назад").sees("Выберите тему")
    anna.presses_key("kind:bill", version).sees("уже не действует").changes_nothing()


@pytest.mark.parametrize("key", ["kind:nobody", "send", "to:12", "answer:own", "fix:0", "desk:help", "kind", ""])
def test_a_forged_button_with_the_right_version_changes_nothing(key: str) -> None:
    anna = Requester(two_kinds())
    anna.writes("Не работает").presses_key(key, anna.state.version).sees("уже не действует").changes_nothing()


@pytest.mark.parametrize("key", ["kind:own", "to:own", "answer:nobody", "answer"])
def test_a_forged_answer_is_none(key: str) -> None:
    anna = Requester(two_kinds())
    anna.writes("Не работает").presses("Нет интернета").writes("a@b.example").sees("Чей роутер?")
    anna.presses_key(key, anna.state.version).sees("уже не действует").changes_nothing()


def test_a_draft_of_a_kind_that_the_new_edition_dropped_keeps_its_messages() -> None:
    anna = Requester(two_kinds())
    anna.writes("Не работает").presses("Нет интернета")
    anna.regulation = example("a1_isp")
    anna.writes("a@b.example").sees("новый регламент", "Выберите тему").presses("Другой вопрос")
    anna.presses("Отправить").intends(OpenTicket("support", "other", {}, (1001, 1002)))


def test_a_draft_survives_a_change_of_the_language() -> None:
    anna = at_summary().commands("/language en").sees("Please check your request", "Subject: No internet", "My own")
    anna.presses("Send").intends(OpenTicket("help", "fault", {"email": "a@b.example", "router": "own"}, (1001,)))


def test_a_command_in_the_middle_survives_a_new_edition_too() -> None:
    for command in ("/help", "/back", "/new", "/language en", "/my"):
        anna = Requester(two_kinds()).writes("Не работает").presses("Нет интернета")
        anna.regulation = example("a1_isp")
        anna.commands(command).sees("новый регламент" if command != "/language en" else "new support regulation")
        assert anna.state.draft is not None
        assert [message.id for message in anna.state.draft.messages] == [1001]


def test_back_from_the_summary_after_a_correction_goes_to_the_question_before() -> None:
    anna = at_summary().presses("Исправить").presses("Почта").writes("b@b.example").sees("Проверьте заявку")
    anna.presses("Назад").sees("Чей роутер?")


def test_back_in_a_correction_that_asks_more_goes_to_the_question_before() -> None:
    anna = Requester(two_kinds())
    anna.writes("Не грузятся страницы").presses("Счёт и оплата").sees("Проверьте заявку")
    anna.presses("Исправить").presses("Тема").presses("Нет интернета").sees("Ваша почта?")
    anna.presses("Назад").sees("Выберите тему").never_sees("Проверьте заявку")


@pytest.mark.parametrize("said", ["пропустить", "нет", "-"])
def test_what_must_be_answered_is_not_skipped(said: str) -> None:
    anna = Requester(two_kinds())
    anna.writes("Не грузятся страницы").presses("Нет интернета").sees("Ваша почта?")
    anna.writes(said).sees("Не похоже на адрес", "Ваша почта?")


def test_another_desk_drops_the_kind_that_it_does_not_have() -> None:
    anna = Requester(two_desks())
    anna.writes("Не грузятся страницы").presses("Техники").presses("Нет интернета").sees("Ваша почта?")
    anna.presses("Назад").presses("Назад").presses("Бухгалтерия")
    anna.intends(OpenTicket("money", "bill", {}, (1001,)))


def test_where_there_is_one_kind_it_is_not_offered_for_correction() -> None:
    anna = Requester(one_kind_that_asks())
    anna.writes("Не грузятся страницы").writes("a@b.example").presses("Свой").presses("Исправить")
    anna.is_offered("Почта", "Роутер", "Описание", "Назад", "Отмена", "Помощь")
