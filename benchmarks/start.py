"""How soon a second `make run` is ready and files a message that waited for it, and what that takes.

`ready_s`: from `make run` to "Ready". `first_topic_s`: to the topic of a message that was written while nothing ran.
`cpu_s`: what all processes of the set used until then, the simulators too: on a machine that does other things it
says more than seconds. `rss_mb`: memory of the product then, aiogram loaded, simulators left out; in proportional
set sizes, because pages that processes share would count once for each of them in a sum of resident ones.
"""

import json
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from launcher.surroundings import SIMULATED_TOKEN
from tests.simulated_telegram import SimulatedTelegram

ROOT = Path(__file__).parent.parent
_PATIENCE_SECONDS = 120.0
#: Let the processes do what they do first of all before their memory is read.
_SETTLE_SECONDS = 3.0
_NAMES = ("TELEGRAM_BOT_TOKEN", "REDIS_URL", "DATABASE_URL", "GSM_MODEM_DEVICE", "GSM_PIN")
#: A first message opens a ticket there, without a question.
_REGULATION = ROOT / "examples" / "regulations" / "benchmark.toml"
_OURS = {**dict.fromkeys(_NAMES, ""), "REGULATION_FILE": str(_REGULATION), "LANG": "C.UTF-8"}
_WAITED = "Написано, пока всё стояло"


def measure() -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        var = Path(folder) / "var"
        with _made_run(var) as first:
            first.wait_until_ready()
        _somebody_writes(var)
        with _made_run(var) as second:
            ready = second.wait_until_ready()
            topic = second.wait_for_topic()
            cpu = second.processor_seconds()
            time.sleep(_SETTLE_SECONDS)
            memory = second.memory_mb()
    return {
        "ready_s": round(ready, 1),
        "first_topic_s": round(topic, 1),
        "cpu_s": round(cpu, 1),
        "rss_mb": round(memory, 1),
    }


def _somebody_writes(var: Path) -> None:
    with SimulatedTelegram(var / "simulators", tokens=(SIMULATED_TOKEN,)) as telegram:
        anna = telegram.person("Анна Опоздавшая", language_code="ru")
        telegram.types(anna, _WAITED)


@dataclass
class _Run:
    """One `make run`. began: monotonic."""

    var: Path
    make: "subprocess.Popen[bytes]"
    seen: Path
    began: float

    def wait_until_ready(self) -> float:
        """Seconds since it began."""
        return self._wait(lambda: "Ready in" in self.seen.read_text())

    def wait_for_topic(self) -> float:
        port = json.loads((self.var / "run" / "ports.json").read_text())["simulators"]
        telegram = SimulatedTelegram.at(f"http://127.0.0.1:{port}", SIMULATED_TOKEN)
        return self._wait(lambda: any(_WAITED in (row[-1] or "") for row in telegram.timeline(of="groups")))

    def _wait(self, happened: Callable[[], bool]) -> float:
        while not happened():
            if self.make.poll() is not None or time.monotonic() - self.began > _PATIENCE_SECONDS:
                raise RuntimeError(self.seen.read_text())
            time.sleep(0.05)
        return time.monotonic() - self.began

    def processor_seconds(self) -> float:
        """User and system, of ended children too."""
        return sum(sum(process.cpu_times()[:4]) for process in self._processes())

    def memory_mb(self) -> float:
        total = 0.0
        for process in self._processes():
            command = " ".join(process.cmdline()).strip()
            if "-m simulators" not in command and process.pid != self.make.pid:
                pss = process.memory_full_info().pss / 1e6
                print(f"{pss:7.1f} MB {sum(process.cpu_times()[:4]):6.1f} s  {command[-60:]}")
                total += pss
        return total

    def _processes(self) -> list[psutil.Process]:
        make = psutil.Process(self.make.pid)
        return [make, *make.children(recursive=True)]


@contextmanager
def _made_run(var: Path) -> Iterator[_Run]:
    seen = var.parent / f"seen-{time.monotonic_ns()}.txt"
    environment = {**os.environ, **_OURS, "VAR_DIR": str(var)}
    began = time.monotonic()
    with seen.open("wb") as output:
        make = subprocess.Popen(
            ["make", "run"], cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
    try:
        yield _Run(var, make, seen, began)
    finally:
        make.send_signal(signal.SIGTERM)
        make.wait(timeout=60)
