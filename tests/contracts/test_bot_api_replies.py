"""Replies: what is shown of the replied message, quotes, replies from other chats and topics; both ways."""

from typing import Any

import pytest

from tests.contracts.bot_clients import BotClient, refused
from tests.origins import channel, hidden_user
from tests.simulated_telegram import SimulatedTelegram, file, png
from tests.simulator_process import ControlRefused

Wire = dict[str, Any]


async def newest(bot: BotClient) -> Wire:
    message: Wire = (await bot.updates())[-1]["message"]
    return message


async def test_a_person_replies_to_one_of_several_answers_of_the_bot(
    bot: BotClient, telegram: SimulatedTelegram, anna: Wire
) -> None:
    first = await bot.text(anna["id"], "Выключите роутер", reply_parameters={"message_id": 0})
    await bot.text(anna["id"], "Включите", reply_parameters={"message_id": first["message_id"]})
    answers = telegram.messages(anna)[-2:]
    telegram.types(anna, "не помогло", reply_to_message_id=answers[1]["message_id"])
    replied = (await newest(bot))["reply_to_message"]
    assert (replied["text"], replied["from"]["is_bot"]) == ("Включите", True)
    assert "reply_to_message" not in replied


async def test_a_person_quotes_a_part_which_keeps_its_marks(
    bot: BotClient, telegram: SimulatedTelegram, anna: Wire
) -> None:
    sent = await bot.text(anna["id"], "😀 <b>Два</b> или два <code>три</code>", parse_mode="HTML")
    telegram.types(anna, "какие?", reply_to_message_id=sent["message_id"], quote="Два или")
    message = await newest(bot)
    assert message["reply_to_message"]["message_id"] == sent["message_id"]
    assert message["quote"] == {
        "text": "Два или",
        "position": 3,
        "entities": [{"type": "bold", "offset": 0, "length": 3}],
        "is_manual": True,
    }
    telegram.types(anna, "эти?", reply_to_message_id=sent["message_id"], quote="три")
    assert "entities" not in (await newest(bot))["quote"]
    with pytest.raises(ControlRefused, match="has no words"):
        telegram.types(anna, "?", reply_to_message_id=sent["message_id"], quote="четыре")


async def test_a_quote_of_a_caption_is_the_place_that_was_meant(
    bot: BotClient, telegram: SimulatedTelegram, anna: Wire
) -> None:
    sent = await bot.call("sendPhoto", chat_id=anna["id"], photo=(png(), "a.png"), caption="да, да и да")
    where = {"reply_to_message_id": sent["message_id"], "quote": "да"}
    telegram.types(anna, "которое?", **where)
    assert (await newest(bot))["quote"]["position"] == 0
    telegram.types(anna, "которое?", **where, quote_position=9)
    assert (await newest(bot))["quote"]["position"] == 9


async def test_an_edited_reply_still_replies(bot: BotClient, telegram: SimulatedTelegram, anna: Wire) -> None:
    sent = await bot.text(anna["id"], "Проверьте кабель")
    written = telegram.types(anna, "како", reply_to_message_id=sent["message_id"], quote="кабель")
    telegram.edits(written, "какой")
    edited = (await bot.updates())[-1]["edited_message"]
    assert (edited["reply_to_message"]["text"], edited["quote"]["text"]) == ("Проверьте кабель", "кабель")


async def test_a_reply_to_what_was_deleted_meanwhile_shows_nothing(
    bot: BotClient, telegram: SimulatedTelegram, anna: Wire
) -> None:
    sent = await bot.text(anna["id"], "Проверьте кабель")
    telegram.types(anna, "проверила", reply_to_message_id=sent["message_id"])
    await bot.call("deleteMessage", chat_id=anna["id"], message_id=sent["message_id"])
    telegram.edits(telegram.messages(anna)[-1], "проверила!")
    assert "reply_to_message" not in (await bot.updates())[-1]["edited_message"]


