"""A Telegram message → text, entities and files; the rest of Telegram stays outside."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from telegram import Message

from bot.telegram.message_manner import manner_of
from bot.telegram.wordless_content import worded
from models.actions.talk.messages import File
from models.rules.delivery.post_content import Native
from models.rules.requests.thanks import Meaning, meaning_of
from models.rules.texts.content import Piece
from models.rules.texts.manner import PLAIN, Manner, joined

#: Types that are no words of anybody's: who joined, what was pinned, that a topic was made.
_SERVICE_PREFIXES = (
    *("forum_topic_", "general_forum_topic_", "new_chat_", "left_chat_", "delete_chat_", "group_chat_"),
    *("chat_owner_", "checklist_tasks_", "community_chat_", "poll_option_", "suggested_post_"),
)
_SERVICE = {
    "pinned_message",
    "supergroup_chat_created",
    "channel_chat_created",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
    "message_auto_delete_timer_changed",
    "video_chat_scheduled",
    "video_chat_started",
    "video_chat_ended",
    "video_chat_participants_invited",
    "chat_background_set",
    "boost_added",
    "write_access_allowed",
    "chat_shared",
    "users_shared",
    "connected_website",
    "direct_message_price_changed",
    "paid_message_price_changed",
    "giveaway_created",
    "giveaway_completed",
    "managed_bot_created",
    "proximity_alert_triggered",
    "refunded_payment",
}
#: Entities that a bot may not send on: they become plain text.
_NOT_OURS = {"custom_emoji"}
#: What people's own clients name is as long as they like; PostgreSQL takes no more than the column holds.
_LONGEST_NAME, _LONGEST_TYPE, _LONGEST_KIND, _LONGEST_EMOJI = 255, 128, 32, 32
#: An animation comes with the same file as a document, so it is asked for first.
_RELAYED = ("photo", "animation", "document", "video", "audio", "voice", "video_note", "sticker")
#: Fields that say who, where and when, and not what.
_AROUND = {
    "message_id",
    "message_thread_id",
    "is_topic_message",
    "from",
    "sender_chat",
    "sender_boost_count",
    "sender_business_bot",
    "sender_tag",
    "date",
    "chat",
    "forward_origin",
    "is_automatic_forward",
    "is_from_offline",
    "reply_to_message",
    "external_reply",
    "quote",
    "reply_to_story",
    "via_bot",
    "edit_date",
    "has_protected_content",
    "media_group_id",
    "author_signature",
    "entities",
    "caption_entities",
    "link_preview_options",
    "effect_id",
    "show_caption_above_media",
    "caption",
    "is_paid_post",
    "paid_star_count",
    "suggested_post_info",
    "direct_messages_topic",
    "reply_to_checklist_task_id",
    "reply_to_poll_option_id",
    "ephemeral_message_id",
    "guest_bot_caller_chat",
    "guest_bot_caller_user",
    "guest_query_id",
    "receiver_user",
    "live_photo",  # comes with a photo, for clients that know no live ones
    "has_media_spoiler",
    "reply_markup",
    "business_connection_id",
    "channel_chat_created",
    "delete_chat_photo",
    "group_chat_created",
    "supergroup_chat_created",
}


@dataclass(frozen=True)
class Spoken:
    """One message, an album included.

    unsupported: what it is, when it can not be carried, or no more of it than its words.
    worded: what it is, when nobody typed these words: a place, a contact, a poll.
    native: what it is shown as on the other side (models/rules/delivery/post_content.py).
    sticker: the emoji that it stands for.
    """

    text: str
    entities: tuple[dict[str, Any], ...]
    files: tuple[File, ...]
    unsupported: str | None
    worded: str | None = None
    native: Native | None = None
    sticker: str | None = None
    manner: Manner = PLAIN

    @property
    def meaning(self) -> Meaning:
        """Whether the whole of it is thanks, a yes, or words to be read."""
        if self.sticker is not None and not self.text:
            return meaning_of("", self.sticker)
        return Meaning.WORDS if self.files or self.worded or self.unsupported else meaning_of(self.text)


def is_service(message: Message) -> bool:
    kind = _kind_of(message)
    return kind in _SERVICE or kind.startswith(_SERVICE_PREFIXES)


def spoken_in(messages: Sequence[Message]) -> Spoken:
    """messages: one, or the parts of one album in their order."""
    first = messages[0]
    instead = worded(first)
    if instead is not None:
        return Spoken(
            instead.text, instead.entities, (), None, instead.kind, instead.native, manner=manner_of(messages)
        )
    files = tuple(file for message in messages for file in _files_in(message))
    words, manner = _words_of(first), manner_of(messages)
    if len(messages) > 1:
        words, spans = joined([(file, _words_of(message)) for file, message in enumerate(messages)])
        manner = replace(manner, captions=spans)
    return Spoken(
        text=words.text,
        entities=words.entities,
        files=files,
        unsupported=None if files or first.text else _kind_of(first)[:_LONGEST_KIND],
        sticker=_cut(first.sticker.emoji, _LONGEST_EMOJI) if first.sticker is not None else None,
        manner=manner,
    )


def _words_of(message: Message) -> Piece:
    entities = message.entities if message.text else message.caption_entities
    ours = [e for e in entities or () if e.type not in _NOT_OURS]
    return Piece(message.text or message.caption or "", tuple({**e.to_dict(), "type": str(e.type)} for e in ours))


def _kind_of(message: Message) -> str:
    """photo, story, forum_topic_created …: the field that makes the message what it is.

    Named by the field itself, so that a type which Telegram invents tomorrow has its name here too.
    """
    if message.text:
        return "text"  # by far the most, and the rest is slow
    for kind in _RELAYED:
        if getattr(message, kind):
            return kind
    return next((name for name in message.to_dict() if name not in _AROUND), "unknown")


def _cut(text: str | None, longest: int) -> str | None:
    return text[:longest] if text else text


def _files_in(message: Message) -> list[File]:
    kind = _kind_of(message)
    if kind not in _RELAYED:
        return []
    media: Any = getattr(message, kind)
    if kind == "photo":
        media = media[-1]  # the largest of its sizes
    return [
        File(
            kind=kind,
            file_id=media.file_id,
            file_name=_cut(getattr(media, "file_name", None), _LONGEST_NAME),
            mime_type=_cut(getattr(media, "mime_type", None), _LONGEST_TYPE),
            size=media.file_size,
            unique_id=media.file_unique_id,
        )
    ]
