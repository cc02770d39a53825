"""Words of ours as the rows in which they leave: cut to what the transport takes, files with their caption."""

from collections.abc import Sequence

from models.rules.delivery.payloads import PostPayload
from models.rules.delivery.post_content import Attachment, Choices, Native
from models.rules.delivery.transports import TELEGRAM, Transport
from models.rules.texts.content import (
    TEXT_LIMIT,
    Entity,
    Piece,
    as_plain_text,
    harmless,
    split,
    utf16_length,
    with_open_links,
)


def parts_of(
    text: str,
    entities: Sequence[Entity] = (),
    attachments: Sequence[Attachment] = (),
    choices: Choices = (),
    native: Native | None = None,
    *,
    by: Transport = TELEGRAM,
) -> list[PostPayload]:
    """The POST payloads that a message becomes. Each part is a row of its own: what failed is known, and what
    arrived is not sent again.

    attachments: of one message or album. choices: under the last part. native: in place of words and files; then the
    text is what stands before it, if anything. by: whose limits hold; where staff work unless a requester is meant.
    """
    words = formed(Piece(text, tuple(entities)), by)
    text, entities = words.text, words.entities
    payloads: list[PostPayload] = []
    if attachments:
        payload: PostPayload = {"part": 0, "attachments": attachments}
        if text and caption_fits(text, attachments, by):
            payload["text"], payload["entities"] = text, list(entities)
            text = ""
        payloads.append(payload)
    if text or not (payloads or native):
        pieces = _pieces(words, by, with_choices=bool(choices))
        payloads += [{"part": 0, "text": piece.text, "entities": list(piece.entities)} for piece in pieces]
    if native is not None:
        payloads.append({"part": 0, "native": native})
    if choices:
        payloads[-1]["choices"] = choices
    for part, payload in enumerate(payloads):
        payload["part"] = part
    return payloads


def _pieces(words: Piece, by: Transport, *, with_choices: bool) -> tuple[Piece, ...]:
    """The last one has room for choices below it."""
    pieces = split(words.text, words.entities, by.text.most or TEXT_LIMIT)
    if not with_choices or not by.text.with_choices:
        return pieces
    return *pieces[:-1], *split(pieces[-1].text, pieces[-1].entities, by.text.with_choices)


def caption_fits(text: str, attachments: Sequence[Attachment], by: Transport = TELEGRAM) -> bool:
    return utf16_length(text) <= by.text.caption and not is_wordless(attachments[0]["kind"], by)


def is_wordless(kind: str, by: Transport = TELEGRAM) -> bool:
    """A file of that kind carries no words there."""
    return by.files is not None and kind in by.files.wordless


def formed(words: Piece, by: Transport) -> Piece:
    """As the transport can show them."""
    if not by.formatted:
        return Piece(as_plain_text(words.text, words.entities))
    shown = harmless(words.text, words.entities)
    return shown if by.hides_links else with_open_links(shown.text, shown.entities)


def caption_place(kinds: Sequence[str]) -> int:
    """Which file of an album carries the words: the last document, the first picture, as people's clients do.

    kinds: of its files, in their order.
    """
    return -1 if kinds[0] == "document" else 0
