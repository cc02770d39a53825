"""What became of a message, by its parts and tries: what the agent sees, and what the clock may rest on."""

import pytest

from models.rules.delivery.outcomes import OF_AGENTS, Attempt, Delivered, Purpose, outcome, state_of
from models.rules.delivery.states import DeliveryState as S
from models.rules.delivery.states import open_to


@pytest.mark.parametrize(
    ("states", "whole"),
    [
        ([S.PENDING], S.PENDING),
        ([S.SENDING, S.PENDING], S.PENDING),
        ([S.SENT, S.FAILED_TEMPORARILY], S.PENDING),
        ([S.SENT, S.SENT], S.SENT),
        ([S.DELIVERED, S.SENT], S.SENT),
        ([S.DELIVERED, S.DELIVERED], S.DELIVERED),
        ([S.READ, S.DELIVERED], S.DELIVERED),
        ([S.READ, S.READ], S.READ),
        ([S.UNKNOWN, S.PENDING], S.UNKNOWN),
        ([S.DELIVERED, S.UNKNOWN], S.UNKNOWN),
        ([S.FAILED_PERMANENTLY, S.UNKNOWN, S.PENDING], S.FAILED_PERMANENTLY),
        ([S.CANCELLED, S.SENT], S.SENT),
        ([S.CANCELLED, S.CANCELLED], S.CANCELLED),
    ],
)
def test_a_message_is_where_the_worst_of_its_parts_is(states: list[S], whole: S) -> None:
    assert state_of([Attempt(1, state) for state in states]) is whole
    assert state_of([Attempt(1, state) for state in reversed(states)]) is whole


def test_a_later_step_carries_the_whole_message_and_what_was_before_it_is_over() -> None:
    assert state_of([Attempt(1, S.FAILED_PERMANENTLY), Attempt(2, S.UNKNOWN), Attempt(3, S.SENT)]) is S.SENT
    assert state_of([Attempt(1, S.SENT), Attempt(2, S.CANCELLED)]) is S.SENT


def answers(*states: S) -> list[Delivered]:
    return [Delivered(Purpose.ANSWER, state) for state in states]


@pytest.mark.parametrize(
    ("state", "reaction", "words", "answered"),
    [
        (S.READ, "👀", None, True),
        (S.DELIVERED, "👍", None, True),
        (S.SENT, "👌", None, True),
        (S.UNKNOWN, "🤷", "staff.delivery_unknown", True),
        (S.PENDING, None, None, True),
        (S.FAILED_PERMANENTLY, "👎", "staff.delivery_failed", False),
        (S.CANCELLED, None, None, False),
    ],
)
def test_what_an_agent_sees_of_an_answer_and_whether_the_clock_may_rest_on_it(
    state: S, reaction: str | None, words: str | None, answered: bool
) -> None:
    found = outcome(answers(state))
    assert (found.state, found.reaction, found.words, found.answered) == (state, reaction, words, answered)


def test_of_several_deliveries_the_best_counts() -> None:
    order = (S.READ, S.DELIVERED, S.SENT, S.UNKNOWN, S.PENDING, S.FAILED_PERMANENTLY)
    for number, best in enumerate(order):
        assert outcome(answers(*reversed(order[number:]))).state is best
    assert not outcome(answers(S.FAILED_PERMANENTLY, S.FAILED_PERMANENTLY)).answered
    assert outcome(answers(S.FAILED_PERMANENTLY, S.UNKNOWN)).answered


def test_after_a_correction_the_agent_sees_what_became_of_the_new_words() -> None:
    corrected = [*answers(S.DELIVERED), Delivered(Purpose.CORRECTION, S.FAILED_PERMANENTLY)]
    assert outcome(corrected).reaction == "👎"
    assert outcome(corrected).answered
    assert outcome([*corrected, Delivered(Purpose.CORRECTION, S.SENT)]).reaction == "👌"


def test_the_phone_on_duty_has_words_of_its_own() -> None:
    assert outcome([Delivered(Purpose.DUTY, S.UNKNOWN)]).words == "staff.duty_unknown"
    assert outcome([Delivered(Purpose.DUTY, S.FAILED_PERMANENTLY)]).words == "staff.duty_not_texted"
    assert Purpose.DUTY not in OF_AGENTS


def test_a_later_word_never_takes_back_what_was_proved() -> None:
    assert S.DELIVERED in open_to(S.READ)
    assert S.READ not in open_to(S.DELIVERED)
    assert S.DELIVERED not in open_to(S.FAILED_PERMANENTLY)
    assert not open_to(S.SENT)
