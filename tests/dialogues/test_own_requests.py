"""Open requests: listed, asked about, chosen among, closed, reopened, confirmed."""

import pytest

from tests.dialogues.phone import Phone

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
MANY = 11


@pytest.fixture
def asked(phone: Phone) -> Phone:
    """They have eleven open requests."""
    phone.meets()
    phone.has_open(MANY)
    return phone


@pytest.fixture
def one(phone: Phone) -> Phone:
    phone.meets()
    phone.has_open(1)
    return phone


def test_they_are_listed_and_each_says_how_it_stands(one: Phone) -> None:
    one.says("/my")
    one.reads("№1 / #1")
    one.says("статус 1 / status 1")
    one.reads("№1 / #1", "Ждёт ответа / Waiting for our answer")


def test_why_its_deadline_is_what_it_is(one: Phone) -> None:
    one.says("/why")
    one.reads("№1 / #1")
    one.says("почему 1 / why 1")
    one.reads("№1 / #1")


def test_of_many_the_one_is_chosen_whose_deadline_is_explained(asked: Phone) -> None:
    asked.says("/why")
    if asked.traits.is_brief or asked.in_words:
        asked.says("11")
    else:
        assert len(asked.reads_choices()) == MANY
        asked.presses(f"№{MANY}: почему такой срок? / #{MANY}: why this deadline?")
    asked.reads(f"№{MANY} / #{MANY}")


def test_of_many_the_one_is_chosen_that_a_message_is_about(asked: Phone) -> None:
    asked.says("Когда приедете? / When are you coming?")
    if asked.traits.opens_without_questions:
        return
    asked.reads("К какой заявке / Which request")
    assert len(asked.reads_choices()) == MANY + 3
    if asked.in_words:
        asked.says("11")
    else:
        asked.presses("№11 · Не работает / #11 · Не работает")
    asked.reads("Передали в заявку №11 / Passed on to request #11")
    assert "Когда" in asked.topic(11) or "When" in asked.topic(11)


def test_of_many_one_is_closed_and_opened_again(asked: Phone) -> None:
    asked.says("/close")
    if asked.traits.is_brief or asked.in_words:
        asked.says("11")
    else:
        assert len(asked.reads_choices()) == MANY + 1
        asked.presses("Закрыть №11 / Close #11")
    asked.reads("№11 / #11", "закрыта / closed")
    assert len(asked.tickets) == MANY - 1
    asked.says("/reopen")
    asked.chooses("Вернуться к №11 / Reopen #11")
    asked.reads("№11 / #11")
    assert len(asked.tickets) == MANY


def test_the_only_one_is_closed_by_a_yes(one: Phone) -> None:
    one.says("/close")
    if one.in_words or one.traits.by_sms:
        one.says("да / yes")
    else:
        one.presses("Закрыть №1 / Close #1")
    one.reads("закрыта / closed")
    assert one.tickets == []


@pytest.mark.parametrize("said", ["Не закрывать / Keep it open", "нет / no"])
def test_nothing_is_closed_by_who_leaves_it_open(one: Phone, said: str) -> None:
    one.says("/close")
    if said.startswith("нет"):
        one.says(said)
    else:
        one.chooses(said)
    one.reads("ничего не закрываем / nothing is closed")
    assert len(one.tickets) == 1


def test_what_was_asked_before_something_else_was_said_is_over(one: Phone) -> None:
    one.says("/close")
    one.says("Когда приедете? / When are you coming?")
    one.says("да / yes")
    one.reads_nothing()
    assert len(one.tickets) == 1


def test_a_yes_after_an_agent_asked_is_for_the_agent(one: Phone) -> None:
    one.says("/close")
    one.is_answered(1, "Перезагрузили?")
    one.says("да / yes")
    assert len(one.tickets) == 1


@pytest.mark.parametrize("solved", [True, False])
def test_a_proposal_to_close_is_answered(one: Phone, solved: bool) -> None:
    one.proposed_to_close(1)
    one.reads("№1 / #1")
    if one.in_words:
        one.says("да / yes" if solved else "нет, не решён / no, it is not")
    else:
        one.presses("Вопрос решён / Solved" if solved else "Ещё нет / Not yet")
    assert len(one.tickets) == (0 if solved else 1)


def test_thanks_are_asked_about(one: Phone) -> None:
    one.proposed_to_close(1)
    one.says("Спасибо / Thanks")
    one.reads("№1 / #1")
    one.presses("Да, решён / Yes, it is")
    one.reads("№1 / #1")
    assert one.tickets == []


def test_who_writes_after_closing_says_whether_it_is_the_same(one: Phone) -> None:
    one.says("закрыть 1 / close 1")
    one.says("Опять не работает / It is down again")
    if one.traits.opens_without_questions:
        assert len(one.tickets) == 1
        return
    one.reads("№1 / #1")
    if one.in_words:
        one.says("да / yes")
    else:
        one.presses("Вернуться к №1 / Reopen #1")
    assert [ticket.number for ticket in one.tickets] == [1]


def test_an_answer_arrives_and_theirs_joins_it(one: Phone) -> None:
    one.is_answered(1, "Перезагрузите роутер")
    one.reads("Перезагрузите роутер")
    one.says("Готово / It is done")
    one.reads_nothing()
    assert "Готово" in one.topic(1) or "It is done" in one.topic(1)
