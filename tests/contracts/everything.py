"""A little of everything that can happen, so that no kind of update, message or record is forgotten."""

from typing import Any

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
    telegram.types(anna, "", None, location={"latitude": 1.5, "longitude": 2.5})
    telegram.types(anna, "", None, contact={"phone_number": "+79990000000", "first_name": "А"})
    telegram.deletes(telegram.types(anna, "передумала"), anna)
