"""A little of everything that can happen, so that no kind of update, message or record is forgotten."""

from typing import Any

from tests.origins import channel, group_chat, hidden_user, user
from tests.simulated_telegram import SimulatedTelegram, file, png

Wire = dict[str, Any]
NOT_PERMITTED = (
    "send_messages send_audios send_documents send_photos send_videos send_video_notes send_voice_notes "
    "send_polls send_other_messages add_web_page_previews react_to_messages edit_tag change_info "
    "invite_users pin_messages manage_topics"
)
RESTRICTED = {
    "is_member": True,
    "until_date": 0,
    **{f"can_{name}": False for name in NOT_PERMITTED.split()},
}


def everything_happens(telegram: SimulatedTelegram, anna: Wire, staff: Wire, ivan: Wire) -> None:
    topic = telegram.api("createForumTopic", chat_id=staff["id"], name="№1")["result"]["message_thread_id"]
    _private_messages(telegram, anna)
    telegram.types(ivan, "в теме", staff, message_thread_id=topic)
    telegram.closes_topic(staff, topic, ivan)
    telegram.reopens_topic(staff, topic, ivan)
    markup = {"inline_keyboard": [[{"text": "Да", "callback_data": "y"}]]}
    telegram.api("sendMessage", chat_id=staff["id"], message_thread_id=topic, text="?", reply_markup=markup)
    question = telegram.messages(staff, topic)[-1]
    telegram.presses(question, "Да", ivan, wait_seconds=0)
    telegram.reacts(question, ivan, "👍")
    nameless = telegram.person("Пётр")
    telegram.member(staff, nameless, "administrator", is_anonymous=True)
    telegram.reacts(question, nameless, {"type": "custom_emoji", "custom_emoji_id": "5368324170671202286"})
    telegram.starts(ivan)
    elsewhere = {"reply_to_chat_id": staff["id"], "reply_to_message_id": question["message_id"]}
    telegram.types(ivan, "об этом", **elsewhere)
    telegram.types(nameless, "от имени группы", staff, message_thread_id=topic)
    telegram.forwards(ivan, telegram.messages(staff, topic)[-1])
    telegram.change_group(staff, anonymous_reactions=True)
    telegram.reacts(question, ivan, "🔥")
    telegram.api("pinChatMessage", chat_id=staff["id"], message_id=question["message_id"])
    gone = telegram.api("createForumTopic", chat_id=staff["id"], name="№2")["result"]["message_thread_id"]
    telegram.deletes_topic(staff, gone, ivan)
    telegram.blocks(anna)
    telegram.unblocks(anna)
    for status in ("member", "administrator", "restricted", "kicked", "left"):
        rights = RESTRICTED if status == "restricted" else {}
        telegram.member(staff, telegram.person("Гость"), status, **rights)
    telegram.upgrade(staff)


def _private_messages(telegram: SimulatedTelegram, anna: Wire) -> None:
    written = telegram.types(anna, "/my https://example.org #тег @someone a@b.ru")
    telegram.edits(written, "иначе")
    picture = file(png(), "a.png")
    telegram.types(anna, album=[{"photo": picture}, {"photo": picture}])
    for kind in ("document", "voice", "video", "audio", "animation", "sticker", "video_note"):
        telegram.types(anna, "", None, **{kind: file(b"x", "a.bin", "application/x")})
    telegram.types(anna, "", live_photo=picture, photo=picture, has_media_spoiler=True)
    telegram.types(anna, album=[{"photo": picture}, {"animation": file(b"x", "a.mp4"), "caption": "мигает"}])
    for origin in (
        user(anna),
        user({"first_name": "Мария"}),
        hidden_user("М"),
        group_chat("Дом"),
        channel("Новости"),
    ):
        telegram.types(anna, "чужое", forward_origin=origin)
        outside = {"origin": origin, "text": "чужое"}
        telegram.types(anna, "об этом", external_reply=outside, quote="чужое")
    off = {"is_disabled": True}
    telegram.types(anna, "https://example.org", link_preview_options=off)
    telegram.types(anna, "на это", reply_to_message_id=telegram.messages(anna)[-1]["message_id"], quote="example")
    telegram.types(anna, "", None, location={"latitude": 1.5, "longitude": 2.5})
    telegram.types(anna, "", None, contact={"phone_number": "+79990000000", "first_name": "А"})
    telegram.deletes(telegram.types(anna, "передумала"), anna)
