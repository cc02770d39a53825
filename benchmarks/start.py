"""How soon a second `make run` is ready, and how much memory the product then takes without the simulators."""

import os
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).parent.parent
_PATIENCE_SECONDS = 120.0
#: Let the processes do what they do first of all before their memory is read.
_SETTLE_SECONDS = 3.0
_NAMES = ("TELEGRAM_BOT_TOKEN", "REDIS_URL", "DATABASE_URL", "REGULATION_FILE", "GSM_MODEM_DEVICE", "GSM_PIN")
_OURS = dict.fromkeys(_NAMES, "")


def measure() -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        _run(Path(folder))
        ready, memory = _run(Path(folder))
    return {"ready_s": round(ready, 1), "rss_mb": round(memory, 1)}


def _run(folder: Path) -> tuple[float, float]:
    """One `make run`: (seconds to "Ready", MB)."""
    began = time.monotonic()
    environment = {**os.environ, **_OURS, "VAR_DIR": str(folder / "var"), "LANG": "C.UTF-8"}
    with (folder / "seen.txt").open("wb") as seen:
        make = subprocess.Popen(
            ["make", "run"], cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=seen, stderr=seen
        )
    try:
        while "Ready in" not in (folder / "seen.txt").read_text():
            if make.poll() is not None or time.monotonic() - began > _PATIENCE_SECONDS:
                raise RuntimeError((folder / "seen.txt").read_text())
            time.sleep(0.05)
        ready = time.monotonic() - began
        time.sleep(_SETTLE_SECONDS)
        return ready, _memory_mb(make.pid)
    finally:
        make.send_signal(signal.SIGTERM)
        make.wait(timeout=60)


def _memory_mb(pid: int) -> float:
    """Sum of proportional set sizes below `make`, launcher and supervisord included, simulators left out."""
    total = 0.0
    for process in psutil.Process(pid).children(recursive=True):
        command = " ".join(process.cmdline())
        if "simulators" not in command:
            pss = process.memory_full_info().pss / 1e6
            print(f"{pss:7.1f} MB  {command[-60:]}")
            total += pss
    return total
