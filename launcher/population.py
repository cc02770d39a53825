"""For which organisations the simulator was populated, for this very database; it costs nothing to look."""

import hashlib
import json
from collections.abc import Collection
from pathlib import Path

_FILE = "run/first_run.json"


def populated_keys(var: Path, database_url: str) -> frozenset[str]:
    """Keys of organisations, as settings carry them. None again once the database or the simulator is a new one."""
    try:
        remembered = json.loads((var / _FILE).read_text())
    except (OSError, ValueError):
        return frozenset()
    if not isinstance(remembered, dict) or remembered.get("fingerprint") != _fingerprint(var, database_url):
        return frozenset()
    return frozenset(remembered.get("keys", [""]))


def remember_population(var: Path, database_url: str, keys: Collection[str]) -> None:
    remembered = {"fingerprint": _fingerprint(var, database_url), "keys": sorted(keys)}
    (var / _FILE).write_text(json.dumps(remembered))


def _fingerprint(var: Path, database_url: str) -> str:
    parts = [database_url]
    for file in (var / "otklik.db", var / "simulators", var / "simulators-whatsapp"):
        parts.append(str(file.stat().st_ino) if file.exists() else "")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
