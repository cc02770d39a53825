"""The modem as a process: ready, one per folder and port, stopped at once, and the same after a kill; its cable."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from simulators.modem.parts import Cutting, cut_text
from simulators.modem.pdu import submit
from tests.contracts.modem_clients import Line
from tests.simulated_modem import SimulatedModem

Wire = dict[str, Any]
ROOT = Path(__file__).parents[2]
ANNA = "+79161234567"
SOON = 40.0  # seconds; a stop that waited for a long poll would take far longer


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


def parts_with_report(text: str) -> list[str]:
    """SMS-SUBMITs to Anna."""
    made = [submit(ANNA, content, "") for content in cut_text(text, Cutting(5))]
    return [f"{pdu[:2]}{int(pdu[2:4], 16) | 0x20:02X}{pdu[4:]}" for pdu in made]


def everything(modem: SimulatedModem) -> Wire:
    """What outlives a restart; what the terminal has set does not."""
    state = modem.state()
    kept = {name: state[name] for name in ("slots", "waiting", "smsc", "ahead_seconds", "signal", "operator")}
    calls = [modem.get("/calls"), modem.get("/calls_out")]
    return {**kept, "sent": modem.sent(), "calls": calls, "events": modem.get("/events")}


@pytest.mark.parametrize("ends", ["kill", "stop"])
def test_everything_is_the_same_after_a_restart(state: Path, ends: str) -> None:
    with SimulatedModem(state) as modem:
        with Line(modem.device) as line:
            modem.withholds_reports()
            for pdu in parts_with_report("Длинный ответ " * 10):
                line.sends(pdu)
            line.asks(f"ATD{ANNA};")
            line.asks("ATH")
            modem.waits_for_call(modem.rings(ANNA, rings=1, interval=0.01), "missed")
            modem.post("/sim", capacity=1, me_capacity=0, smsc="+79990000000")
            modem.texts(ANNA, "Длинный вопрос " * 10)
            modem.wait_for(lambda: modem.state()["waiting"] == 2)
        modem.clock(3600)
        modem.hears(7)
        before = everything(modem)
        for _ in range(2):
            getattr(modem, ends)()
            modem.start()
            assert everything(modem) == before


def test_a_killed_modem_gives_no_number_twice_and_reports_what_it_sent(state: Path) -> None:
    (pdu,) = parts_with_report("x")
    with SimulatedModem(state) as modem:
        with Line(modem.device) as line:
            modem.reports("delivered", delay=0.2)
            first = line.sends(pdu)[-2]
            text, call = modem.texts(ANNA, "x"), modem.rings(ANNA, rings=1000)
            modem.kill()
        modem.start()
        assert modem.call(call)["state"] == "missed"
        with Line(modem.device) as line:
            line.asks("AT+CNMI=2,1,0,1,0")
            line.reads_until(r"\+CDS: ")
            assert line.sends(pdu)[-2] == f"+CMGS: {int(first.split()[1]) + 1}"
        assert modem.texts(ANNA, "y")["id"] > text["id"]
        assert modem.rings(ANNA) > call
        first_sent, second_sent = modem.sent()
        assert second_sent["id"] > first_sent["id"]
        ids = [event["id"] for event in modem.events()]
        assert ids == list(range(1, len(ids) + 1))


def test_a_long_journal_shrinks_at_a_start_without_losing_anything(state: Path) -> None:
    with SimulatedModem(state) as modem:
        for number in range(1_200):
            modem.clock(number)  # each row replaces the one before
        modem.texts(ANNA, "останется")
        modem.wait_for(lambda: modem.state()["waiting"] == 0)
        size = (state / "journal.jsonl").stat().st_size
        before = everything(modem)
        modem.kill()
        modem.start()
        assert (state / "journal.jsonl").stat().st_size < size / 10
        assert everything(modem) == before


def test_a_pulled_cable_takes_the_device_away_and_keeps_messages_in_the_network(state: Path) -> None:
    with SimulatedModem(state) as modem:
        with Line(modem.device) as line:
            line.asks("AT+CNMI=2,1")
            call = modem.rings(ANNA, rings=1000)
            modem.pulls_cable()
            assert not Path(modem.device).is_symlink()
            with pytest.raises(OSError, match="Input/output error"):
                line.types("AT\r")
        assert modem.call(call)["state"] == "missed"
        assert modem.call(modem.rings(ANNA))["state"] == "missed"
        modem.texts(ANNA, "пока без провода")
        assert (modem.state()["waiting"], modem.state()["cable"]) == (1, False)
        modem.puts_cable_back()
        modem.wait_for(lambda: modem.state()["waiting"] == 0)
        assert modem.state()["cnmi"] == [0, 0, 0, 0, 0]
        with Line(modem.device) as line:
            assert line.asks("AT+CMGR=1")[0].startswith("+CMGR: 0,,")


def test_a_killed_client_does_not_lock_the_line(state: Path) -> None:
    """libGammu marks it exclusive, and a kill leaves no time to take that back."""
    owner = "import fcntl, os, sys, termios, time\n"
    owner += "line = os.open(sys.argv[1], os.O_RDWR | os.O_NOCTTY)\n"
    owner += "fcntl.ioctl(line, termios.TIOCEXCL)\nprint('mine', flush=True)\ntime.sleep(60)\n"
    with SimulatedModem(state) as modem:
        command = [sys.executable, "-c", owner, modem.device]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"mine\n"
            process.kill()
        modem.wait_for(lambda: _as_nobody(modem.device) == "opened")


def _as_nobody(device: str) -> str:
    """What an ordinary account meets: root may always open."""
    opening = "import os, sys\nif os.geteuid() == 0:\n    os.setresuid(65534, 65534, 65534)\n"
    opening += "try:\n    os.open(sys.argv[1], os.O_RDWR | os.O_NOCTTY)\nexcept OSError as error:\n"
    opening += "    print(error.strerror)\nelse:\n    print('opened')\n"
    terminal = os.path.realpath(device)
    if os.geteuid() == 0:
        os.chmod(terminal, 0o666)
    return subprocess.run([sys.executable, "-c", opening, terminal], capture_output=True, text=True).stdout.strip()


def test_a_state_folder_has_one_modem(state: Path, tmp_path: Path) -> None:
    second = SimulatedModem(state, device=tmp_path / "other")
    with SimulatedModem(state), pytest.raises(RuntimeError, match="ended with 1"):
        second.start()


def test_a_taken_port_is_said_and_ends_with_1(state: Path, tmp_path: Path) -> None:
    with SimulatedModem(state) as modem:
        done = _served(tmp_path / "other", f"127.0.0.1:{modem.port}")
    assert done.returncode == 1
    assert "address already in use" in done.stderr.lower()


def test_a_file_in_the_devices_place_is_left_alone(state: Path, tmp_path: Path) -> None:
    state.mkdir()
    (state / "device").write_text("mine")
    done = _served(state, "127.0.0.1:0")
    assert (done.returncode, "no link to a terminal" in done.stderr) == (1, True)
    assert (state / "device").read_text() == "mine"


def test_it_listens_on_loopback_only(state: Path) -> None:
    done = _served(state, "0.0.0.0:8082")
    assert (done.returncode, "127.0.0.1 only" in done.stderr) == (2, True)


def _command(state: Path, listen: str) -> list[str]:
    command = [sys.executable, "-m", "simulators", "modem", "--listen", listen, "--state", str(state)]
    return [*command, "--device", str(state / "device")]


def _served(state: Path, listen: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(_command(state, listen), capture_output=True, text=True, cwd=ROOT, timeout=60, check=False)


def test_it_says_when_it_is_ready(state: Path, tmp_path: Path) -> None:
    listen = f"127.0.0.1:{SimulatedModem(state).port}"
    environment = {**os.environ, "OTKLIK_READY_DIR": str(tmp_path / "ready")}
    process = subprocess.Popen(_command(state, listen), cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert "simulated modem +79000000001" in process.stdout.readline()
        until = time.monotonic() + SOON
        while not (tmp_path / "ready" / "modem").exists():
            assert time.monotonic() < until
            time.sleep(0.02)
    finally:
        process.terminate()
        process.communicate(timeout=SOON)
    assert process.returncode == 0
    assert not (state / "device").is_symlink()


def test_a_long_poll_does_not_hold_the_stop(state: Path) -> None:
    with SimulatedModem(state) as modem:
        answered = threading.Event()

        def watch() -> None:
            try:
                modem.events(wait=60)
            finally:
                answered.set()

        watching = threading.Thread(target=watch)
        watching.start()
        modem.wait_for(lambda: modem.state()["watchers"] == 1)
        started = time.monotonic()
        modem.stop()
        assert time.monotonic() - started < SOON
        watching.join(SOON)
        assert answered.is_set()
