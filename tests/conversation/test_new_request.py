"""From the first words to a ticket: kind, fields, summary, and every way back."""

import pytest

from bot.conversation.turn import OpenTicket
from tests.conversation.regulations import simple, two_desks, two_kinds
from tests.conversation.requester import Requester


def test_the_whole_way_with_buttons() -> None:
    anna = Requester(two_kinds())
    anna.writes("Не грузятся страницы").sees("Выберите тему")
    anna.presses("Нет интернета").sees("Ваша почта?").is_offered("Назад", "Отмена", "Помощь")
    anna.writes("anna@Example.ORG").sees("Чей роутер?", "можно пропустить")
    anna.is_offered("Свой", "В аренде", "Пропустить", "Назад", "Отмена", "Помощь")
    anna.presses("Свой").sees(
        "Тема: Нет интернета", "Почта: anna@example.org", "Роутер: Свой", "Описание: Не грузятся страницы"
    )
    anna.is_offered("Отправить", "Исправить", "Назад", "Отмена", "Помощь")
    anna.presses("Отправить").sees("Заявка отправлена", "Заявка №12 принята")
    anna.intends(OpenTicket("help", "fault", {"email": "anna@example.org", "router": "own"}, (1001,)))


def test_the_summary_that_was_sent_gives_way_to_the_word_that_it_was() -> None:
    anna = Requester(two_kinds())
    anna.writes("Не грузятся страницы").writes("интернет").writes("anna@example.org").presses("Свой")
    anna.presses("Отправить")
    assert "Отправить" not in anna.labels(), "its buttons are gone from the chat"
    assert [seen.reply.edit_in_place for seen in anna.heard if "Заявка отправлена" in seen.reply.text] == [True]


def test_the_whole_way_in_words() -> None:
    anna = Requester(two_kinds())
    anna.writes("Не грузятся страницы").writes("интернет").sees("Ваша почта?")
    anna.writes("anna@example.org").writes("2").sees("Роутер: В аренде")
    anna.writes("да").sees("Заявка №12 принята")
    anna.intends(OpenTicket("help", "fault", {"email": "anna@example.org", "router": "rented"}, (1001,)))


def test_a_kind_named_in_the_first_words_is_not_asked_again() -> None:
    anna = Requester(two_kinds())
    anna.writes("Здравствуйте! С утра нет интернета, что делать?").sees("Тема: Нет интернета", "Ваша почта?")


def test_words_of_two_kinds_are_not_guessed() -> None:
    Requester(two_kinds()).writes("Интернет есть, но нет телевидения").sees("Выберите тему")


def test_an_address_in_the_first_words_is_taken_for_the_answer_and_shown_in_the_summary() -> None:
    anna = Requester(two_kinds())
    anna.writes("Нет интернета, пишите на anna@example.org.").sees("Чей роутер?")
    anna.presses("Пропустить").sees("Почта: anna@example.org")


def test_two_addresses_in_the_first_words_are_asked_about() -> None:
    anna = Requester(two_kinds())
    anna.writes("Нет интернета, пишите на a@example.org или b@example.org").sees("Ваша почта?")


def test_a_kind_without_fields_is_summed_up_at_once() -> None:
    anna = Requester(two_kinds())
    anna.writes("Двойное списание").presses("Счёт и оплата").sees("Тема: Счёт и оплата", "Двойное списание")


def test_a_mere_greeting_is_no_description() -> None:
    anna = Requester(two_kinds())
    anna.writes("Здравствуйте!").sees("Выберите тему").presses("Счёт и оплата").sees("Опишите, что случилось")
    anna.writes("Двойное списание").presses("Отправить")
    anna.intends(OpenTicket("help", "bill", {}, (1002,)))


def test_a_photo_alone_is_a_request() -> None:
    anna = Requester(two_kinds())
    anna.writes(photo="a.jpg").presses("Счёт и оплата").sees("Приложено: 1 файл").presses("Отправить")
    anna.intends(OpenTicket("help", "bill", {}, (1001,)))


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        ("нет почты", "Не похоже на адрес"),
        ("a@b", "Не похоже на адрес"),
        ("я" * 1001, "Слишком длинно: у вас 1001 знак"),
    ],
)
def test_a_wrong_answer_is_explained_and_asked_again(wrong: str, complaint: str) -> None:
    anna = Requester(two_kinds())
    anna.writes("Не работает").presses("Нет интернета").writes(wrong).sees(complaint, "Ваша почта?")
    anna.writes("anna@example.org").sees("Чей роутер?")


def test_an_optional_question_can_be_skipped_in_words() -> None:
    anna = Requester(two_kinds())
    anna.writes("Не работает").presses("Нет интернета").writes("anna@example.org")
    anna.writes("пропустить").sees("Проверьте").never_sees("Роутер").presses("Отправить")
    anna.intends(OpenTicket("help", "fault", {"email": "anna@example.org"}, (1001,)))


def test_a_required_question_has_no_button_to_skip_it_and_a_forged_one_does_nothing() -> None:
    anna = Requester(two_kinds())
    anna.writes("Не работает").presses("Нет интернета").is_offered("Назад", "Отмена", "Помощь")
    anna.presses_key("skip", anna.state.version).sees("уже не действует").changes_nothing()


