"""Looking: chats, messages, files, calls, webhooks, and whatever happens next."""

import time
from typing import Any

from aiohttp import web

from simulators.control_api import waited_for
from simulators.control_requests import Refused, answer, number
from simulators.whatsapp.control.reading import find_number, person_of
from simulators.whatsapp.endpoint import WORLD
from simulators.whatsapp.records import Message
from simulators.whatsapp.rendering import chat_for_tester, message_for_tester, on_the_phone
from simulators.whatsapp.world import World

COLUMNS = ["number", "person_id", "message_id", "by_business", "at", "text"]


async def list_chats(request: web.Request) -> web.StreamResponse:
    world = request.app[WORLD]
    pairs = dict.fromkeys(message.chat for message in world.messages.values())
    return answer({"chats": [chat_for_tester(world, chat[0], world.persons[chat[1]]) for chat in pairs]})


async def show_chat(request: web.Request) -> web.StreamResponse:
    world = request.app[WORLD]
    return answer(chat_for_tester(world, find_number(world, request.query.get("number")).id, person_of(request)))


async def list_messages(request: web.Request) -> web.StreamResponse:
    """What the phone shows. after: a message id; last: so many from the end; all=1: with what never came to it."""
    world = request.app[WORLD]
    found = world.chat(find_number(world, request.query.get("number")).id, person_of(request).id)
    if request.query.get("all") != "1":
        found = [message for message in found if on_the_phone(message)]
    after, last = request.query.get("after"), int(number(request, "last", 0))
    if after is not None:
        places = [place for place, message in enumerate(found) if message.id == after]
        if not places:
            raise Refused(f"no message {after!r} in this chat", 404)
        found = found[places[0] + 1 :]
    return answer({"messages": [message_for_tester(world, message) for message in found[-last:]]})


async def show_file(request: web.Request) -> web.StreamResponse:
    """The bytes, by the media id, whoever sent it."""
    world = request.app[WORLD]
    media = world.media.find(request.match_info["media"], world.now())
    if media is None:
        raise Refused("no such file", 404)
    return web.Response(body=world.media.path(media).read_bytes(), headers={"Content-Type": media.mime_type})


async def lose_file(request: web.Request) -> web.StreamResponse:
    """It vanishes; `all`: every file there is."""
    world = request.app[WORLD]
    wanted = request.match_info["media"]
    found = [one for one in world.media.all.values() if wanted in ("all", one.id) and not one.gone]
    for media in found:
        world.media.lose(media)
    return answer({"files": len(found)})


async def count_messages(request: web.Request) -> web.StreamResponse:
    """How many messages there are; with `business_messages` or `person_messages` it waits for so many."""
    world = request.app[WORLD]
    names = ("business_messages", "person_messages", "messages")
    return await waited_for(request, world, names, lambda: _counts(world))


def _counts(world: World) -> dict[str, Any]:
    by_business = sum(message.by_business for message in world.messages.values())
    by_persons = len(world.messages) - by_business
    counts = {"business_messages": by_business, "person_messages": by_persons, "messages": by_business + by_persons}
    return {**counts, "webhooks_waiting": len(world.postman.waiting), "at": time.monotonic()}


async def show_timeline(request: web.Request) -> web.StreamResponse:
    """Rows in the order of COLUMNS after a moment of time.monotonic(), for benchmarks."""
    world = request.app[WORLD]
    after = number(request, "after", 0)
    rows = [_row(message) for message in world.messages.values() if message.monotonic > after]
    return answer({"columns": COLUMNS, "rows": rows})


def _row(message: Message) -> list[Any]:
    who = [message.number_id, message.person_id, message.id, message.by_business]
    return [*who, message.monotonic, message.text()]
