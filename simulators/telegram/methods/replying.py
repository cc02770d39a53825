"""reply_parameters: a reply in the chat, into another chat or topic, and to a quoted part."""

from dataclasses import dataclass, field

from simulators.telegram.errors import bad_request
from simulators.telegram.methods.registry import Call
from simulators.telegram.origins import external_reply
from simulators.telegram.permissions import reachable_chat
from simulators.telegram.posting import is_service
from simulators.telegram.quoting import chosen_quote
from simulators.telegram.records import Chat, Message, Wire
from simulators.telegram.world import World

NOT_SIMULATED = ("checklist_task_id", "poll_option_id", "ephemeral_message_id")


@dataclass(frozen=True, slots=True)
class Reply:
    """to: a message of the same chat and topic. fields: `quote` and `external_reply` of the new message."""

    to: int | None = None
    fields: Wire = field(default_factory=dict)


def reply_asked_for(call: Call, chat: Chat, thread_id: int | None) -> Reply:
    """Raises 400 when the message is not there, or the quote not in it."""
    asked: Wire = call.params.get("reply_parameters") or {}
    for name in NOT_SIMULATED:
        if name in asked:
            raise bad_request(f"{name} is not simulated")
    if asked.get("message_id", 0) <= 0:
        return Reply()
    elsewhere = asked.get("chat_id", chat.id) != chat.id
    source = reachable_chat(call.world, call.bot, asked["chat_id"]) if elsewhere else chat
    message = source.alive(asked["message_id"])
    if message is None:
        if asked.get("allow_sending_without_reply") and not elsewhere:
            return Reply()
        raise bad_request("message to be replied not found")
    here = not elsewhere and thread_id in (None, message.thread_id)  # None: the topic of what it replies to
    reply = Reply(message.id) if here else reply_from_elsewhere(call.world, message)
    if reply != Reply() and asked.get("quote"):
        quote = chosen_quote(
            message.body,
            asked["quote"],
            asked.get("quote_parse_mode"),
            asked.get("quote_entities"),
            asked.get("quote_position"),
        )
        return Reply(reply.to, reply.fields | ({"quote": quote} if quote else {}))
    return reply


def reply_from_elsewhere(world: World, message: Message) -> Reply:
    """What is protected or a service message is shown in no other chat or topic: no reply then."""
    if message.body.get("has_protected_content") or is_service(message):
        return Reply()
    return Reply(None, external_reply(world, message))
