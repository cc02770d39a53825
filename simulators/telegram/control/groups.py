"""Groups and their members: made, joined, left, promoted, upgraded."""

from typing import Any

from aiohttp import web

from simulators.telegram.control.reading import (
    Asked,
    Refused,
    answer,
    asked,
    chat_of,
    find_bot,
    find_person,
    need,
    only,
)
from simulators.telegram.endpoint import WORLD
from simulators.telegram.posting import post
from simulators.telegram.records import INSIDE, RESTRICTED_RIGHTS, Chat, Wire
from simulators.telegram.rendering import chat_for_tester, member_wire
from simulators.telegram.world import World

GROUP_FIELDS = ("title", "forum", "basic", "members", "bot", "bot_rights", "reactions", "anonymous_reactions")
STATUSES = ("creator", "administrator", "member", "restricted", "left", "kicked")


async def add_group(request: web.Request) -> web.StreamResponse:
    """members: persons, the first is the creator. bot: false to leave it out.

    bot_rights: changes to an administrator's rights, or false for an ordinary member.
    """
    world = request.app[WORLD]
    value = only(await asked(request), *GROUP_FIELDS)
    basic = bool(value.get("basic", False))
    people = [find_person(world, reference) for reference in value.get("members", [])]
    chat = world.add_group(str(need(value, "title")), forum=bool(value.get("forum", not basic)), basic=basic)
    if "reactions" in value:
        chat.available_reactions = value["reactions"]
    chat.anonymous_reactions = bool(value.get("anonymous_reactions", False))
    for person in people:
        chat.members[person.id] = {"status": "member" if chat.members else "creator"}
    world.save_chat(chat)
    if value.get("bot", True):
        rights = value.get("bot_rights", {})
        bot = find_bot(world, None if value.get("bot", True) is True else value["bot"])
        wanted = {"status": "member"} if rights is False else world.administrator(**rights)
        _change_member(world, chat, bot.id, wanted, by=people[0].id if people else bot.id)
    world.events.add("group", lambda: chat_for_tester(world, chat))
    return answer(chat_for_tester(world, chat), 201)


async def list_groups(request: web.Request) -> web.StreamResponse:
    world = request.app[WORLD]
    return answer({"groups": [chat_for_tester(world, chat) for chat in world.chats.values() if chat.id < 0]})


async def change_group(request: web.Request) -> web.StreamResponse:
    world, chat = request.app[WORLD], chat_of(request)
    value = only(await asked(request), "title", "forum", "reactions", "anonymous_reactions", "username", "as")
    if "forum" in value:
        chat.is_forum = bool(value["forum"])
    if "reactions" in value:
        chat.available_reactions = value["reactions"]
    if "anonymous_reactions" in value:
        chat.anonymous_reactions = bool(value["anonymous_reactions"])
    if "username" in value:
        if chat.type != "supergroup":
            raise Refused("only a supergroup may be public")
        chat.username = str(value["username"])
    if "title" in value:
        chat.title = str(value["title"])
    chat.wire = world.chat_wire(chat)
    world.save_chat(chat)
    if "title" in value and "as" in value:
        post(world, chat, find_person(world, value["as"]).id, {"new_chat_title": chat.title})
    return answer(chat_for_tester(world, chat))


async def set_member(request: web.Request) -> web.StreamResponse:
    """person or bot, status, and for an administrator changes to the usual rights. by: who does it."""
    world, chat = request.app[WORLD], chat_of(request)
    value = only(await asked(request), "person", "bot", "status", "rights", "by")
    if chat.type == "private":
        raise Refused("only in a group")
    member_id = find_bot(world, value["bot"]).id if "bot" in value else find_person(world, need(value, "person")).id
    by = find_person(world, value["by"]).id if "by" in value else _creator(chat, member_id)
    _change_member(world, chat, member_id, _wanted(world, value), by)
    return answer(member_wire(world, chat, member_id))


def _wanted(world: World, value: Asked) -> Wire:
    status = need(value, "status")
    if status not in STATUSES:
        raise Refused(f"status must be one of {', '.join(STATUSES)}")
    rights: dict[str, Any] = value.get("rights", {})
    if status == "administrator":
        return world.administrator(**rights)
    if status == "restricted":
        return {"status": status, **RESTRICTED_RIGHTS, **rights}
    return {"status": status, **rights}


def _creator(chat: Chat, default: int) -> int:
    return next((member for member, rights in chat.members.items() if rights["status"] == "creator"), default)


def _change_member(world: World, chat: Chat, member_id: int, wanted: Wire, by: int) -> None:
    before = member_wire(world, chat, member_id)
    was_inside = before["status"] in INSIDE
    chat.members[member_id] = wanted
    world.save_chat(chat)
    after = member_wire(world, chat, member_id)
    if before == after:
        return
    change: Wire = {"chat": chat.wire, "from": world.actor_wire(by), "date": world.now()}
    change |= {"old_chat_member": before, "new_chat_member": after}
    for bot in list(world.bots_of(chat)):
        if bot.id == member_id:
            world.send_update(bot, "my_chat_member", change)
        elif chat.status_of(bot.id) == "administrator":
            world.send_update(bot, "chat_member", change)
    now_inside = after["status"] in INSIDE
    if now_inside and not was_inside:
        post(world, chat, by, {"new_chat_members": [world.actor_wire(member_id)]})
    elif was_inside and not now_inside:
        post(world, chat, by, {"left_chat_member": world.actor_wire(member_id)})
    world.events.add("member", lambda: {**chat.place, "member": after})


async def upgrade_group(request: web.Request) -> web.StreamResponse:
    """A new id; the old one answers migrate_to_chat_id from now on. forum: turns topics on as well.

    keep_topics (default for a forum): topics and messages are found under the new id too.
    """
    world, chat = request.app[WORLD], chat_of(request)
    value = only(await asked(request), "forum", "keep_topics")
    if chat.type == "private" or chat.migrated_to is not None:
        raise Refused("only a group that was not upgraded yet")
    fresh = world.add_group(chat.title, forum=bool(value.get("forum", chat.is_forum)))
    fresh.members = dict(chat.members)
    fresh.available_reactions, fresh.anonymous_reactions = chat.available_reactions, chat.anonymous_reactions
    creator = _creator(chat, next(iter(chat.members)))
    if value.get("keep_topics", chat.is_forum):
        _move_content(world, chat, fresh)
    world.save_chat(fresh)
    post(world, chat, creator, {"migrate_to_chat_id": fresh.id})
    post(world, fresh, creator, {"migrate_from_chat_id": chat.id})
    chat.migrated_to = fresh.id
    world.save_chat(chat)
    world.events.add("upgraded", lambda: {**chat.place, "new_chat_id": fresh.id})
    return answer(chat_for_tester(world, fresh), 201)


def _move_content(world: World, old: Chat, new: Chat) -> None:
    new.last_message_id = old.last_message_id
    new.pinned = old.pinned
    world.save_chat(new)
    for topic in old.topics.values():
        new.topics[topic.id] = topic
        world.save_topic(new, topic)
    for message in list(old.messages.values()):
        message.chat_key = new.key
        message.body = {**message.body, "chat": new.wire}
        new.messages[message.id] = message
        world.save_message(message)
    new.bot_messages, new.person_messages = old.bot_messages, old.person_messages
    old.messages, old.topics = {}, {}
    old.bot_messages = old.person_messages = 0
    world.journal.put("emptied", old.key, None)
    world.save_chat(old)
