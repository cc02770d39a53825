"""Looking: chats, messages, files, calls, and whatever happens next."""

import time
from bisect import bisect_right
from typing import Any

from aiohttp import web

from simulators.control_api import waited_for
from simulators.telegram.control.reading import Refused, answer, chat_of, message_of, number
from simulators.telegram.endpoint import WORLD
from simulators.telegram.records import Chat, Message
from simulators.telegram.rendering import chat_for_tester, message_for_tester
from simulators.telegram.world import World


async def list_chats(request: web.Request) -> web.StreamResponse:
    world = request.app[WORLD]
    return answer({"chats": [chat_for_tester(world, chat) for chat in world.chats.values()]})


async def show_chat(request: web.Request) -> web.StreamResponse:
    return answer(chat_for_tester(request.app[WORLD], chat_of(request)))


async def list_messages(request: web.Request) -> web.StreamResponse:
    """thread: only this topic (1: outside all topics). after: a message id. last: so many from the end."""
    world, chat = request.app[WORLD], chat_of(request)
    after, last = int(number(request, "after", 0)), int(number(request, "last", 0))
    thread = int(number(request, "thread", 0))
    with_deleted = request.query.get("deleted") == "1"
    found = [
        message
        for message in chat.messages.values()
        if message.id > after and (with_deleted or not message.deleted) and _in_thread(message, thread)
    ]
    return answer({"messages": [message_for_tester(world, message) for message in found[-last:]]})


def _in_thread(message: Message, thread: int) -> bool:
    return not thread or message.thread_id == (None if thread == 1 else thread)


async def show_message(request: web.Request) -> web.StreamResponse:
    return answer({"message": message_for_tester(request.app[WORLD], message_of(request))})


async def show_file(request: web.Request) -> web.StreamResponse:
    """The bytes of a file, by the file_unique_id that messages show."""
    world = request.app[WORLD]
    stored = world.files.find(request.match_info["unique_id"])
    if stored is None:
        raise Refused("no such file", 404)
    headers = {"X-File-Name": stored.file_name.encode().hex()}
    content = world.files.content_path(stored).read_bytes()
    return web.Response(body=content, content_type=stored.mime_type, headers=headers)


async def count_messages(request: web.Request) -> web.StreamResponse:
    """How many messages stand in the chats; with `bot_messages` or `person_messages` it waits for so many.

    chats: ids by comma; of: groups or private; neither: everything.
    """
    world = request.app[WORLD]
    names = ("bot_messages", "person_messages", "messages")
    return await waited_for(request, world, names, lambda: _counts(world, request.query))


def _counts(world: World, query: Any) -> dict[str, Any]:
    chats = _chosen(world, query)
    by_bot = sum(chat.bot_messages for chat in chats)
    by_persons = sum(chat.person_messages for chat in chats)
    return {
        "bot_messages": by_bot,
        "person_messages": by_persons,
        "messages": by_bot + by_persons,
        "topics": sum(len(chat.topics) for chat in chats),
        "at": time.monotonic(),
    }


def _chosen(world: World, query: Any) -> list[Chat]:
    if "chats" in query:
        wanted = {int(chat_id) for chat_id in query["chats"].split(",")}
        return [chat for chat in world.chats.values() if chat.id in wanted]
    if query.get("of") in ("groups", "private"):
        groups = query["of"] == "groups"
        return [chat for chat in world.chats.values() if (chat.id < 0) == groups]
    return list(world.chats.values())


async def show_timeline(request: web.Request) -> web.StreamResponse:
    """Rows of [chat_id, thread_id, message_id, sender_id, by_bot, at, text or caption], for benchmarks."""
    world = request.app[WORLD]
    after = number(request, "after", 0)
    first = bisect_right(world.timeline, after, key=lambda message: message.at)
    newer = world.timeline[first:]
    if "chats" in request.query or "of" in request.query:
        keys = {chat.key for chat in _chosen(world, request.query)}
        newer = [message for message in newer if message.chat_key in keys]
    return answer({"columns": COLUMNS, "rows": [_row(world, message) for message in newer]})


COLUMNS = ["chat_id", "thread_id", "message_id", "sender_id", "by_bot", "at", "text"]


def _row(world: World, message: Message) -> list[Any]:
    """In the order of COLUMNS."""
    chat_id = world.chats[message.chat_key].id
    who = [message.sender_id, message.by_bot]
    return [chat_id, message.thread_id, message.id, *who, message.at, _words(message)]


def _words(message: Message) -> str:
    return str(message.body.get("text") or message.body.get("caption") or "")
