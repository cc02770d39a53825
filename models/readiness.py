"""How a process tells its launcher that it works: one empty file, named after the process."""

import os
import threading
import time
from pathlib import Path

_AGAIN_SECONDS = 1.0


def announce_ready(process_name: str) -> None:
    """Touches OTKLIK_READY_DIR/<process_name>; does nothing when nobody asked for it."""
    folder = os.environ.get("OTKLIK_READY_DIR")
    if folder and not _announced(Path(folder) / process_name):
        # a full disk: what is said late harms nobody, so the work begins
        threading.Thread(target=_announce, args=(Path(folder) / process_name,), daemon=True).start()


def _announce(file: Path) -> None:
    while not _announced(file):
        time.sleep(_AGAIN_SECONDS)


def _announced(file: Path) -> bool:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    except OSError:
        return False
    return True
