"""Several messages that wait for one topic, as one post: which may share it, how it reads, where each stands in it.

A group takes about twenty posts a minute. Where more wait, one message a post would be minutes late.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.payloads import Payload, as_edit, as_post
from models.rules.delivery.post_content import Quote
from models.rules.delivery.rate_limits import Rate
from models.rules.texts.content import TEXT_LIMIT, Entity, Piece, bold, clip, cut, shift, utf16_length

#: Telegram forgets the formatting of what has more.
_MOST_ENTITIES: Final = 100
#: Of these a paragraph of its own begins.
_BLOCKS: Final = ("pre", "blockquote", "expandable_blockquote")
#: Messages on one line of so many characters stand close together, as they were typed; others a blank line apart.
_SHORT: Final = 80
#: What a row says that is nothing but a person's words.
_PLAIN: Final = {"part", "text", "entities", "repeated_mark"}
_QUOTED: Final = 200
#: What a quote keeps of the formatting; it has to be the same as in the post.
_OF_QUOTES: Final = ("bold", "italic", "underline", "strikethrough", "spoiler", "custom_emoji")
#: From here on the posts that a group has left are kept for those who need them more.
_RESERVE: Final = 4


@dataclass(frozen=True)
class Entry:
    """A part of a message in such a post. heading: whose words, of which day. time: of that day."""

    message_id: int
    part: int
    heading: str
    time: str
    words: Piece


@dataclass(frozen=True)
class Behind:
    """A row that waits behind the one that goes. heading, time: of a requester's message; else empty."""

    id: int
    kind: RowKind
    payload: Payload
    message_id: int | None
    heading: str
    time: str


def is_short(left: int, limit: Rate, behind: int) -> bool:
    """Whether a group is behind: it takes fewer posts than wait in this lane alone, or is near its limit.

    left: how many it takes at once. behind: how many rows wait behind the one that goes.
    """
    return behind > 0 and (left < behind or left < limit.count // _RESERVE)


def is_plain(payload: Payload) -> bool:
    """Words and nothing else: no file, no button, nothing that it answers, no look of its own."""
    return bool(as_post(payload).get("text")) and payload.keys() <= _PLAIN


def entry_of(payload: Payload, message_id: int, heading: str, time: str) -> Entry:
    post = as_post(payload)
    words = Piece(post.get("text", ""), tuple(post.get("entities", ())))
    return Entry(message_id, post["part"], heading, time, words)


def gathered(first: Sequence[Entry], behind: Iterable[Behind], mark: str) -> tuple[list[Entry], list[int]]:
    """What goes in one post, and which rows that takes with it: up to the first that has to stand by itself.

    first: what goes in any case. mark: room is left for it, should the post have to be repeated. A correction of what
    has not been seen yet takes the place of its words.
    """
    entries, taken = list(first), list[int]()
    for row in behind:
        longer = _with(entries, row)
        if longer is None or not fits(longer, mark):
            break
        entries = longer
        taken.append(row.id)
    return entries, taken


def _with(entries: Sequence[Entry], row: Behind) -> list[Entry] | None:
    if row.message_id is None or not is_plain(row.payload):
        return None
    known = [entry.message_id for entry in entries]
    if row.kind == RowKind.EDIT:
        edit = as_edit(row.payload)
        words = Piece(edit["text"], tuple(edit["entities"]))
        return corrected(entries, row.message_id, edit.get("part", 0), words)
    if row.kind != RowKind.POST or not row.time or row.message_id in known:
        return None  # the parts of a long message follow one another
    return [*entries, entry_of(row.payload, row.message_id, row.heading, row.time)]


def corrected(entries: Sequence[Entry], message_id: int, part: int, words: Piece) -> list[Entry] | None:
    """None: that part is not among them."""
    changed = [
        replace(entry, words=words) if (entry.message_id, entry.part) == (message_id, part) else entry
        for entry in entries
    ]
    here = any((entry.message_id, entry.part) == (message_id, part) for entry in entries)
    return changed if here else None


def fits(entries: Sequence[Entry], mark: str) -> bool:
    post = drawn(entries)
    length = utf16_length(post.text) + utf16_length(mark) + 1
    return length <= TEXT_LIMIT and len(post.entities) < _MOST_ENTITIES


def drawn(entries: Sequence[Entry]) -> Piece:
    """The post: whose words, then one message after the other, each after its time."""
    return _drawn(entries)[0]


def places(entries: Sequence[Entry]) -> list[int]:
    """Where the words of each begin in the post: UTF-16 units."""
    return _drawn(entries)[1]


def _drawn(entries: Sequence[Entry]) -> tuple[Piece, list[int]]:
    text, entities, begins = "", list[Entity](), list[int]()
    for index, entry in enumerate(entries):
        before = entries[index - 1] if index else None
        if before is None or before.heading != entry.heading:
            text += "\n\n" if before is not None else ""
            entities.append(bold(utf16_length(text), entry.heading))
            text += f"{entry.heading}\n"
        else:
            text += "\n" if _is_brief(before) and _is_brief(entry) else "\n\n"
        entities.append(bold(utf16_length(text), entry.time))
        text += entry.time + ("\n" if _begins_a_block(entry.words) else " ")
        begins.append(utf16_length(text))
        entities += shift(entry.words.entities, begins[-1])
        text += entry.words.text
    return Piece(text, tuple(entities)), begins


def _is_brief(entry: Entry) -> bool:
    return len(entry.words.text) <= _SHORT and "\n" not in entry.words.text


def _begins_a_block(words: Piece) -> bool:
    return any(entity["offset"] == 0 and entity["type"] in _BLOCKS for entity in words.entities)


def quote_of(entries: Sequence[Entry], message_id: int, part: int, chosen: Quote | None) -> Quote | None:
    """What a reply to one of them quotes, so that it is seen which is meant. chosen: the author's own quote of it.

    None: it is not there, or there is nothing to see in its words.
    """
    for entry, begins in zip(entries, places(entries), strict=True):
        if (entry.message_id, entry.part) != (message_id, part):
            continue
        if chosen is not None and chosen["text"] in entry.words.text:
            before = entry.words.text.partition(chosen["text"])[0]
            return {**chosen, "position": begins + utf16_length(before)}
        beginning = clip(entry.words.text, _QUOTED, mark="")
        piece = cut(entry.words.text, entry.words.entities, 0, len(beginning))
        skipped = len(entry.words.text) - len(entry.words.text.lstrip())
        marks = [dict(one) for one in piece.entities if one["type"] in _OF_QUOTES]
        position = begins + utf16_length(entry.words.text[:skipped])
        return {"text": piece.text, "entities": marks, "position": position} if piece.text else None
    return None


def meant(entries: Sequence[Entry], quoted: str, position: int | None) -> Entry:
    """Which of them a reply to the post is about: the one that is quoted, or else the last.

    quoted: empty when nothing was picked out. position: of the quote in the post, as far as it is known.
    """
    if not quoted:
        return entries[-1]
    saying = [entry for entry in entries if quoted in entry.words.text]
    if position is None:
        return (saying or entries)[-1]
    # whose words and when stand before the words, and belong to them
    ends = [begins + utf16_length(entry.words.text) for entry, begins in zip(entries, places(entries), strict=True)]
    there = next((entry for entry, end in zip(entries, ends, strict=True) if position < end), entries[-1])
    return there if there in saying or not saying else saying[-1]
