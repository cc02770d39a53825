"""Tapping a key below the field where people type: it writes its words, or shares the account's own number."""

from typing import Any

from aiohttp import web

from simulators.telegram.control.reading import Refused, actor, answer, asked, chat_of, need, only
from simulators.telegram.endpoint import WORLD
from simulators.telegram.keyboards import keys_of, shown_keyboard
from simulators.telegram.posting import post
from simulators.telegram.records import Wire
from simulators.telegram.rendering import message_for_tester


async def tap_key(request: web.Request) -> web.StreamResponse:
    """button: its label. What is sent answers the message that brought the keys, as apps have it."""
    world, chat = request.app[WORLD], chat_of(request)
    value = only(await asked(request), "as", "button")
    person = actor(world, chat, value)
    shown = shown_keyboard(chat)
    keys = keys_of(shown.keyboard or {}) if shown is not None else []
    wanted: Any = need(value, "button")
    key = next((one for one in keys if one["text"] == wanted), None)
    if shown is None or key is None:
        there = ", ".join(repr(one["text"]) for one in keys) or "none"
        raise Refused(f"no key {wanted!r}; there are: {there}", 404)
    content: Wire = {"contact": person.contact()} if key.get("request_contact") else {"text": key["text"]}
    message = post(world, chat, person.id, content, reply_to=shown.id)
    return answer({"message": message_for_tester(world, message)}, 201)
