"""A modem that says nothing, too late or nonsense: noticed, told, and worked with again without a restart of ours."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from models.rules.delivery.states import DeliveryState
from tests.bridge.bridge import Bridge
from tests.faults.gsm import bridge, modem, running_bridge
from tests.simulated_modem import SimulatedModem

__all__ = ["bridge", "modem", "running_bridge"]
GALYA, IVAN = "+79161234567", "+79164000001"


@dataclass
class Silences:
    """A bridge for each kind of silence that it takes long to notice: they are waited out side by side.

    lost, refused: the rows of what was to be sent.
    """

    of_everything: Bridge
    after_the_text: Bridge
    lost: int
    before_the_text: Bridge
    refused: int


@pytest.fixture(scope="module")
def silences(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Iterator[Silences]:
    with ExitStack() as stack:
        bridges = []
        for name in ("mute", "no-result", "no-prompt"):
            folder = tmp_path_factory.mktemp(name)
            modem = stack.enter_context(SimulatedModem(folder))
            bridge = Bridge(folder / "bridge", modem, migrated_sqlite)
            bridge.start(working=False)
            stack.push(bridge)
            bridges.append(bridge)
        for bridge in bridges:
            bridge.waits_for_state("working")
        everything, after, before = bridges
        everything.modem.goes_silent()
        after.modem.withholds_reports()
        after.modem.swallows_result()
        before.modem.order("silent", command="AT+CMGS", count=1, after_ctrl_z=False)
        [lost], [refused] = after.queues(IVAN, "Без ответа"), before.queues(IVAN, "Без приглашения")
        before.waits_for(DeliveryState.FAILED_TEMPORARILY, refused)
        before.stop()  # so that nobody tries again meanwhile
        yield Silences(everything, after, lost, before, refused)


@pytest.mark.slow
def test_a_modem_that_falls_silent_is_told_within_a_minute_and_served_when_it_speaks(silences: Silences) -> None:
    bridge = silences.of_everything
    core = bridge.process
    bridge.waits_for_state("silent")
    bridge.modem.texts(GALYA, "Пока он молчал")
    bridge.modem.speaks_again()
    bridge.waits_for_text("Пока он молчал")
    bridge.waits_for_state("working")
    assert bridge.process is core


@pytest.mark.slow
def test_a_result_that_never_comes_makes_the_part_unknown_and_the_next_one_goes(silences: Silences) -> None:
    bridge, first = silences.after_the_text, silences.lost
    bridge.waits_for(DeliveryState.UNKNOWN, first, seconds=90)
    [second] = bridge.queues(IVAN, "С ответом")
    bridge.waits_until_gone(second)
    assert bridge.modem.texts_to(IVAN) == ["Без ответа", "С ответом"]
    references = {part["reference"] for message in bridge.modem.sent_to(IVAN) for part in message["parts"]}
    assert bridge.reference_of(second) == max(references)
    assert bridge.reference_of(first) is None


@pytest.mark.slow
def test_a_prompt_that_never_comes_leaves_nothing_and_the_part_waits_for_another_try(silences: Silences) -> None:
    bridge, row = silences.before_the_text, silences.before_the_text.row(silences.refused)
    assert row.state == DeliveryState.FAILED_TEMPORARILY
    assert row.not_before > row.sending_at
    assert bridge.modem.sent_to(IVAN) == []


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
    bridge.waits_for_text("После неясного")
    assert bridge.modem.sent_to("+79164000004") == []
    assert bridge.state_of(row) == DeliveryState.UNKNOWN


def test_while_the_database_is_held_nothing_is_deleted_and_nobody_hung_up_on(bridge: Bridge) -> None:
    with bridge.database.write():
        bridge.modem.texts("+79164000005", "Пока занято")
        call = bridge.modem.rings("+79164000006", rings=240, interval=0.5)
        bridge.wait_for(lambda: bridge.modem.call(call)["rings"] > 3, "rings")
        assert bridge.modem.call(call)["state"] == "ringing"
    bridge.modem.waits_for_call(call, "rejected")
    bridge.waits_for_text("Пока занято")
    assert bridge.calls().count("+79164000006") == 1
