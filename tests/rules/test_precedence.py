"""Which of the posts that wait for a group goes first."""

from datetime import UTC, datetime, timedelta

import pytest

from models.rules.delivery.outgoing import RowKind, Urgency
from models.rules.delivery.precedence import stands_at

NOON = datetime(2026, 11, 11, 9, tzinfo=UTC)
ESCALATION = (RowKind.POST, Urgency.LADDER)
TOPIC = (RowKind.CREATE_TOPIC, Urgency.CONVERSATION)
CARD = (RowKind.CARD, Urgency.CONVERSATION)
MESSAGE = (RowKind.POST, Urgency.CONVERSATION)
CORRECTION = (RowKind.EDIT, Urgency.CONVERSATION)
CARD_EDIT = (RowKind.EDIT_CARD, Urgency.VIEW)
BUTTONS_GO = (RowKind.DROP_CHOICES, Urgency.CONVERSATION)  # in a lane that posts go by as well


@pytest.mark.parametrize(
    ("first", "then", "after"),
    [
        (ESCALATION, TOPIC, timedelta(hours=12)),
        (ESCALATION, MESSAGE, timedelta(hours=12)),
        (TOPIC, MESSAGE, timedelta(minutes=29)),
        (CARD, MESSAGE, timedelta(minutes=29)),
        (MESSAGE, CARD_EDIT, timedelta(minutes=29)),
        (CORRECTION, CARD_EDIT, timedelta(minutes=29)),
        (MESSAGE, BUTTONS_GO, timedelta(minutes=29)),
    ],
)
def test_what_matters_more_overtakes_and_what_waited_long_is_not_overtaken(
    first: tuple[RowKind, Urgency], then: tuple[RowKind, Urgency], after: timedelta
) -> None:
    assert stands_at(*first, NOON + after) < stands_at(*then, NOON)
    assert stands_at(*first, NOON + 3 * after) > stands_at(*then, NOON)


def test_what_matters_alike_goes_in_the_order_in_which_it_came() -> None:
    assert stands_at(*MESSAGE, NOON) < stands_at(*CORRECTION, NOON + timedelta(seconds=1))
