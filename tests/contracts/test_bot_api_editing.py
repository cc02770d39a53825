"""Edits, reactions and buttons, by both client libraries."""

import asyncio
from typing import Any

import pytest

from tests.contracts.bot_clients import BotClient, keyboard, refused
from tests.simulated_telegram import ControlRefused, SimulatedTelegram, file, png

Wire = dict[str, Any]
BUTTONS = [[("Взять", "take:1")], [("Закрыть", "close:1"), ("Эскалация", "up:1")]]


async def test_an_edit_changes_the_text_and_drops_the_buttons(
    bot: BotClient, telegram: SimulatedTelegram, anna: Wire
) -> None:
    sent = await bot.text(anna["id"], "было", buttons=BUTTONS)
    await bot.call("editMessageText", chat_id=anna["id"], message_id=sent["message_id"], text="стало")
    shown = telegram.messages(anna)[-1]
    assert shown["text"] == "стало"
    assert "reply_markup" not in shown
    assert shown["edits"][0]["text"] == "было"


async def test_the_same_text_and_buttons_are_no_edit(bot: BotClient, anna: Wire) -> None:
    sent = await bot.text(anna["id"], "то же", buttons=BUTTONS)
    same = {"chat_id": anna["id"], "message_id": sent["message_id"], "text": "то же"}
    with refused("message is not modified"):
        await bot.call("editMessageText", **same, reply_markup=keyboard(BUTTONS))
    await bot.call("editMessageText", **same, reply_markup=keyboard(BUTTONS[:1]))


async def test_buttons_can_be_changed_alone(bot: BotClient, telegram: SimulatedTelegram, anna: Wire) -> None:
    sent = await bot.text(anna["id"], "карточка", buttons=BUTTONS)
    where = {"chat_id": anna["id"], "message_id": sent["message_id"]}
    await bot.call("editMessageReplyMarkup", **where, reply_markup=keyboard(BUTTONS[:1]))
    assert len(telegram.messages(anna)[-1]["reply_markup"]["inline_keyboard"]) == 1
    with refused("message is not modified"):
        await bot.call("editMessageReplyMarkup", **where, reply_markup=keyboard(BUTTONS[:1]))


async def test_a_message_that_is_gone_or_not_the_bots_can_not_be_edited(
    bot: BotClient, telegram: SimulatedTelegram, anna: Wire
) -> None:
    written = telegram.types(anna, "моё")
    with refused("message can't be edited"):
        await bot.call("editMessageText", chat_id=anna["id"], message_id=written["message_id"], text="x")
    with refused("message to edit not found"):
        await bot.call("editMessageText", chat_id=anna["id"], message_id=10_000, text="x")


async def test_what_a_person_edits_comes_as_an_edited_message(
    bot: BotClient, telegram: SimulatedTelegram, anna: Wire
) -> None:
    written = telegram.types(anna, "опечатка")
    telegram.edits(written, "исправлено")
    edited = (await bot.updates())[-1]["edited_message"]
    assert (edited["message_id"], edited["text"]) == (written["message_id"], "исправлено")
    assert edited["edit_date"] >= edited["date"]


async def test_only_reactions_of_the_permitted_list_are_taken(
    bot: BotClient, telegram: SimulatedTelegram, anna: Wire
) -> None:
    written = telegram.types(anna, "спасибо")
    where = {"chat_id": anna["id"], "message_id": written["message_id"]}
    await bot.call("setMessageReaction", **where, reaction=[{"type": "emoji", "emoji": "👌"}])
    assert telegram.messages(anna)[-1]["reactions"] == {str(telegram.bot_id): [{"type": "emoji", "emoji": "👌"}]}
    answer = telegram.api("setMessageReaction", **where, reaction=[{"type": "emoji", "emoji": "✅"}])
    assert answer["error_code"] == 400
    await bot.call("setMessageReaction", **where, reaction=[])
    assert not telegram.messages(anna)[-1]["reactions"]


