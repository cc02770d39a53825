"""kill -9 of the bridge's core and child at every place that matters: nothing is lost, nothing goes twice."""

import random

import pytest

from models.rules.delivery.states import DeliveryState
from tests.bridge.bridge import Bridge
from tests.faults.gsm import bridge, modem, running_bridge

__all__ = ["bridge", "modem", "running_bridge"]
GALYA = "+79161234567"


def done(bridge: Bridge, order: int) -> bool:
    return any(one["id"] == order and one["done"] for one in bridge.modem.orders())


def hangs_at(bridge: Bridge, command: str, **details: object) -> int:
    """The modem stops answering to this command, once; the child waits for it, and has done nothing behind it."""
    return int(bridge.modem.order("silent", command=command, count=1, **details)["id"])


def test_kill_9_of_the_core_takes_the_child_with_it_and_the_next_core_finds_everything(bridge: Bridge) -> None:
    child = bridge.child()
    bridge.kill()
    bridge.wait_for(lambda: not child.is_running(), "the child's end")
    bridge.modem.texts(GALYA, "Пока никого нет")
    [row] = bridge.queues("+79163000001", "Ответ, пока никого нет")
    bridge.start()
    bridge.waits_for_text("Пока никого нет")
    bridge.waits_for(DeliveryState.DELIVERED, row)


@pytest.mark.parametrize(
    ("command", "moment"),
    [("AT+CMGL", "before it is stored"), ("AT+CMGD", "after it is stored, before it is deleted")],
)
def test_a_child_killed_with_an_sms_in_its_hands_loses_and_doubles_nothing(
    bridge: Bridge, command: str, moment: str
) -> None:
    order = hangs_at(bridge, command)
    bridge.modem.texts("+79163000002", moment)
    bridge.wait_for(lambda: done(bridge, order), f"a hanging {command}")
    stored = bridge.texts("+79163000002").count(moment)
    assert stored == (1 if command == "AT+CMGD" else 0)
    bridge.kill_child()
    bridge.waits_for_text(moment)
    bridge.waits_for_empty_sim()
    assert bridge.texts("+79163000002").count(moment) == 1


def test_a_child_killed_before_it_hangs_up_has_kept_the_call_and_the_next_one_knows_the_caller(
    bridge: Bridge,
) -> None:
    order = hangs_at(bridge, "AT+CHUP")
    call = bridge.modem.rings("+79163000003", rings=240, interval=0.5)
    bridge.wait_for(lambda: done(bridge, order), "a hang-up that hangs")
    assert bridge.calls().count("+79163000003") == 1
    bridge.kill_child()
    bridge.modem.waits_for_call(call, "rejected", seconds=90)


@pytest.mark.parametrize("victim", ["child", "core"])
@pytest.mark.parametrize("left", [False, True], ids=["before ctrl-z", "after ctrl-z"])
def test_a_part_in_the_air_when_the_bridge_dies_is_unknown_and_never_sent_again(
    bridge: Bridge, victim: str, left: bool
) -> None:
    number = f"+7916300010{2 * left + (victim == 'core')}"
    bridge.modem.withholds_reports()
    kind = "swallow_result" if left else "silent"
    order = int(bridge.modem.order(kind, command="AT+CMGS", count=1, after_ctrl_z=left)["id"])
    first, second = bridge.queues(number, "Дошло ли, никто не знает, и спросить некого. " * 2)
    bridge.wait_for(lambda: done(bridge, order), "a send that hangs")
    if victim == "child":
        bridge.kill_child()
    else:
        bridge.kill()
        bridge.start()
    bridge.waits_for(DeliveryState.UNKNOWN, first)
    bridge.waits_until_gone(second)
    numbers = [part["part"] for message in bridge.modem.sent_to(number) for part in message["parts"]]
    assert sorted(numbers) == ([1, 2] if left else [2])
    assert bridge.state_of(first) == DeliveryState.UNKNOWN
    if left:
        bridge.modem.sends_reports("delivered", to=number)
        bridge.waits_for(DeliveryState.DELIVERED, first)


@pytest.mark.slow
def test_a_bridge_that_is_killed_again_and_again_loses_and_doubles_no_text(bridge: Bridge) -> None:
    chance, words = random.Random(7), [f"Под нож {number}" for number in range(40)]
    for number, text in enumerate(words):
        bridge.modem.texts("+79163000004", text)
        if number % 10 == 9:
            before = len(bridge.inbox())
            bridge.wait_for(lambda least=before: len(bridge.inbox()) >= least + chance.randrange(6), "progress")  # type: ignore[misc]
            bridge.kill_child()
    for text in words:
        bridge.waits_for_text(text)
    bridge.waits_for_empty_sim()
    assert sorted(bridge.texts("+79163000004")) == sorted(words)
