"""What a requester is told of deadlines: in /status and /my, and when they ask why."""

from datetime import timedelta

import pytest

from bot.conversation.turn import ExplainDeadline
from tests.conversation.regulations import simple
from tests.conversation.requester import WEDNESDAY_NOON, Requester

HOUR = timedelta(hours=1)
#: In the afternoon of that Wednesday.
THREE, FIVE = WEDNESDAY_NOON + 3 * HOUR, WEDNESDAY_NOON + 5 * HOUR


def anna(**facts: object) -> Requester:
    """With one open ticket that was answered."""
    return Requester(simple()).has_open(12, "Почта").is_answered(12)._changes(12, **facts)


def test_after_the_first_answer_both_next_promises_are_told() -> None:
    anna(next_response_due=THREE, resolution_due=FIVE).commands("/status 12").sees(
        "В работе. Ответим на ваше сообщение не позже чем сегодня в 15:00 (МСК). Решим не позже чем сегодня в 17:00"
    )


def test_while_we_wait_for_the_requester_the_time_to_solve_is_said_to_stand_still() -> None:
    waiting = anna(waiting_since=WEDNESDAY_NOON, stands=True)
    waiting.commands("/status 12").sees(
        "Мы спросили вас сегодня в 12:00 (МСК) и ждём ответа; срок решения пока стоит."
    )
    anna(waiting_since=WEDNESDAY_NOON).commands("/my").never_sees("срок решения")


def test_an_extension_is_told_with_its_reason() -> None:
    extended = anna(resolution_due=FIVE, extended=True, extension_reason="ждём деталь")
    extended.commands("/status 12").sees(
        "Срок решения продлён: теперь не позже чем сегодня в 17:00 (МСК). Причина: ждём деталь"
    )
    anna(resolution_due=FIVE, extended=True).commands("/status 12").sees("Срок решения продлён").never_sees("Причина")


def test_what_is_overdue_is_said_and_apologised_for() -> None:
    late = anna(resolution_due=THREE, next_response_due=THREE).waits(hours=4)
    late.commands("/status 12").sees(
        "Мы не успели ответить в срок", "Мы не успели решить вопрос в срок", "Приносим извинения"
    )


@pytest.mark.parametrize("words", ["/why 12", "/why №12", "/why"])
def test_the_command_asks_for_the_explanation(words: str) -> None:
    Requester(simple()).has_open(12, "Почта").commands(words).intends(ExplainDeadline(12)).sees("как посчитаны сроки")


@pytest.mark.parametrize(
    "words", ["почему 12", "Почему такой срок по заявке 12?", "почему №12", "why 12", "Why this deadline for #12?"]
)
def test_it_may_be_asked_in_words_though_an_agent_listens(words: str) -> None:
    Requester(simple()).has_open(12, "Почта").writes(words).intends(ExplainDeadline(12))


@pytest.mark.parametrize("words", ["почему 12 рублей?", "почему такой срок", "почему так долго", "почему"])
def test_a_question_to_the_agent_is_none_to_us(words: str) -> None:
    asked = Requester(simple()).has_open(12, "Почта").writes(words)
    assert not any(isinstance(intent, ExplainDeadline) for intent in asked.turn.intents)


def test_with_several_open_requests_it_asks_which() -> None:
    several = Requester(simple()).has_open(12, "Почта").has_open(13, "Сайт").commands("/why").changes_nothing()
    several.sees("По какой заявке").is_offered("№12: почему такой срок?", "№13: почему такой срок?")
    several.presses("№13: почему такой срок?").intends(ExplainDeadline(13))


def test_without_any_request_there_is_nothing_to_explain() -> None:
    Requester(simple()).commands("/why").sees("заявок у вас нет").changes_nothing()


def test_what_is_no_number_is_said_to_be_none() -> None:
    Requester(simple()).has_open(12, "Почта").commands("/why почта").sees("/why 12").changes_nothing()


def test_the_state_of_a_request_has_the_question_below_it() -> None:
    asked = Requester(simple()).has_open(12, "Почта").commands("/status 12").is_offered("Почему такой срок?")
    asked.presses("Почему такой срок?").intends(ExplainDeadline(12))
    Requester(simple()).has_open(12, "Почта").commands("/my").is_offered("Почему такой срок?")


def test_a_closed_request_is_explained_too() -> None:
    closed = Requester(simple()).has_open(12, "Почта").is_closed(12).commands("/status 12")
    closed.presses("Почему такой срок?").intends(ExplainDeadline(12)).sees("как посчитаны сроки")


def test_of_somebody_elses_request_nothing_is_told() -> None:
    Requester(simple()).has_open(12, "Почта").commands("/why 99").sees("Среди ваших заявок нет №99.")


def test_what_was_in_progress_waits_while_it_is_explained() -> None:
    draft = Requester(simple()).has_open(12, "Почта").commands("/new")
    step = draft.state.step
    draft.commands("/why 12").sees("как посчитаны сроки")
    assert draft.state.step is step
