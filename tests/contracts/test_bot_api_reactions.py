"""Reactions of people as bots are told of them, and what a bot may set itself."""

from typing import Any

import pytest

from tests.contracts.bot_clients import BotClient, refused
from tests.simulated_telegram import SimulatedTelegram, file, png
from tests.simulator_process import ControlRefused

Wire = dict[str, Any]
ASKED = ["message", "message_reaction", "message_reaction_count"]
CUSTOM = {"type": "custom_emoji", "custom_emoji_id": "5368324170671202286"}


async def reactions_told(bot: BotClient, kind: str = "message_reaction") -> list[Wire]:
    return [update[kind] for update in await bot.updates(allowed_updates=ASKED) if kind in update]


@pytest.fixture
async def asked(bot: BotClient) -> BotClient:
    await bot.updates(allowed_updates=ASKED)
    return bot


async def test_reactions_come_with_what_was_before(asked: BotClient, telegram: SimulatedTelegram, anna: Wire) -> None:
    await asked.text(anna["id"], "готово?")
    message = telegram.messages(anna)[-1]
    for emoji in ("👍", "❤️", ["🔥", "👏"], CUSTOM, CUSTOM, None):
        telegram.reacts(message, anna, emoji)
    told = await reactions_told(asked)
    named = [
        [reaction.get("emoji") or reaction["custom_emoji_id"] for reaction in one.get("new_reaction", [])]
        for one in told
    ]
    assert named == [["👍"], ["❤"], ["🔥", "👏"], [CUSTOM["custom_emoji_id"]], []], "the same again is told once"
    assert [len(one.get("old_reaction", [])) for one in told] == [0, 1, 1, 2, 1]
    assert all(one["user"]["id"] == anna["id"] and one["message_id"] == message["message_id"] for one in told)


async def test_a_reaction_to_a_part_of_an_album_is_on_its_first_part(
    asked: BotClient, telegram: SimulatedTelegram, anna: Wire
) -> None:
    media = [{"type": "photo", "media": (png(), "1.png")}] * 2
    sent = await asked.call("sendMediaGroup", chat_id=anna["id"], media=media)
    telegram.reacts(telegram.messages(anna)[-1], anna, "👍")
    assert [one["message_id"] for one in await reactions_told(asked)] == [sent[0]["message_id"]]


@pytest.mark.parametrize("status", ["administrator", "member"])
async def test_in_a_group_only_administrators_are_told(
    asked: BotClient, telegram: SimulatedTelegram, staff: Wire, ivan: Wire, status: str
) -> None:
    telegram.member(staff, telegram.bot_id, status)
    sent = await asked.text(staff["id"], "карточка")
    telegram.reacts(telegram.messages(staff)[-1], ivan, "👀")
    told = [one["message_id"] for one in await reactions_told(asked)]
    assert told == ([sent["message_id"]] if status == "administrator" else [])


async def test_an_anonymous_administrator_reacts_as_the_group(
    asked: BotClient, telegram: SimulatedTelegram, staff: Wire
) -> None:
    nameless = telegram.person("Пётр")
    telegram.member(staff, nameless, "administrator", is_anonymous=True)
    await asked.text(staff["id"], "карточка")
    telegram.reacts(telegram.messages(staff)[-1], nameless, "👀")
    told = (await reactions_told(asked))[-1]
    assert (told["actor_chat"]["id"], "user" in told) == (staff["id"], False)


async def test_where_reactions_are_anonymous_only_their_number_is_told(
    asked: BotClient, telegram: SimulatedTelegram, ivan: Wire
) -> None:
    anna = telegram.person("Анна")
    group = telegram.group("Новости", [ivan, anna], anonymous_reactions=True)
    await asked.text(group["id"], "работы завтра")
    message = telegram.messages(group)[-1]
    telegram.reacts(message, ivan, "👍")
    telegram.reacts(message, anna, ["🔥", "👍"])
    told = (await reactions_told(asked, "message_reaction_count"))[-1]
    counts = {count["type"]["emoji"]: count["total_count"] for count in told["reactions"]}
    assert counts == {"👍": 2, "🔥": 1}
    assert await reactions_told(asked) == []


def test_people_react_with_what_there_is(telegram: SimulatedTelegram, ivan: Wire, anna: Wire) -> None:
    group = telegram.group("Тихие", [ivan], reactions=["👍"])
    written = telegram.types(ivan, "x", group)
    with pytest.raises(ControlRefused, match="allows no reaction"):
        telegram.reacts(written, ivan, "👀")
    with pytest.raises(ControlRefused, match="no reaction"):
        telegram.reacts(telegram.types(anna, "x"), anna, "🧨")


async def test_a_bot_sets_a_custom_emoji_only_where_somebody_else_has(
    bot: BotClient, telegram: SimulatedTelegram, anna: Wire
) -> None:
    written = telegram.types(anna, "", photo=file(png()))
    where = {"chat_id": anna["id"], "message_id": written["message_id"]}
    with refused("reaction_invalid"):
        await bot.call("setMessageReaction", **where, reaction=[CUSTOM])
    telegram.reacts(written, anna, CUSTOM)
    await bot.call("setMessageReaction", **where, reaction=[CUSTOM])
    assert telegram.messages(anna)[-1]["reactions"][str(telegram.bot_id)] == [CUSTOM]
    with refused("reactions_too_many"):
        await bot.call("setMessageReaction", **where, reaction=[CUSTOM, {"type": "emoji", "emoji": "👍"}])
    with refused("reaction_invalid"):
        await bot.call("setMessageReaction", **where, reaction=[{"type": "paid"}])


async def test_a_bot_is_told_nothing_of_its_own_reactions(
    asked: BotClient, telegram: SimulatedTelegram, anna: Wire
) -> None:
    written = telegram.types(anna, "x")
    reaction = [{"type": "emoji", "emoji": "👍"}]
    where = {"chat_id": anna["id"], "message_id": written["message_id"]}
    await asked.call("setMessageReaction", **where, reaction=reaction)
    assert await reactions_told(asked) == []
