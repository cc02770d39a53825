"""Whose words a message holds: the MessageOrigin of forwards and of replies from elsewhere."""

from simulators.telegram.errors import bad_request
from simulators.telegram.quoting import automatic_quote
from simulators.telegram.records import Message, Wire
from simulators.telegram.validation import bot_api
from simulators.telegram.world import World

_MEDIA = (
    *("photo", "live_photo", "document", "voice", "video", "audio", "animation", "sticker", "video_note"),
    *("location", "contact", "venue", "poll", "dice", "has_media_spoiler", "link_preview_options"),
)


def origin_of(world: World, message: Message) -> Wire:
    """Of a forward: where it first came from."""
    body = message.body
    if "forward_origin" in body:
        origin: Wire = body["forward_origin"]
        return origin
    if "sender_chat" in body:
        return {"type": "chat", "date": body["date"], "sender_chat": body["sender_chat"]}
    person = world.persons.get(message.sender_id)
    if person is not None and person.hides_forwards:
        return {"type": "hidden_user", "date": body["date"], "sender_user_name": person.name}
    return {"type": "user", "date": body["date"], "sender_user": body["from"]}


def external_reply(world: World, message: Message) -> Wire:
    """The fields of a reply to a message of another chat or topic: what is shown of it, and the words as a quote.

    Only a supergroup says which chat and message it was; a private chat stays private.
    """
    chat = world.chats[message.chat_key]
    shown: Wire = {"origin": origin_of(world, message)}
    if chat.type == "supergroup":
        shown |= {"chat": chat.wire, "message_id": message.id}
    shown |= {name: message.body[name] for name in _MEDIA if name in message.body}
    quote = automatic_quote(message.body)
    return {"external_reply": shown, "quote": quote} if quote else {"external_reply": shown}


def told_origin(world: World, told: Wire) -> Wire:
    """An origin as a tester tells it: a MessageOrigin whose ids, dates and kinds of chats may be left out.

    sender_user: a person's id, or a User of nobody here. sender_chat, chat: a title, or a Chat of nowhere here.
    Raises 400 when it is no MessageOrigin.
    """
    origin: Wire = {"date": world.now(), **told}
    user = origin.get("sender_user")
    if isinstance(user, int):
        origin["sender_user"] = world.actor_wire(user)
    elif isinstance(user, dict):
        origin["sender_user"] = {"id": world.next_number("stranger", 600_000_001), "is_bot": False, **user}
    for name, kind in (("sender_chat", "supergroup"), ("chat", "channel")):
        if name in origin:
            origin[name] = _told_chat(world, origin[name], kind)
    if origin.get("type") == "channel":
        origin.setdefault("message_id", 1)
    if wrong := bot_api().why_invalid("MessageOrigin", origin):
        raise bad_request(f"forward_origin is not valid: {wrong[:300]}")
    return origin


def _told_chat(world: World, told: Wire | str, kind: str) -> Wire:
    given: Wire = {"title": told} if isinstance(told, str) else told
    return {"id": -world.next_number("distant", 1_001_900_000_001), "type": kind, **given}
