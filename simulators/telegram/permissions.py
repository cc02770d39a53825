"""May this bot do that here? Telegram's refusals in Telegram's words."""

from simulators.telegram.errors import ApiError, bad_request, forbidden, upgraded
from simulators.telegram.records import INSIDE, Bot, Chat, Topic
from simulators.telegram.world import World

GENERAL_TOPIC = 1


def reachable_chat(world: World, bot: Bot, chat_id: int | str) -> Chat:
    """The chat the bot may read from and write to.

    Raises 400 for an unknown or upgraded one, 403 where the bot is not let in.
    """
    chat = known_chat(world, bot, chat_id)
    if chat.migrated_to is not None:
        raise upgraded(chat.migrated_to)
    if chat.type == "private":
        _check_private(world, chat)
    else:
        check_inside(chat, bot)
    return chat


def known_chat(world: World, bot: Bot, chat_id: int | str) -> Chat:
    if isinstance(chat_id, str):
        raise bad_request("chat not found")  # bots know people by number; public groups are not simulated
    chat = world.chat(bot, chat_id)
    if chat is not None and (chat.type == "private" or bot.id in chat.members):
        return chat
    if chat is None and chat_id in world.persons and _shares_a_group(world, bot, chat_id):
        return world.private_chat(bot, world.persons[chat_id])
    raise bad_request("chat not found")


def _shares_a_group(world: World, bot: Bot, person_id: int) -> bool:
    return any(bot.id in chat.members and person_id in chat.members for chat in world.chats.values() if chat.id < 0)


def _check_private(world: World, chat: Chat) -> None:
    if world.persons[chat.id].deactivated:
        raise forbidden("user is deactivated")
    if chat.blocked:
        raise forbidden("bot was blocked by the user")
    if not chat.started:
        raise forbidden("bot can't initiate conversation with a user")


def check_inside(chat: Chat, bot: Bot) -> None:
    status = chat.status_of(bot.id)
    kind = "supergroup" if chat.type == "supergroup" else "group"
    if status == "kicked":
        raise forbidden(f"bot was kicked from the {kind} chat")
    if status not in INSIDE:
        raise forbidden(f"bot is not a member of the {kind} chat")


#: Kinds of media → the right of a restricted member, and how Telegram names what is missing.
_MEDIA_RIGHTS = {
    "photo": ("can_send_photos", "photos"),
    "live_photo": ("can_send_photos", "photos"),
    "document": ("can_send_documents", "documents"),
    "video": ("can_send_videos", "videos"),
    "audio": ("can_send_audios", "music"),
    "voice": ("can_send_voice_notes", "voice notes"),
    "video_note": ("can_send_video_notes", "video notes"),
    "animation": ("can_send_other_messages", "animations"),
    "sticker": ("can_send_other_messages", "stickers"),
}


def check_may_send(chat: Chat, bot: Bot, kind: str = "") -> None:
    """kind: of media; empty: a text."""
    member = chat.members.get(bot.id, {})
    right, what = _MEDIA_RIGHTS.get(kind, ("can_send_messages", "text messages"))
    if chat.type != "private" and member.get("status") == "restricted" and not member.get(right):
        raise bad_request(f"not enough rights to send {what} to the chat")


def checked_topic(chat: Chat, bot: Bot, thread_id: int | None) -> Topic | None:
    """The topic to write into; None for the chat itself.

    Raises 400 for the General topic's number, an unknown, deleted or closed one.
    """
    if thread_id is None:
        return None
    if chat.type == "private" or not chat.is_forum:
        raise bad_request("message thread not found")
    topic = existing_topic(chat, thread_id)
    if topic.closed and topic.creator_id != bot.id and not chat.has_right(bot.id, "can_manage_topics"):
        raise bad_request("TOPIC_CLOSED")
    return topic


def existing_topic(chat: Chat, thread_id: int) -> Topic:
    topic = chat.topics.get(thread_id)
    if thread_id == GENERAL_TOPIC or topic is None:
        raise bad_request("message thread not found")
    if topic.deleted:
        raise bad_request(topic.refusal or "message thread not found")
    return topic


def manageable_topic(world: World, bot: Bot, chat_id: int | str, thread_id: int, verb: str) -> tuple[Chat, Topic]:
    chat = forum(world, bot, chat_id)
    topic = existing_topic(chat, thread_id)
    if topic.creator_id != bot.id and not chat.has_right(bot.id, "can_manage_topics"):
        raise bad_request(f"not enough rights to {verb} the topic")
    return chat, topic


def forum(world: World, bot: Bot, chat_id: int | str) -> Chat:
    chat = reachable_chat(world, bot, chat_id)
    if not chat.is_forum:
        raise bad_request("the chat is not a forum")
    return chat


def rights_refusal(action: str) -> ApiError:
    return bad_request(f"not enough rights to {action}")
