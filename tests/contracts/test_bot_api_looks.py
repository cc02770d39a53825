"""What an author chose about looks: link previews, spoilers, captions above; both ways, and in edits."""

from typing import Any

import pytest

from tests.contracts.bot_clients import BotClient
from tests.simulated_telegram import SimulatedTelegram, file, png

Wire = dict[str, Any]
LINK = "см. https://example.org/a"
OFF = {"is_disabled": True}


@pytest.mark.parametrize(
    ("text", "options", "shown"),
    [
        (LINK, OFF, OFF),
        (LINK, {"url": "https://example.org/b", "prefer_small_media": True, "show_above_text": True}, None),
        (LINK, {"is_disabled": False}, {}),
        ("без ссылок", OFF, {}),
        ("без ссылок", {"url": "https://example.org/b"}, {"url": "https://example.org/b"}),
    ],
)
async def test_a_chosen_link_preview_is_told_where_there_is_a_link(
    bot: BotClient, telegram: SimulatedTelegram, anna: Wire, text: str, options: Wire, shown: Wire | None
) -> None:
    expected = options if shown is None else shown
    sent = await bot.text(anna["id"], text, link_preview_options=options)
    assert sent.get("link_preview_options", {}) == expected
    assert telegram.messages(anna)[-1].get("link_preview_options", {}) == expected
    telegram.types(anna, text, link_preview_options=options)
    assert (await bot.updates())[-1]["message"].get("link_preview_options", {}) == expected


def test_the_old_name_of_a_hidden_preview_is_understood(telegram: SimulatedTelegram, anna: Wire) -> None:
    sent = telegram.api("sendMessage", chat_id=anna["id"], text=LINK, disable_web_page_preview=True)["result"]
    assert sent["link_preview_options"] == OFF
    newer = {"show_above_text": True}
    both = telegram.api(
        "sendMessage", chat_id=anna["id"], text=LINK, disable_web_page_preview=True, link_preview_options=newer
    )
    assert both["result"]["link_preview_options"] == newer


async def test_an_edit_without_options_brings_the_preview_back(
    bot: BotClient, telegram: SimulatedTelegram, anna: Wire
) -> None:
    sent = await bot.text(anna["id"], LINK, link_preview_options=OFF)
    where = {"chat_id": anna["id"], "message_id": sent["message_id"]}
    await bot.call("editMessageText", **where, text=LINK)
    assert "link_preview_options" not in telegram.messages(anna)[-1]
    await bot.call("editMessageText", **where, text=LINK, link_preview_options=OFF)
    assert telegram.messages(anna)[-1]["link_preview_options"] == OFF
    written = telegram.types(anna, LINK)
    telegram.edits(written, LINK + " и", link_preview_options=OFF)
    assert (await bot.updates())[-1]["edited_message"]["link_preview_options"] == OFF


@pytest.mark.parametrize("kind", ["photo", "video", "animation"])
async def test_a_covered_picture_with_its_caption_above_goes_both_ways(
    bot: BotClient, telegram: SimulatedTelegram, anna: Wire, kind: str
) -> None:
    looks = {"has_media_spoiler": True, "show_caption_above_media": True}
    telegram.types(anna, "осторожно", None, **{kind: file(png(), "a.png")}, **looks)
    message = (await bot.updates())[-1]["message"]
    assert looks.items() <= message.items()
    found = message[kind][-1] if kind == "photo" else message[kind]
    await bot.call(
        f"send{kind.title()}",
        chat_id=anna["id"],
        **{kind: found["file_id"]},
        caption="осторожно",
        has_spoiler=True,
        show_caption_above_media=True,
    )
    assert looks.items() <= telegram.messages(anna)[-1].items()


async def test_each_part_of_an_album_is_covered_or_not(
    bot: BotClient, telegram: SimulatedTelegram, anna: Wire
) -> None:
    picture = {"type": "photo", "media": (png(), "1.png")}
    await bot.call("sendMediaGroup", chat_id=anna["id"], media=[picture, {**picture, "has_spoiler": True}])
    assert ["has_media_spoiler" in message for message in telegram.messages(anna)[-2:]] == [False, True]
    telegram.types(anna, album=[{"photo": file(png()), "has_media_spoiler": True}, {"photo": file(png())}])
    messages = [update["message"] for update in (await bot.updates())[-2:]]
    assert ["has_media_spoiler" in message for message in messages] == [True, False]


async def test_a_new_caption_leaves_the_cover_and_takes_its_place_anew(
    bot: BotClient, telegram: SimulatedTelegram, anna: Wire
) -> None:
    sent = await bot.call(
        "sendPhoto",
        chat_id=anna["id"],
        photo=(png(), "a.png"),
        caption="было",
        has_spoiler=True,
        show_caption_above_media=True,
    )
    await bot.call("editMessageCaption", chat_id=anna["id"], message_id=sent["message_id"], caption="стало")
    shown = telegram.messages(anna)[-1]
    assert shown["has_media_spoiler"] is True
    assert "show_caption_above_media" not in shown


async def test_an_author_covers_a_picture_later_and_uncovers_it(
    bot: BotClient, telegram: SimulatedTelegram, anna: Wire
) -> None:
    sent = telegram.types(anna, photo=file(png(), "a.png"), caption="паспорт")
    telegram.edits(sent, "паспорт", has_media_spoiler=True, show_caption_above_media=True)
    edited = (await bot.updates())[-1]["edited_message"]
    assert (edited["has_media_spoiler"], edited["show_caption_above_media"]) == (True, True)
    telegram.edits(sent, "паспорт и виза", has_media_spoiler=False)
    edited = (await bot.updates())[-1]["edited_message"]
    assert ("has_media_spoiler" in edited, edited["show_caption_above_media"]) == (False, True)


async def test_covered_words_stay_covered_both_ways(bot: BotClient, telegram: SimulatedTelegram, anna: Wire) -> None:
    covered = {"type": "spoiler", "offset": 7, "length": 4}
    telegram.types(anna, "пароль 1234", entities=[covered])
    assert (await bot.updates())[-1]["message"]["entities"] == [covered]
    await bot.text(anna["id"], "пароль <tg-spoiler>1234</tg-spoiler>", parse_mode="HTML")
    assert telegram.messages(anna)[-1]["entities"] == [covered]
