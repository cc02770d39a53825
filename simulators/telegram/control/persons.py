"""People and bots, and how they stand to each other in private."""

from typing import Any

from aiohttp import web

from simulators.telegram.control.reading import (
    Refused,
    answer,
    asked,
    chat_of,
    find_bot,
    find_person,
    need,
    only,
)
from simulators.telegram.control.speaking import written
from simulators.telegram.endpoint import WORLD
from simulators.telegram.records import Chat, Person, Wire
from simulators.telegram.rendering import message_for_tester
from simulators.telegram.world import World

PERSON_FIELDS = ("first_name", "last_name", "username", "language_code", "hides_forwards", "phone_number")


async def add_person(request: web.Request) -> web.StreamResponse:
    value = only(await asked(request), *PERSON_FIELDS)
    if not str(need(value, "first_name")).strip():
        raise Refused("first_name is empty")
    return answer(_for_tester(request.app[WORLD].add_person(**value)), 201)


async def list_persons(request: web.Request) -> web.StreamResponse:
    return answer({"persons": [_for_tester(person) for person in request.app[WORLD].persons.values()]})


def _for_tester(person: Person) -> Wire:
    """With the number of the account, which bots see only when the person shares it."""
    return {**person.wire(), "phone_number": person.contact()["phone_number"]}


async def change_person(request: web.Request) -> web.StreamResponse:
    """Renames, or deactivates: a deleted account."""
    world = request.app[WORLD]
    person = find_person(world, int(request.match_info["person_id"]))
    for name, given in only(await asked(request), *PERSON_FIELDS, "deactivated").items():
        setattr(person, name, given)
    world.save_person(person)
    for chat in world.chats.values():
        if chat.type == "private" and chat.id == person.id:
            chat.wire = world.chat_wire(chat)
    return answer({**person.wire(), "deactivated": person.deactivated})


async def add_bot(request: web.Request) -> web.StreamResponse:
    world = request.app[WORLD]
    value = only(await asked(request), "token", "first_name", "username", "privacy")
    token = _token(need(value, "token"))
    bot = world.add_bot(token, value.get("first_name", ""), value.get("username", ""), value.get("privacy", True))
    return answer({**bot.wire(), "token": bot.token}, 201)


async def list_bots(request: web.Request) -> web.StreamResponse:
    bots = request.app[WORLD].bots.values()
    return answer({"bots": [{**bot.wire(), "token": bot.token, "privacy": bot.privacy} for bot in bots]})


async def change_bot(request: web.Request) -> web.StreamResponse:
    """Its name, privacy mode and token, as BotFather sets them: the former token opens nothing."""
    world = request.app[WORLD]
    bot = find_bot(world, request.match_info["bot"])
    value = only(await asked(request), "first_name", "privacy", "token")
    if "token" in value:
        token = _token(value["token"])
        if token.partition(":")[0] != str(bot.id):
            raise Refused(f"a token of the bot {bot.id} is wanted")
        world.change_token(bot, token)
    bot.first_name = str(value.get("first_name") or bot.first_name)
    bot.privacy = bool(value.get("privacy", bot.privacy))
    world.save_bot(bot)
    return answer({**bot.wire(), "privacy": bot.privacy})


def _token(given: Any) -> str:
    number, _, secret = str(given).partition(":")
    if not number.isdigit() or len(secret) < 24:
        raise Refused("a token is <bot id>:<35 characters>")
    return str(given)


async def start_bot(request: web.Request) -> web.StreamResponse:
    """The START button, or a link with a payload."""
    world, chat = request.app[WORLD], chat_of(request)
    value = only(await asked(request), "payload")
    if chat.blocked:  # the same button then reads "restart bot", and unblocks it
        chat.blocked = False
        world.save_chat(chat)
        _tell_bot(world, chat)
    text = f"/start {value['payload']}" if value.get("payload") else "/start"
    messages = written(world, chat, {"text": text})
    return answer({"messages": [message_for_tester(world, message) for message in messages]}, 201)


async def block_bot(request: web.Request) -> web.StreamResponse:
    return _set_blocked(request, True)


async def unblock_bot(request: web.Request) -> web.StreamResponse:
    return _set_blocked(request, False)


def _set_blocked(request: web.Request, blocked: bool) -> web.StreamResponse:
    world, chat = request.app[WORLD], chat_of(request)
    if chat.type != "private":
        raise Refused("only in a private chat")
    if chat.blocked != blocked:
        chat.blocked = blocked
        world.save_chat(chat)
        _tell_bot(world, chat)
    return answer({"blocked": chat.blocked})


def _tell_bot(world: World, chat: Chat) -> None:
    """A person who blocks a bot has, to the bot, kicked it out of the chat."""
    bot = world.bots[chat.bot_id]
    kicked: Wire = {"user": bot.wire(), "status": "kicked", "until_date": 0}
    member: Wire = {"user": bot.wire(), "status": "member"}
    before, after = (member, kicked) if chat.blocked else (kicked, member)
    change: Wire = {
        "chat": chat.wire,
        "from": world.persons[chat.id].wire(),
        "date": world.now(),
        "old_chat_member": before,
        "new_chat_member": after,
    }
    world.send_update(bot, "my_chat_member", change)
    world.events.add("blocked" if chat.blocked else "unblocked", lambda: dict(chat.place))
