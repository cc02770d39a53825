"""People react: an emoji of the list, one of their own, or none any more; with their name or without it."""

from typing import Any

from aiohttp import web

from simulators.telegram.albums import first_of_album
from simulators.telegram.control.reading import Refused, actor, answer, asked, chat_of, message_of, only
from simulators.telegram.endpoint import WORLD
from simulators.telegram.methods.editing import react
from simulators.telegram.records import Chat, Message, Person, Wire
from simulators.telegram.rendering import message_for_tester, reaction_counts
from simulators.telegram.validation import bot_api
from simulators.telegram.world import World

MOST_REACTIONS = 3  # of one person with Premium; others have one


async def react_to_message(request: web.Request) -> web.StreamResponse:
    """emoji: one, a list of up to three, ReactionTypes, or null to take them back."""
    world, chat, message = request.app[WORLD], chat_of(request), message_of(request)
    value = only(await asked(request), "as", "emoji")
    person = actor(world, chat, value)
    given = value.get("emoji") or []
    reactions = [_reaction(chat, one) for one in (given if isinstance(given, list) else [given])]
    if len(reactions) > MOST_REACTIONS:
        raise Refused(f"at most {MOST_REACTIONS} reactions of one person")
    message = first_of_album(chat, message)
    before = react(world, chat, message, person.id, reactions)
    if before != reactions:
        _tell_bots(world, chat, message, person, before)
    return answer({"message": message_for_tester(world, message)})


def _reaction(chat: Chat, given: Any) -> Wire:
    reaction: Wire = given if isinstance(given, dict) else {"type": "emoji", "emoji": given.replace("\ufe0f", "")}
    if wrong := bot_api().why_invalid("ReactionType", reaction):
        raise Refused(f"no reaction {given!r}: {wrong[:200]}")
    allowed = chat.available_reactions
    if allowed is not None and reaction.get("emoji") not in allowed:
        raise Refused(f"{chat.title} allows no reaction {given!r}")
    return reaction


def _tell_bots(world: World, chat: Chat, message: Message, person: Person, before: list[Wire]) -> None:
    """In groups only administrators. Where reactions are anonymous, how many there are and nothing else."""
    update: Wire = {"chat": chat.wire, "message_id": message.id, "date": world.now()}
    kind = "message_reaction_count" if chat.anonymous_reactions else "message_reaction"
    if chat.anonymous_reactions:
        update["reactions"] = reaction_counts(message)
    else:
        nameless = chat.members.get(person.id, {}).get("is_anonymous")
        update |= {"actor_chat": chat.wire} if nameless else {"user": person.wire()}
        update |= {"old_reaction": before, "new_reaction": message.reactions[str(person.id)]}
    for bot in world.bots_of(chat):
        if chat.type == "private" or chat.status_of(bot.id) == "administrator":
            world.send_update(bot, kind, update)
