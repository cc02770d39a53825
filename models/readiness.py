"""How a process tells its launcher that it works: one empty file, named after the process."""

import os
from pathlib import Path


def announce_ready(process_name: str) -> None:
    """Touches OTKLIK_READY_DIR/<process_name>; does nothing when nobody asked for it."""
    folder = os.environ.get("OTKLIK_READY_DIR")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        (Path(folder) / process_name).touch()
