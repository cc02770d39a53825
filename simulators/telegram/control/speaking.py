"""People write: messages of every kind, albums, edits, deletions, reactions, and many at once."""

import base64
import secrets
from typing import Any

from aiohttp import web

from simulators.telegram.control.reading import (
    Asked,
    Refused,
    actor,
    answer,
    asked,
    chat_of,
    find_chat,
    message_of,
    need,
    only,
)
from simulators.telegram.endpoint import WORLD
from simulators.telegram.entities import formatted
from simulators.telegram.methods.copying import content_of
from simulators.telegram.methods.editing import react
from simulators.telegram.methods.media import MIME_TYPES, media_content
from simulators.telegram.methods.sending import LONGEST_CAPTION, LONGEST_TEXT
from simulators.telegram.permissions import GENERAL_TOPIC
from simulators.telegram.posting import delete, post, post_edited
from simulators.telegram.records import Chat, Message, Person, Wire
from simulators.telegram.rendering import message_for_tester
from simulators.telegram.world import World

MEDIA = ("photo", "document", "voice", "video", "audio", "animation", "sticker", "video_note")
STRUCTURED = ("location", "contact", "venue", "poll", "dice")
RAW = "raw"  # fields of a message as they come, or will come tomorrow; not checked
TEXTUAL = ("text", "entities", "caption", "caption_entities", "album")
FIELDS = ("as", "bot", "chat_id", "message_thread_id", "reply_to_message_id", *TEXTUAL, *MEDIA, *STRUCTURED, RAW)


async def write_message(request: web.Request) -> web.StreamResponse:
    world = request.app[WORLD]
    value = only(await asked(request), *FIELDS)
    chat = chat_of(request)
    messages = written(world, chat, value)
    return answer({"messages": [message_for_tester(world, message) for message in messages]}, 201)


async def write_batch(request: web.Request) -> web.StreamResponse:
    """Many messages in one request; each with its chat_id. All or none appear."""
    world = request.app[WORLD]
    wanted = need(await asked(request), "messages")
    bot = request.query.get("bot")
    places = [find_chat(world, int(need(only(one, *FIELDS), "chat_id")), one.get("bot", bot)) for one in wanted]
    for chat, value in zip(places, wanted, strict=True):
        actor(world, chat, value)
    result: list[list[Any]] = []
    for chat, value in zip(places, wanted, strict=True):
        result.extend([message.chat_key, message.id, message.at] for message in written(world, chat, value))
    return answer({"messages": result}, 201)


def written(world: World, chat: Chat, value: Asked) -> list[Message]:
    person = actor(world, chat, value)
    reply_to, thread_id = _place(world, chat, person, value)
    if chat.type == "private":
        if chat.blocked:
            raise Refused(f"{person.name} has blocked the bot; unblock it first")
        if not chat.started:
            chat.started = True
            world.save_chat(chat)
    if album := value.get("album"):
        if not 2 <= len(album) <= 10:
            raise Refused("an album has 2 to 10 parts")
        group = {"media_group_id": str(10**16 + secrets.randbelow(10**16))}
        contents = [(group | _content(world, part)[0], True) for part in album]
    else:
        contents = [_content(world, value)]
    return [
        post(world, chat, person.id, content, reply_to=reply_to, thread_id=thread_id, has_media=has_media)
        for content, has_media in contents
    ]


def _place(world: World, chat: Chat, person: Person, value: Asked) -> tuple[int | None, int | None]:
    reply_to: int | None = value.get("reply_to_message_id")
    thread_id: int | None = value.get("message_thread_id")
    if reply_to is not None:
        replied = chat.alive(reply_to)
        if replied is None:
            raise Refused(f"no message {reply_to} to reply to")
        thread_id = thread_id or replied.thread_id
    if thread_id is None or thread_id == GENERAL_TOPIC:
        return reply_to, None
    topic = chat.topics.get(thread_id)
    if topic is None or topic.deleted:
        raise Refused(f"no topic {thread_id} in {chat.title}")
    if topic.closed and not chat.has_right(person.id, "can_manage_topics"):
        raise Refused(f"topic {thread_id} is closed")
    return reply_to, thread_id


