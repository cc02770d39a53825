"""copyMessage and forwardMessage: the same content elsewhere, without or with its origin."""

from typing import Any

from simulators.telegram.errors import bad_request
from simulators.telegram.methods.registry import Call, bot_api_method
from simulators.telegram.methods.sending import caption_content, destination, send
from simulators.telegram.permissions import reachable_chat
from simulators.telegram.posting import SERVICE_MESSAGES
from simulators.telegram.records import Message, Wire
from simulators.telegram.rendering import message_for_bot

ENVELOPE = frozenset(
    [
        "message_id",
        "from",
        "sender_chat",
        "chat",
        "date",
        "edit_date",
        "message_thread_id",
        "is_topic_message",
        "reply_markup",
        "media_group_id",
        "has_protected_content",
        "forward_origin",
    ]
)


def content_of(message: Message) -> Wire:
    """What a copy takes along."""
    return {name: value for name, value in message.body.items() if name not in ENVELOPE}


def _source(call: Call, message_id: int, verb: str) -> Message:
    chat = reachable_chat(call.world, call.bot, call.params["from_chat_id"])
    message = chat.alive(message_id)
    if message is None:
        raise bad_request(f"message to {verb} not found")
    if any(name in message.body for name in SERVICE_MESSAGES):
        raise bad_request(f"message can't be {'copied' if verb == 'copy' else 'forwarded'}")
    return message


def _copy(call: Call, message_id: int) -> Message:
    source = _source(call, message_id, "copy")
    where = destination(call)
    content = content_of(source)
    if "caption" in call.params and "text" not in content:
        content = {name: value for name, value in content.items() if not name.startswith("caption")}
        content |= caption_content(call.params)
    return send(call, where, content, has_media=source.has_media)


def _forward(call: Call, message_id: int) -> Message:
    source = _source(call, message_id, "forward")
    where = destination(call)
    origin = source.body.get("forward_origin") or {
        "type": "user",
        "sender_user": source.body["from"],
        "date": source.body["date"],
    }
    return send(call, where, content_of(source) | {"forward_origin": origin}, has_media=source.has_media)


@bot_api_method("copyMessage")
def copy_message(call: Call) -> Wire:
    return {"message_id": _copy(call, call.params["message_id"]).id}


@bot_api_method("copyMessages")
def copy_messages(call: Call) -> list[Wire]:
    return [{"message_id": _copy(call, number).id} for number in _present(call)]


@bot_api_method("forwardMessage")
def forward_message(call: Call) -> Wire:
    return message_for_bot(call.world, call.bot, _forward(call, call.params["message_id"]))


@bot_api_method("forwardMessages")
def forward_messages(call: Call) -> list[Wire]:
    return [{"message_id": _forward(call, number).id} for number in _present(call)]


def _present(call: Call) -> list[Any]:
    """The plural methods pass over messages that are gone."""
    chat = reachable_chat(call.world, call.bot, call.params["from_chat_id"])
    found = [number for number in call.params["message_ids"] if chat.alive(number) is not None]
    if not found:
        raise bad_request("there are no messages to forward")
    return found
