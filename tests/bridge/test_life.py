"""How the bridge begins and ends, and what staff can see of a modem meanwhile."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.rules.delivery.states import DeliveryState
from tests.bridge.bridge import ROOT, SIM, Bridge
from tests.simulated_modem import SimulatedModem

GALYA = "+79161234567"


@pytest.fixture
def own_modem(tmp_path: Path) -> Iterator[SimulatedModem]:
    folder = tmp_path / "modem"
    folder.mkdir()
    with SimulatedModem(folder) as modem:
        yield modem


@pytest.fixture
def own_bridge(tmp_path: Path, own_modem: SimulatedModem, migrated_sqlite: Path) -> Iterator[Bridge]:
    """Not started yet."""
    bridge = Bridge(tmp_path / "bridge", own_modem, migrated_sqlite)
    yield bridge
    if bridge.process is not None:
        bridge.stop()
    bridge.database.close()


def test_without_a_device_it_says_so_and_ends(tmp_path: Path) -> None:
    environment = {"VAR_DIR": str(tmp_path), "GSM_MODEM_DEVICE": " , "}
    ended = subprocess.run(
        [sys.executable, "-m", "gsm_bridge"], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert ended.returncode == 2
    assert "GSM_MODEM_DEVICE is not set" in ended.stderr


def test_a_modem_that_is_missing_holds_up_neither_readiness_nor_another_modem(own_bridge: Bridge) -> None:
    nowhere = own_bridge.folder / "no-modem"
    own_bridge.environment["GSM_MODEM_DEVICE"] = f"{nowhere}, {own_bridge.modem.device}"
    own_bridge.start()
    assert (own_bridge.folder / "ready" / "gsm_bridge").exists()
    own_bridge.modem.texts(GALYA, "Один работает")
    own_bridge.waits_for_text("Один работает")


def test_staff_see_the_sim_the_signal_and_the_operator(bridge: Bridge) -> None:
    row = bridge.waits_for_state("working")
    assert (row.sim, row.operator) == (SIM, "Otklik GSM")
    assert 0 < row.signal <= 100
    bridge.modem.hears(2)
    bridge.wait_for(lambda: (known := bridge.known()) and known.signal < 20, "a weaker signal")
    bridge.modem.hears(18)


@pytest.mark.slow
def test_without_a_network_nothing_is_tried_until_it_is_back(bridge: Bridge) -> None:
    bridge.modem.loses_network()
    bridge.waits_for_state("no_network")
    [row] = bridge.queues("+79162000001", "Когда появится сеть")
    bridge.modem.finds_network()
    bridge.waits_for(DeliveryState.DELIVERED, row)
    assert bridge.row(row).attempts == 1
    bridge.waits_for_state("working")


def test_a_modem_that_restarted_into_text_mode_sends_no_digits_to_strangers(bridge: Bridge) -> None:
    before = len(bridge.modem.sent())
    child = bridge.child().pid
    bridge.modem.reboots_into_text_mode()
    [row] = bridge.queues("+79162000002", "Не цифрами")
    bridge.waits_for(DeliveryState.DELIVERED, row)
    assert [message["to"] for message in bridge.modem.sent()[before:]] == ["+79162000002"]
    assert bridge.child().pid != child


def test_a_modem_that_restarted_into_text_mode_garbles_nothing_that_people_wrote(bridge: Bridge) -> None:
    before = len(bridge.inbox())
    bridge.modem.reboots_into_text_mode()
    bridge.modem.texts(GALYA, "Не цифрами")
    bridge.waits_for_inbox(before + 1)
    assert [found["text"] for found in bridge.inbox()[before:]] == ["Не цифрами"]


def test_a_second_bridge_does_not_touch_a_modem_that_is_taken(bridge: Bridge) -> None:
    with (bridge.folder / "second.log").open("wb") as log:
        second = subprocess.Popen(
            [sys.executable, "-m", "gsm_bridge"], cwd=ROOT, env=bridge.environment, stdout=log, stderr=log
        )
    bridge.wait_for(lambda: "taken" in (bridge.folder / "second.log").read_text(), "a refusal")
    second.send_signal(signal.SIGTERM)
    assert second.wait(timeout=60) == 0
    bridge.modem.texts(GALYA, "Первый работает")
    bridge.waits_for_text("Первый работает")


@pytest.mark.slow
def test_a_stop_in_the_middle_of_a_long_answer_ends_the_part_and_the_next_start_goes_on(own_bridge: Bridge) -> None:
    own_bridge.start()
    words = "Остановка посреди ответа. " * 10
    rows = own_bridge.queues(GALYA, words)
    own_bridge.wait_for(lambda: own_bridge.state_of(rows[0]) != DeliveryState.PENDING, "a beginning")
    assert own_bridge.stop() == 0
    assert {own_bridge.state_of(row) for row in rows} <= {"pending", "sent", "delivered"}
    own_bridge.start()
    for row in rows:
        own_bridge.waits_until_gone(row)
    assert own_bridge.modem.texts_to(GALYA) == [words]


def test_a_sim_that_wants_its_pin_gets_it(own_bridge: Bridge) -> None:
    own_bridge.modem.wants_pin("1234")
    own_bridge.environment["GSM_PIN"] = "1234"
    own_bridge.start()
    own_bridge.modem.texts(GALYA, "С PIN")
    own_bridge.waits_for_text("С PIN")
    assert own_bridge.modem.state()["pin_attempts"] == 3


@pytest.mark.slow
def test_a_wrong_pin_is_told_and_never_tried_a_second_time(own_bridge: Bridge) -> None:
    own_bridge.modem.wants_pin("1234")
    own_bridge.environment["GSM_PIN"] = "4321"
    own_bridge.start(working=False)
    assert own_bridge.waits_for_state("refused_pin").detail == "the SIM refused the PIN"
    own_bridge.stop()
    own_bridge.start(working=False)
    own_bridge.wait_for(lambda: (known := own_bridge.known()) and "not tried again" in known.detail, "a word")
    assert own_bridge.modem.state()["pin_attempts"] == 2
    own_bridge.stop()
    own_bridge.environment["GSM_PIN"] = "1234"
    own_bridge.start()
    assert own_bridge.modem.state()["pin_attempts"] == 3


def test_a_sim_that_wants_a_pin_that_nobody_gave_is_told(own_bridge: Bridge) -> None:
    own_bridge.modem.wants_pin("1234")
    own_bridge.start(working=False)
    assert "GSM_PIN is not set" in own_bridge.waits_for_state("refused_pin").detail
    assert own_bridge.modem.state()["pin_attempts"] == 3