def test_messages_that_arrive_while_a_button_is_expected_join_the_request() -> None:
    anna = Requester(two_kinds())
    anna.writes("Не работает").writes("вообще ничего").sees("Добавили к заявке", "Выберите тему")
    anna.writes(photo="a.jpg").sees("Добавили к заявке")
    anna.presses("Счёт и оплата").sees("Не работает\nвообще ничего", "1 файл").writes("и ещё вот").sees("и ещё вот")
    anna.presses("Отправить").intends(OpenTicket("help", "bill", {}, (1001, 1002, 1003, 1004)))


def test_an_album_is_answered_once() -> None:
    anna = Requester(two_kinds())
    anna.writes("Вот фото", photo="1.jpg").sees("Выберите тему")
    for name in ("2.jpg", "3.jpg"):
        anna.writes(photo=name).sees_nothing()
    anna.presses("Счёт и оплата").sees("3 файла")


def test_a_photo_sent_instead_of_an_answer_joins_and_the_question_is_asked_again() -> None:
    anna = Requester(two_kinds())
    anna.writes("Не работает").presses("Нет интернета")
    anna.writes(photo="a.jpg").sees("Добавили", "Ваша почта?")
    anna.writes("a@b.example", photo="b.jpg").sees("Чей роутер?").presses("Пропустить").sees("2 файла")


def test_two_first_messages_at_once_make_one_request() -> None:
    anna = Requester(two_kinds())
    anna.writes("Здравствуйте").writes("с утра нет интернета").sees("Ваша почта?")
    anna.writes("a@b.example").presses("Пропустить").presses("Отправить")
    anna.intends(OpenTicket("help", "fault", {"email": "a@b.example"}, (1002,)))


def test_two_first_messages_on_a_simple_desk_make_one_ticket() -> None:
    anna = Requester(simple())
    anna.writes("Здравствуйте").writes("не работает почта")
    assert len(anna.opened) == 1
    assert anna.messages[120] == [1001, 1002]


def test_asking_for_an_operator_is_understood_and_the_way_to_one_is_said() -> None:
    anna = Requester(two_kinds())
    anna.writes("Оператор!").sees("Сотрудник ответит вам здесь", "Выберите тему")
    anna.presses("Нет интернета").writes("позовите оператора").sees("Сотрудник ответит", "Ваша почта?")


def test_on_a_simple_desk_asking_for_an_operator_gets_one() -> None:
    Requester(simple()).writes("оператор").sees("Заявка №12 принята")


def test_a_pressed_button_becomes_the_next_question() -> None:
    anna = Requester(two_kinds())
    anna.writes("Не работает").presses("Нет интернета")
    assert len(anna.chat) == 1
    anna.sees("Ваша почта?")


def test_several_desks_are_asked_first_and_back_returns_to_them() -> None:
    anna = Requester(two_desks())
    anna.writes("Вопрос").presses("Техники").sees("Выберите тему").presses("Назад").sees("Кому адресован")
    anna.writes("бухгалтерия").sees("Заявка №12 принята").intends(OpenTicket("money", "bill", {}, (1001,)))


def test_new_without_words_asks_for_them_on_a_simple_desk() -> None:
    anna = Requester(simple())
    anna.commands("/new").sees("Опишите, что случилось").is_offered("Отмена", "Помощь")
    anna.writes("Сломалось").sees("Заявка №12 принята").intends(OpenTicket("help", "any", {}, (1001,)))


def test_new_in_the_middle_of_a_request_keeps_it() -> None:
    anna = Requester(two_kinds())
    anna.writes("Не работает").commands("/new").sees("Выберите тему").presses("Счёт и оплата").sees("Не работает")


def test_no_more_open_tickets_than_the_regulation_allows() -> None:
    anna = Requester(simple())
    for _ in range(3):
        anna.commands("/new").writes("Ещё вопрос")
    anna.commands("/new").sees("У вас уже 3 открытые заявки", "/close").changes_nothing()


def test_the_limit_is_checked_again_when_the_request_is_sent() -> None:
    anna = Requester(two_kinds())
    anna.writes("Вопрос").presses("Счёт и оплата")
    for number in (12, 13, 14):
        anna.has_open(number, "Другое")
    anna.presses("Отправить").sees("У вас уже 3 открытые заявки").changes_nothing()


def test_a_request_before_it_is_sent_holds_no_more_than_fits() -> None:
    anna = Requester(two_kinds())
    for number in range(50):
        anna.writes(f"Сообщение {number}!")
    anna.writes("Ещё одно").sees("не больше 50 сообщений")
    anna.presses("Счёт и оплата").presses("Отправить")
    assert len(anna.opened[0].message_ids) == 50


def test_what_cannot_be_passed_on_is_named_and_words_are_asked_for() -> None:
    anna = Requester(simple())
    anna.sends_a("poll").sees("(опрос)", "опишите главное словами", "Опишите")
    anna.writes("Голосуем за скорость").intends(OpenTicket("help", "any", {}, (1001, 1002)))


def test_what_nobody_has_named_yet_is_kept_all_the_same() -> None:
    anna = Requester(two_kinds())
    anna.sends_a("hologram").sees("(неизвестный вид сообщения)", "Выберите тему")
