"""Pressing a button under a message, and waiting for what the bot answers."""

import asyncio
import secrets
import time
from typing import Any

from aiohttp import web

from simulators.telegram.control.reading import (
    Asked,
    Refused,
    actor,
    answer,
    asked,
    chat_of,
    message_of,
    need,
    only,
)
from simulators.telegram.endpoint import WORLD
from simulators.telegram.keyboards import buttons_of
from simulators.telegram.records import Chat, Message, Person, Wire
from simulators.telegram.rendering import message_for_bot
from simulators.telegram.world import World

KEPT_CALLBACKS = 2_000


async def press_button(request: web.Request) -> web.StreamResponse:
    """button: its label, callback_data or number (from 1). forged: callback_data that no button has."""
    world, chat, message = request.app[WORLD], chat_of(request), message_of(request)
    value = only(await asked(request), "as", "button", "forged", "wait_seconds")
    person = actor(world, chat, value)
    label = "?"
    if "forged" in value:
        callback_data = str(value["forged"])
    else:
        button = _button(message, value)
        if "callback_data" not in button:
            return answer({"button": button, "answer": None})  # a link: the bot hears nothing
        callback_data, label = button["callback_data"], button["text"]
    world.events.add(
        "pressed",
        lambda: {**chat.place, "message_id": message.id, "as": person.id, "label": label},
    )
    number, future = _press(world, chat, message, person, callback_data)
    world.journal.flush()
    given = await _waited(world, number, future, float(value.get("wait_seconds", 5)))
    return answer({"callback_query_id": number, "answered": given is not None, "answer": given})


def _button(message: Message, value: Asked) -> Wire:
    wanted: Any = need(value, "button")
    buttons = buttons_of(message.body)
    if isinstance(wanted, int):
        if 1 <= wanted <= len(buttons):
            return buttons[wanted - 1]
    else:
        for name in ("text", "callback_data"):
            for button in buttons:
                if button.get(name) == wanted:
                    return button
    shown = ", ".join(f"{button['text']!r}" for button in buttons) or "none"
    raise Refused(f"no button {wanted!r}; there are: {shown}", 404)


def _press(
    world: World, chat: Chat, message: Message, person: Person, callback_data: str
) -> tuple[str, "asyncio.Future[Wire]"]:
    number = str(10**17 + secrets.randbelow(10**17))
    bot = world.bots.get(message.sender_id)
    if bot is None:
        raise Refused("only a bot's message has buttons")
    query = {
        "bot_id": bot.id,
        "person_id": person.id,
        "chat_key": chat.key,
        "message_id": message.id,
        "pressed_at": time.time(),
        "answer": None,
    }
    world.callbacks[number] = query
    if len(world.callbacks) > KEPT_CALLBACKS:
        world.callbacks.pop(next(iter(world.callbacks)))
    world.journal.put("callback", number, query)
    future = world.callback_answers[number] = asyncio.get_running_loop().create_future()
    world.send_update(
        bot,
        "callback_query",
        {
            "id": number,
            "from": person.wire(),
            "message": message_for_bot(world, bot, message),
            "chat_instance": str(abs(chat.id) * 7_919),
            "data": callback_data,
        },
    )
    return number, future


async def _waited(world: World, number: str, future: "asyncio.Future[Wire]", seconds: float) -> Wire | None:
    try:
        return await asyncio.wait_for(future, seconds) if seconds > 0 else None
    except TimeoutError:
        return None
    finally:
        world.callback_answers.pop(number, None)
