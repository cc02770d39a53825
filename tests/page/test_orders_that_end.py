"""Orders to misbehave that end by themselves: nobody has to come back and switch the network on again."""

from pathlib import Path

import pytest

from tests.simulated_telegram import ControlRefused, SimulatedTelegram


def test_an_order_stands_for_its_seconds_and_no_longer(tmp_path: Path) -> None:
    with SimulatedTelegram(tmp_path) as telegram:
        telegram.order("500", seconds=0.7)
        [standing] = telegram.orders()
        assert 0 < standing["left_seconds"] <= 0.7
        assert telegram.api("getMe")["ok"] is False
        telegram.wait_for(lambda: telegram.orders() == [], 60)
        assert telegram.api("getMe")["ok"] is True


def test_an_order_without_seconds_stands_until_it_is_cancelled(tmp_path: Path) -> None:
    with SimulatedTelegram(tmp_path) as telegram:
        telegram.order("500")
        [standing] = telegram.orders()
        assert standing["left_seconds"] is None


@pytest.mark.parametrize("seconds", [0, -1, "soon", 1e9])
def test_seconds_that_make_no_sense_are_refused(tmp_path: Path, seconds: object) -> None:
    with SimulatedTelegram(tmp_path) as telegram, pytest.raises(ControlRefused, match="seconds: found"):
        telegram.order("500", seconds=seconds)