def _content(world: World, value: Asked) -> tuple[Wire, bool]:
    kind = next((name for name in MEDIA if name in value), None)
    if kind is not None:
        return _file_content(world, kind, value[kind]) | _caption(value), True
    if RAW in value:
        return dict(value[RAW]), False
    structured = next((name for name in STRUCTURED if name in value), None)
    if structured is not None:
        content: Wire = {structured: value[structured]}
        # a venue is shown as a location too, for clients that know no venues
        return content | ({"location": value["venue"]["location"]} if structured == "venue" else {}), False
    text, entities = formatted(need(value, "text"), None, value.get("entities"), LONGEST_TEXT, "message")
    if not text:
        raise Refused("the text is empty")
    return ({"text": text, "entities": entities} if entities else {"text": text}), False


def _caption(value: Asked) -> Wire:
    given = str(value.get("caption", value.get("text", "")))
    marked = value.get("caption_entities", value.get("entities"))
    caption, entities = formatted(given, None, marked, LONGEST_CAPTION, "message caption")
    content: Wire = {"caption": caption} if caption else {}
    return content | {"caption_entities": entities} if entities else content


def _file_content(world: World, kind: str, file: Asked) -> Wire:
    """file: file_name, mime_type, content_base64; size: claims more than is there."""
    only(file, "file_name", "mime_type", "content_base64", "size", "duration")
    try:
        content = base64.b64decode(file.get("content_base64", ""), validate=True)
    except ValueError:
        raise Refused("content_base64 is not base64") from None
    mime_type = file.get("mime_type") or MIME_TYPES[kind]
    stored = world.files.keep(content, kind, file.get("file_name") or kind, mime_type, file.get("size"))
    return media_content(kind, stored, {"duration": file["duration"]} if "duration" in file else None)


async def edit_message(request: web.Request) -> web.StreamResponse:
    world, chat, message = request.app[WORLD], chat_of(request), message_of(request)
    value = only(await asked(request), "as", "text", "entities", "location", *MEDIA)
    person = actor(world, chat, value)
    if message.sender_id != person.id:
        raise Refused(f"{person.name} did not write this message")
    kind = next((name for name in (*MEDIA, "location") if name in value), None)
    if kind is not None:
        content, has_media = _content(world, value)
        changed: dict[str, Any] = dict.fromkeys(content_of(message)) | content
        message.has_media = has_media
    elif "text" in message.body:
        content, _ = _content(world, value)
        changed = {"entities": None} | content
    else:
        changed = {"caption": None, "caption_entities": None} | _caption(value)
    post_edited(world, chat, message, changed, by_bot=False)
    return answer({"message": message_for_tester(world, message)})


async def delete_message(request: web.Request) -> web.StreamResponse:
    world, chat, message = request.app[WORLD], chat_of(request), message_of(request)
    value = only(await asked(request), "as")
    person = actor(world, chat, value)
    own = message.sender_id == person.id or chat.type == "private"
    if not own and not chat.has_right(person.id, "can_delete_messages"):
        raise Refused(f"{person.name} may not delete this message")
    delete(world, chat, message)
    return answer({"deleted": message.id})


async def react_to_message(request: web.Request) -> web.StreamResponse:
    world, chat, message = request.app[WORLD], chat_of(request), message_of(request)
    value = only(await asked(request), "as", "emoji")
    person = actor(world, chat, value)
    reactions = [{"type": "emoji", "emoji": value["emoji"]}] if value.get("emoji") else []
    before = react(world, chat, message, person.id, reactions)
    update: Wire = {"chat": chat.wire, "message_id": message.id, "user": person.wire(), "date": world.now()}
    update |= {"old_reaction": before, "new_reaction": reactions}
    for bot in world.bots_of(chat):
        if chat.type == "private" or chat.status_of(bot.id) == "administrator":
            world.send_update(bot, "message_reaction", update)
    return answer({"message": message_for_tester(world, message)})