async def test_a_bots_quote_is_found_in_the_message_with_its_marks(
    bot: BotClient, telegram: SimulatedTelegram, anna: Wire
) -> None:
    bold = {"type": "bold", "offset": 7, "length": 6}
    written = telegram.types(anna, "Тариф «Уютный» или «Уютный»?", entities=[bold])
    where = {"message_id": written["message_id"]}
    quote = {"quote": " <b>Уютный</b> ", "quote_parse_mode": "HTML"}
    sent = await bot.text(anna["id"], "этот", reply_parameters={**where, **quote})
    assert sent["quote"] == {
        "text": "Уютный",
        "position": 7,
        "entities": [{**bold, "offset": 0}],
        "is_manual": True,
    }
    other = await bot.text(anna["id"], "этот", reply_parameters={**where, "quote": "Уютный", "quote_position": 9})
    assert (other["quote"]["position"], other["reply_to_message"]["message_id"]) == (20, written["message_id"])
    marked = {"quote": "Уютный", "quote_entities": [{"type": "bold", "offset": 0, "length": 6}], "quote_position": 20}
    assert (await bot.text(anna["id"], "x", reply_parameters={**where, **marked}))["quote"]["position"] == 7
    assert telegram.messages(anna)[-1]["quote"]["text"] == "Уютный"


@pytest.mark.parametrize("quote", ["Неуютный", "тариф", "<i>Тариф</i>", "я" * 1025])
async def test_a_quote_that_is_not_in_the_message_is_refused(
    bot: BotClient, telegram: SimulatedTelegram, anna: Wire, quote: str
) -> None:
    written = telegram.types(anna, "Тариф «Уютный» " + "я" * 1100)
    reply = {"message_id": written["message_id"], "quote": quote, "quote_parse_mode": "HTML"}
    before = telegram.messages(anna)
    with refused("quote_text_invalid"):
        await bot.text(anna["id"], "x", reply_parameters={**reply, "allow_sending_without_reply": True})
    assert telegram.messages(anna) == before


async def test_a_file_and_an_album_reply_with_a_quote_too(
    bot: BotClient, telegram: SimulatedTelegram, anna: Wire
) -> None:
    written = telegram.types(anna, "Где договор?")
    reply = {"message_id": written["message_id"], "quote": "договор"}
    await bot.call("sendDocument", chat_id=anna["id"], document=(b"x", "a.txt"), reply_parameters=reply)
    media = [{"type": "photo", "media": (png(), "1.png")}] * 2
    await bot.call("sendMediaGroup", chat_id=anna["id"], media=media, reply_parameters=reply)
    shown = telegram.messages(anna)[-3:]
    assert [message["quote"]["text"] for message in shown] == ["договор"] * 3
    assert {message["reply_to_message_id"] for message in shown} == {written["message_id"]}


async def test_a_person_replies_in_private_to_a_message_of_a_group(
    bot: BotClient, telegram: SimulatedTelegram, staff: Wire, ivan: Wire
) -> None:
    telegram.starts(ivan)
    there = telegram.types(ivan, "скан", staff, photo=file(png(300, 200), "a.png"))
    telegram.types(ivan, "вот этот", reply_to_chat_id=staff["id"], reply_to_message_id=there["message_id"])
    message = await newest(bot)
    shown = message["external_reply"]
    assert "reply_to_message" not in message
    assert (shown["chat"]["title"], shown["message_id"]) == ("Поддержка", there["message_id"])
    assert shown["origin"]["sender_user"]["first_name"] == "Иван"
    assert await bot.download(shown["photo"][-1]["file_id"]) == png(300, 200)
    assert (message["quote"]["text"], "is_manual" in message["quote"]) == ("скан", False)


