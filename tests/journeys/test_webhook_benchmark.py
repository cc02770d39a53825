"""The benchmark of the webhook goes on to measure: everything that it brings is stored, and every figure is there."""

import pytest

from benchmarks import webhook


def test_all_that_was_answered_is_stored_and_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook, "REQUESTS", 100)
    monkeypatch.setattr(webhook, "ROUNDS", 2)
    figures = webhook.measure()
    assert set(figures) == {"webhooks_per_s", "bare_per_s", "ratio_to_bare", "ok_p99_ms"}
    assert all(figures.values())
