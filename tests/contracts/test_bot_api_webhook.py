"""Delivery by webhook: in order, repeated until it is taken, and never lost by switching to and fro."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from tests.contracts.bot_clients import BotClient, refused
from tests.simulated_telegram import SimulatedTelegram, free_port

Wire = dict[str, Any]
SECRET = "a-secret_of_ours"


class Hook:
    """Takes updates, or answers with `status` instead."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}/hook"
        self.status = 200
        self.slow_seconds = 0.0
        self.updates: list[Wire] = []
        self.refused = 0
        self.secrets: set[str | None] = set()
        self.at_once = self.most_at_once = 0

    async def take(self, request: web.Request) -> web.Response:
        self.secrets.add(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(self.slow_seconds)
        self.at_once -= 1
        if self.status != 200:
            self.refused += 1
            return web.Response(status=self.status)
        self.updates.append(await request.json())
        return web.Response()

    def texts(self) -> list[str]:
        return [update["message"]["text"] for update in self.updates if "message" in update]

    async def wait_for_texts(self, *texts: str) -> None:
        await self.wait_until(lambda: set(texts) <= set(self.texts()), f"{texts}")

    async def wait_until(self, found: Any, what: str) -> None:
        until = time.monotonic() + 20
        while not found():
            assert time.monotonic() < until, f"no {what}: {self.texts()}"
            await asyncio.sleep(0.02)


@asynccontextmanager
async def listening(port: int = 0) -> AsyncIterator[Hook]:
    hook = Hook(port or free_port())
    app = web.Application()
    app.router.add_post("/hook", hook.take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", int(hook.url.split(":")[2].split("/")[0])).start()
    try:
        yield hook
    finally:
        await runner.cleanup()


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    async with listening() as running:
        yield running


def webhook_info(telegram: SimulatedTelegram) -> Wire:
    found: Wire = telegram.api("getWebhookInfo")["result"]
    return found


async def test_updates_are_delivered_in_order_with_the_secret(
    bot: BotClient, telegram: SimulatedTelegram, anna: Wire, hook: Hook
) -> None:
    texts = [f"сообщение {number}" for number in range(20)]
    for text in texts[:10]:
        telegram.types(anna, text)
    await bot.call("setWebhook", url=hook.url, secret_token=SECRET, max_connections=5)
    for text in texts[10:]:
        await asyncio.to_thread(telegram.types, anna, text)
    await hook.wait_for_texts(*texts)
    assert hook.texts()[-20:] == texts
    assert hook.secrets == {SECRET}
    told = webhook_info(telegram)
    assert (told["url"], told["pending_update_count"], told["max_connections"]) == (hook.url, 0, 5)


async def test_chats_are_served_side_by_side_each_in_its_order(telegram: SimulatedTelegram, hook: Hook) -> None:
    people = [telegram.person(f"Абонент {number}") for number in range(6)]
    hook.slow_seconds = 0.05
    telegram.batch([{"chat_id": p["id"], "text": f"{p['id']}-{n}"} for n in range(4) for p in people])
    telegram.api("setWebhook", url=hook.url, max_connections=3)
    await hook.wait_until(lambda: len(hook.texts()) == 24, "24 updates")
    for person in people:
        assert [t for t in hook.texts() if t.startswith(f"{person['id']}-")] == [
            f"{person['id']}-{n}" for n in range(4)
        ]
    assert hook.most_at_once == 3


async def test_what_is_refused_waits_is_explained_and_comes_again(
    telegram: SimulatedTelegram, anna: Wire, hook: Hook
) -> None:
    hook.status = 503
    telegram.api("setWebhook", url=hook.url)
    telegram.types(anna, "первое")
    telegram.types(anna, "второе")
    await hook.wait_until(lambda: hook.refused > 1, "a second try")
    told = webhook_info(telegram)
    assert "503" in told["last_error_message"]
    assert told["pending_update_count"] >= 2
    hook.status = 200
    await hook.wait_for_texts("первое", "второе")
    assert hook.texts()[-2:] == ["первое", "второе"]
    assert webhook_info(telegram)["pending_update_count"] == 0


async def test_one_chat_that_is_refused_does_not_hold_up_another(telegram: SimulatedTelegram, hook: Hook) -> None:
    anna, boris = telegram.person("Анна"), telegram.person("Борис")
    hook.status = 500
    telegram.api("setWebhook", url=hook.url)
    telegram.types(anna, "застряло")
    await hook.wait_until(lambda: hook.refused > 1, "a second try")  # the third comes two seconds later
    hook.status = 200
    await asyncio.to_thread(telegram.types, boris, "мимо")
    await hook.wait_for_texts("застряло", "мимо")
    assert hook.texts() == ["мимо", "застряло"]


async def test_a_hook_that_is_not_there_loses_nothing(telegram: SimulatedTelegram, anna: Wire) -> None:
    port = free_port()
    telegram.api("setWebhook", url=f"http://127.0.0.1:{port}/hook")
    telegram.types(anna, "в пустоту")
    while "last_error_message" not in webhook_info(telegram):
        await asyncio.sleep(0.02)
    assert webhook_info(telegram)["last_error_message"] == "Connection refused"
    async with listening(port) as hook:
        await hook.wait_for_texts("в пустоту")


async def test_a_deleted_webhook_leaves_its_updates_to_polling(
    bot: BotClient, telegram: SimulatedTelegram, anna: Wire, hook: Hook
) -> None:
    hook.status = 503
    await bot.call("setWebhook", url=hook.url)
    telegram.types(anna, "кому-нибудь")
    await hook.wait_until(lambda: hook.refused > 0, "a try")
    await bot.call("deleteWebhook")
    assert [update["message"]["text"] for update in await bot.updates()][-1] == "кому-нибудь"
    assert webhook_info(telegram)["url"] == ""


async def test_setting_a_webhook_ends_the_poll_that_waits(
    bot: BotClient, telegram: SimulatedTelegram, hook: Hook
) -> None:
    await bot.call("getMe")
    polling = asyncio.create_task(bot.updates(timeout=15))
    while not polling.done():  # until the poll has arrived, there is nothing to end
        telegram.api("deleteWebhook")
        await asyncio.sleep(0.05)
        telegram.api("setWebhook", url=hook.url)
        await asyncio.sleep(0.05)
    with refused("webhook", kind="409"):
        await polling


@pytest.mark.parametrize(
    ("url", "secret", "words"),
    [
        ("http://support.example/hook", "ok", "an https url must be provided"),
        ("https://support.example:8081/hook", "ok", "only on ports 80, 88, 443 or 8443"),
        ("https://support.example/hook", "не годится", "secret token contains unallowed characters"),
    ],
)
async def test_a_webhook_that_telegram_would_refuse_is_refused(
    bot: BotClient, url: str, secret: str, words: str
) -> None:
    with refused(words):
        await bot.call("setWebhook", url=url, secret_token=secret)


async def test_webhook_and_what_was_delivered_survive_a_killed_simulator(state: Path, hook: Hook) -> None:
    telegram = SimulatedTelegram(state).start()
    anna, boris = telegram.person("Анна"), telegram.person("Борис")
    telegram.api("setWebhook", url=hook.url, secret_token=SECRET)
    telegram.types(anna, "до")
    await hook.wait_for_texts("до")
    await asyncio.to_thread(telegram.wait_for, lambda: webhook_info(telegram)["pending_update_count"] == 0)
    telegram.kill()
    await asyncio.to_thread(telegram.start)
    try:
        await asyncio.to_thread(telegram.types, boris, "после")
        await hook.wait_for_texts("после")
        assert hook.texts() == ["до", "после"]
        assert hook.secrets == {SECRET}
    finally:
        await asyncio.to_thread(telegram.stop)
