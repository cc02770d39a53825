"""`make run` with everything in it."""

import json
import os
import signal
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from redis import Redis
from redis.exceptions import AuthenticationError

from tests.faults.launched_set import LaunchedSet, eventually

PROCESSES = {
    "bot",
    "deadlines",
    "deliver",
    "gsm_bridge",
    "modem",
    "page",
    "simulators",
    "slow",
    "sweeper",
    "whatsapp",
}
# an empty value hides what a developer's own .env says
NO_ACCOUNTS = {
    **dict.fromkeys(
        ("TELEGRAM_BOT_TOKEN", "REDIS_URL", "DATABASE_URL", "REGULATION_FILE", "GSM_MODEM_DEVICE", "GSM_PIN"), ""
    ),
    "LANG": "xx_XX.UTF-8",
}


def ask(running: LaunchedSet, path: str) -> Any:
    port = json.loads((running.var / "run" / "ports.json").read_text())["simulators"]
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/control{path}", timeout=10) as response:
        return json.load(response)


def assert_redis_is_closed(running: LaunchedSet) -> None:
    """A stranger's FLUSHALL is refused; the password stands in a private file, and on nobody's command line."""
    port = json.loads((running.var / "run" / "ports.json").read_text())["redis"]
    with Redis(port=port) as stranger, pytest.raises(AuthenticationError):
        stranger.flushall()
    conf = running.var / "run" / "redis" / "valkey.conf"
    assert conf.stat().st_mode & 0o077 == 0
    [password] = [line.split()[1] for line in conf.read_text().splitlines() if line.startswith("requirepass ")]
    assert len(password) == 64
    seen = [" ".join(one.info["cmdline"] or ()) for one in psutil.process_iter(["cmdline"])]
    assert not [line for line in seen if password in line]
    assert not [file for file in running.var.rglob("*") if file.is_file() and file.stat().st_mode & 0o077]


@pytest.fixture
def make_run(tmp_path: Path) -> Iterator[Callable[[], LaunchedSet]]:
    launched: list[LaunchedSet] = []

    def start() -> LaunchedSet:
        launched.append(LaunchedSet(tmp_path / "var", make=True, **NO_ACCOUNTS))  # type: ignore[arg-type]
        return launched[-1]

    yield start
    for one in launched:
        one.clean_up()


@pytest.mark.slow
def test_make_run_starts_and_populates_everything_once_and_leaves_nothing(
    make_run: Callable[[], LaunchedSet],
) -> None:
    first = make_run()
    eventually(lambda: first.shows("Ready in"), "everything ready", 80)
    assert set(first.ready) == {*PROCESSES, "launcher"}
    assert [group["title"] for group in ask(first, "/groups")["groups"]] == ["Служба поддержки"]
    assert_redis_is_closed(first)
    posted = ask(first, "/counts?of=groups")["bot_messages"]
    assert posted > 0
    first.process.send_signal(signal.SIGTERM)
    first.ends()

    second = make_run()
    eventually(lambda: second.shows("Ready in"), "ready again", 60)
    assert not second.shows("populated")
    assert len(ask(second, "/persons")["persons"]) == 4
    assert ask(second, "/counts?of=groups")["bot_messages"] == posted
    os.kill(second.process.pid, signal.SIGKILL)
    assert second.ends() == -signal.SIGKILL
