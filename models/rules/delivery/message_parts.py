"""Words of ours as the rows in which they leave: cut to what the transport takes, files with their caption."""

from collections.abc import Mapping, Sequence
from typing import Any

from models.rules.delivery.transports import TELEGRAM, Transport
from models.rules.texts.content import TEXT_LIMIT, Entity, Piece, as_plain_text, harmless, split, utf16_length

#: A round video and a sticker carry no words of their own.
WITHOUT_CAPTION = ("video_note", "sticker")


def parts_of(
    text: str,
    entities: Sequence[Entity] = (),
    attachments: Sequence[Mapping[str, Any]] = (),
    choices: Sequence[Sequence[Mapping[str, str]]] = (),
    native: Mapping[str, Any] | None = None,
    *,
    by: Transport = TELEGRAM,
) -> list[dict[str, Any]]:
    """The POST payloads that a message becomes. Each part is a row of its own: what failed is known, and what
    arrived is not sent again.

    attachments: {kind, file_id} of one message or album. choices: rows of {key, label}, under the last part.
    native: in place of words and files. Then the text is what stands before it, if anything. by: whose limits hold;
    where staff work unless a requester is meant.
    """
    words = harmless(text, entities) if by.formatted else Piece(as_plain_text(text, entities))
    text, entities = words.text, words.entities
    payloads: list[dict[str, Any]] = []
    if attachments:
        payload: dict[str, Any] = {"attachments": [dict(a) for a in attachments]}
        if text and caption_fits(text, attachments, by):
            payload |= {"text": text, "entities": list(entities)}
            text = ""
        payloads.append(payload)
    if text or not (payloads or native):
        pieces = split(text, entities, by.text.most or TEXT_LIMIT)
        payloads += [{"text": piece.text, "entities": list(piece.entities)} for piece in pieces]
    if native is not None:
        payloads.append({"native": dict(native)})
    if choices:
        payloads[-1]["choices"] = [[dict(choice) for choice in row] for row in choices]
    return [{"part": part, **payload} for part, payload in enumerate(payloads)]


def caption_fits(text: str, attachments: Sequence[Mapping[str, Any]], by: Transport = TELEGRAM) -> bool:
    return utf16_length(text) <= by.text.caption and attachments[0]["kind"] not in WITHOUT_CAPTION


def caption_place(attachments: Sequence[Mapping[str, Any]]) -> int:
    """Which file of an album carries the words: the last document, the first picture, as people's clients do."""
    return -1 if attachments[0]["kind"] == "document" else 0
