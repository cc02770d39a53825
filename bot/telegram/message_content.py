"""A Telegram message → text, entities and files; the rest of Telegram stays outside."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from aiogram.types import Message

from bot.telegram.message_kinds import RELAYED, kind_of
from bot.telegram.message_manner import as_sent, manner_of
from bot.telegram.wordless_content import worded
from models.actions.talk.messages import File
from models.rules.delivery.post_content import Native
from models.rules.requests.thanks import Meaning, meaning_of
from models.rules.texts.content import Piece, utf16_length
from models.rules.texts.manner import PLAIN, Manner, joined

#: Entities that a bot may not send on: they become plain text.
_NOT_OURS = {"custom_emoji"}
#: What people's own clients name is as long as they like; PostgreSQL takes no more than the column holds.
_LONGEST_NAME, _LONGEST_TYPE, _LONGEST_KIND, _LONGEST_EMOJI = 255, 128, 32, 32


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
        unsupported=None if files or first.text else kind_of(first)[:_LONGEST_KIND],
        sticker=_cut(first.sticker.emoji, _LONGEST_EMOJI) if first.sticker is not None else None,
        manner=manner,
    )


def _words_of(message: Message) -> Piece:
    text = message.text or message.caption or ""
    entities = message.entities if message.text else message.caption_entities
    end = utf16_length(text) if entities else 0
    # with one that lies elsewhere Telegram refuses the whole message
    ours = [e for e in entities or () if e.type not in _NOT_OURS and 0 <= e.offset < e.offset + e.length <= end]
    return Piece(text, tuple(as_sent(entity) for entity in ours))


def _cut(text: str | None, longest: int) -> str | None:
    return text[:longest] if text else text


def _files_in(message: Message) -> list[File]:
    kind = kind_of(message)
    media: Any = getattr(message, kind) if kind in RELAYED else None
    if media is None:
        return []  # it has none, or one that can't be read
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
