"""Chats and their members, pinned messages, typing marks, and answers to pressed buttons."""

import time

from simulators.telegram.errors import QUERY_TOO_OLD, bad_request
from simulators.telegram.methods.registry import Call, bot_api_method
from simulators.telegram.permissions import checked_topic, reachable_chat, rights_refusal
from simulators.telegram.posting import post
from simulators.telegram.records import INSIDE, Wire
from simulators.telegram.rendering import member_wire, message_inside_another

CALLBACK_LIFETIME = 60.0  # seconds; Telegram's own is not documented, and bots must live with a short one
FULL_CHAT: Wire = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": None}
#: What an ordinary member may do in a group as people make it.
MEMBERS_MAY: Wire = {
    **dict.fromkeys(
        [
            "can_send_messages",
            "can_send_audios",
            "can_send_documents",
            "can_send_photos",
            "can_send_videos",
            "can_send_video_notes",
            "can_send_voice_notes",
            "can_send_polls",
            "can_send_other_messages",
            "can_add_web_page_previews",
            "can_invite_users",
        ],
        True,
    ),
    **dict.fromkeys(["can_change_info", "can_pin_messages", "can_manage_topics"], False),
}
NO_GIFTS = dict.fromkeys(
    ["unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"], False
)


@bot_api_method("getChat")
def get_chat(call: Call) -> Wire:
    chat = reachable_chat(call.world, call.bot, call.params["chat_id"])
    wire: Wire = {**chat.wire, **FULL_CHAT, "accepted_gift_types": NO_GIFTS}
    if chat.type != "private":
        wire["permissions"] = MEMBERS_MAY
    if chat.username:
        wire["active_usernames"] = [chat.username]
    if chat.available_reactions is not None:
        wire["available_reactions"] = [{"type": "emoji", "emoji": emoji} for emoji in chat.available_reactions]
    pinned = chat.alive(chat.pinned)
    if pinned is not None:
        wire["pinned_message"] = message_inside_another(call.bot, pinned)
    return wire


@bot_api_method("getChatMember")
def get_chat_member(call: Call) -> Wire:
    chat = reachable_chat(call.world, call.bot, call.params["chat_id"])
    user_id = call.params["user_id"]
    if user_id not in call.world.persons and user_id not in call.world.bots:
        raise bad_request("invalid user_id specified")
    if chat.type == "private":
        user = call.world.actor_wire(user_id)
        user.pop("language_code", None)
        return {"user": user, "status": "member"}
    return member_wire(call.world, chat, user_id)


@bot_api_method("getChatAdministrators")
def get_chat_administrators(call: Call) -> list[Wire]:
    """Other bots are left out, as Telegram leaves them out."""
    chat = reachable_chat(call.world, call.bot, call.params["chat_id"])
    if chat.type == "private":
        raise bad_request("there are no administrators in the private chat")
    return [
        member_wire(call.world, chat, member)
        for member, rights in chat.members.items()
        if rights["status"] in ("creator", "administrator")
        and (member not in call.world.bots or member == call.bot.id)
    ]


@bot_api_method("getChatMemberCount")
def get_chat_member_count(call: Call) -> int:
    chat = reachable_chat(call.world, call.bot, call.params["chat_id"])
    return sum(rights["status"] in INSIDE for rights in chat.members.values()) or 2


@bot_api_method("leaveChat")
def leave_chat(call: Call) -> bool:
    chat = reachable_chat(call.world, call.bot, call.params["chat_id"])
    if chat.type == "private":
        raise bad_request("chat member status can't be changed in private chats")
    post(call.world, chat, call.bot.id, {"left_chat_member": call.bot.wire()})
    chat.members[call.bot.id] = {"status": "left"}
    call.world.save_chat(chat)
    return True


@bot_api_method("pinChatMessage")
def pin_chat_message(call: Call) -> bool:
    chat = reachable_chat(call.world, call.bot, call.params["chat_id"])
    if chat.type != "private" and not chat.has_right(call.bot.id, "can_pin_messages"):
        raise rights_refusal("manage pinned messages in the chat")
    message = chat.alive(call.params["message_id"])
    if message is None:
        raise bad_request("message to pin not found")
    chat.pinned = message.id
    call.world.save_chat(chat)
    pinned = {"pinned_message": message_inside_another(call.bot, message)}
    post(call.world, chat, call.bot.id, pinned, thread_id=message.thread_id)
    return True


@bot_api_method("unpinChatMessage", "unpinAllChatMessages")
def unpin_chat_message(call: Call) -> bool:
    chat = reachable_chat(call.world, call.bot, call.params["chat_id"])
    if chat.type != "private" and not chat.has_right(call.bot.id, "can_pin_messages"):
        raise rights_refusal("manage pinned messages in the chat")
    chat.pinned = None
    call.world.save_chat(chat)
    return True


@bot_api_method("sendChatAction")
def send_chat_action(call: Call) -> bool:
    chat = reachable_chat(call.world, call.bot, call.params["chat_id"])
    checked_topic(chat, call.bot, call.params.get("message_thread_id"))
    action = call.params["action"]
    call.world.events.add("chat_action", lambda: {"chat_id": chat.id, "action": action, "bot_id": call.bot.id})
    return True


@bot_api_method("answerCallbackQuery")
def answer_callback_query(call: Call) -> bool:
    """Once, and soon; otherwise the query is too old."""
    number = call.params["callback_query_id"]
    query = call.world.callbacks.get(number)
    if query is None or query["bot_id"] != call.bot.id or query["answer"] is not None:
        raise bad_request(QUERY_TOO_OLD)
    if time.time() - query["pressed_at"] > CALLBACK_LIFETIME:
        raise bad_request(QUERY_TOO_OLD)
    answer = {name: value for name, value in call.params.items() if name != "callback_query_id"}
    query["answer"] = answer
    call.world.journal.put("callback", number, query)
    waiting = call.world.callback_answers.pop(number, None)
    if waiting is not None and not waiting.done():
        waiting.set_result(answer)
    call.world.events.add(
        "callback_answer", lambda: {"callback_query_id": number, "as": query["person_id"], "answer": answer}
    )
    return True
