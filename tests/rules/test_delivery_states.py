"""What a network's word about an SMS proves, at the borders of its ranges (3GPP TS 23.040, 9.2.3.15)."""

import pytest

from models.rules.delivery.states import DeliveryState, after_lost_lease, after_report

DELIVERED, FAILED = DeliveryState.DELIVERED, DeliveryState.FAILED_PERMANENTLY


@pytest.mark.parametrize(
    ("status", "proves"),
    [
        (0x00, DELIVERED),
        (0x1F, DELIVERED),
        (0x20, None),
        (0x3F, None),
        (0x40, FAILED),
        (0x46, FAILED),
        (0x60, FAILED),
        (0xFF, FAILED),
    ],
)
def test_a_report_says_done_still_trying_or_given_up(status: int, proves: DeliveryState | None) -> None:
    assert after_report(status) == proves


def test_only_what_may_be_seen_twice_is_tried_again_when_its_sender_vanished() -> None:
    assert after_lost_lease(repeatable=True) == DeliveryState.PENDING
    assert after_lost_lease(repeatable=False) == DeliveryState.UNKNOWN
