"""How something was said, beside its words: the captions of an album, looks, whose words they were, what they answer.

One reader and one writer of what is stored as JSON with a message. Most messages are PLAIN, and store nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, TypedDict

from models.rules.texts.content import Entity, Piece, cut, shift, utf16_length


@dataclass(frozen=True)
class Span:
    """Which part of the message's text is the caption of one file. length: characters. file: its place, from 0."""

    file: int
    length: int


#: How much is kept of a message that is answered as a whole.
BEGINNING: Final = 300


@dataclass(frozen=True)
class Origin:
    """Whose words somebody passes on or answers. kind: user, hidden_user, chat, channel.

    name: of a person, or a title. at: when they were said, by the organisation's wall clock.
    """

    kind: str
    name: str
    signature: str = ""
    at: datetime | None = None

    def to_json(self) -> dict[str, Any]:
        at = {"at": self.at.isoformat()} if self.at is not None else {}
        return {"kind": self.kind, "name": self.name, "signature": self.signature, **at}

    @staticmethod
    def from_json(kept: Mapping[str, Any]) -> "Origin":
        at = datetime.fromisoformat(kept["at"]) if "at" in kept else None
        return Origin(kept["kind"], kept["name"], kept["signature"], at)


@dataclass(frozen=True)
class Reply:
    """What somebody answers. to: the message; None: none of a ticket. file: of an album, its place.

    words: what is quoted, or else the beginning of the whole. chosen: the author picked them out.
    origin: of a message in another chat. position: where they begin in what was seen; not kept.
    """

    to: int | None = None
    file: int = 0
    words: str = ""
    entities: tuple[Entity, ...] = ()
    chosen: bool = False
    origin: Origin | None = None
    position: int | None = None

    def to_json(self) -> dict[str, Any]:
        origin = {"origin": self.origin.to_json()} if self.origin is not None else {}
        quoted = {"words": self.words, "entities": list(self.entities), "chosen": self.chosen}
        return {"to": self.to, "file": self.file, **quoted, **origin}

    @staticmethod
    def from_json(kept: Mapping[str, Any]) -> "Reply":
        origin = Origin.from_json(kept["origin"]) if "origin" in kept else None
        entities = tuple(kept["entities"])
        return Reply(kept["to"], kept["file"], kept["words"], entities, kept["chosen"], origin)


class LinkPreview(TypedDict, total=False):
    """What the author chose about the preview of a link: the Bot API's LinkPreviewOptions."""

    is_disabled: bool
    url: str
    prefer_small_media: bool
    prefer_large_media: bool
    show_above_text: bool


@dataclass(frozen=True)
class Manner:
    """captions: of an album, in order; the text of the message is all of them, a line break between two.

    preview: what the author chose about the preview of a link.
    covered: files under a spoiler. above: files whose words stand above them. origin: of a forward.
    """

    captions: tuple[Span, ...] = ()
    preview: LinkPreview | None = None
    covered: tuple[int, ...] = ()
    above: tuple[int, ...] = ()
    origin: Origin | None = None
    reply: Reply | None = None

    def to_json(self) -> dict[str, Any] | None:
        """None: there is nothing to say beside the words."""
        if self == PLAIN:
            return None
        kept: dict[str, Any] = {}
        if self.captions:
            kept["captions"] = [[span.file, span.length] for span in self.captions]
        if self.preview:
            kept["preview"] = dict(self.preview)
        if self.covered:
            kept["covered"] = list(self.covered)
        if self.above:
            kept["above"] = list(self.above)
        if self.origin is not None:
            kept["origin"] = self.origin.to_json()
        if self.reply is not None:
            kept["reply"] = self.reply.to_json()
        return kept

    @staticmethod
    def from_json(kept: Mapping[str, Any] | None) -> "Manner":
        if kept is None:
            return PLAIN
        return Manner(
            captions=tuple(Span(file, length) for file, length in kept.get("captions", ())),
            preview=kept.get("preview"),
            covered=tuple(kept.get("covered", ())),
            above=tuple(kept.get("above", ())),
            origin=Origin.from_json(kept["origin"]) if "origin" in kept else None,
            reply=Reply.from_json(kept["reply"]) if "reply" in kept else None,
        )


PLAIN: Final = Manner()


def joined(captions: Sequence[tuple[int, Piece]]) -> tuple[Piece, tuple[Span, ...]]:
    """The captions of an album as the text of one message. captions: with the places of their files."""
    text, entities, spans = "", list[Entity](), []
    for file, piece in captions:
        if not piece.text:
            continue
        if text:
            text += "\n"
        entities += shift(piece.entities, utf16_length(text))
        text += piece.text
        spans.append(Span(file, len(piece.text)))
    return Piece(text, tuple(entities)), tuple(spans)


def captions_of(text: str, entities: Sequence[Entity], spans: Sequence[Span]) -> dict[int, Piece]:
    """The captions again, by the places of their files."""
    found, start = {}, 0
    for span in spans:
        found[span.file] = cut(text, entities, start, start + span.length)
        start += span.length + 1
    return found


def without_beginning(text: str, entities: Sequence[Entity], manner: Manner, start: int) -> tuple[Piece, Manner]:
    """The message without so many characters of its text: a command is none of the reader's words."""
    if not manner.captions:
        return cut(text, entities, start, len(text)), manner
    captions = captions_of(text, entities, manner.captions)
    first = manner.captions[0].file
    words = captions[first]
    captions[first] = cut(words.text, words.entities, start, len(words.text))
    piece, spans = joined(list(captions.items()))
    return piece, replace(manner, captions=spans)


def with_words_at(
    file: int, words: Piece, looks: Manner, before: Piece, manner: Manner, places: Sequence[int]
) -> tuple[Piece, Manner]:
    """The message after its author changed the words of one file.

    looks: of those words now. before, manner: of the whole message. places: those of its files; the words of an album
    that was stored without its captions are those of the first of them.
    """
    if len(places) < 2:
        return words, replace(manner, preview=looks.preview, covered=looks.covered, above=looks.above)
    captions = captions_of(before.text, before.entities, manner.captions)
    if not manner.captions and before.text:
        captions = {places[0]: before}
    captions[file] = words
    piece, spans = joined(sorted(captions.items()))
    covered = _with(manner.covered, file, there=bool(looks.covered))
    above = _with(manner.above, file, there=bool(looks.above))
    return piece, replace(manner, captions=spans, covered=covered, above=above)


def _with(places: Sequence[int], place: int, *, there: bool) -> tuple[int, ...]:
    return tuple(sorted({*places} - {place} | ({place} if there else set())))
