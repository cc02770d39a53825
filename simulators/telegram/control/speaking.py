"""People write: messages of every kind, edits, deletions, and many at once."""

from typing import Any

from aiohttp import web

from simulators.telegram.control.contents import (
    FIELDS,
    LOOKS,
    MEDIA,
    MEDIA_LOOKS,
    caption,
    content_asked_for,
    contents,
)
from simulators.telegram.control.placing import placed
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
from simulators.telegram.looks import COVERED, media_looks
from simulators.telegram.methods.copying import content_of
from simulators.telegram.posting import delete, post, post_edited
from simulators.telegram.records import Chat, Message
from simulators.telegram.rendering import message_for_tester
from simulators.telegram.world import World


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
    """forward: messages of another chat; album: several files; otherwise one message."""
    person = actor(world, chat, value)
    reply, thread_id = placed(world, chat, person, value)
    if chat.type == "private":
        if chat.blocked:
            raise Refused(f"{person.name} has blocked the bot; unblock it first")
        if not chat.started:
            chat.started = True
            world.save_chat(chat)
    return [
        post(
            world,
            chat,
            person.id,
            content | reply.fields,
            reply_to=reply.to,
            thread_id=thread_id,
            has_media=has_media,
        )
        for content, has_media in contents(world, chat, person, value)
    ]


async def edit_message(request: web.Request) -> web.StreamResponse:
    world, chat, message = request.app[WORLD], chat_of(request), message_of(request)
    value = only(await asked(request), "as", "text", "entities", "location", *MEDIA, *LOOKS)
    person = actor(world, chat, value)
    if message.sender_id != person.id:
        raise Refused(f"{person.name} did not write this message")
    if any(name in value for name in (*MEDIA, "location")):
        content, has_media = content_asked_for(world, value)
        changed: dict[str, Any] = dict.fromkeys(content_of(message)) | content
        message.has_media = has_media
    elif "text" in message.body:
        content, _ = content_asked_for(world, value)
        changed = {"entities": None, "link_preview_options": None} | content
    else:
        asked_for = {name: value[name] for name in MEDIA_LOOKS if name in value}  # the others stay as they are
        looks = media_looks(next((kind for kind in COVERED if kind in message.body), ""), asked_for)
        changed = {"caption": None, "caption_entities": None} | caption(value) | dict.fromkeys(asked_for) | looks
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
