"""Files up and down, albums, captions; aiogram names uploads, python-telegram-bot puts them in the field."""

from typing import Any

import pytest

from tests.contracts.bot_clients import BotClient, refused
from tests.simulated_telegram import SimulatedTelegram, file, png

Wire = dict[str, Any]


async def test_a_photo_goes_up_and_comes_down_again(bot: BotClient, telegram: SimulatedTelegram, anna: Wire) -> None:
    sent = await bot.call("sendPhoto", chat_id=anna["id"], photo=(png(300, 200), "экран.png"), caption="вот")
    largest = sent["photo"][-1]
    assert (largest["width"], largest["height"], sent["caption"]) == (300, 200, "вот")
    assert await bot.download(largest["file_id"]) == png(300, 200)
    assert telegram.file(largest["file_unique_id"]) == png(300, 200)


async def test_a_document_keeps_its_cyrillic_name(bot: BotClient, telegram: SimulatedTelegram, anna: Wire) -> None:
    await bot.call("sendDocument", chat_id=anna["id"], document=("счёт".encode(), "счёт №5.txt"))
    shown = telegram.messages(anna)[-1]["document"]
    assert shown["file_name"] == "счёт №5.txt"
    assert shown["file_size"] == 8


async def test_what_a_person_sends_can_be_downloaded_and_sent_on(
    bot: BotClient, telegram: SimulatedTelegram, anna: Wire, staff: Wire
) -> None:
    telegram.types(anna, "см. файл", document=file(b"%PDF-1", "договор.pdf", "application/pdf"))
    message = (await bot.updates())[-1]["message"]
    assert (message["caption"], message["document"]["mime_type"]) == ("см. файл", "application/pdf")
    file_id = message["document"]["file_id"]
    assert await bot.download(file_id) == b"%PDF-1"
    await bot.call("sendDocument", chat_id=staff["id"], document=file_id)
    assert telegram.messages(staff)[-1]["document"]["file_name"] == "договор.pdf"


async def test_a_file_above_20_megabytes_can_not_be_fetched(
    bot: BotClient, telegram: SimulatedTelegram, anna: Wire
) -> None:
    telegram.types(anna, document=file(b"x", "фильм.mkv", size=21 * 1024 * 1024))
    message = (await bot.updates())[-1]["message"]
    with refused("file is too big"):
        await bot.call("getFile", file_id=message["document"]["file_id"])


async def test_a_caption_has_1024_utf16_units(bot: BotClient, anna: Wire) -> None:
    await bot.call("sendPhoto", chat_id=anna["id"], photo=(png(), "a.png"), caption="я" * 1024)
    with refused("caption is too long"):
        await bot.call("sendPhoto", chat_id=anna["id"], photo=(png(), "a.png"), caption="я" * 1025)


async def test_what_is_no_picture_can_not_be_sent_as_a_photo(bot: BotClient, anna: Wire) -> None:
    with refused("image_process_failed"):
        await bot.call("sendPhoto", chat_id=anna["id"], photo=(b"not a picture", "a.png"))


async def test_a_file_sent_again_stays_what_it_was(bot: BotClient, telegram: SimulatedTelegram, anna: Wire) -> None:
    telegram.types(anna, photo=file(png(), "a.png"))
    telegram.types(anna, animation=file(b"gif", "a.mp4"))
    photo, animation = [update["message"] for update in (await bot.updates())[-2:]]
    with refused("can't use file of type photo as document"):
        await bot.call("sendDocument", chat_id=anna["id"], document=photo["photo"][-1]["file_id"])
    with refused("can't use file of type animation as photo"):
        await bot.call("sendPhoto", chat_id=anna["id"], photo=animation["document"]["file_id"])
    sent = await bot.call("sendDocument", chat_id=anna["id"], document=animation["document"]["file_id"])
    assert sent["animation"]["file_unique_id"] == animation["animation"]["file_unique_id"]


async def test_a_wrong_file_id_or_another_bots_is_refused(
    bot: BotClient, telegram: SimulatedTelegram, anna: Wire
) -> None:
    with refused("wrong file identifier"):
        await bot.call("sendPhoto", chat_id=anna["id"], photo="AgACAgIAAxkBAAI")
    telegram.types(anna, photo=file(png(), "a.png"))
    file_id = (await bot.updates())[-1]["message"]["photo"][-1]["file_id"]
    foreign = file_id.replace(f"{telegram.bot_id:x}", f"{telegram.bot_id + 1:x}")
    with refused("wrong file_id or the file is temporarily unavailable"):
        await bot.call("getFile", file_id=foreign)


@pytest.mark.parametrize("kind", ["voice", "video", "audio", "sticker"])
async def test_other_kinds_of_files_go_both_ways(
    bot: BotClient, telegram: SimulatedTelegram, anna: Wire, kind: str
) -> None:
    telegram.types(anna, "", None, **{kind: file(b"bytes", "name.bin")})
    file_id = (await bot.updates())[-1]["message"][kind]["file_id"]
    sent = await bot.call(f"send{kind.title()}", chat_id=anna["id"], **{kind: file_id})
    assert sent[kind]["file_unique_id"] == telegram.messages(anna)[-1][kind]["file_unique_id"]


async def test_a_caption_and_the_media_itself_can_be_edited(
    bot: BotClient, telegram: SimulatedTelegram, anna: Wire
) -> None:
    sent = await bot.call("sendPhoto", chat_id=anna["id"], photo=(png(), "a.png"), caption="было")
    where = {"chat_id": anna["id"], "message_id": sent["message_id"]}
    await bot.call("editMessageCaption", **where, caption="стало")
    assert telegram.messages(anna)[-1]["caption"] == "стало"
    await bot.call("editMessageMedia", **where, media={"type": "document", "media": (b"x", "b.txt")})
    shown = telegram.messages(anna)[-1]
    assert shown["document"]["file_name"] == "b.txt"
    assert "photo" not in shown
    with refused("there is no text in the message to edit"):
        await bot.call("editMessageText", **where, text="x")


async def test_a_location_is_shown(bot: BotClient, telegram: SimulatedTelegram, anna: Wire) -> None:
    await bot.call("sendLocation", chat_id=anna["id"], latitude=55.75, longitude=37.62)
    assert telegram.messages(anna)[-1]["location"] == {"latitude": 55.75, "longitude": 37.62}
