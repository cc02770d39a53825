"""The simulator as a process: ready, one per folder and port, stopped at once, and the same after a kill."""

import asyncio
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.contracts.everything import everything_happens
from tests.simulated_telegram import SimulatedTelegram, file, png

Wire = dict[str, Any]
ROOT = Path(__file__).parents[2]
SOON = 40.0  # seconds; a stop that waited for a long poll or a hanging call would take far longer


def _whole_memory(telegram: SimulatedTelegram) -> Wire:
    chats = telegram.get("/control/chats")["chats"]
    return {
        "persons": telegram.get("/control/persons"),
        "chats": chats,
        "messages": [telegram.messages(chat["id"], deleted=1) for chat in chats],
        "topics": [telegram.get(f"/control/chats/{c['id']}/topics") for c in chats if c["id"] < 0],
        "updates": telegram.api("getUpdates")["result"],
        "timeline": telegram.timeline(),
        "clock": telegram.get("/control/clock")["offset_seconds"],
    }


@pytest.mark.parametrize("ends", ["kill", "stop"])
def test_everything_is_the_same_after_a_restart(state: Path, ends: str) -> None:
    with SimulatedTelegram(state) as telegram:
        anna, ivan = telegram.person("Анна"), telegram.person("Иван")
        staff = telegram.group("Поддержка", [ivan])
        telegram.clock(3_600)
        wanted = ["message", "edited_message", "callback_query", "my_chat_member", "message_reaction"]
        telegram.api("getUpdates", allowed_updates=wanted)
        everything_happens(telegram, anna, staff, ivan)
        before = _whole_memory(telegram)
        for _ in range(2):
            getattr(telegram, ends)()
            telegram.start()
            assert _whole_memory(telegram) == before


def test_a_killed_simulator_gives_no_id_twice(state: Path) -> None:
    with SimulatedTelegram(state) as telegram:
        anna, ivan = telegram.person("Анна"), telegram.person("Иван")
        group = telegram.group("Поддержка", [ivan])
        last = telegram.types(anna, "до", photo=file(png(), "a.png"))
        before = telegram.api("getUpdates")["result"]
        telegram.api("getUpdates", offset=before[1]["update_id"])

        telegram.kill()
        telegram.start()

        assert telegram.api("getUpdates")["result"] == before[1:]
        assert telegram.file(last["photo"][-1]["file_unique_id"]) == png()
        assert telegram.person("Борис")["id"] not in (anna["id"], ivan["id"])
        assert telegram.group("Другая", [ivan])["id"] != group["id"]
        assert telegram.types(anna, "после")["message_id"] > last["message_id"]
        assert telegram.api("getUpdates")["result"][-1]["update_id"] > before[-1]["update_id"]


def test_a_long_journal_shrinks_at_a_start_without_losing_anything(state: Path) -> None:
    with SimulatedTelegram(state) as telegram:
        anna = telegram.person("Анна")
        for number in range(1_500):
            telegram.clock(number)  # each row replaces the one before
        telegram.batch([{"chat_id": anna["id"], "text": str(number)} for number in range(50)])
        size = (state / "journal.jsonl").stat().st_size
        before = _whole_memory(telegram)
        telegram.kill()
        telegram.start()
        assert (state / "journal.jsonl").stat().st_size < size * 0.7
        assert _whole_memory(telegram) == before
        assert telegram.types(anna, "ещё")["message_id"] == 51


def test_a_line_torn_by_a_kill_is_dropped(state: Path) -> None:
    with SimulatedTelegram(state) as telegram:
        anna = telegram.person("Анна")
        telegram.types(anna, "целое")
        telegram.kill()
        with (state / "journal.jsonl").open("ab") as journal:
            journal.write(b'["message","7:5",{"body":{"mess')
        telegram.start()
        assert telegram.texts(anna) == ["целое"]
        telegram.types(anna, "дальше")
        telegram.kill()
        telegram.start()
        assert telegram.texts(anna) == ["целое", "дальше"]


def test_a_state_folder_has_one_simulator(state: Path) -> None:
    second = SimulatedTelegram(state)
    with SimulatedTelegram(state), pytest.raises(RuntimeError, match="ended with 1"):
        second.start()


def test_a_taken_port_is_said_and_ends_with_1(state: Path, tmp_path: Path) -> None:
    with SimulatedTelegram(state) as telegram:
        done = _served(tmp_path / "other", f"127.0.0.1:{telegram.port}")
    assert done.returncode == 1
    assert "address already in use" in done.stderr.lower()


def test_it_listens_on_loopback_only(tmp_path: Path) -> None:
    done = _served(tmp_path, "0.0.0.0:8081")
    assert (done.returncode, "127.0.0.1 only" in done.stderr) == (2, True)


def _served(state: Path, listen: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "simulators", "serve", "--listen", listen, "--state", str(state)]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=60, check=False)


def test_it_says_when_it_is_ready(state: Path, tmp_path: Path) -> None:
    listen = f"127.0.0.1:{SimulatedTelegram(state).port}"
    command = [sys.executable, "-m", "simulators", "serve", "--listen", listen, "--state", str(state)]
    environment = {**os.environ, "OTKLIK_READY_DIR": str(tmp_path / "ready")}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert "@otklik_test_bot" in process.stdout.readline()
        until = time.monotonic() + SOON
        while not (tmp_path / "ready" / "simulators").exists():
            assert time.monotonic() < until
            time.sleep(0.02)
    finally:
        process.terminate()
        process.communicate(timeout=SOON)
    assert process.returncode == 0


def test_neither_a_long_poll_nor_a_hanging_call_holds_the_stop(state: Path) -> None:
    answers: list[str] = []
    with SimulatedTelegram(state) as telegram:
        telegram.order("hang", method="getMe")

        def call(method: str, **params: Any) -> None:
            try:
                answers.append(str(telegram.api(method, **params)["ok"]))
            except OSError:
                answers.append("dropped")

        waiting = [
            threading.Thread(target=call, args=("getUpdates",), kwargs={"timeout": 50}),
            threading.Thread(target=call, args=("getMe",)),
        ]
        for thread in waiting:
            thread.start()
        telegram.wait_for(lambda: telegram.orders()[0]["done"], SOON)
        time.sleep(0.2)
        started = time.monotonic()
        telegram.stop()
        assert time.monotonic() - started < SOON
        for thread in waiting:
            thread.join(SOON)
    assert sorted(answers) == ["True", "dropped"]


async def test_an_open_websocket_does_not_hold_the_stop(state: Path) -> None:
    with SimulatedTelegram(state) as telegram:
        async with aiohttp.ClientSession() as session, session.ws_connect(f"{telegram.url}/control/events") as socket:
            started = time.monotonic()
            stopping = asyncio.create_task(asyncio.to_thread(telegram.stop))
            assert (await socket.receive(timeout=SOON)).type in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED)
            await stopping
            assert time.monotonic() - started < SOON
