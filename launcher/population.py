"""Whether the simulator was populated for this very database; looked at before every start, so it costs nothing."""

import hashlib
import json
from pathlib import Path

_FILE = "run/first_run.json"


def is_populated(var: Path, database_url: str) -> bool:
    """False again as soon as the database or the simulator's state is a new one."""
    try:
        remembered = json.loads((var / _FILE).read_text())
    except (OSError, ValueError):
        return False
    return bool(remembered == {"fingerprint": _fingerprint(var, database_url)})


def remember_population(var: Path, database_url: str) -> None:
    (var / _FILE).write_text(json.dumps({"fingerprint": _fingerprint(var, database_url)}))


def _fingerprint(var: Path, database_url: str) -> str:
    parts = [database_url]
    for file in (var / "otklik.db", var / "simulators"):
        parts.append(str(file.stat().st_ino) if file.exists() else "")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
