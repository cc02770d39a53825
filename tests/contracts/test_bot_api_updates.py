"""Receiving: confirmation by offset, long polls, conflicts, restarts."""

import asyncio
import time
from typing import Any

from tests.contracts.bot_clients import BotClient, refused
from tests.simulated_telegram import SimulatedTelegram

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
    polling = asyncio.create_task(bot.updates(timeout=50))
    await asyncio.sleep(0.2)
    telegram.types(anna, "новое")
    (update,) = await asyncio.wait_for(polling, 40)  # long before the poll would end
    assert update["message"]["text"] == "новое"


async def test_a_second_poll_ends_the_first_with_a_conflict(bot: BotClient, telegram: SimulatedTelegram) -> None:
    await bot.call("getMe")
    first = asyncio.create_task(bot.updates(timeout=15))
    while not first.done():  # until the first one has arrived, there is nothing to end
        await asyncio.to_thread(telegram.api, "getUpdates", timeout=0)
        await asyncio.sleep(0.02)
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
