"""python -m tests.faults.copied NAME [raises | refuses | ends]: notes what it was born with, is ready, and stays."""

import json
import os
import signal
import sys
import time
from pathlib import Path

from tests.faults.copied.imported import IMPORTED_IN

HEEDED = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD, signal.SIGUSR2)


def main(name: str, how: str = "") -> int:
    ready = Path(os.environ["OTKLIK_READY_DIR"])
    born = {
        "argv": sys.argv,
        "imported_in": IMPORTED_IN,
        "environment": dict(os.environ),
        "by_default": all(signal.getsignal(n) in (signal.SIG_DFL, signal.default_int_handler) for n in HEEDED),
        "descriptors": sorted(int(number) for number in os.listdir("/proc/self/fd")),
        "main": sys.modules["__main__"].__file__,
    }
    (ready.parent / f"{name}.json").write_text(json.dumps(born))
    (ready / name).touch()
    if how == "raises":
        raise ValueError("слова абонента")
    if how == "refuses":
        sys.exit("no such colour")
    if how == "ends":
        return 3
    while True:
        time.sleep(1)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
