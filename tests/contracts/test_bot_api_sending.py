"""Texts, buttons, entities and refusals of sending, by both client libraries."""

from typing import Any

import pytest

from tests.contracts.bot_clients import BotClient, refused
from tests.simulated_telegram import SimulatedTelegram, png

Wire = dict[str, Any]


async def test_a_text_arrives_with_its_entities(bot: BotClient, telegram: SimulatedTelegram, anna: Wire) -> None:
    bold = {"type": "bold", "offset": 0, "length": 6}
    sent = await bot.text(anna["id"], "Привет 😀 https://example.org", entities=[bold])
    shown = telegram.messages(anna)[-1]
    assert shown["text"] == sent["text"] == "Привет 😀 https://example.org"
    assert shown["entities"] == [bold, {"type": "url", "offset": 10, "length": 19}]


async def test_html_is_parsed_in_utf16_units(bot: BotClient, telegram: SimulatedTelegram, anna: Wire) -> None:
    await bot.text(anna["id"], '😀<b>да</b> &lt;<a href="https://a.org/">и</a>', parse_mode="HTML")
    shown = telegram.messages(anna)[-1]
    assert shown["text"] == "😀да <и"
    assert shown["entities"] == [
        {"type": "bold", "offset": 2, "length": 2},
        {"type": "text_link", "offset": 6, "length": 1, "url": "https://a.org/"},
    ]


@pytest.mark.parametrize("text", ["<b>нет конца", "<big>x</big>", "2 < 3", "<b>x</i>"])
async def test_html_that_telegram_cannot_parse_is_refused(bot: BotClient, anna: Wire, text: str) -> None:
    with refused("can't parse entities"):
        await bot.text(anna["id"], text, parse_mode="HTML")


async def test_4096_utf16_units_pass_and_one_more_does_not(bot: BotClient, anna: Wire) -> None:
    await bot.text(anna["id"], "😀" * 2048)
    with refused("message is too long"):
        await bot.text(anna["id"], "😀" * 2048 + "!")


async def test_only_white_space_is_an_empty_message(bot: BotClient, anna: Wire) -> None:
    with refused("message text is empty"):
        await bot.text(anna["id"], "  \n ")


async def test_white_space_around_a_text_is_dropped_and_entities_move(
    bot: BotClient, telegram: SimulatedTelegram, anna: Wire
) -> None:
    await bot.text(anna["id"], "  да \n", entities=[{"type": "bold", "offset": 2, "length": 2}])
    shown = telegram.messages(anna)[-1]
    assert (shown["text"], shown["entities"]) == ("да", [{"type": "bold", "offset": 0, "length": 2}])


@pytest.mark.parametrize(("offset", "length"), [(0, 5), (3, 1), (1, 1), (0, 0)])
async def test_an_entity_outside_the_text_or_inside_a_character_is_refused(
    bot: BotClient, anna: Wire, offset: int, length: int
) -> None:
    with refused("entity_bounds_invalid"):
        await bot.text(anna["id"], "😀!", entities=[{"type": "bold", "offset": offset, "length": length}])


async def test_callback_data_of_64_bytes_passes_and_65_does_not(bot: BotClient, anna: Wire) -> None:
    await bot.text(anna["id"], "x", buttons=[[("да", "я" * 32)]])
    with refused("button_data_invalid"):
        await bot.text(anna["id"], "x", buttons=[[("да", "я" * 32 + "!")]])


async def test_a_button_with_two_actions_is_refused(bot: BotClient, anna: Wire) -> None:
    button = {"text": "x", "callback_data": "a", "url": "https://example.org"}
    with refused("exactly one action"):
        await bot.call("sendMessage", chat_id=anna["id"], text="x", reply_markup={"inline_keyboard": [[button]]})


async def test_a_reply_shows_what_it_replies_to(bot: BotClient, telegram: SimulatedTelegram, anna: Wire) -> None:
    question = telegram.types(anna, "Когда?")
    sent = await bot.text(anna["id"], "Завтра", reply_parameters={"message_id": question["message_id"]})
    assert sent["reply_to_message"]["text"] == "Когда?"


async def test_a_reply_to_nothing_is_refused_unless_allowed(bot: BotClient, anna: Wire) -> None:
    with refused("message to be replied not found"):
        await bot.text(anna["id"], "x", reply_parameters={"message_id": 999})
    await bot.text(anna["id"], "x", reply_parameters={"message_id": 999, "allow_sending_without_reply": True})


async def test_a_bot_can_not_write_first(bot: BotClient, staff: Wire, ivan: Wire) -> None:
    with refused("bot can't initiate conversation with a user", kind="403"):
        await bot.text(ivan["id"], "Здравствуйте")


