"""Reading what a tester asks for: records found, refusals of the Bot API worded."""

from typing import Any

from aiohttp import web

from simulators.control_api import ControlApi
from simulators.control_requests import Asked, Refused, answer, asked, need, number, only
from simulators.telegram.endpoint import WORLD
from simulators.telegram.errors import ApiError
from simulators.telegram.limits import TRUE_LIMITS
from simulators.telegram.records import INSIDE, Bot, Chat, Message, Person, Topic
from simulators.telegram.world import World

__all__ = ["Asked", "Refused", "answer", "asked", "need", "number", "only"]  # beside what is below


#: What is asked of any simulated messenger.
CONTROLS = ControlApi(WORLD, ApiError, TRUE_LIMITS)


def find_person(world: World, reference: Any) -> Person:
    """By id, @username or first name."""
    if isinstance(reference, int) or str(reference).isdigit():
        person = world.persons.get(int(reference))
        if person is not None:
            return person
    name = str(reference).removeprefix("@").lower()
    for person in world.persons.values():
        if name in (person.username.lower(), person.first_name.lower(), person.name.lower()):
            return person
    raise Refused(f"no person {reference!r}", 404)


def find_bot(world: World, reference: Any = None) -> Bot:
    """By id or username; the first one when nothing is said."""
    for bot in world.bots.values():
        if reference is None or str(reference).removeprefix("@") in (str(bot.id), bot.username):
            return bot
    raise Refused(f"no bot {reference!r}", 404)


def find_chat(world: World, chat_id: int, bot_reference: Any = None) -> Chat:
    if chat_id > 0:
        return world.private_chat(find_bot(world, bot_reference), find_person(world, chat_id))
    chat = world.chats.get(str(chat_id))
    if chat is None:
        raise Refused(f"no chat {chat_id}", 404)
    return chat


def chat_of(request: web.Request) -> Chat:
    return find_chat(request.app[WORLD], int(request.match_info["chat_id"]), request.query.get("bot"))


def message_of(request: web.Request) -> Message:
    message = chat_of(request).alive(int(request.match_info["message_id"]))
    if message is None:
        raise Refused(f"no message {request.match_info['message_id']} in this chat", 404)
    return message


def topic_of(request: web.Request) -> Topic:
    topic = chat_of(request).topics.get(int(request.match_info["thread_id"]))
    if topic is None or topic.deleted:
        raise Refused(f"no topic {request.match_info['thread_id']} in this chat", 404)
    return topic


def actor(world: World, chat: Chat, value: Asked) -> Person:
    """Who does it: `as`, and in a private chat its person by default. Must be in the chat."""
    if chat.type == "private":
        person = find_person(world, value.get("as", chat.id))
        if person.id != chat.id:
            raise Refused(f"{person.name} has no part in this private chat")
        return person
    person = find_person(world, need(value, "as"))
    if chat.status_of(person.id) not in INSIDE:
        raise Refused(f"{person.name} is not in {chat.title}")
    if chat.migrated_to is not None:
        raise Refused(f"the group was upgraded to {chat.migrated_to}")
    return person
