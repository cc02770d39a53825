"""Forwards: whose words they are, of all four kinds of origin, forwarded by people and by the bot."""

from typing import Any

import pytest

from tests.contracts.bot_clients import BotClient, refused
from tests.origins import channel, group_chat, hidden_user, user
from tests.simulated_telegram import SimulatedTelegram, file, png
from tests.simulator_process import ControlRefused

Wire = dict[str, Any]


async def newest(bot: BotClient) -> Wire:
    message: Wire = (await bot.updates())[-1]["message"]
    return message


@pytest.mark.parametrize(
    ("origin", "shown"),
    [
        (user({"first_name": "Мария"}), {"type": "user", "sender_user": {"first_name": "Мария"}}),
        (hidden_user("Мария С."), {"type": "hidden_user", "sender_user_name": "Мария С."}),
        (
            group_chat("Дом 7", "старшая"),
            {"type": "chat", "sender_chat": {"title": "Дом 7"}, "author_signature": "старшая"},
        ),
        (
            channel("Новости", 77, "Редакция"),
            {"type": "channel", "chat": {"title": "Новости"}, "message_id": 77, "author_signature": "Редакция"},
        ),
    ],
    ids=["user", "hidden user", "chat", "channel"],
)
async def test_a_person_forwards_words_of_any_origin(
    bot: BotClient, telegram: SimulatedTelegram, anna: Wire, origin: Wire, shown: Wire
) -> None:
    telegram.types(anna, "Завтра отключат воду", forward_origin=origin)
    message = await newest(bot)
    assert (message["text"], message["from"]["first_name"]) == ("Завтра отключат воду", "Анна")
    told = message["forward_origin"]
    assert told["date"] > 0
    for name, value in shown.items():
        assert value.items() <= told[name].items() if isinstance(value, dict) else told[name] == value


async def test_each_part_of_a_forwarded_album_has_the_origin(
    bot: BotClient, telegram: SimulatedTelegram, anna: Wire
) -> None:
    album = [{"photo": file(png())}, {"photo": file(png()), "caption": "смета"}]
    telegram.types(anna, album=album, forward_origin=hidden_user("Мария"))
    messages = [update["message"] for update in (await bot.updates())[-2:]]
    assert [message["forward_origin"]["sender_user_name"] for message in messages] == ["Мария"] * 2


async def test_a_person_forwards_what_stands_in_a_chat_they_read(
    bot: BotClient, telegram: SimulatedTelegram, staff: Wire, ivan: Wire, anna: Wire
) -> None:
    telegram.starts(ivan)
    there = telegram.types_all(ivan, "", staff, album=[{"photo": file(png())}, {"photo": file(png())}])
    telegram.forwards(ivan, there)
    messages = [update["message"] for update in (await bot.updates())[-2:]]
    assert len({there[0]["media_group_id"], *(message["media_group_id"] for message in messages)}) == 2
    assert {message["forward_origin"]["sender_user"]["id"] for message in messages} == {ivan["id"]}
    answer = await bot.text(anna["id"], "Выключите роутер")
    telegram.forwards(anna, telegram.messages(anna)[-1])
    origin = (await newest(bot))["forward_origin"]
    assert (origin["sender_user"]["is_bot"], origin["date"]) == (True, answer["date"])
    with pytest.raises(ControlRefused, match="is not in"):
        telegram.forwards(anna, there)


async def test_a_forward_of_a_forward_names_the_first_author(
    bot: BotClient, telegram: SimulatedTelegram, anna: Wire, staff: Wire
) -> None:
    telegram.types(anna, "Вода", forward_origin=channel("Новости", 77))
    passed_on = {"from_chat_id": anna["id"], "message_id": telegram.messages(anna)[-1]["message_id"]}
    sent = await bot.call("forwardMessage", chat_id=staff["id"], **passed_on)
    assert (sent["forward_origin"]["type"], sent["forward_origin"]["message_id"]) == ("channel", 77)
    await bot.call("copyMessage", chat_id=staff["id"], **passed_on)
    assert "forward_origin" not in telegram.messages(staff)[-1]


async def test_a_forward_of_somebody_who_hides_it_shows_only_the_name(
    bot: BotClient, telegram: SimulatedTelegram, staff: Wire
) -> None:
    shy = telegram.person("Ольга", last_name="Ким", hides_forwards=True)
    telegram.starts(shy)
    written = telegram.types(shy, "Нет связи")
    where = {"chat_id": staff["id"], "from_chat_id": shy["id"], "message_id": written["message_id"]}
    origin = (await bot.call("forwardMessage", **where))["forward_origin"]
    assert (origin["type"], origin["sender_user_name"]) == ("hidden_user", "Ольга Ким")


async def test_an_anonymous_administrator_is_forwarded_as_the_group(
    bot: BotClient, telegram: SimulatedTelegram, staff: Wire, anna: Wire
) -> None:
    nameless = telegram.person("Пётр")
    telegram.member(staff, nameless, "administrator", is_anonymous=True)
    written = telegram.types(nameless, "объявление", staff)
    where = {"chat_id": anna["id"], "from_chat_id": staff["id"], "message_id": written["message_id"]}
    origin = (await bot.call("forwardMessage", **where))["forward_origin"]
    assert (origin["type"], origin["sender_chat"]["id"]) == ("chat", staff["id"])


async def test_what_is_protected_is_copied_by_its_bot_but_never_forwarded(
    bot: BotClient, telegram: SimulatedTelegram, anna: Wire, staff: Wire
) -> None:
    sent = await bot.text(anna["id"], "код 1234", protect_content=True)
    where = {"chat_id": staff["id"], "from_chat_id": anna["id"], "message_id": sent["message_id"]}
    await bot.call("copyMessage", **where)
    with refused("message can't be forwarded"):
        await bot.call("forwardMessage", **where)


async def test_a_copy_takes_no_reply_along_and_a_new_caption_if_there_is_one(
    bot: BotClient, telegram: SimulatedTelegram, anna: Wire, staff: Wire
) -> None:
    sent = await bot.text(anna["id"], "Пришлите скан")
    reply = {"reply_to_message_id": sent["message_id"], "quote": "скан"}
    scan = telegram.types(anna, "вот", photo=file(png()), has_media_spoiler=True, **reply)
    where = {"chat_id": staff["id"], "from_chat_id": anna["id"], "message_id": scan["message_id"]}
    await bot.call("copyMessage", **where, caption="от Анны", show_caption_above_media=True)
    shown = telegram.messages(staff)[-1]
    assert (shown["caption"], shown["has_media_spoiler"], shown["show_caption_above_media"]) == (
        "от Анны",
        True,
        True,
    )
    assert not {"quote", "reply_to_message_id"} & shown.keys()
    many = {"chat_id": staff["id"], "from_chat_id": anna["id"], "message_ids": [scan["message_id"], 999]}
    await bot.call("copyMessages", **many, remove_caption=True)
    assert "caption" not in telegram.messages(staff)[-1]
    with refused("there are no messages to forward"):
        await bot.call("forwardMessages", **{**many, "message_ids": [998, 999]})
