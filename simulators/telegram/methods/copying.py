"""copyMessage and forwardMessage: the same content elsewhere, without or with its origin."""

import contextlib

from simulators.telegram.albums import grouped_anew
from simulators.telegram.errors import ApiError, bad_request
from simulators.telegram.looks import COVERED, media_looks
from simulators.telegram.methods.registry import Call, bot_api_method
from simulators.telegram.methods.sending import caption_content, destination, send
from simulators.telegram.origins import origin_of
from simulators.telegram.permissions import reachable_chat
from simulators.telegram.posting import is_service
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
        "quote",
        "external_reply",
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
    protected = verb == "forward" and message.body.get("has_protected_content")
    if is_service(message) or protected:
        raise bad_request(f"message can't be {'copied' if verb == 'copy' else 'forwarded'}")
    return message


def _copied(call: Call, source: Message) -> Wire:
    content = content_of(source)
    if ("caption" in call.params or call.params.get("remove_caption")) and "text" not in content:
        dropped = ("caption", "caption_entities", "show_caption_above_media")
        content = {name: value for name, value in content.items() if name not in dropped}
        kind = next((kind for kind in COVERED if kind in content), "")
        above = {"show_caption_above_media": call.params.get("show_caption_above_media")}
        content |= caption_content(call.params) | media_looks(kind, above)
    return content


def _forwarded(call: Call, source: Message) -> Wire:
    return content_of(source) | {"forward_origin": origin_of(call.world, source)}


@bot_api_method("copyMessage")
def copy_message(call: Call) -> Wire:
    source = _source(call, call.params["message_id"], "copy")
    where = destination(call)
    return {"message_id": send(call, where, _copied(call, source), has_media=source.has_media).id}


@bot_api_method("forwardMessage")
def forward_message(call: Call) -> Wire:
    source = _source(call, call.params["message_id"], "forward")
    where = destination(call)
    message = send(call, where, _forwarded(call, source), has_media=source.has_media)
    return message_for_bot(call.world, call.bot, message)


@bot_api_method("copyMessages", "forwardMessages")
def repeat_messages(call: Call) -> list[Wire]:
    """Passes over what is gone or can't be repeated; parts of one album become an album again."""
    verb = "copy" if call.method == "copyMessages" else "forward"
    numbers: list[int] = call.params["message_ids"]
    if numbers != sorted(set(numbers)):
        raise bad_request("message identifiers must be in a strictly increasing order")
    reachable_chat(call.world, call.bot, call.params["from_chat_id"])
    sources: list[Message] = []
    for number in numbers:
        with contextlib.suppress(ApiError):
            sources.append(_source(call, number, verb))
    if not sources:
        raise bad_request(f"there are no messages to {verb}")
    where = destination(call)
    made = [(_copied if verb == "copy" else _forwarded)(call, source) for source in sources]
    contents = grouped_anew(made, sources)
    return [
        {"message_id": send(call, where, content, has_media=source.has_media).id}
        for content, source in zip(contents, sources, strict=True)
    ]
