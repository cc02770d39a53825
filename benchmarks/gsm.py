"""A phone's messages and calls through modem, bridge and house; the bridge against bare python-gammu; two faults.

The modem is simulated and answers at once, so what is measured is libGammu and us. Times are this process's and the
simulators' own, of one monotonic clock; rates of sending go by the network's stamps.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

import psutil

from models.db import Database
from models.migrations.to_newest import upgrade
from tests.bridge.bridge import Bridge
from tests.installation import Installation
from tests.simulated_modem import SimulatedModem

GALYA = "+79161234567"
MESSAGES, CALLS, PARTS = 60, 40, 40
WARM_UP, INBOUND = 1_000, 10_000
_AT_A_TIME = 200

#: What anybody would write first: one connection, one call of SendSMS after the other.
_BARE = """
import sys
import gammu
machine = gammu.StateMachine()
machine.SetConfig(0, {"Device": sys.argv[1], "Connection": "at115200"})
machine.Init()
for number in range(int(sys.argv[3])):
    machine.SendSMS({"SMSC": {"Location": 1}, "Number": sys.argv[2], "Text": f"bare {number}"})
machine.Terminate()
"""


def measure() -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        results = _through_the_house(Path(folder) / "house")
        migrated = _migrated(Path(folder))
        modems = [SimulatedModem(_made(Path(folder) / name)) for name in ("ours", "theirs")]
        with modems[0] as modem, modems[1] as other, Bridge(Path(folder) / "bridge", modem, migrated) as bridge:
            results |= _sending(bridge, other) | _silence(bridge) | _cable(bridge) | _growth(bridge)
    return {name: round(value, 3) for name, value in results.items()}


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _migrated(folder: Path) -> Path:
    database = Database(f"sqlite:///{folder / 'migrated.db'}")
    upgrade(database)
    database.close()
    return folder / "migrated.db"


# -- through the whole house


def _through_the_house(folder: Path) -> dict[str, float]:
    folder.mkdir()
    with Installation(folder, modem=True) as otklik:
        modem = otklik.modem
        assert modem is not None
        modem.texts(GALYA, "Первое сообщение")
        modem.waits_for_sms_to(GALYA, seconds=60)
        latencies = [_inbound_ms(otklik, modem, f"сообщение {number}") for number in range(MESSAGES)]
        hangups = [_hangup_ms(modem, f"+7926{number:07}") for number in range(CALLS)]
    return {
        "inbound_p50_ms": statistics.median(latencies),
        "inbound_p95_ms": _p95(latencies),
        "hangup_p95_ms": _p95(hangups),
    }


def _inbound_ms(otklik: Installation, modem: SimulatedModem, text: str) -> float:
    """From the phone's network to the post in the topic."""
    given = time.monotonic()
    modem.texts(GALYA, text)

    def posted() -> list[list[Any]]:
        rows = otklik.telegram.timeline(after=given, of="groups")
        return [row for row in rows if text in (row[6] or "")]

    return float(otklik.wait_for(posted, text, 30)[0][5] - given) * 1000


def _hangup_ms(modem: SimulatedModem, number: str) -> float:
    call = modem.rings(number, rings=20)
    return float(modem.waits_for_call(call, "rejected")["clip_to_hangup_ms"])


def _p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


# -- sending


def _sending(bridge: Bridge, other: SimulatedModem) -> dict[str, float]:
    """Parts a second of the bridge, against a bare loop at the same time on another modem: under the same load."""
    number = "+79170000001"
    command = [sys.executable, "-c", _BARE, other.device, number, str(PARTS)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as bare:
        other.wait_for(lambda: other.sent_to(number), 30)
        rows = [row for part in range(PARTS) for row in bridge.queues(number, f"bridge {part}")]
        bridge.waits_until_gone(rows[-1], seconds=120)
        if bare.wait(timeout=120) != 0:
            raise RuntimeError("the bare loop failed")
    return {"send_ratio": _parts_per_second(bridge.modem, number) / _parts_per_second(other, number)}


def _parts_per_second(modem: SimulatedModem, number: str) -> float:
    at = [datetime.fromisoformat(part["at"]) for sms in modem.sent_to(number) for part in sms["parts"]]
    assert len(at) == PARTS, f"{len(at)} of {PARTS} parts left"
    return (PARTS - 1) / (max(at) - min(at)).total_seconds()


# -- faults


def _silence(bridge: Bridge) -> dict[str, float]:
    bridge.modem.goes_silent()
    bridge.waits_for_state("silent", seconds=120)
    bridge.modem.texts(GALYA, "в тишине")
    began = time.monotonic()
    bridge.modem.speaks_again()
    bridge.waits_for_text("в тишине", seconds=120)
    return {"silence_recover_s": time.monotonic() - began}


def _cable(bridge: Bridge) -> dict[str, float]:
    bridge.modem.pulls_cable()
    bridge.waits_for_state("unplugged", seconds=60)
    bridge.modem.texts(GALYA, "без кабеля")
    began = time.monotonic()
    bridge.modem.puts_cable_back()
    bridge.waits_for_text("без кабеля", seconds=60)
    return {"unplug_recover_s": time.monotonic() - began}


# -- memory


def _growth(bridge: Bridge) -> dict[str, float]:
    """Of core and child together. Most of it is SQLite's page cache, which ends at 16 MB."""
    assert bridge.process is not None
    processes = [psutil.Process(bridge.process.pid), bridge.child()]
    numbers = count()
    _receive(bridge, numbers, WARM_UP)
    before = sum(process.memory_info().rss for process in processes)
    _receive(bridge, numbers, INBOUND)
    after = sum(process.memory_info().rss for process in processes)
    return {"rss_growth_mb": (after - before) / 2**20}


def _receive(bridge: Bridge, numbers: "count[int]", messages: int) -> None:
    for _ in range(messages // _AT_A_TIME):
        wanted = bridge.count() + _AT_A_TIME
        for _ in range(_AT_A_TIME):
            bridge.modem.texts("+79170000003", f"Сообщение номер {next(numbers)}, как люди пишут")
        bridge.wait_for(lambda: bridge.count() >= wanted, f"{wanted} messages", 120)  # noqa: B023
    bridge.waits_for_empty_sim(seconds=120)
