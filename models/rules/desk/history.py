"""A conversation told again in few posts, for a topic that had to be made anew."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from models.phrases.catalogue import say
from models.phrases.times import absolute
from models.rules.delivery.carried import below
from models.rules.delivery.replies import PARTICIPANT, Towards, words_above
from models.rules.texts.content import (
    TEXT_LIMIT,
    Entity,
    Piece,
    bold,
    harmless,
    one_line,
    shift,
    split,
    utf16_length,
)
from models.rules.texts.manner import Manner


class Spoken(Protocol):
    """One message of the conversation. author: requester, participant, agent, note, unsent or system."""

    @property
    def author(self) -> str: ...
    @property
    def agent_name(self) -> str | None: ...
    @property
    def person_name(self) -> str | None: ...
    @property
    def text(self) -> str: ...
    @property
    def entities(self) -> tuple[Entity, ...]: ...
    @property
    def at(self) -> datetime: ...
    @property
    def manner(self) -> Manner: ...


def tell(spoken: Sequence[Spoken], language: str, zone: str) -> list[Piece]:
    """As many messages to a post as fit, each under the name of its author and its time."""
    posts: list[Piece] = []
    for message in spoken:
        if not message.text:
            continue
        for piece in split(*_entry(message, language, zone)):
            if posts and utf16_length(posts[-1].text) + 2 + utf16_length(piece.text) <= TEXT_LIMIT:
                posts[-1] = _joined(posts[-1], piece)
            else:
                posts.append(piece)
    return posts


def _entry(message: Spoken, language: str, zone: str) -> tuple[str, tuple[Entity, ...]]:
    when = absolute(message.at, zone, language)
    header = say(language, "staff.history_header", author=_author(message, language), when=when)
    above = words_above(message.manner, Towards(0, to_topic=True, language=language), is_reply=False)
    piece = below(above, Piece(message.text, message.entities))
    words = harmless(piece.text, piece.entities)
    body = shift(words.entities, utf16_length(header) + 1)
    return f"{header}\n{words.text}", (bold(0, header), *body)


def _author(message: Spoken, language: str) -> str:
    if message.author == PARTICIPANT:
        return one_line(message.person_name or "") or say(language, "card.no_name")
    if message.author == "agent":
        return one_line(message.agent_name or "") or say(language, "staff.history_system")
    if message.author in ("note", "unsent", "kept"):
        phrase = "staff.history_note" if message.author == "note" else "staff.history_unsent"
        return say(language, phrase, author=one_line(message.agent_name or ""))
    return say(language, f"staff.history_{message.author}")


def _joined(first: Piece, second: Piece) -> Piece:
    return Piece(
        f"{first.text}\n\n{second.text}",
        (*first.entities, *shift(second.entities, utf16_length(first.text) + 2)),
    )
