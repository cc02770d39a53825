"""sendMessage and what all sends share: where it goes, what it answers, which buttons it carries."""

from dataclasses import dataclass
from typing import Any

from simulators.telegram.entities import formatted
from simulators.telegram.errors import bad_request
from simulators.telegram.keyboards import checked_inline_keyboard, checked_reply_keyboard
from simulators.telegram.looks import preview_content
from simulators.telegram.methods.registry import Call, bot_api_method
from simulators.telegram.methods.replying import Reply, reply_asked_for
from simulators.telegram.permissions import check_may_send, checked_topic, reachable_chat
from simulators.telegram.posting import post
from simulators.telegram.records import Chat, Message, Wire
from simulators.telegram.rendering import message_for_bot

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
NOT_SIMULATED = (
    "business_connection_id",
    "direct_messages_topic_id",
    "ephemeral_message_parameters",
    "suggested_post_parameters",
)


@dataclass(frozen=True, slots=True)
class Destination:
    chat: Chat
    thread_id: int | None
    reply: Reply
    inline_keyboard: Wire | None
    keyboard: Wire | None


def destination(call: Call) -> Destination:
    """Raises whatever refuses the bot, the topic, the message to be replied to, or the buttons."""
    params = call.params
    for name in NOT_SIMULATED:
        if name in params:
            raise bad_request(f"{name} is not simulated")
    chat = reachable_chat(call.world, call.bot, params["chat_id"])
    check_may_send(chat, call.bot)
    topic = checked_topic(chat, call.bot, params.get("message_thread_id"))
    thread_id = topic.id if topic is not None else None
    reply = reply_asked_for(call, chat, thread_id)
    if thread_id is None and reply.to is not None:
        thread_id = chat.messages[reply.to].thread_id
    markup = params.get("reply_markup")
    inline = checked_inline_keyboard(markup)
    return Destination(chat, thread_id, reply, inline, checked_reply_keyboard(markup, chat))


def send(call: Call, where: Destination, content: Wire, has_media: bool = False) -> Message:
    if where.inline_keyboard is not None:
        content = {**content, "reply_markup": where.inline_keyboard}
    if call.params.get("protect_content"):
        content = {**content, "has_protected_content": True}
    return post(
        call.world,
        where.chat,
        call.bot.id,
        content | where.reply.fields,
        reply_to=where.reply.to,
        thread_id=where.thread_id,
        keyboard=where.keyboard,
        has_media=has_media,
    )


def text_content(params: dict[str, Any]) -> Wire:
    text, entities = formatted(
        params["text"], params.get("parse_mode"), params.get("entities"), LONGEST_TEXT, "message"
    )
    if not text:
        raise bad_request("message text is empty")
    content: Wire = {"text": text}
    if entities:
        content["entities"] = entities
    return content | preview_content(params.get("link_preview_options"), entities)


def caption_content(params: dict[str, Any]) -> Wire:
    caption, entities = formatted(
        params.get("caption", ""),
        params.get("parse_mode"),
        params.get("caption_entities"),
        LONGEST_CAPTION,
        "message caption",
    )
    content: Wire = {"caption": caption} if caption else {}
    return {**content, "caption_entities": entities} if entities else content


@bot_api_method("sendMessage")
def send_message(call: Call) -> Wire:
    where = destination(call)
    message = send(call, where, text_content(call.params))
    return message_for_bot(call.world, call.bot, message)
