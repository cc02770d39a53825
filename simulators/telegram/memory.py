"""Reading a journal back into a World, so that a restart continues where the last answer stopped."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from simulators.journal import compact_json
from simulators.telegram.records import Bot, Chat, Message, Person, Topic
from simulators.telegram.update_queue import Update
from simulators.telegram.world import World


def open_world(folder: Path) -> World:
    """Raises StateIsInUse when another simulator holds the folder."""
    world = World(folder)
    for kind, key, value in world.journal.read():
        _READERS[kind](world, key, value)
    for chat in world.chats.values():
        _recount(world, chat)
    world.timeline = sorted(_all_messages(world), key=lambda message: message.at)
    worth_shrinking = world.journal.rows_read > 2 * world.live_row_count() + 1_000
    world.journal.open_for_writing(world.rows() if worth_shrinking else None)
    return world


def _all_messages(world: World) -> Iterator[Message]:
    now = time.monotonic()
    for chat in world.chats.values():
        for message in chat.messages.values():
            if message.at > now:  # stamped before the machine was started anew
                message.at = 0.0
            yield message


def _recount(world: World, chat: Chat) -> None:
    """Ids are never given twice: the counters follow the highest id that was ever written."""
    chat.wire = world.chat_wire(chat)
    highest = max(chat.messages, default=0)
    counter: Bot | Chat = world.bots[chat.bot_id] if chat.type == "private" else chat
    counter.last_message_id = max(counter.last_message_id, highest)
    chat.bot_messages = sum(1 for message in chat.messages.values() if message.by_bot)
    chat.person_messages = len(chat.messages) - chat.bot_messages


def _read_bot(world: World, key: str, value: Any) -> None:
    bot = Bot(**value)
    known = world.bots.get(bot.id)
    if known is not None:  # ids handed out since the bot's last row
        bot.last_update_id = max(bot.last_update_id, known.last_update_id)
        world.bots_by_token.pop(known.token, None)
    world._place_bot(bot)


def _read_person(world: World, key: str, value: Any) -> None:
    world.persons[int(key)] = Person(**value)


def _read_chat(world: World, key: str, value: Any) -> None:
    members = {int(member): rights for member, rights in value.pop("members").items()}
    chat = Chat(key=key, members=members, **value)
    if (known := world.chats.get(key)) is not None:
        chat.topics, chat.messages = known.topics, known.messages
    world.chats[key] = chat


def _read_topic(world: World, key: str, value: Any) -> None:
    world.chats[key].topics[value["id"]] = Topic(**value)


def _read_message(world: World, key: str, value: Any) -> None:
    message = Message(chat_key=key, **value)
    world.chats[key].messages[message.id] = message


def _read_update(world: World, key: str, value: Any) -> None:
    kind, created_at, update = value
    bot = world.bots[int(key)]
    number = update["update_id"]
    bot.last_update_id = max(bot.last_update_id, number)
    world.queues[bot.id].waiting.append(Update(number, kind, created_at, compact_json(update)))


def _read_confirmed(world: World, key: str, value: Any) -> None:
    world.queues[int(key)].confirm(value)


def _read_delivered(world: World, key: str, value: Any) -> None:
    queue = world.queues[int(key)]
    for update in [update for update in queue.waiting if update.id == value]:
        queue.delivered(update)


def _read_callback(world: World, key: str, value: Any) -> None:
    world.callbacks[key] = value


def _read_counter(world: World, key: str, value: Any) -> None:
    world.counters[key] = value


def _read_clock(world: World, key: str, value: Any) -> None:
    world.clock_offset = value


def _read_emptied(world: World, key: str, value: Any) -> None:
    chat = world.chats[key]  # its content went to the supergroup it became
    chat.messages, chat.topics = {}, {}


def _read_file(world: World, key: str, value: Any) -> None:
    world.files.remember(key, value)


_READERS = {
    "bot": _read_bot,
    "person": _read_person,
    "chat": _read_chat,
    "topic": _read_topic,
    "message": _read_message,
    "update": _read_update,
    "confirmed": _read_confirmed,
    "delivered": _read_delivered,
    "callback": _read_callback,
    "counter": _read_counter,
    "clock": _read_clock,
    "emptied": _read_emptied,
    "file": _read_file,
}
