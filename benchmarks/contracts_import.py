"""Importing 100,000 contracts, each with a person, a phone and an e-mail address, into an empty SQLite.

import_100k_s: seconds by the clock, from the command's start to its end; import_100k_cpu_s: of the processor, which a
loaded machine leaves as it is. import_rss_mb: megabytes at most, above what the same command takes for one contract.
"""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from models.rules.contracts.exported import headings
from tests.installation import EXAMPLES

_CONTRACTS = 100_000
_ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class _Cost:
    seconds: float
    processor_seconds: float
    most_kilobytes: int


def measure(contracts: int = _CONTRACTS) -> dict[str, float]:
    with TemporaryDirectory() as place:
        folder = Path(place)
        _run(folder, "db", "upgrade")
        _run(folder, "regulation", "adopt", str(EXAMPLES / "a1_isp.toml"))
        one = _run(folder, "contracts", "import", str(_sheet(folder, 1)), "--apply")
        many = _run(folder, "contracts", "import", str(_sheet(folder, contracts)), "--apply")
    return {
        "import_100k_s": round(many.seconds, 1),
        "import_100k_cpu_s": round(many.processor_seconds, 1),
        "import_rss_mb": round((many.most_kilobytes - one.most_kilobytes) / 1024, 1),
    }


def _sheet(folder: Path, contracts: int) -> Path:
    path = folder / f"{contracts}.csv"
    with path.open("w", encoding="utf-8") as file:
        print(";".join(headings("ru")), file=file)
        for number in range(contracts):
            print(
                f"Д-{number:06};;физлицо;действует;31.12.2026;Иванов Иван {number};+7916{number:07};"
                f"ivan{number}@example.org;свои;нет",
                file=file,
            )
    return path


def _run(folder: Path, *command: str) -> _Cost:
    environment = {**os.environ, "VAR_DIR": str(folder / "var"), "DATABASE_URL": ""}
    began = time.monotonic()
    running = subprocess.Popen(_python(command), cwd=_ROOT, env=environment, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(running.pid, 0)
    seconds = time.monotonic() - began
    running.returncode = os.waitstatus_to_exitcode(status)
    if running.returncode:
        raise RuntimeError(f"{' '.join(command)}: {running.returncode}")
    return _Cost(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss)


def _python(command: Sequence[str]) -> list[str]:
    return [sys.executable, "-m", "models", *command]
