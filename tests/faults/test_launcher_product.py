"""`make run` with everything in it."""

import json
import os
import signal
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.launched_set import LaunchedSet, eventually

PROCESSES = {"bot", "deadlines", "deliver", "simulators", "slow", "sweeper"}
# an empty value hides what a developer's own .env says
NO_ACCOUNTS = {
    **dict.fromkeys(("TELEGRAM_BOT_TOKEN", "REDIS_URL", "DATABASE_URL", "REGULATION_FILE"), ""),
    "LANG": "xx_XX.UTF-8",
}


def ask(running: LaunchedSet, path: str) -> Any:
    port = json.loads((running.var / "run" / "ports.json").read_text())["simulators"]
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/control{path}", timeout=10) as response:
        return json.load(response)


def make_run(var: Path) -> LaunchedSet:
    return LaunchedSet(var, make=True, **NO_ACCOUNTS)  # type: ignore[arg-type]


@pytest.fixture
def var(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "var"
    LaunchedSet.end_all_of(tmp_path / "var")


@pytest.mark.slow
def test_make_run_starts_and_populates_everything_once_and_leaves_nothing(var: Path) -> None:
    first = make_run(var)
    eventually(lambda: first.shows("Ready in"), "everything ready", 60)
    assert set(first.ready) == {*PROCESSES, "launcher"}
    assert [group["title"] for group in ask(first, "/groups")["groups"]] == ["Служба поддержки"]
    posted = ask(first, "/counts?of=groups")["bot_messages"]
    assert posted > 0
    first.process.send_signal(signal.SIGTERM)
    first.ends()

    second = make_run(var)
    eventually(lambda: second.shows("Ready in"), "ready again", 60)
    assert not second.shows("populated")
    assert len(ask(second, "/persons")["persons"]) == 4
    assert ask(second, "/counts?of=groups")["bot_messages"] == posted
    os.kill(second.process.pid, signal.SIGKILL)
    assert second.ends() == -signal.SIGKILL
