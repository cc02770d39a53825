"""What a reply becomes on the other side: a reply to the copy there, or the words that it answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from models.phrases.catalogue import say
from models.phrases.times import as_written
from models.rules.delivery.post_content import ReplyTo
from models.rules.texts.content import Entity, Piece, bold, clip, harmless, shift, utf16_length
from models.rules.texts.manner import Manner, Origin, Reply

_QUOTED_LIMIT: Final = 200
#: Whose messages the requester can see; notes and posts of ours stay among staff, and what others say in the ticket
#: is not theirs to quote.
SEEN_BY_BOTH: Final = ("requester", "agent")
#: Somebody besides the requester, outside the staff.
PARTICIPANT: Final = "participant"
#: Who writes from outside: staff see it in the topic.
FROM_OUTSIDE: Final = ("requester", PARTICIPANT)


@dataclass(frozen=True)
class AnsweredMessage:
    """The message that a reply answers. kinds: of its files. person_id: whose it is outside the staff."""

    id: int
    ticket_id: int | None
    author: str
    kinds: tuple[str, ...]
    person_id: int | None = None


@dataclass(frozen=True)
class Towards:
    """Who reads the copy. to_topic: staff do. language: theirs. first_message_id: of the ticket, in the card.

    person_id: somebody besides the requester does.
    """

    ticket_id: int
    to_topic: bool
    language: str
    first_message_id: int | None = None
    person_id: int | None = None


def is_reply_there(manner: Manner, answered: AnsweredMessage | None, towards: Towards) -> bool:
    """Whether what it answers is on the other side too."""
    if manner.reply is None or answered is None:
        return False
    if answered.ticket_id != towards.ticket_id:
        return False
    if towards.to_topic:
        return answered.author in (*SEEN_BY_BOTH, PARTICIPANT)
    if towards.person_id is not None:
        return answered.person_id == towards.person_id
    return answered.author in SEEN_BY_BOTH


def reply_payload(
    reply: Reply, answered: AnsweredMessage, towards: Towards, groups: Sequence[Sequence[int]]
) -> ReplyTo:
    """groups: of the answered message's files, as they left (carried.grouped).

    Of an original each file is a part; of a copy, the files of an album together are one.
    """
    is_original = (answered.author in FROM_OUTSIDE) != towards.to_topic
    part, place, count = reply.file, 0, 1
    if not is_original and groups:
        part = next(index for index, group in enumerate(groups) if reply.file in group or index == len(groups) - 1)
        place, count = reply.file - groups[part][0], len(groups[part])
    payload: ReplyTo = {"message_id": answered.id, "part": part, "place": place - count}
    if words := _seen(reply):
        payload["words"] = words
    if towards.to_topic and answered.id == towards.first_message_id and not groups:
        payload["card"] = True
    if reply.chosen:
        chosen = harmless(reply.words, reply.entities)
        payload["quote"] = {"text": chosen.text, "entities": list(chosen.entities)}
    return payload


def words_above(manner: Manner, towards: Towards, *, is_reply: bool) -> Piece:
    """Lines of ours above the words: whose they are, and what they answer where that is not there to reply to.

    Words of ours and of colleagues are quoted to staff only.
    """
    lines = []
    if manner.origin is not None:
        lines.append(_labelled(say(towards.language, "forward.line", origin=_dated(manner.origin, towards.language))))
    reply = manner.reply
    if reply is not None and _seen(reply) and not is_reply and (towards.to_topic or reply.origin is not None):
        lines.append(quoted(reply, towards.language))
    text, entities = "", list[Entity]()
    for line in lines:
        text, before = (f"{text}\n{line.text}", utf16_length(text) + 1) if text else (line.text, 0)
        entities += shift(line.entities, before)
    return Piece(text, tuple(entities))


def quoted(reply: Reply, language: str) -> Piece:
    label = say(language, "reply.to_words")
    if reply.origin is not None:
        label = say(language, "reply.elsewhere", origin=in_words(reply.origin, language))
    return quote_of(label, _seen(reply))


def _seen(reply: Reply) -> str:
    """Of what is answered: empty when there is nothing to see in it."""
    return clip(harmless(reply.words).text.strip(), _QUOTED_LIMIT)


def quote_of(label: str, words: str) -> Piece:
    quote = {"type": "blockquote", "offset": utf16_length(label) + 1, "length": utf16_length(words)}
    return Piece(f"{label}\n{words}", (bold(0, label), quote))


def in_words(origin: Origin, language: str) -> str:
    kind = origin.kind if origin.kind in ("hidden_user", "chat", "channel") else "user"
    name = say(language, f"forward.origin_{kind}", name=origin.name or say(language, "card.no_name"))
    return f"{name} ({origin.signature})" if origin.signature else name


def _dated(origin: Origin, language: str) -> str:
    when = f", {as_written(origin.at, language)}" if origin.at is not None else ""
    return in_words(origin, language) + when


def _labelled(line: str) -> Piece:
    return Piece(line, (bold(0, line),))
