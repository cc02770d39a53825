"""Phones that answer by themselves, and the word that stops us."""

from datetime import UTC, datetime, timedelta

import pytest

from models.rules.sms.machines import AGAIN_WITHIN, REPLIES_WITHIN, Reply, digest_of, is_machine, reply_in
from models.rules.sms.stop_words import says_stop

NOON = datetime(2026, 11, 11, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
DRIVING = "Я за рулём, отвечу позже"


def reply(text: str = DRIVING, after: timedelta = timedelta(0)) -> Reply:
    digest = digest_of(text)
    assert digest is not None
    return Reply(digest, NOON + after)


@pytest.mark.parametrize(
    ("late", "is_reply"),
    [(-SECOND, False), (timedelta(0), True), (REPLIES_WITHIN, True), (REPLIES_WITHIN + SECOND, False)],
)
def test_a_reply_comes_at_once_after_an_sms_of_ours(late: timedelta, is_reply: bool) -> None:
    assert (reply_in(DRIVING, NOON + late, NOON) is not None) is is_reply


def test_what_comes_without_an_sms_of_ours_is_no_reply() -> None:
    assert reply_in(DRIVING, NOON, None) is None


@pytest.mark.parametrize("text", ["да", "1", "ок", "Не знаю", "", "123456789 10", "🙂"])
def test_of_a_few_letters_nobody_can_tell(text: str) -> None:
    assert digest_of(text) is None


def test_times_and_signs_do_not_make_other_words() -> None:
    assert digest_of("Я за рулём, буду в 15:40!") == digest_of("я за  рулём. Буду в 16:05")
    assert digest_of(DRIVING) != digest_of("Я на совещании, отвечу позже")


@pytest.mark.parametrize(
    ("before", "texted", "machine"),
    [
        (reply(), NOON + SECOND, True),
        (None, NOON + SECOND, False),
        (reply("Не работает интернет"), NOON + SECOND, False),
        (reply(), NOON, False),  # somebody pressed twice: no SMS of ours between the two
    ],
)
def test_the_same_words_after_another_sms_of_ours_are_a_machines(
    before: Reply | None, texted: datetime, machine: bool
) -> None:
    assert is_machine(reply(after=2 * SECOND), before, texted) is machine


def test_the_same_words_after_a_long_time_are_somebodys() -> None:
    assert is_machine(reply(after=AGAIN_WITHIN), reply(), NOON + AGAIN_WITHIN)
    assert not is_machine(reply(after=AGAIN_WITHIN + SECOND), reply(), NOON + AGAIN_WITHIN)


@pytest.mark.parametrize("text", ["СТОП", "стоп!", "Stop", " STOP ALL.", "Отписаться", "unsubscribe"])
def test_the_whole_message_may_be_the_wish_to_get_no_more(text: str) -> None:
    assert says_stop(text)


@pytest.mark.parametrize("text", ["Стоп-кран сломался", "не могу остановить", "stop the machine", "", "отмена", "!"])
def test_a_word_among_others_is_none(text: str) -> None:
    assert not says_stop(text)
