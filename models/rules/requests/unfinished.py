"""What a request lacks that was filed without its author's last word."""

from collections.abc import Mapping, Sequence
from typing import Final

from models.phrases.catalogue import say
from models.rules.regulation.parsing import Regulation, RequestKind

#: Nobody chose them; ids of the regulation never begin so.
DESK: Final = "*desk"
KIND: Final = "*kind"


def lacking(kind: RequestKind, answers: Mapping[str, str]) -> tuple[str, ...]:
    """Ids of the required fields without an answer."""
    return tuple(field.id for field in kind.fields if field.required and not answers.get(field.id))


def lacking_in_words(
    unfinished: Sequence[str], kind: RequestKind, fields: Mapping[str, str], language: str
) -> tuple[str, ...]:
    """Labels of what is still missing: kind and fields are those of the ticket as it is now."""
    chosen = [say(language, phrase) for mark, phrase in _CHOSEN.items() if mark in unfinished]
    missing = lacking(kind, fields)
    return (*chosen, *(field.label.in_(language) for field in kind.fields if field.id in missing))


def stand_in_kind(regulation: Regulation, desk_id: str) -> str:
    """The kind of a request whose author chose none: that of SMS, else one that asks nothing, else the first."""
    kinds = regulation.kinds_of(desk_id)
    if regulation.sms.desk == desk_id:
        return regulation.sms.kind
    return next((kind.id for kind in kinds if kind.asks_nothing()), kinds[0].id)


_CHOSEN: Final = {DESK: "unfinished.desk", KIND: "unfinished.kind"}
