"""`/transports`: the ways out of every page, and what else is in progress meanwhile."""

import pytest

from bot.conversation.reach import AddressAct, ChangeReach, Reach
from bot.conversation.state import Step
from bot.conversation.unfinished import on_silence
from tests.conversation.reached import CHAT, CODE, Reached, anna, with_phone
from tests.conversation.regulations import simple


def opened(who: Reached, page: str) -> Reached:
    who.commands("/transports")
    if page == "add":
        who.presses("Добавить")
    elif page in ("typed", "code"):
        who.presses("Добавить").presses("SMS")
        if page == "code":
            who.writes("+7 916 765-43-21")
    elif page != "list":
        who.presses("2. SMS +7 916 123-45-67")
        if page != "one":
            who.presses({"quiet": "Тихие часы", "remove": "Удалить"}[page])
    return who


PAGES = ["list", "add", "typed", "code", "one", "quiet", "remove"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("said", ["/cancel", "отмена"])
def test_cancel_leads_out_of_every_page(page: str, said: str) -> None:
    who = opened(anna(), page)
    who = who.commands(said) if said.startswith("/") else who.writes(said)  # type: ignore[assignment]
    who.sees("Готово")
    assert who.state.step is Step.IDLE
    assert who.reach.waiting is None


@pytest.mark.parametrize("page", PAGES)
def test_back_leads_from_every_page_to_the_list_and_out(page: str) -> None:
    who = opened(anna(), page)
    for _ in range(5):
        if who.state.step is Step.IDLE:
            break
        who.commands("/back")
    assert who.state.step is Step.IDLE


@pytest.mark.parametrize("page", PAGES[1:])
def test_help_comes_back_to_the_page(page: str) -> None:
    who = opened(anna(), page)
    before = who.heard[-1].reply
    who.commands("/help").sees("/transports")
    assert who.heard[-1].reply.choices == before.choices
    assert before.text in who.heard[-1].reply.text


@pytest.mark.parametrize("page", PAGES)
def test_whatever_else_is_written_is_no_answer_and_is_not_lost(page: str) -> None:
    who = opened(anna(), page)
    who.has_open(12, "Нет интернета")
    who.writes("У нас во всём доме с самого утра не работает интернет")
    assert who.messages[120] == [who.last_id]


def test_a_request_that_was_begun_waits_and_goes_on() -> None:
    who = anna()
    who.writes("Сломался роутер").presses("Нет интернета").sees("Ваша почта?")
    who.commands("/transports").sees("Ваши способы связи")
    who.presses("Готово").sees("Готово", "Ваша почта?")
    who.writes("a@b.example").sees("Чей роутер?")


def test_a_request_that_was_begun_is_sent_for_them_though_the_list_is_open() -> None:
    who = anna()
    who.writes("Сломался роутер").presses("Нет интернета").commands("/transports")
    turn, look_at = on_silence(who.state, who.context(), kept_back=False)
    assert look_at is not None
    assert "Ваша почта?" in turn.replies[0].text


def test_the_code_is_taken_in_another_chat_and_in_the_middle_of_a_request() -> None:
    who = anna(with_phone(waiting="+7 916 765-43-21"))
    who.writes("Сломался роутер").presses("Нет интернета")
    who.writes(CODE).intends(ChangeReach(AddressAct.PROVE, text=CODE)).sees("Подтверждено")
    assert who.state.step is Step.FIELD


def test_six_digits_are_words_when_no_code_is_waited_for() -> None:
    who = anna()
    who.has_open(12, "Нет интернета")
    who.writes("482913")
    assert who.messages[120] == [who.last_id]


@pytest.mark.parametrize("words", ["способы связи", "Мои контакты", "transports"])
def test_it_is_asked_for_in_words_too(words: str) -> None:
    anna().writes(words).sees("Ваши способы связи")


def test_where_nothing_can_be_added_nothing_is_offered() -> None:
    who = Reached(simple())
    who.reach = Reach((CHAT,))
    who.commands("/transports").is_offered("1. Telegram", "Готово")
