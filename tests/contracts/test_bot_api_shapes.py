"""What the simulator itself says is checked against the Bot API's types: no field may be missing or invented."""

from typing import Any

import pytest

from simulators.telegram.validation import bot_api
from tests.simulated_telegram import SimulatedTelegram, file, png

Wire = dict[str, Any]


def test_every_kind_of_update_has_the_shape_of_the_bot_api(
    telegram: SimulatedTelegram, anna: Wire, staff: Wire, ivan: Wire
) -> None:
    wanted = ["message", "edited_message", "callback_query", "my_chat_member", "chat_member", "message_reaction"]
    telegram.api("getUpdates", allowed_updates=wanted)
    _do_everything(telegram, anna, staff, ivan)
    updates = telegram.api("getUpdates")["result"]
    for update in updates:
        assert bot_api().why_invalid("Update", update) is None, update
    seen = {kind for update in updates for kind in update} - {"update_id"}
    assert seen == set(wanted)


def _do_everything(telegram: SimulatedTelegram, anna: Wire, staff: Wire, ivan: Wire) -> None:
    topic = telegram.api("createForumTopic", chat_id=staff["id"], name="№1")["result"]["message_thread_id"]
    written = telegram.types(anna, "/my https://example.org #тег @someone a@b.ru")
    telegram.edits(written, "иначе")
    picture = file(png(), "a.png")
    telegram.types(anna, album=[{"photo": picture}, {"photo": picture}])
    for kind in ("document", "voice", "video", "audio", "animation", "sticker", "video_note"):
        telegram.types(anna, "", None, **{kind: file(b"x", "a.bin", "application/x")})
    telegram.types(anna, "", None, location={"latitude": 1.5, "longitude": 2.5})
    telegram.types(anna, "", None, contact={"phone_number": "+79990000000", "first_name": "А"})
    telegram.types(ivan, "в теме", staff, message_thread_id=topic)
    telegram.closes_topic(staff, topic, ivan)
    telegram.reopens_topic(staff, topic, ivan)
    markup = {"inline_keyboard": [[{"text": "Да", "callback_data": "y"}]]}
    telegram.api("sendMessage", chat_id=staff["id"], message_thread_id=topic, text="?", reply_markup=markup)
    question = telegram.messages(staff, topic)[-1]
    telegram.presses(question, "Да", ivan, wait_seconds=0)
    telegram.reacts(question, ivan, "👍")
    telegram.blocks(anna)
    telegram.unblocks(anna)
    for status in ("member", "administrator", "restricted", "kicked", "left"):
        rights = RESTRICTED if status == "restricted" else {}
        telegram.member(staff, telegram.person("Гость"), status, **rights)
    telegram.upgrade(staff)


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


@pytest.mark.parametrize(
    ("method", "params", "shape"),
    [
        ("getMe", {}, "User"),
        ("getChat", {"chat_id": "staff"}, "ChatFullInfo"),
        ("getChat", {"chat_id": "anna"}, "ChatFullInfo"),
        ("getWebhookInfo", {}, "WebhookInfo"),
        ("createForumTopic", {"chat_id": "staff", "name": "x"}, "ForumTopic"),
        ("sendMessage", {"chat_id": "staff", "text": "x"}, "Message"),
        ("sendVenue", {"chat_id": "anna", "latitude": 1, "longitude": 2, "title": "x", "address": "y"}, "Message"),
        ("sendContact", {"chat_id": "anna", "phone_number": "1", "first_name": "x"}, "Message"),
    ],
)
def test_answers_have_the_shape_of_the_bot_api(
    telegram: SimulatedTelegram, anna: Wire, staff: Wire, method: str, params: Wire, shape: str
) -> None:
    if "chat_id" in params:
        params = {**params, "chat_id": {"anna": anna, "staff": staff}[params["chat_id"]]["id"]}
    answer = telegram.api(method, **params)
    assert answer["ok"], answer
    assert bot_api().why_invalid(shape, answer["result"]) is None


def test_members_have_the_shape_of_the_bot_api(telegram: SimulatedTelegram, staff: Wire, ivan: Wire) -> None:
    for member in (ivan["id"], telegram.bot_id, telegram.person("Чужой")["id"]):
        answer = telegram.api("getChatMember", chat_id=staff["id"], user_id=member)
        assert bot_api().why_invalid("ChatMember", answer["result"]) is None


def test_every_simulated_method_is_in_the_schema() -> None:
    from simulators.telegram.methods.table import HANDLERS

    assert set(HANDLERS) <= set(bot_api().methods)


def test_no_method_breaks_the_server_whatever_it_is_given(
    telegram: SimulatedTelegram, anna: Wire, staff: Wire
) -> None:
    broken = []
    for method in sorted(set(bot_api().methods) - {"leaveChat"}):
        for params in ({}, {"chat_id": staff["id"]}, _plausible(method, anna), _plausible(method, staff)):
            answer = telegram.api(method, **params)
            if not answer["ok"] and not 400 <= answer["error_code"] < 500:
                broken.append((method, params, answer))
    assert broken == []


def _plausible(method: str, chat: Wire) -> Wire:
    """Required parameters by name, as far as a word or a number will do."""
    required = bot_api().required_params(method)
    known = {"chat_id": chat["id"], "from_chat_id": chat["id"], "user_id": chat["id"], "text": "x", "url": ""}
    return {name: known.get(name, 1 if name.endswith("_id") else "x") for name in required}
