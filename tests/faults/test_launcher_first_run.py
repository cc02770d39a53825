"""The first run populates the simulator over its own wire; doing it twice changes nothing."""

import itertools
import json
import os
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from launcher import first_run
from launcher.simulated_world import SimulatedWorld, SimulatorRefused
from launcher.speech import Speech
from launcher.surroundings import SIMULATED_TOKEN
from tests.faults.launched_set import eventually

ENGLISH = Speech("en")
BOT = SIMULATED_TOKEN.partition(":")[0]


class EchoingBot:
    """The smallest bot: answers every message in its chat."""

    def __init__(self, url: str) -> None:
        self.heard: list[str] = []
        self._url = f"{url}/bot{SIMULATED_TOKEN}"
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def close(self) -> None:
        self._stop.set()
        self._thread.join()

    def _listen(self) -> None:
        offset = 0
        while not self._stop.is_set():
            for update in self._call("getUpdates", offset=offset, timeout=0):
                offset = update["update_id"] + 1
                message = update.get("message", {})
                if message.get("text"):
                    self.heard.append(message["text"])
                    self._call("sendMessage", chat_id=message["chat"]["id"], text="Heard it! And more.")
            self._stop.wait(0.05)

    def _call(self, method: str, **parameters: object) -> Any:
        body = json.dumps(parameters).encode()
        request = urllib.request.Request(f"{self._url}/{method}", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=10) as response:
            return json.load(response)["result"]


@pytest.fixture
def simulator(tmp_path: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    ready = tmp_path / "ready"
    listen = ("--listen", f"127.0.0.1:{port}", "--state", str(tmp_path / "state"), "--token", SIMULATED_TOKEN)
    process = subprocess.Popen(
        [sys.executable, "-m", "simulators", "serve", *listen],
        env={**os.environ, "OTKLIK_READY_DIR": str(ready)},
    )
    try:
        eventually(lambda: (ready / "simulators").exists(), "the simulator")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def codes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line that belongs to the product, with its answers as the product prints them."""
    numbers = itertools.count(1)

    def last_line_of(*arguments: str) -> str:
        links = {"head-link": "https://t.me/some_bot?start=head_{}", "invite": "https://t.me/some_bot?start=staff_{}"}
        return links.get(arguments[1], "code-{}").format(next(numbers))

    monkeypatch.setattr(first_run, "last_line_of", last_line_of)


@pytest.mark.usefixtures("codes")
def test_codes_are_typed_where_a_person_would_type_them(simulator: str) -> None:
    bot = EchoingBot(simulator)
    try:
        staff = {"petrov": "Иван Петров", "sidorov": "Олег Сидоров"}
        lines = first_run.populate(SimulatedWorld(simulator, BOT), "desk", {"support": "Support"}, ENGLISH, staff)
    finally:
        bot.close()
    # people first: a group that is bound without head and ladder is warned
    commands = [text for text in bot.heard if text.startswith("/")]
    assert commands == ["/start staff_1", "/start head_2", "/bind code-3"]
    assert any("Support" in line and line.endswith("Heard it!") for line in lines)


@pytest.mark.usefixtures("codes")
def test_a_second_time_makes_nobody_twice(simulator: str) -> None:
    world = SimulatedWorld(simulator, BOT)
    bot = EchoingBot(simulator)
    try:
        for _ in range(2):
            first_run.populate(world, "desk", {"support": "Support", "guests": "Guests"}, ENGLISH)
    finally:
        bot.close()
    assert len(world._ask("GET", "/persons")["persons"]) == 4
    assert len(world._ask("GET", "/groups")["groups"]) == 2


@pytest.mark.usefixtures("codes")
def test_a_bot_that_says_nothing_is_told_after_a_while(simulator: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("launcher.simulated_world.ANSWER_SECONDS", 0.5)
    with pytest.raises(SimulatorRefused, match="no answer to /start"):
        first_run.populate(SimulatedWorld(simulator, BOT), "desk", {"support": "Support"}, ENGLISH)


def test_a_simulator_that_is_not_there_is_told() -> None:
    with pytest.raises(SimulatorRefused, match="/persons"):
        first_run.populate(SimulatedWorld("http://127.0.0.1:9", BOT), "desk", {"support": "Support"}, ENGLISH)


@pytest.mark.parametrize(("content", "reason"), [(None, "No such file or directory"), ("x = [", "line 1")])
def test_a_regulation_that_can_not_be_read_is_named_with_its_setting(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    content: str | None,
    reason: str,
) -> None:
    file = tmp_path / "acme.toml"
    if content is not None:
        file.write_text(content)
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN_ACME", "7000000009:token")
    monkeypatch.setenv("REGULATION_FILE_ACME", str(file))
    monkeypatch.chdir(tmp_path)
    assert first_run.main() == 1
    said = capsys.readouterr().out
    assert f"REGULATION_FILE_ACME: {file}: " in said
    assert reason in said
