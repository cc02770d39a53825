"""The cable is pulled, in peace and in the middle of a message, and put back."""

import pytest

from models.rules.delivery.states import DeliveryState
from tests.bridge.bridge import Bridge
from tests.faults.gsm import bridge, modem, running_bridge

__all__ = ["bridge", "modem", "running_bridge"]
GALYA = "+79161234567"


def test_a_pulled_cable_is_told_and_the_modem_served_as_soon_as_it_is_back(bridge: Bridge) -> None:
    core = bridge.process
    bridge.modem.pulls_cable()
    bridge.waits_for_state("unplugged")
    bridge.modem.texts(GALYA, "Без кабеля")
    [row] = bridge.queues("+79165000001", "Ждёт кабеля")
    bridge.modem.puts_cable_back()
    bridge.waits_for_text("Без кабеля")
    bridge.waits_for(DeliveryState.DELIVERED, row)
    bridge.waits_for_state("working")
    assert bridge.process is core


@pytest.mark.parametrize("left", [False, True], ids=["before ctrl-z", "after ctrl-z"])
def test_a_cable_pulled_in_the_middle_of_a_message_sends_no_part_twice(bridge: Bridge, left: bool) -> None:
    number = f"+7916500001{int(left)}"
    bridge.modem.withholds_reports()
    order = bridge.modem.order(
        "silent" if not left else "swallow_result", command="AT+CMGS", count=1, after_ctrl_z=left
    )
    first, second = bridge.queues(number, "Кабель выдернули посреди сообщения, и вставили. " * 2)
    bridge.wait_for(lambda: any(one["id"] == order["id"] and one["done"] for one in bridge.modem.orders()), "a send")
    bridge.modem.pulls_cable()
    bridge.waits_for_state("unplugged")
    bridge.waits_for(DeliveryState.UNKNOWN, first)
    bridge.modem.puts_cable_back()
    bridge.waits_until_gone(second)
    numbers = [part["part"] for message in bridge.modem.sent_to(number) for part in message["parts"]]
    assert sorted(numbers) == ([1, 2] if left else [2])


def test_a_cable_that_is_pulled_while_the_bridge_begins_is_waited_for(bridge: Bridge) -> None:
    bridge.kill_child()
    bridge.child()
    bridge.modem.pulls_cable()
    bridge.waits_for_state("unplugged")
    bridge.modem.puts_cable_back()
    bridge.modem.texts(GALYA, "Снова вместе")
    bridge.waits_for_text("Снова вместе")