async def test_a_person_the_bot_never_met_is_an_unknown_chat(bot: BotClient, telegram: SimulatedTelegram) -> None:
    with refused("chat not found", kind="400"):
        await bot.text(telegram.person("Чужой")["id"], "Здравствуйте")


async def test_a_blocked_bot_is_told_so_and_heard_again_after(
    bot: BotClient, telegram: SimulatedTelegram, anna: Wire
) -> None:
    telegram.blocks(anna)
    with refused("bot was blocked by the user", kind="403"):
        await bot.text(anna["id"], "x")
    changes = [update["my_chat_member"] for update in await bot.updates() if "my_chat_member" in update]
    assert [change["new_chat_member"]["status"] for change in changes] == ["kicked"]
    telegram.unblocks(anna)
    await bot.text(anna["id"], "снова")


async def test_a_bot_kicked_from_the_group_is_refused(
    bot: BotClient, telegram: SimulatedTelegram, staff: Wire
) -> None:
    telegram.member(staff, telegram.bot_id, "kicked")
    with refused("bot was kicked from the supergroup chat", kind="403"):
        await bot.text(staff["id"], "x")


async def test_a_misspelt_parameter_is_refused_though_telegram_would_ignore_it(
    telegram: SimulatedTelegram, anna: Wire
) -> None:
    answer = telegram.api("sendMessage", chat_id=anna["id"], text="x", parse_mod="HTML")
    assert (answer["ok"], answer["error_code"]) == (False, 400)
    assert "has no parameter 'parse_mod'" in answer["description"]


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"text": "x"}, "chat_id is empty"),
        ({"chat_id": 1}, "message text is empty"),
        ({"chat_id": 1, "text": "x", "disable_notification": "maybe"}, "must be a boolean"),
        ({"chat_id": 1, "text": "x", "parse_mode": "BBCode"}, "parse_mode is not valid"),
        ({"chat_id": 1, "text": "x", "reply_markup": {"inline_keyboard": [[{"label": "x"}]]}}, "not valid"),
    ],
)
def test_names_types_and_limits_are_checked_against_the_schema(
    telegram: SimulatedTelegram, params: Wire, words: str
) -> None:
    answer = telegram.api("sendMessage", **params)
    assert answer["error_code"] == 400
    assert words in answer["description"]


def test_an_unknown_token_and_an_unknown_method_are_refused(telegram: SimulatedTelegram) -> None:
    assert telegram.api("sendMesage")["error_code"] == 404
    stranger = SimulatedTelegram.at(telegram.url, "123:wrong")
    assert stranger.api("getMe") == {"ok": False, "error_code": 401, "description": "Unauthorized"}


def test_a_method_may_be_spelt_in_any_case(telegram: SimulatedTelegram) -> None:
    assert telegram.api("GETME")["result"]["id"] == telegram.bot_id


async def test_a_deleted_message_is_gone_and_cannot_be_deleted_twice(
    bot: BotClient, telegram: SimulatedTelegram, anna: Wire
) -> None:
    sent = await bot.text(anna["id"], "лишнее")
    await bot.call("deleteMessage", chat_id=anna["id"], message_id=sent["message_id"])
    assert "лишнее" not in telegram.texts(anna)
    with refused("message to delete not found"):
        await bot.call("deleteMessage", chat_id=anna["id"], message_id=sent["message_id"])


async def test_a_copy_has_no_origin_and_a_forward_has(
    bot: BotClient, telegram: SimulatedTelegram, anna: Wire, staff: Wire
) -> None:
    written = telegram.types(anna, "Оригинал")
    where = {"chat_id": staff["id"], "from_chat_id": anna["id"], "message_id": written["message_id"]}
    copied = await bot.call("copyMessage", **where)
    forwarded = await bot.call("forwardMessage", **where)
    shown = telegram.messages(staff)[-2:]
    assert [message["text"] for message in shown] == ["Оригинал", "Оригинал"]
    assert shown[0]["message_id"] == copied["message_id"] if isinstance(copied, dict) else copied
    assert "forward_origin" not in shown[0]
    assert forwarded["forward_origin"]["sender_user"]["first_name"] == "Анна"


async def test_a_restricted_bot_may_send_what_is_left_to_it(
    bot: BotClient, telegram: SimulatedTelegram, staff: Wire
) -> None:
    telegram.member(staff, telegram.bot_id, "restricted", can_send_messages=True, can_send_photos=False)
    await bot.text(staff["id"], "можно")
    with refused("not enough rights to send photos to the chat"):
        await bot.call("sendPhoto", chat_id=staff["id"], photo=(png(), "a.png"))
