"""The control API: typing, watching, counting, as benchmarks, the terminal and the page need it."""

import asyncio
import json
import re
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from simulators.telegram.control.routes import TABLE
from tests.simulated_telegram import ControlRefused, NothingCame, SimulatedTelegram

Wire = dict[str, Any]
DOCUMENT = Path(__file__).parents[2] / "docs" / "simulators.md"


def test_a_leading_command_is_marked_as_one(telegram: SimulatedTelegram, anna: Wire) -> None:
    written = telegram.types(anna, "/status@some_bot 125 и текст")
    assert written["entities"] == [{"type": "bot_command", "offset": 0, "length": 16}]


def test_the_start_link_types_its_payload(telegram: SimulatedTelegram) -> None:
    boris = telegram.person("Борис", language_code="en")
    assert telegram.starts(boris, "head_123")["text"] == "/start head_123"
    assert telegram.chat(boris)["started"] is True


def test_a_batch_of_many_persons_is_typed_in_one_request(telegram: SimulatedTelegram) -> None:
    people = [telegram.person(f"Абонент {number}") for number in range(20)]
    rows = telegram.batch([{"chat_id": one["id"], "as": one["id"], "text": "Нет связи"} for one in people])
    assert len(rows) == 20
    assert all(telegram.texts(one) == ["Нет связи"] for one in people)
    moments = [at for _, _, at in rows]
    assert moments == sorted(moments)
    assert moments[0] <= moments[-1] <= time.monotonic()


def test_a_batch_with_one_mistake_types_nothing(telegram: SimulatedTelegram, anna: Wire) -> None:
    with pytest.raises(ControlRefused, match="no person"):
        telegram.batch([{"chat_id": anna["id"], "text": "да"}, {"chat_id": 1, "text": "нет"}])
    assert telegram.texts(anna) == ["/start"]


def test_counting_waits_for_the_bots_messages(telegram: SimulatedTelegram, anna: Wire) -> None:
    chats = str(anna["id"])
    before = telegram.counts(chats=chats)["bot_messages"]
    assert telegram.counts(chats=chats, bot_messages=before + 1, timeout=0.05)["bot_messages"] == before

    def answer() -> None:
        telegram.api("sendMessage", chat_id=anna["id"], text="ответ")

    thread = threading.Timer(0.1, answer)
    thread.start()
    counts = telegram.counts(chats=chats, bot_messages=before + 1, timeout=20)
    thread.join()
    assert counts["bot_messages"] == before + 1


def test_the_timeline_stamps_both_sides_with_one_clock(telegram: SimulatedTelegram, anna: Wire) -> None:
    started = time.monotonic()
    telegram.types(anna, "вопрос")
    telegram.api("sendMessage", chat_id=anna["id"], text="ответ")
    rows = telegram.timeline(started, chats=anna["id"])
    assert [(row[4], row[6]) for row in rows] == [(False, "вопрос"), (True, "ответ")]
    assert started < rows[0][5] < rows[1][5] < time.monotonic()


def test_events_come_in_order_and_a_long_poll_waits_for_them(telegram: SimulatedTelegram, anna: Wire) -> None:
    last = telegram.get("/control/events?since=now")["last"]
    thread = threading.Timer(0.1, telegram.types, (anna, "раз"))
    thread.start()
    answer = telegram.get(f"/control/events?since={last}&timeout=20")
    thread.join()
    assert [event["event"] for event in answer["events"]] == ["message"]
    telegram.edits(answer["events"][0]["message"] | {"sender_id": anna["id"]}, "два")
    (edited,) = telegram.get(f"/control/events?since={answer['last']}")["events"]
    assert (edited["event"], edited["message"]["text"], edited["seq"] > answer["last"]) == ("edited", "два", True)


async def test_events_stream_over_a_websocket(telegram: SimulatedTelegram, anna: Wire) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{telegram.url}/control/events") as socket,
    ):
        await asyncio.to_thread(telegram.types, anna, "привет")
        event = await socket.receive_json(timeout=10)
    assert (event["event"], event["message"]["text"]) == ("message", "привет")


def test_the_call_log_shows_what_was_called_and_can_be_switched_off(telegram: SimulatedTelegram, anna: Wire) -> None:
    telegram.api("sendMessage", chat_id=anna["id"], text="видно")
    call = telegram.calls("sendMessage")[-1]
    assert (call["params"], '"ok":true' in call["answer"]) == ({"chat_id": anna["id"], "text": "видно"}, True)
    telegram.log_calls(False)
    telegram.api("sendMessage", chat_id=anna["id"], text="не видно")
    telegram.log_calls(True)
    assert telegram.calls("sendMessage")[-1] == call


def test_who_is_not_in_a_group_can_not_write_there(telegram: SimulatedTelegram, staff: Wire, anna: Wire) -> None:
    with pytest.raises(ControlRefused, match="not in Поддержка"):
        telegram.types(anna, "я тут", staff)


def test_a_misspelt_field_is_refused(telegram: SimulatedTelegram, anna: Wire) -> None:
    with pytest.raises(ControlRefused, match="unknown: thread_id"):
        telegram.types(anna, "x", thread_id=5)


def test_waiting_in_vain_says_what_was_there(telegram: SimulatedTelegram, anna: Wire) -> None:
    with pytest.raises(NothingCame, match="last value was False"):
        telegram.wait_for(lambda: "ответ" in telegram.texts(anna), 0.05)


def test_every_endpoint_of_the_control_api_is_documented() -> None:
    documented = DOCUMENT.read_text(encoding="utf-8")
    for _, path, _ in TABLE:
        word = re.sub(r"/\{[^}]*\}$", "", path).rpartition("/")[2]
        assert re.search(rf"`[^`]*/{word}\b[^`]*`", documented), path


def test_every_documented_path_exists() -> None:
    known = {word for _, path, _ in TABLE for word in re.sub(r"\{[^}]*\}", "", path).split("/")}
    telegrams = DOCUMENT.read_text(encoding="utf-8").partition("\n## WhatsApp\n")[0]
    for path in re.findall(r"`(?:[A-Z, ]+ )?((?:/control|…)/[^`?\[ ]*)", telegrams):
        words = re.sub(r"\{[^}]*\}|…", "", path).split("/")
        assert set(words) <= known, path


@pytest.mark.parametrize("body", [b'{"first_name": "\\ud800"}', b'{"\\udfff": 1}', b"[" * 200_000, b"\xff"])
def test_a_body_that_can_t_be_kept_is_refused_and_jams_nothing(telegram: SimulatedTelegram, body: bytes) -> None:
    request = urllib.request.Request(f"{telegram.url}/control/persons", body, {"Content-Type": "application/json"})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)
    with refused.value as answer:
        assert answer.code == 400
        assert "error" in json.loads(answer.read())
    assert telegram.person("После всего")["first_name"] == "После всего"


@pytest.mark.parametrize("body", [b'{"chat_id": 1, "text": "\\ud800"}', b"[" * 200_000])
def test_a_bot_s_body_that_can_t_be_kept_is_refused_too(telegram: SimulatedTelegram, body: bytes) -> None:
    request = urllib.request.Request(
        f"{telegram.url}/bot{telegram.token}/sendMessage", body, {"Content-Type": "application/json"}
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)
    with refused.value as answer:
        assert answer.code == 400
    assert telegram.api("getMe")["ok"]