async def test_a_person_replies_to_a_message_of_a_chat_that_the_bot_is_not_in(
    bot: BotClient, telegram: SimulatedTelegram, anna: Wire
) -> None:
    post = {"origin": channel("Новости провайдера", 77), "text": "Завтра с 9 до 12 работы"}
    telegram.types(anna, "это у нас?", external_reply=post, quote="с 9 до 12")
    message = await newest(bot)
    assert (message["external_reply"]["chat"]["title"], message["external_reply"]["message_id"]) == (
        "Новости провайдера",
        77,
    )
    assert (message["quote"]["text"], message["quote"]["is_manual"]) == ("с 9 до 12", True)
    telegram.types(anna, "и это", external_reply={"origin": hidden_user("Мария"), "text": "Света нет"})
    message = await newest(bot)
    assert message["external_reply"]["origin"]["sender_user_name"] == "Мария"
    assert message["external_reply"].keys() == {"origin"}
    assert message["quote"] == {"text": "Света нет", "position": 0}


async def test_a_reply_in_another_topic_shows_it_as_from_elsewhere(
    bot: BotClient, telegram: SimulatedTelegram, staff: Wire, ivan: Wire
) -> None:
    one, two = await bot.topic(staff["id"], "№1"), await bot.topic(staff["id"], "№2")
    there = telegram.types(ivan, "пароль от роутера", staff, message_thread_id=one)
    reply = {"reply_to_message_id": there["message_id"]}
    telegram.types(ivan, "и здесь так же", staff, message_thread_id=two, **reply)
    message = await newest(bot)
    assert "reply_to_message" not in message
    assert message["external_reply"]["message_id"] == there["message_id"]
    telegram.types(ivan, "спасибо", staff, **reply)  # where nothing else is said, in its own topic
    message = await newest(bot)
    assert (message["message_thread_id"], message["reply_to_message"]["text"]) == (one, "пароль от роутера")
    sent = await bot.text(
        staff["id"], "x", message_thread_id=two, reply_parameters={"message_id": there["message_id"]}
    )
    assert sent["external_reply"]["message_id"] == there["message_id"]


async def test_a_bot_replies_in_a_group_to_what_was_written_in_private(
    bot: BotClient, telegram: SimulatedTelegram, anna: Wire, staff: Wire
) -> None:
    written = telegram.types(anna, "Нет связи с утра")
    reply = {"chat_id": anna["id"], "message_id": written["message_id"]}
    sent = await bot.text(staff["id"], "об этом", reply_parameters=reply)
    assert sent["external_reply"].keys() == {"origin"}, "a private chat is not told"
    assert sent["quote"]["text"] == "Нет связи с утра"
    quoted = await bot.text(staff["id"], "об этом", reply_parameters={**reply, "quote": "с утра"})
    assert (quoted["quote"]["position"], quoted["quote"]["is_manual"]) == (10, True)
    with refused("message to be replied not found"):
        missing = {"chat_id": anna["id"], "message_id": 999, "allow_sending_without_reply": True}
        await bot.text(staff["id"], "x", reply_parameters=missing)


async def test_a_pinned_message_does_not_say_what_it_replies_to(
    bot: BotClient, telegram: SimulatedTelegram, anna: Wire
) -> None:
    sent = await bot.text(anna["id"], "Проверьте кабель")
    written = telegram.types(anna, "проверила", reply_to_message_id=sent["message_id"])
    await bot.call("pinChatMessage", chat_id=anna["id"], message_id=written["message_id"])
    pinned = (await newest(bot))["pinned_message"]
    assert (pinned["text"], "reply_to_message" in pinned) == ("проверила", False)


async def test_what_is_protected_is_shown_nowhere_else(
    bot: BotClient, telegram: SimulatedTelegram, anna: Wire, staff: Wire
) -> None:
    sent = await bot.text(anna["id"], "код 1234", protect_content=True)
    reply = {"chat_id": anna["id"], "message_id": sent["message_id"]}
    shown = await bot.text(staff["id"], "x", reply_parameters=reply)
    assert not {"external_reply", "quote", "reply_to_message"} & shown.keys()
