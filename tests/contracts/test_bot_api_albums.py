"""Albums both ways: what may stand together, each part with its own caption, and what Telegram takes apart."""

from typing import Any

import pytest

from tests.contracts.bot_clients import BotClient, refused
from tests.simulated_telegram import SimulatedTelegram, file, png

Wire = dict[str, Any]


def groups(messages: list[Wire]) -> list[str | None]:
    return [message.get("media_group_id") for message in messages]


async def test_an_album_of_a_bot_is_one_group_of_messages_with_a_caption_each(
    bot: BotClient, telegram: SimulatedTelegram, anna: Wire
) -> None:
    media = [
        {"type": "photo", "media": (png(), "1.png"), "caption": "красный роутер"},
        {"type": "video", "media": (b"moving", "2.mp4"), "caption": "договор 4711"},
    ]
    sent = await bot.call("sendMediaGroup", chat_id=anna["id"], media=media)
    shown = telegram.messages(anna)[-2:]
    assert [message["message_id"] for message in sent] == [message["message_id"] for message in shown]
    assert len(set(groups(shown))) == 1
    assert [message["caption"] for message in shown] == ["красный роутер", "договор 4711"]


async def test_an_album_of_a_person_arrives_as_separate_messages_with_a_caption_each(
    bot: BotClient, telegram: SimulatedTelegram, anna: Wire
) -> None:
    album: list[Wire] = [{"photo": file(png(), f"{number}.png")} for number in range(3)]
    album[0]["caption"], album[2]["caption"] = "красный роутер", "договор 4711"
    telegram.types(anna, album=album)
    messages = [update["message"] for update in (await bot.updates())[-3:]]
    assert None not in groups(messages)
    assert len(set(groups(messages))) == 1
    assert [message.get("caption") for message in messages] == ["красный роутер", None, "договор 4711"]


async def test_an_animation_in_a_persons_album_comes_by_itself(
    bot: BotClient, telegram: SimulatedTelegram, anna: Wire
) -> None:
    album = [{"photo": file(png(), "1.png")}, {"animation": file(b"gif", "2.mp4"), "caption": "вот так мигает"}]
    telegram.types(anna, album=album)
    photo, animation = [update["message"] for update in (await bot.updates())[-2:]]
    assert photo["media_group_id"]
    assert "media_group_id" not in animation
    assert (animation["caption"], animation["document"]["file_name"]) == ("вот так мигает", "2.mp4")


async def test_an_animation_can_be_made_to_keep_the_id_of_its_album(
    bot: BotClient, telegram: SimulatedTelegram, anna: Wire
) -> None:
    telegram.types(anna, album=[{"photo": file(png())}, {"animation": file(b"gif", "2.mp4"), "grouped": True}])
    photo, animation = [update["message"] for update in (await bot.updates())[-2:]]
    assert photo["media_group_id"] == animation["media_group_id"]


def test_pictures_and_documents_of_a_person_are_albums_of_their_own(telegram: SimulatedTelegram, anna: Wire) -> None:
    picture, document = {"photo": file(png())}, {"document": file(b"x", "a.txt")}
    shown = telegram.types_all(anna, album=[picture, document, {"video": file(b"v", "v.mp4")}, document, picture])
    ids = groups(shown)
    assert ids[0] == ids[2] == ids[4] != ids[1]
    assert ids[1] == ids[3] is not None
    assert groups(telegram.types_all(anna, album=[picture, document])) == [None, None]


@pytest.mark.parametrize(
    ("kinds", "words"),
    [
        (["photo", "animation"], "can't parse InputMedia: type \"animation\" can't be used in sendMediaGroup"),
        (["photo", "voice_note"], 'can\'t parse InputMedia: type "voice_note" is not allowed'),
        (["photo", "sticker"], 'can\'t parse InputMedia: type "sticker" is unsupported'),
        (["photo", "document"], "document can't be mixed with other media types"),
        (["audio", "photo"], "audio can't be mixed with other media types"),
        (["photo"] * 11, "too many messages to send as an album"),
        (["photo"], "media is not valid"),
    ],
)
def test_what_does_not_belong_together_is_refused_whole(
    telegram: SimulatedTelegram, anna: Wire, kinds: list[str], words: str
) -> None:
    before = telegram.messages(anna)
    media = [{"type": kind, "media": "AgAC"} for kind in kinds]
    answer = telegram.api("sendMediaGroup", chat_id=anna["id"], media=media)
    assert words in answer["description"]
    assert telegram.messages(anna) == before


async def test_captions_stand_above_all_pictures_of_an_album_or_none(bot: BotClient, anna: Wire) -> None:
    picture = {"type": "photo", "media": (png(), "1.png")}
    with refused("parameter show_caption_above_media must be the same for all messages"):
        await bot.call(
            "sendMediaGroup", chat_id=anna["id"], media=[picture, {**picture, "show_caption_above_media": True}]
        )


async def test_a_live_photo_is_shown_as_a_photo_too_and_stands_beside_photos(
    bot: BotClient, telegram: SimulatedTelegram, anna: Wire
) -> None:
    telegram.types(anna, "моргает", live_photo=file(b"moving", "1.mov"), photo=file(png(300, 200)))
    message = (await bot.updates())[-1]["message"]
    assert (message["live_photo"]["width"], message["photo"][-1]["width"]) == (300, 300)
    assert message["caption"] == "моргает"
    moving, still = message["live_photo"]["file_id"], message["photo"][-1]["file_id"]
    media = [{"type": "live_photo", "media": moving, "photo": still}, {"type": "photo", "media": still}]
    sent = await bot.call("sendMediaGroup", chat_id=anna["id"], media=media)
    assert sent[0]["live_photo"]["file_unique_id"] == message["live_photo"]["file_unique_id"]
    assert len(set(groups(sent))) == 1
    alone = await bot.call("sendLivePhoto", chat_id=anna["id"], live_photo=moving, photo=still, caption="одно")
    assert (alone["live_photo"]["duration"], alone["caption"]) == (1, "одно")


async def test_an_album_is_copied_and_forwarded_as_an_album_under_a_new_id(
    bot: BotClient, telegram: SimulatedTelegram, anna: Wire, staff: Wire
) -> None:
    album = telegram.types_all(anna, album=[{"photo": file(png()), "caption": "слева"}, {"photo": file(png())}])
    numbers = [message["message_id"] for message in album]
    where = {"chat_id": staff["id"], "from_chat_id": anna["id"]}
    for method in ("copyMessages", "forwardMessages"):
        await bot.call(method, **where, message_ids=numbers)
        shown = telegram.messages(staff)[-2:]
        assert len({*groups(shown), album[0]["media_group_id"]}) == 2
        assert shown[0]["caption"] == "слева"
    await bot.call("copyMessage", **where, message_id=numbers[0])
    assert "media_group_id" not in telegram.messages(staff)[-1]
    with refused("message identifiers must be in a strictly increasing order"):
        await bot.call("copyMessages", **where, message_ids=numbers[::-1])


async def test_a_part_of_an_album_stays_what_its_album_may_hold(bot: BotClient, anna: Wire) -> None:
    media = [{"type": "photo", "media": (png(), "1.png")}] * 2
    sent = await bot.call("sendMediaGroup", chat_id=anna["id"], media=media)
    where = {"chat_id": anna["id"], "message_id": sent[0]["message_id"]}
    with refused("can't change media type in the album"):
        await bot.call("editMessageMedia", **where, media={"type": "document", "media": (b"x", "b.txt")})
    await bot.call("editMessageMedia", **where, media={"type": "video", "media": (b"x", "b.mp4")})
