"""Profiles every thread of a Python process and shows its figures when asked; benchmarks/shares.py starts bot and
workers with this folder on their path, so that they know nothing of it.

A file `ask` in the folder SHARES_DIR: every process writes what its threads have used so far into PID.json, as often
as the file changes: {"file:line:function": microseconds in it alone}.
"""

import cProfile
import json
import os
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

_FOLDER = Path(os.environ["SHARES_DIR"])
_ROLES = ("bot", "deliver")
_profiles: list[cProfile.Profile] = []
_run = threading.Thread.run


def _profiled_run(self: threading.Thread) -> None:
    profile = cProfile.Profile(time.thread_time)
    _profiles.append(profile)
    profile.enable()
    _run(self)


def _write_when_asked() -> None:
    ask, seen = _FOLDER / "ask", 0.0
    while True:
        time.sleep(0.05)
        asked = ask.stat().st_mtime if ask.exists() else 0.0
        if asked != seen:
            seen = asked
            done = _FOLDER / f"{os.getpid()}.json"
            done.with_suffix(".new").write_text(json.dumps(_used()))
            done.with_suffix(".new").replace(done)


def _used() -> Counter[str]:
    used: Counter[str] = Counter()
    for profile in _profiles:
        for entry in profile.getstats():
            used[_name(entry.code)] += round(1e6 * entry.inlinetime)
    return used


def _name(code: Any) -> str:
    if isinstance(code, str):
        return code
    return f"{code.co_filename}:{code.co_firstlineno}:{code.co_name}"


if any(role in sys.orig_argv for role in _ROLES):
    threading.Thread.run = _profiled_run  # type: ignore[method-assign]
    watcher = threading.Thread(target=_write_when_asked, daemon=True)
    watcher.run = lambda: _run(watcher)  # type: ignore[method-assign]
    watcher.start()
    _main = cProfile.Profile(time.thread_time)
    _profiles.append(_main)
    _main.enable()
