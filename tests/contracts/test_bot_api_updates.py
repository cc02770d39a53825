"""Receiving: confirmation by offset, long polls, conflicts, restarts."""

import asyncio
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from tests.contracts.bot_clients import BotClient, refused
from tests.simulated_telegram import SimulatedTelegram, file, png

Wire = dict[str, Any]


async def test_updates_are_kept_until_a_higher_offset_confirms_them(
    bot: BotClient, telegram: SimulatedTelegram, anna: Wire
) -> None:
    for number in range(3):
        telegram.types(anna, f"сообщение {number}")
    first = await bot.updates()
    assert await bot.updates() == first
    later = await bot.updates(offset=first[1]["update_id"] + 1)
    assert [update["message"]["text"] for update in later][-2:] == ["сообщение 1", "сообщение 2"]
    assert await bot.updates(offset=later[-1]["update_id"] + 1) == []
    assert await bot.updates() == []


async def test_limit_and_negative_offset_choose_from_the_queue(
    bot: BotClient, telegram: SimulatedTelegram, anna: Wire
) -> None:
    for number in range(5):
        telegram.types(anna, str(number))
    assert len(await bot.updates(limit=2)) == 2
    assert [update["message"]["text"] for update in await bot.updates(offset=-2)] == ["3", "4"]
    assert len(await bot.updates()) == 2


async def test_a_long_poll_returns_as_soon_as_something_comes(
    bot: BotClient, telegram: SimulatedTelegram, anna: Wire
) -> None:
    await bot.updates(offset=(await bot.updates())[-1]["update_id"] + 1)
    polling = asyncio.create_task(bot.updates(timeout=15))
    await asyncio.sleep(0.2)
    started = time.monotonic()
    telegram.types(anna, "новое")
    (update,) = await polling
    assert update["message"]["text"] == "новое"
    assert time.monotonic() - started < 10


async def test_a_second_poll_ends_the_first_with_a_conflict(bot: BotClient, telegram: SimulatedTelegram) -> None:
    await bot.call("getMe")
    first = asyncio.create_task(bot.updates(timeout=15))
    await asyncio.sleep(0.3)
    await asyncio.to_thread(telegram.api, "getUpdates", timeout=0)
    with refused("terminated by other getupdates request", kind="409"):
        await first


async def test_a_webhook_shuts_getupdates_until_it_is_deleted(bot: BotClient) -> None:
    await bot.call("setWebhook", url="https://example.org/hook")
    with refused("can't use getupdates method while webhook is active", kind="409"):
        await bot.updates()
    await bot.call("deleteWebhook", drop_pending_updates=True)
    assert await bot.updates() == []


async def test_only_allowed_kinds_come_and_the_choice_is_remembered(
    bot: BotClient, telegram: SimulatedTelegram, anna: Wire
) -> None:
    await bot.updates(allowed_updates=["edited_message"])
    written = telegram.types(anna, "не видно")
    telegram.edits(written, "видно")
    kinds = [set(update) - {"update_id"} for update in await bot.updates()]
    assert kinds[-1] == {"edited_message"}
    assert "не видно" not in str(kinds)


async def test_members_who_join_are_told_only_when_asked(
    bot: BotClient, telegram: SimulatedTelegram, staff: Wire
) -> None:
    olga = telegram.person("Ольга")
    await bot.updates(allowed_updates=["chat_member"])
    telegram.member(staff, olga, "member")
    change = (await bot.updates())[-1]["chat_member"]
    assert change["old_chat_member"]["status"] == "left"
    assert change["new_chat_member"]["user"]["id"] == olga["id"]


def test_the_clock_is_stamped_on_messages(telegram: SimulatedTelegram, anna: Wire) -> None:
    telegram.clock(3 * 86_400)
    written = telegram.types(anna, "из будущего")
    assert written["date"] - time.time() > 2 * 86_400


def test_a_killed_simulator_forgets_nothing_and_gives_no_id_twice(state: Path) -> None:
    with SimulatedTelegram(state) as telegram:
        anna, ivan = telegram.person("Анна"), telegram.person("Иван")
        staff = telegram.group("Поддержка", [ivan])
        topic = telegram.api("createForumTopic", chat_id=staff["id"], name="№1")["result"]["message_thread_id"]
        telegram.types(anna, "до", photo=file(png(), "a.png"))
        before = telegram.api("getUpdates")["result"]
        telegram.api("getUpdates", offset=before[1]["update_id"])
        last = telegram.messages(anna)[-1]

        telegram.kill()
        telegram.start()

        assert telegram.api("getUpdates")["result"] == before[1:]
        assert telegram.messages(anna)[-1] == last
        assert telegram.file(last["photo"][-1]["file_unique_id"]) == png()
        assert [shown["message_thread_id"] for shown in telegram.topics(staff)] == [topic]
        assert telegram.person("Борис")["id"] not in (anna["id"], ivan["id"])
        assert telegram.types(anna, "после")["message_id"] > last["message_id"]
        assert telegram.api("getUpdates")["result"][-1]["update_id"] > before[-1]["update_id"]


def test_many_restarts_shrink_the_journal_without_losing_anything(state: Path) -> None:
    with SimulatedTelegram(state) as telegram:
        anna = telegram.person("Анна")
        for number in range(700):
            telegram.clock(number)  # rows that the next one replaces
        telegram.batch([{"chat_id": anna["id"], "as": anna["id"], "text": f"{n}"} for n in range(400)])
        updates = telegram.api("getUpdates")["result"]
        telegram.api("getUpdates", offset=updates[-1]["update_id"] + 1)
        telegram.batch([{"chat_id": anna["id"], "as": anna["id"], "text": "после"}] * 400)
        size = (state / "journal.jsonl").stat().st_size
        for _ in range(2):
            telegram.stop()
            telegram.start()
        assert (state / "journal.jsonl").stat().st_size <= size
        assert len(telegram.messages(anna)) == 800
        assert telegram.get("/control/clock")["offset_seconds"] == 699
        assert telegram.types(anna, "ещё")["message_id"] == 801


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


def test_an_open_long_poll_does_not_hold_the_stop(state: Path) -> None:
    with SimulatedTelegram(state) as telegram:
        polled: list[Any] = []

        def poll() -> None:
            polled.append(telegram.api("getUpdates", timeout=50))

        thread = threading.Thread(target=poll)
        thread.start()
        telegram.wait_for(lambda: thread.is_alive(), 5)
        time.sleep(0.2)
        started = time.monotonic()
        telegram.stop()
        thread.join(10)
        assert time.monotonic() - started < 10
        assert polled == [{"ok": True, "result": []}]
