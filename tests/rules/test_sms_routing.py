"""Which ticket an SMS or a call joins: the table of REQUIREMENTS F4."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from models.rules.sms.routing import Ask, Join, OpenNew, OpenTicket, where_call_goes, where_sms_goes

NOON = datetime(2026, 11, 2, 9, tzinfo=UTC)


def ticket(id: int, wrote: int | None = None, active: int = 0) -> OpenTicket:
    """wrote, active: minutes after noon. Numbers run against ids, so that neither stands in for the other."""
    wrote_at = None if wrote is None else NOON + timedelta(minutes=wrote)
    return OpenTicket(id, 100 - id, wrote_at, NOON + timedelta(minutes=active))


CASES = [
    # tickets, an SMS, a call
    ([], OpenNew(), OpenNew()),
    ([ticket(1)], Join(1), Join(1)),
    ([ticket(1, wrote=5)], Join(1), Join(1)),
    ([ticket(1, active=5), ticket(2, active=9)], Ask((2, 1)), Join(2)),
    ([ticket(1, active=9), ticket(2, active=5), ticket(3, active=7)], Ask((1, 3, 2)), Join(1)),
    ([ticket(1, wrote=5, active=5), ticket(2, active=9)], Join(1), Join(1)),
    ([ticket(1, wrote=5, active=9), ticket(2, wrote=7, active=7)], Join(2), Join(2)),
    ([ticket(1, wrote=7, active=7), ticket(2, wrote=5, active=9), ticket(3, active=20)], Join(1), Join(1)),
    # the same moment: the more recently active one, then the one with the higher number
    ([ticket(1, wrote=5, active=9), ticket(2, wrote=5, active=5)], Join(1), Join(1)),
    ([ticket(1, wrote=5, active=5), ticket(2, wrote=5, active=5)], Join(1), Join(1)),
    ([ticket(1, active=5), ticket(2, active=5)], Ask((1, 2)), Join(1)),
]


@pytest.mark.parametrize(("tickets", "sms", "call"), CASES)
def test_where_an_sms_and_a_call_go_in_whatever_order_the_tickets_come(
    tickets: list[OpenTicket], sms: Join | OpenNew | Ask, call: Join | OpenNew
) -> None:
    for order in permutations(tickets):
        assert where_sms_goes(order) == sms
        assert where_call_goes(order) == call
