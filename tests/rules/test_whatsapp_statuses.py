"""What a status of WhatsApp proves, and what its error means."""

import pytest

from bot.whatsapp.statuses import meant_by, reason_of
from models.rules.delivery.send_results import Refusal


@pytest.mark.parametrize(
    ("errors", "refusal"),
    [
        ([{"code": 131026, "title": "Message undeliverable"}], Refusal.UNDELIVERABLE),
        ([{"code": 131047}], Refusal.WINDOW_CLOSED),
        ([{"code": 131042}], Refusal.UNPAID),
        ([{"code": 139999}], Refusal.OTHER),
        ([{"code": "131026"}], Refusal.UNDELIVERABLE),
        ([{"title": "no code"}], Refusal.OTHER),
        (["no object"], Refusal.OTHER),
        ([], Refusal.OTHER),
    ],
)
def test_a_failed_status_means_what_its_code_means(errors: list[object], refusal: Refusal) -> None:
    assert meant_by({"status": "failed", "errors": errors}) is refusal


def test_staff_can_read_the_services_own_words() -> None:
    error = {"code": 139999, "title": "New", "message": "New", "error_data": {"details": "not today"}}
    assert reason_of({"errors": [error]}) == "139999 New: not today"
