"""How many posts a breach makes in one topic."""

from datetime import UTC, datetime
from typing import Literal

from models.actions.ladder_posts import one_per_place
from models.rules.deadlines import Recipient, Step
from models.rules.ladder import LadderMessage

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def message(to: Recipient, name: Literal["warning", "breach", "rung"]) -> LadderMessage:
    step = Step(name, AT, to)
    return LadderMessage(to, step, step, late=False, count=1)


def test_a_breach_that_calls_the_group_at_once_is_one_post_in_the_topic() -> None:
    breach, rung, head = message("topic", "breach"), message("group", "rung"), message("head", "rung")
    assert one_per_place([breach, rung, head]) == [rung, head]


def test_a_breach_without_a_rung_for_the_group_is_told_in_the_topic() -> None:
    breach, head = message("topic", "breach"), message("head", "rung")
    assert one_per_place([breach, head]) == [breach, head]
