"""How something was said in Telegram, beside its words: looks, whose words a forward holds, what a reply answers."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, cast

from aiogram.types import (
    ExternalReplyInfo,
    Message,
    MessageEntity,
    MessageOriginChannel,
    MessageOriginChat,
    MessageOriginHiddenUser,
    MessageOriginUnion,
    MessageOriginUser,
    TelegramObject,
)

from bot.telegram.scope import full_name, name_of_chat
from bot.telegram.understood_updates import unread_in
from models.rules.texts.content import Entity, clip, one_line
from models.rules.texts.manner import BEGINNING, PLAIN, LinkPreview, Manner, Origin, Reply

_NAME_LIMIT = 100
#: What each is called in what is kept.
ORIGINS: Final = {
    MessageOriginUser: "user",
    MessageOriginHiddenUser: "hidden_user",
    MessageOriginChat: "chat",
    MessageOriginChannel: "channel",
}
#: What a quote keeps of its formatting and a bot may send on.
_OF_QUOTES = {"bold", "italic", "underline", "strikethrough", "spoiler"}


def manner_of(messages: Sequence[Message]) -> Manner:
    """Of one message, or of an album. What it answers is not looked up yet (models/queries/replies.py)."""
    first = messages[0]
    preview = first.link_preview_options
    covered = tuple(file for file, message in enumerate(messages) if message.has_media_spoiler)
    above = tuple(file for file, message in enumerate(messages) if message.show_caption_above_media)
    origin = _origin(first)
    reply = _reply_of(first)
    if preview is None and not covered and not above and origin is None and reply is None:
        return PLAIN
    shown = cast(LinkPreview, as_sent(preview)) if preview is not None else None
    return Manner(preview=shown, covered=covered, above=above, origin=origin, reply=reply)


def replied_id(message: Message) -> str | None:
    """The provider's id of what it answers in its chat. In a topic, a message that answers nothing replies to the
    post that made the topic.
    """
    replied = message.reply_to_message
    if replied is None or replied.forum_topic_created is not None:
        return None
    return None if replied.message_id == message.message_thread_id else str(replied.message_id)


def origin_of(origin: MessageOriginUnion, title: str = "") -> Origin:
    """title: of the chat where it was said, when the origin is its author."""
    if isinstance(origin, MessageOriginUser):
        name, signature = full_name(origin.sender_user), title
    elif isinstance(origin, MessageOriginHiddenUser):
        name, signature = origin.sender_user_name, title
    elif isinstance(origin, MessageOriginChat):
        name, signature = name_of_chat(origin.sender_chat), origin.author_signature or ""
    else:
        name, signature = name_of_chat(origin.chat), origin.author_signature or ""
    return Origin(ORIGINS[type(origin)], _name(name), _name(signature), origin.date)


def _origin(message: Message) -> Origin | None:
    """Of a kind that nobody knows yet it is known at least that the words are somebody else's."""
    if message.forward_origin is not None:
        return origin_of(message.forward_origin)
    raw = unread_in(message).get("forward_origin")
    if not isinstance(raw, Mapping):
        return None
    return Origin(clip(one_line(str(raw.get("type", ""))), _NAME_LIMIT), "", "", message.date)


def as_sent(part: TelegramObject) -> dict[str, Any]:
    """As Telegram sent it, and takes it."""
    return part.model_dump(mode="json", exclude_none=True, exclude_unset=True)


def _reply_of(message: Message) -> Reply | None:
    if message.external_reply is not None:
        return _external(message, message.external_reply)
    replied = message.reply_to_message
    if replied is None or replied_id(message) is None:
        return None
    if message.quote is not None:
        quote = message.quote
        return Reply(words=quote.text, entities=_marks(quote.entities), chosen=True, position=quote.position)
    return Reply(words=clip(replied.text or replied.caption or "", BEGINNING))


def _external(message: Message, outside: ExternalReplyInfo) -> Reply:
    title = name_of_chat(outside.chat) if outside.chat is not None else ""
    words = message.quote.text if message.quote is not None else ""
    return Reply(words=words, chosen=bool(words), origin=origin_of(outside.origin, title))


def _marks(entities: Iterable[MessageEntity] | None) -> tuple[Entity, ...]:
    return tuple(as_sent(entity) for entity in entities or () if entity.type in _OF_QUOTES)


def _name(name: str) -> str:
    return clip(one_line(name), _NAME_LIMIT)
