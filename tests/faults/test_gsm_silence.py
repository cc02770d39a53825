"""A modem that says nothing, too late or nonsense: noticed, told, and worked with again without a restart of ours."""

import pytest

from models.rules.delivery_states import DeliveryState
from tests.bridge.bridge import Bridge
from tests.faults.gsm import bridge, modem, running_bridge

__all__ = ["bridge", "modem", "running_bridge"]
GALYA = "+79161234567"


@pytest.mark.slow
def test_a_modem_that_falls_silent_is_told_within_a_minute_and_served_when_it_speaks(bridge: Bridge) -> None:
    core = bridge.process
    bridge.modem.goes_silent()
    bridge.waits_for_state("silent", seconds=60)
    bridge.modem.texts(GALYA, "Пока он молчал")
    bridge.modem.speaks_again()
    bridge.waits_for_text("Пока он молчал", seconds=60)
    bridge.waits_for_state("working")
    assert bridge.process is core


@pytest.mark.slow
def test_a_result_that_never_comes_makes_the_part_unknown_and_the_next_one_goes(bridge: Bridge) -> None:
    bridge.modem.withholds_reports()
    bridge.modem.swallows_result()
    [first] = bridge.queues("+79164000001", "Без ответа")
    bridge.waits_for(DeliveryState.UNKNOWN, first, seconds=70)
    [second] = bridge.queues("+79164000001", "С ответом")
    bridge.waits_until_gone(second, seconds=40)
    assert bridge.modem.texts_to("+79164000001") == ["Без ответа", "С ответом"]
    references = {part["reference"] for message in bridge.modem.sent_to("+79164000001") for part in message["parts"]}
    assert bridge.reference_of(second) == max(references)
    assert bridge.reference_of(first) is None


@pytest.mark.slow
def test_a_prompt_that_never_comes_leaves_nothing_and_the_part_waits_for_another_try(bridge: Bridge) -> None:
    bridge.modem.order("silent", command="AT+CMGS", count=1, after_ctrl_z=False)
    [row] = bridge.queues("+79164000002", "Без приглашения")
    bridge.waits_for(DeliveryState.FAILED_TEMPORARILY, row, seconds=60)
    assert bridge.modem.sent_to("+79164000002") == []
    assert bridge.row(row).not_before > bridge.row(row).sending_at


def test_a_result_that_comes_late_is_waited_for(bridge: Bridge) -> None:
    bridge.modem.order("late_result", count=1, seconds=4)
    [row] = bridge.queues("+79164000003", "Небыстро")
    bridge.waits_for(DeliveryState.DELIVERED, row)
    assert bridge.modem.texts_to("+79164000003") == ["Небыстро"]


def test_an_answer_that_proves_nothing_makes_the_part_unknown_and_is_never_followed_by_a_second_try(
    bridge: Bridge,
) -> None:
    bridge.modem.refuses_to_send(500, count=1)
    [row] = bridge.queues("+79164000004", "Неясно")
    bridge.waits_for(DeliveryState.UNKNOWN, row)
    bridge.modem.texts(GALYA, "После неясного")
    bridge.waits_for_text("После неясного", seconds=40)
    assert bridge.modem.sent_to("+79164000004") == []
    assert bridge.state_of(row) == DeliveryState.UNKNOWN


def test_while_the_database_is_held_nothing_is_deleted_and_nobody_hung_up_on(bridge: Bridge) -> None:
    with bridge.database.write():
        bridge.modem.texts("+79164000005", "Пока занято")
        call = bridge.modem.rings("+79164000006", rings=40, interval=0.5)
        bridge.wait_for(lambda: bridge.modem.call(call)["rings"] > 3, "rings")
        assert bridge.modem.call(call)["state"] == "ringing"
    bridge.modem.waits_for_call(call, "rejected")
    bridge.waits_for_text("Пока занято")
    assert bridge.calls().count("+79164000006") == 1
