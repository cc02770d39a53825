"""What is said after something was done."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.conversation import confirmations
from bot.conversation.context import Context
from models.rules.hours.terms import Term, Unit
from tests.conversation.regulations import simple, two_kinds

NOON = datetime(2026, 11, 11, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
CONTEXT = Context(NOON, two_kinds(), "ru", "Europe/Moscow")


def test_an_opened_ticket_has_a_number_a_promise_and_what_happens_if_it_is_broken() -> None:
    reply = confirmations.ticket_opened(12, NOON + HOUR, True, None, CONTEXT)
    assert reply.text == (
        "Заявка №12 принята. Ответим не позже чем сегодня в 13:00 (МСК). "
        "Если не успеем, о заявке узнает руководитель поддержки.\n"
        "Всё, что вы напишете сюда, попадёт в эту заявку."
    )


def test_the_promise_is_in_the_requesters_time() -> None:
    context = Context(NOON, two_kinds(), "en", "Asia/Vladivostok")
    text = confirmations.ticket_opened(12, NOON + HOUR, True, None, context).text
    assert "no later than today at 20:00 (UTC+10)" in text


def test_out_of_hours_the_opening_and_the_emergency_way_are_said() -> None:
    reply = confirmations.ticket_opened(12, NOON + 20 * HOUR, False, NOON + 19 * HOUR, CONTEXT)
    assert "не позже чем завтра, 12 ноября, в 08:00" in reply.text
    assert "Сейчас нерабочее время, откроемся завтра, 12 ноября, в 07:00 (МСК)." in reply.text
    assert "звоните 112" in reply.text


def test_a_closed_desk_that_never_opens_promises_no_opening() -> None:
    assert "откроемся" not in confirmations.ticket_opened(12, NOON + HOUR, False, None, CONTEXT).text


def test_a_ladder_without_a_head_threatens_with_none() -> None:
    context = Context(NOON, simple(), "ru", "Europe/Moscow")
    text = confirmations.ticket_opened(12, NOON + HOUR, True, None, context).text
    assert "руководитель" not in text
    assert "дежурная смена" in text


def test_without_a_target_nothing_is_promised() -> None:
    text = confirmations.ticket_opened(12, None, True, None, CONTEXT).text
    assert "не позже" not in text
    assert "как только сможем" in text


def test_the_greeting_stands_first_in_the_same_message() -> None:
    reply = confirmations.ticket_opened(12, NOON + HOUR, True, None, CONTEXT, True)
    assert reply.text.startswith("Здравствуйте! Это поддержка «Проба».")
    assert "на связи" not in reply.text  # what follows promises a time
    assert reply.text.index("регламент") < reply.text.index("Заявка №12")
    assert [choice.key for row in reply.choices for choice in row] == ["lang:en"]


def test_an_answer_is_headed_by_its_number_only_where_it_could_be_mistaken() -> None:
    assert confirmations.agent_answer_header(12, True, "ru") == "№12:"
    assert confirmations.agent_answer_header(12, False, "ru") == ""


@pytest.mark.parametrize(("days", "words"), [(1, "1 дня"), (2, "2 дней"), (14, "14 дней"), (21, "21 дня")])
def test_a_closed_ticket_says_how_long_it_can_be_reopened(days: int, words: str) -> None:
    assert f"в течение {words}" in confirmations.closed(120, 12, "ru", days).text


def test_where_nothing_can_be_reopened_nothing_is_said_about_it() -> None:
    assert "снова" not in confirmations.closed_by_requester(120, 12, "ru", 0).text


def test_an_earlier_aim_is_told_beside_the_promise() -> None:
    aimed = Term(Unit.WORKING_TIME, timedelta(minutes=21))
    text = confirmations.ticket_opened(12, NOON + HOUR, True, None, CONTEXT, aimed=aimed).text
    assert "не позже чем сегодня в 13:00 (МСК). Обычно отвечаем быстрее, за 21 минуту рабочего времени." in text
