"""What people do in their chats with a business."""

from aiohttp import web

from simulators.control_requests import Asked, Refused, answer, asked, only
from simulators.whatsapp.control.contents import FIELDS, content_asked_for
from simulators.whatsapp.control.reading import find_message, find_number, find_person, person_of
from simulators.whatsapp.endpoint import WORLD
from simulators.whatsapp.phones import advance
from simulators.whatsapp.records import Message, Person, Wire
from simulators.whatsapp.rendering import buttons_of, message_for_tester, rows_of
from simulators.whatsapp.speaking import quoting, said
from simulators.whatsapp.world import World

#: reply_to: a wamid. forwarded: true, or "often". referral: of an advertisement, as it comes.
BESIDE = ("number", "reply_to", "forwarded", "referral")


async def write(request: web.Request) -> web.StreamResponse:
    world, person = request.app[WORLD], person_of(request)
    message = written(world, person, only(await asked(request), *FIELDS, *BESIDE))
    return answer({"message": message_for_tester(world, message)}, 201)


async def write_batch(request: web.Request) -> web.StreamResponse:
    """messages: many, each with `person` and the fields of one. Returns rows [person, message id, at]."""
    world = request.app[WORLD]
    rows = []
    for value in only(await asked(request), "messages").get("messages", []):
        fields = only(value, "person", *FIELDS, *BESIDE)
        person = find_person(world, fields.pop("person"))
        message = written(world, person, fields)
        rows.append([person.id, message.id, message.monotonic])
    return answer({"messages": rows}, 201)


def written(world: World, person: Person, value: Asked) -> Message:
    number = find_number(world, value.get("number"))
    content = content_asked_for(world, number.id, value)
    more: Wire = {}
    if "reply_to" in value:
        more["context"] = quoting(world, _of_this_chat(world, number.id, person, str(value["reply_to"])))
    if value.get("forwarded"):
        often = value["forwarded"] == "often"
        more["context"] = {"frequently_forwarded" if often else "forwarded": True}
    if "referral" in value:
        more["referral"] = value["referral"]
    return said(world, person, number.id, content, **more)


def _of_this_chat(world: World, number_id: str, person: Person, message_id: str) -> Message:
    message = world.messages.get(message_id)
    if message is None or message.chat != (number_id, person.id):
        raise Refused(f"no message {message_id!r} in this chat", 404)
    return message


async def react(request: web.Request) -> web.StreamResponse:
    """emoji: "" or null takes it back."""
    world, person = request.app[WORLD], person_of(request)
    value = only(await asked(request), "message_id", "emoji", "number")
    target = find_message(world, person, value)
    emoji = value.get("emoji") or ""
    if emoji:
        target.reactions["person"] = emoji
    else:
        target.reactions.pop("person", None)
    world.save("message", target.id, target)
    reaction = {"message_id": target.id} | ({"emoji": emoji} if emoji else {})
    message = said(world, person, target.number_id, {"type": "reaction", "reaction": reaction})
    world.events.add("reaction", lambda: message_for_tester(world, target))
    return answer({"message": message_for_tester(world, message)}, 201)


async def press(request: web.Request) -> web.StreamResponse:
    """button: its title, id or number from 1. forged: {id, title} of a button that is not there."""
    world, person = request.app[WORLD], person_of(request)
    value = only(await asked(request), "message_id", "number", "button", "forged")
    target = find_message(world, person, value)
    reply = value.get("forged") or _chosen(buttons_of(world, target), value.get("button", 1), "button")
    if target.kind == "template":
        content: Wire = {"type": "button", "button": {"payload": reply["id"], "text": reply["title"]}}
    else:
        own = {"id": reply["id"], "title": reply.get("title", "")}
        content = {"type": "interactive", "interactive": {"type": "button_reply", "button_reply": own}}
    return _replied(world, person, target, content)


async def choose(request: web.Request) -> web.StreamResponse:
    """row: its title, id or number from 1. forged: {id, title} of a row that is not there."""
    world, person = request.app[WORLD], person_of(request)
    value = only(await asked(request), "message_id", "number", "row", "forged")
    target = find_message(world, person, value)
    row = value.get("forged") or _chosen(rows_of(target), value.get("row", 1), "row")
    own = {name: row[name] for name in ("id", "title", "description") if row.get(name)}
    content = {"type": "interactive", "interactive": {"type": "list_reply", "list_reply": own}}
    return _replied(world, person, target, content)


def _replied(world: World, person: Person, target: Message, content: Wire) -> web.Response:
    message = said(world, person, target.number_id, content, context=quoting(world, target))
    return answer({"message": message_for_tester(world, message)}, 201)


def _chosen(offered: list[Wire], wanted: object, what: str) -> Wire:
    for place, one in enumerate(offered, 1):
        if wanted in (place, one["id"], one["title"]):
            return one
    titles = ", ".join(repr(one["title"]) for one in offered) or "none"
    raise Refused(f"no {what} {wanted!r}; there: {titles}", 404)


async def read(request: web.Request) -> web.StreamResponse:
    """Opens the chat: whatever the business wrote is read. message_id: up to this one only. played: heard too."""
    world, person = request.app[WORLD], person_of(request)
    value = only(await asked(request), "message_id", "number", "played")
    number = find_number(world, value.get("number"))
    last = find_message(world, person, value) if "message_id" in value else None
    done = 0
    for message in world.chat(last.number_id if last else number.id, person.id):
        if message.by_business and message.status in ("sent", "delivered", "read"):
            advance(world, message, person, "played" if value.get("played") else "read")
            done += 1
        if last is not None and message.id == last.id:
            break
    return answer({"messages": done})