async def test_a_reaction_to_an_album_is_set_on_its_first_part(
    bot: BotClient, telegram: SimulatedTelegram, anna: Wire
) -> None:
    parts = telegram.types_all(anna, album=[{"photo": file(png(), f"{number}.png")} for number in range(3)])
    where = {"chat_id": anna["id"], "message_id": parts[2]["message_id"]}
    await bot.call("setMessageReaction", **where, reaction=[{"type": "emoji", "emoji": "👌"}])
    reacted = [bool(message.get("reactions")) for message in telegram.messages(anna)[-3:]]
    assert reacted == [True, False, False]


async def test_reactions_that_the_group_has_switched_off_are_refused(
    bot: BotClient, telegram: SimulatedTelegram, ivan: Wire
) -> None:
    group = telegram.group("Без реакций", [ivan], reactions=[])
    written = telegram.types(ivan, "ответ", group)
    with refused("reaction_invalid"):
        await bot.call(
            "setMessageReaction",
            chat_id=group["id"],
            message_id=written["message_id"],
            reaction=[{"type": "emoji", "emoji": "👌"}],
        )


async def test_a_reaction_of_a_person_comes_only_when_asked_for(
    bot: BotClient, telegram: SimulatedTelegram, anna: Wire
) -> None:
    sent = await bot.text(anna["id"], "готово?")
    message = telegram.messages(anna)[-1]
    telegram.reacts(message, anna, "👍")
    assert not [update for update in await bot.updates() if "message_reaction" in update]
    await bot.updates(allowed_updates=["message", "message_reaction"])
    telegram.reacts(message, anna, None)
    changed = (await bot.updates())[-1]["message_reaction"]
    assert changed["message_id"] == sent["message_id"]
    assert (changed["old_reaction"][0]["emoji"], changed.get("new_reaction", [])) == ("👍", [])


async def test_a_press_is_answered_once(bot: BotClient, telegram: SimulatedTelegram, anna: Wire) -> None:
    await bot.text(anna["id"], "Решено?", buttons=BUTTONS)
    message = telegram.messages(anna)[-1]
    pressed = asyncio.create_task(asyncio.to_thread(telegram.presses, message, "Взять"))
    query = await _next_query(bot)
    assert (query["data"], query["from"]["id"]) == ("take:1", anna["id"])
    assert query["message"]["message_id"] == message["message_id"]
    await bot.call("answerCallbackQuery", callback_query_id=query["id"], text="Взято")
    assert (await pressed)["answer"]["text"] == "Взято"
    with refused("query is too old"):
        await bot.call("answerCallbackQuery", callback_query_id=query["id"])


async def test_a_press_that_nobody_answers_ends_without_an_answer(
    bot: BotClient, telegram: SimulatedTelegram, anna: Wire
) -> None:
    await bot.text(anna["id"], "Решено?", buttons=BUTTONS)
    message = telegram.messages(anna)[-1]
    assert telegram.presses(message, 2, wait_seconds=0)["answered"] is False
    assert (await _next_query(bot))["data"] == "close:1"


async def test_a_button_that_is_not_there_can_be_forged_but_not_pressed(
    bot: BotClient, telegram: SimulatedTelegram, anna: Wire
) -> None:
    await bot.text(anna["id"], "Решено?", buttons=BUTTONS)
    message = telegram.messages(anna)[-1]
    with pytest.raises(ControlRefused, match="no button"):
        telegram.presses(message, "Удалить всё")
    telegram.forges(message, "delete:all", anna, wait_seconds=0)
    assert (await _next_query(bot))["data"] == "delete:all"


async def _next_query(bot: BotClient) -> Wire:
    for _ in range(200):
        for update in await bot.updates(allowed_updates=[]):
            if "callback_query" in update:
                query: Wire = update["callback_query"]
                return query
        await asyncio.sleep(0.02)
    raise AssertionError("no callback query came")
