"""Limits and orders: refused, dropped, hung and doubled exactly when told, by both client libraries."""

import asyncio
import contextlib
from typing import Any

import pytest

from tests.contracts.bot_clients import BotClient, Refusal, refused
from tests.simulated_telegram import ControlRefused, SimulatedTelegram

Wire = dict[str, Any]


async def test_an_ordered_429_tells_how_long_to_wait_and_ends(
    bot: BotClient, telegram: SimulatedTelegram, anna: Wire
) -> None:
    telegram.order("429", method="sendMessage", times=1, retry_after=7)
    with refused("", kind="429") as caught:
        await bot.text(anna["id"], "x")
    assert caught.value.retry_after == 7
    await bot.text(anna["id"], "y")
    assert telegram.texts(anna)[-1] == "y"


async def test_every_third_call_to_one_chat_can_be_refused(
    telegram: SimulatedTelegram, anna: Wire, staff: Wire
) -> None:
    telegram.order("429", chat_id=anna["id"], every=3)
    answers = [telegram.api("sendMessage", chat_id=anna["id"], text=str(n))["ok"] for n in range(6)]
    assert answers == [True, True, False, True, True, False]
    assert telegram.api("sendMessage", chat_id=staff["id"], text="x")["ok"] is True
    (standing,) = telegram.orders()
    assert (standing["seen"], standing["done"]) == (6, 2)


@pytest.mark.parametrize(("do", "kind"), [("403", "403"), ("500", "5xx"), ("502", "5xx")])
async def test_ordered_errors_come_as_such(
    bot: BotClient, telegram: SimulatedTelegram, anna: Wire, do: str, kind: str
) -> None:
    await bot.call("getMe")
    telegram.order(do, method="sendMessage", times=1)
    with refused("", kind=kind):
        await bot.text(anna["id"], "x")
    assert telegram.texts(anna) == ["/start"]


async def test_accept_then_drop_does_the_work_and_says_nothing(
    bot: BotClient, telegram: SimulatedTelegram, anna: Wire
) -> None:
    await bot.call("getMe")
    telegram.order("accept_then_drop", method="sendMessage", times=1)
    with pytest.raises(Refusal) as caught:
        await bot.text(anna["id"], "дошло")
    assert caught.value.kind == "network"
    assert telegram.texts(anna)[-1] == "дошло"


async def test_accept_then_hang_does_the_work_and_keeps_its_client_waiting(
    bot: BotClient, telegram: SimulatedTelegram, anna: Wire
) -> None:
    telegram.order("accept_then_hang", method="sendMessage", times=1)
    waiting = asyncio.create_task(bot.text(anna["id"], "дошло"))
    while telegram.texts(anna)[-1:] != ["дошло"]:
        await asyncio.sleep(0.02)
    assert not waiting.done()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting


async def test_drop_before_does_nothing_and_says_nothing(
    bot: BotClient, telegram: SimulatedTelegram, anna: Wire
) -> None:
    await bot.call("getMe")
    telegram.order("drop_before", method="sendMessage", times=1)
    with pytest.raises(Refusal) as caught:
        await bot.text(anna["id"], "не дошло")
    assert caught.value.kind == "network"
    assert "не дошло" not in telegram.texts(anna)


async def test_a_hanging_call_never_answers_and_others_pass(
    bot: BotClient, telegram: SimulatedTelegram, anna: Wire
) -> None:
    await bot.call("getMe")
    telegram.order("hang", method="sendMessage", times=1)
    hanging = asyncio.create_task(bot.text(anna["id"], "висит"))
    await _until(lambda: telegram.orders()[0]["done"] == 1)
    await bot.text(anna["id"], "проходит")
    assert not hanging.done()
    hanging.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await hanging
    assert telegram.texts(anna)[-1] == "проходит"


async def _until(true: Any) -> None:
    for _ in range(500):
        if await asyncio.to_thread(true):
            return
        await asyncio.sleep(0.01)
    raise AssertionError("did not come true")


async def test_updates_can_be_doubled_repeated_and_shuffled(
    bot: BotClient, telegram: SimulatedTelegram, anna: Wire
) -> None:
    await bot.updates(offset=(await bot.updates())[-1]["update_id"] + 1)
    for number in range(3):
        telegram.types(anna, str(number))

    def texts(updates: list[Wire]) -> list[str]:
        return [update["message"]["text"] for update in updates]

    telegram.order("duplicate_updates", times=1)
    assert texts(await bot.updates()) == ["0", "0", "1", "1", "2", "2"]
    telegram.order("shuffle_updates", times=1)
    batch = await bot.updates()
    assert texts(batch) == ["2", "1", "0"]
    telegram.order("redeliver_updates", times=1)
    telegram.types(anna, "3")
    assert texts(await bot.updates(offset=batch[0]["update_id"] + 1)) == ["0", "1", "2", "3"]


def test_a_misspelt_order_is_refused(telegram: SimulatedTelegram) -> None:
    with pytest.raises(ControlRefused, match="do must be one of"):
        telegram.order("explode")
    with pytest.raises(ControlRefused, match="unknown: time"):
        telegram.order("429", time=1)


def test_the_group_limit_counts_sends_edits_and_topics_but_no_reactions(
    telegram: SimulatedTelegram, staff: Wire, ivan: Wire
) -> None:
    written = telegram.types(ivan, "ответ", staff)
    telegram.limits(group="3/60")
    assert telegram.api("createForumTopic", chat_id=staff["id"], name="№1")["ok"]
    sent = telegram.api("sendMessage", chat_id=staff["id"], text="раз")["result"]["message_id"]
    assert telegram.api("editMessageText", chat_id=staff["id"], message_id=sent, text="два")["ok"]
    refusal = telegram.api("sendMessage", chat_id=staff["id"], text="три")
    assert (refusal["error_code"], 50 <= refusal["parameters"]["retry_after"] <= 60) == (429, True)
    assert refusal["description"] == f"Too Many Requests: retry after {refusal['parameters']['retry_after']}"
    reaction = [{"type": "emoji", "emoji": "👌"}]
    for _ in range(5):
        where = {"chat_id": staff["id"], "message_id": written["message_id"]}
        assert telegram.api("setMessageReaction", **where, reaction=reaction)["ok"]


def test_each_private_chat_has_a_limit_of_its_own(telegram: SimulatedTelegram, anna: Wire) -> None:
    boris = telegram.person("Борис")
    telegram.starts(boris)
    telegram.limits(chat="2/60")
    answers = [telegram.api("sendMessage", chat_id=anna["id"], text=str(n))["ok"] for n in range(3)]
    assert answers == [True, True, False]
    assert telegram.api("sendMessage", chat_id=boris["id"], text="x")["ok"]


def test_the_limit_everywhere_counts_all_chats_together(telegram: SimulatedTelegram, anna: Wire, staff: Wire) -> None:
    telegram.limits(everywhere="2/60")
    assert telegram.api("sendMessage", chat_id=anna["id"], text="x")["ok"]
    assert telegram.api("sendMessage", chat_id=staff["id"], text="x")["ok"]
    assert telegram.api("sendMessage", chat_id=staff["id"], text="x")["error_code"] == 429


def test_a_refused_call_does_not_count(telegram: SimulatedTelegram, anna: Wire) -> None:
    telegram.limits(chat="1/60")
    answers = [telegram.api("sendMessage", chat_id=anna["id"], text=str(n)) for n in range(4)]
    assert [answer["ok"] for answer in answers] == [True, False, False, False]
    waits = [answer["parameters"]["retry_after"] for answer in answers[1:]]
    assert waits == sorted(waits, reverse=True)
    assert waits[0] <= 60
