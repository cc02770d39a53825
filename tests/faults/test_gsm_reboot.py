"""A modem that restarts in the middle of a message: nothing goes twice, what certainly did not leave goes later."""

import pytest

from models.rules.delivery.states import DeliveryState
from tests.bridge.bridge import Bridge
from tests.faults.gsm import bridge, modem, running_bridge

__all__ = ["bridge", "modem", "running_bridge"]


@pytest.mark.soak
def test_a_restart_after_the_text_was_given_leaves_unknown_and_the_next_one_goes(bridge: Bridge) -> None:
    bridge.modem.order("reboot", count=1)
    [lost] = bridge.queues("+79167000001", "Посреди отправки")
    [after] = bridge.queues("+79167000002", "Следующее")
    bridge.waits_for(DeliveryState.UNKNOWN, lost, seconds=120)
    bridge.waits_until_gone(after, seconds=60)
    assert bridge.modem.sent_to("+79167000001") == []
    assert bridge.modem.texts_to("+79167000002") == ["Следующее"]
    assert bridge.state_of(lost) == DeliveryState.UNKNOWN


@pytest.mark.soak
def test_a_restart_before_the_text_was_given_only_delays_it(bridge: Bridge) -> None:
    bridge.modem.order("reboot", count=1, after_ctrl_z=False)
    [row] = bridge.queues("+79167000003", "Перед отправкой")
    bridge.waits_until_gone(row, seconds=120)
    assert bridge.modem.texts_to("+79167000003") == ["Перед отправкой"]
