"""One message appears in a chat, whoever sent it: numbered, stored, shown to watchers, queued for bots."""

import time
from typing import Any

from simulators.telegram.records import Bot, Chat, Message, Wire
from simulators.telegram.rendering import message_for_bot, message_for_tester
from simulators.telegram.world import GROUP_ANONYMOUS_BOT, World

# A bot never sees its own messages, except these service ones (as the Bot API server has it).
OWN_SERVICE_MESSAGES = (
    "forum_topic_created",
    "forum_topic_edited",
    "forum_topic_closed",
    "forum_topic_reopened",
    "pinned_message",
    "new_chat_title",
    "left_chat_member",
)
SERVICE_MESSAGES = (
    *OWN_SERVICE_MESSAGES,
    "new_chat_members",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
    "group_chat_created",
    "supergroup_chat_created",
)


def post(
    world: World,
    chat: Chat,
    sender_id: int,
    content: Wire,
    *,
    reply_to: int | None = None,
    thread_id: int | None = None,
    keyboard: Wire | None = None,
    has_media: bool = False,
) -> Message:
    """content: the Bot API fields that make it what it is (text and entities, photo, a service field)."""
    by_bot = sender_id in world.bots
    body = _body(world, chat, sender_id, content, reply_to, thread_id)
    in_topic = thread_id is not None and thread_id != body["message_id"]
    if reply_to is None and in_topic and "external_reply" not in content:
        reply_to = thread_id
    message = Message(
        chat_key=chat.key,
        body=body,
        sender_id=sender_id,
        by_bot=by_bot,
        at=time.monotonic(),
        reply_to=reply_to,
        thread_id=thread_id if thread_id is None or thread_id in chat.topics else None,
        has_media=has_media,
        keyboard=keyboard,
    )
    chat.messages[message.id] = message
    world.timeline.append(message)
    if by_bot:
        chat.bot_messages += 1
    else:
        chat.person_messages += 1
    world.save_message(message)
    world.events.add("message", lambda: {**chat.place, "message": message_for_tester(world, message, body)})
    _queue_for_bots(world, chat, message, "message")
    return message


def post_edited(world: World, chat: Chat, message: Message, changed: Wire, by_bot: bool) -> None:
    """changed: the body's new content; fields set to None are removed. Keeps what stood there before."""
    content = ("text", "caption", "reply_markup")
    before: Wire = {name: message.body[name] for name in content if name in message.body}
    message.edits.append({**before, "at": time.monotonic()})
    body = {**message.body, **changed, "edit_date": world.now()}
    body = message.body = {name: value for name, value in body.items() if value is not None}
    world.save_message(message)
    world.events.add("edited", lambda: {**chat.place, "message": message_for_tester(world, message, body)})
    if not by_bot:
        _queue_for_bots(world, chat, message, "edited_message")


def is_service(message: Message) -> bool:
    return any(name in message.body for name in SERVICE_MESSAGES)


def delete(world: World, chat: Chat, message: Message) -> None:
    """Bots are never told."""
    message.deleted = True
    world.save_message(message)
    world.events.add("deleted", lambda: {**chat.place, "message_id": message.id})


def _body(
    world: World, chat: Chat, sender_id: int, content: Wire, reply_to: int | None, thread_id: int | None
) -> Wire:
    body: Wire = {"message_id": world.next_message_id(chat)}
    if chat.members.get(sender_id, {}).get("is_anonymous") and sender_id in world.persons:
        body |= {"from": GROUP_ANONYMOUS_BOT, "sender_chat": chat.wire}
    else:
        body["from"] = world.actor_wire(sender_id)
    body |= {"chat": chat.wire, "date": world.now()}
    if thread_id is not None:
        body["message_thread_id"] = thread_id
        if thread_id in chat.topics:
            body["is_topic_message"] = True
    elif reply_to is not None and chat.type == "supergroup":
        # outside topics too a reply carries a thread id: the first message of its chain
        body["message_thread_id"] = _first_of_chain(chat, reply_to)
    return body | content


def _first_of_chain(chat: Chat, message_id: int) -> int:
    message = chat.messages.get(message_id)
    while message is not None and message.reply_to is not None:
        message_id = message.reply_to
        message = chat.messages.get(message_id)
    return message_id


def _queue_for_bots(world: World, chat: Chat, message: Message, kind: str) -> None:
    for bot in world.bots_of(chat):
        if bot.id == message.sender_id:
            if not any(name in message.body for name in OWN_SERVICE_MESSAGES):
                continue
        elif message.by_bot or not _may_read(world, chat, bot, message):
            continue
        world.send_update(bot, kind, message_for_bot(world, bot, message))


def _may_read(world: World, chat: Chat, bot: Bot, message: Message) -> bool:
    """Privacy mode: a bot that is no administrator sees commands, replies to it, and service messages."""
    if chat.type == "private":
        return True
    status = chat.status_of(bot.id)
    if status in ("left", "kicked"):
        return "left_chat_member" in message.body and message.body["left_chat_member"]["id"] == bot.id
    if status == "administrator" or not bot.privacy:
        return True
    if any(name in message.body for name in SERVICE_MESSAGES):
        return True
    replied = chat.messages.get(message.reply_to) if message.reply_to is not None else None
    if replied is not None and replied.sender_id == bot.id:
        return True
    text: Any = message.body.get("text") or message.body.get("caption") or ""
    return bool(text.startswith("/") or f"@{bot.username}" in text)
