"""What whole messages mean, and what they don't."""

import pytest

from bot.conversation.words import (
    asks_for_agent,
    chosen_by_words,
    command_in,
    named_in,
    only_greets,
    only_thanks,
    plain,
    ticket_number_in,
)
from models.rules.texts.localised import Localised, both

KINDS = [
    both("Нет интернета", "No internet"),
    both("Счёт и оплата", "Bills and payment"),
    both("Переезд или новое подключение", "Moving or a new connection"),
    both("Другой вопрос", "Another question"),
]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  Всё РЕШЕНО!!! ", "все решено"),
        ("«Отмена».", "отмена"),
        ("да, верно", "да верно"),
        ("№12", "№12"),
        ("wi-fi", "wi-fi"),
        ("- - -", ""),
        ("👍", ""),
    ],
)
def test_plain_words(text: str, folded: str) -> None:
    assert plain(text) == folded


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("статус 125", ("status", "125")),
        ("Статус №125", ("status", "125")),
        ("статус заявки 125?", ("status", "125")),
        ("Status #125", ("status", "125")),
        ("status no. 125", ("status", "125")),
        ("закройте заявку 7", ("close", "7")),
        ("close 7", ("close", "7")),
        ("открыть снова 7", ("reopen", "7")),
    ],
)
def test_commands_with_a_number_are_understood_always(text: str, command: tuple[str, str]) -> None:
    assert command_in(text, nobody_listens=False) == command


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("Отмена", "cancel"),
        ("назад", "back"),
        ("ПОМОЩЬ!", "help"),
        ("help", "help"),
        ("язык", "language"),
        ("Мои заявки", "my"),
        ("новая заявка", "new"),
        ("регламент", "rules"),
    ],
)
def test_single_words_are_commands_only_where_nobody_else_could_be_meant(text: str, command: str) -> None:
    assert command_in(text, nobody_listens=True) == (command, "")
    assert command_in(text, nobody_listens=False) is None


@pytest.mark.parametrize(
    "text",
    ["отмена заказа не проходит", "нужна помощь с роутером", "назад в прошлое", "статус", "125", "закрыть счёт", ""],
)
def test_words_inside_a_request_are_no_commands(text: str) -> None:
    assert command_in(text, nobody_listens=True) is None


def test_operators_are_asked_for_in_several_ways() -> None:
    for text in ("Оператор", "позовите оператора, пожалуйста", "живой человек!", "operator please"):
        assert asks_for_agent(text), text
    assert not asks_for_agent("оператор связи обманул меня")


def test_greetings_and_thanks_are_whole_messages() -> None:
    assert only_greets("Добрый день!")
    assert not only_greets("Добрый день, нет интернета")
    assert only_thanks("Спасибо большое!!")
    assert only_thanks("👍🙏")
    assert not only_thanks("спасибо, но нет")
    assert not only_thanks("")
    assert not only_thanks("👎")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        ("№12", 12),
        ("№ 12", 12),
        ("заявка 12", 12),
        ("#12", 12),
        ("12 минут", None),
        ("", None),
        ("1e3", None),
    ],
)
def test_a_ticket_number_is_the_whole_message(text: str, number: int | None) -> None:
    assert ticket_number_in(text) == number


@pytest.mark.parametrize(
    ("text", "index"),
    [
        ("нет интернета", 0),
        ("Интернет", 0),
        ("no internet", 0),
        ("1", 0),
        ("4", 3),
        ("5", None),
        ("0", None),
        ("оплата", 1),
        ("счета", 1),
        ("переезжаю", 2),
        ("переезд", 2),
        ("подключение", 2),
        ("у меня вопрос", None),
        ("другой", 3),
        ("нет", None),
        ("интернет и оплата", None),
        ("", None),
        ("???", None),
    ],
)
def test_a_choice_is_understood_by_its_words_its_number_or_an_unmistakable_part(text: str, index: int | None) -> None:
    assert chosen_by_words(text, KINDS) == index


def test_labels_that_are_numbers_win_over_places_in_the_list() -> None:
    labels = [Localised({"ru": "3"}), Localised({"ru": "2"}), Localised({"ru": "1"})]
    assert chosen_by_words("1", labels) == 2


def test_a_label_is_named_in_a_longer_text_only_as_a_whole() -> None:
    assert named_in("Здравствуйте, с утра нет интернета на всех устройствах", KINDS) == 0
    assert named_in("Интернета нет", KINDS) is None
    assert named_in("Интернет есть, нет телевидения", KINDS) is None
    assert named_in("Оплата прошла дважды, верните деньги пожалуйста", KINDS) is None


def test_a_long_message_names_a_choice_only_by_all_its_words() -> None:
    assert chosen_by_words("у меня дома что-то не то с оплатой за этот месяц", KINDS) is None
    assert chosen_by_words("здравствуйте у меня со вчерашнего вечера дома нет интернета", KINDS) == 0
