"""What comes of an order: done, refused, asked back, or explained. Each says itself in a language."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from models.actions.tickets.acting import Acting
from models.errors import OtklikError
from models.phrases.catalogue import say, say_many
from models.rules.texts.content import Entity


@dataclass(frozen=True)
class Done:
    """shown: it was posted in the ticket's topic, where those who follow the ticket see it.

    phrase: empty when there is nothing to say. count: of a phrase with plurals.
    decided: the buttons under which it was asked are of no use any more.
    """

    phrase: str = "staff.done"
    facts: Mapping[str, object] = field(default_factory=dict)
    count: int | None = None
    shown: bool = False
    decided: bool = False

    def in_words(self, language: str) -> str:
        if self.count is not None:
            return say_many(language, self.phrase, self.count, **self.facts)
        return say(language, self.phrase, **self.facts) if self.phrase else ""


@dataclass(frozen=True)
class Refused:
    """why: an error whose phrase is safe to show. facts: what the phrase needs besides the error's own.

    language: that the facts are worded in; None: in none. decided: as of `Done`.
    """

    why: OtklikError
    language: str | None = None
    decided: bool = False
    shown: bool = False
    facts: Mapping[str, object] = field(default_factory=dict)

    def in_words(self, language: str) -> str:
        return say(self.language or language, self.why.phrase, **{**self.why.facts, **self.facts})


@dataclass(frozen=True)
class Option:
    """verb, argument: of the order that it stands for. label: as people read it."""

    verb: str
    argument: str
    label: str


@dataclass(frozen=True)
class Asked:
    """A question in the language of the desk, with what may be chosen. present: what holds now, if something does.

    version: of what it was asked about; an order with another one is stale.
    """

    text: str
    options: tuple[Option, ...]
    present: str = ""
    version: int = 0
    shown: bool = False
    decided: bool = False

    def in_words(self, language: str) -> str:
        return self.text


@dataclass(frozen=True)
class Explained:
    """Words that were asked for, in the language of the desk. secret: what of them is not kept once shown."""

    text: str
    entities: Sequence[Entity] = ()
    secret: str | None = None
    shown: bool = False
    decided: bool = False

    def in_words(self, language: str) -> str:
        return self.text


Outcome = Done | Refused | Asked | Explained


def posted(act: Callable[[Acting], None], *, decided: bool = False) -> Callable[[Acting, str], Outcome]:
    """An act without an argument that says itself in the ticket's topic."""

    def done(acting: Acting, _: str) -> Outcome:
        act(acting)
        return Done(shown=True, decided=decided)

    return done


def outcome_of(
    acting: Acting, act: Callable[[], Outcome], *, ended_by: tuple[type[OtklikError], ...] = ()
) -> Outcome:
    """What the act returns, or the refusal that it raises. ended_by: after these its buttons are of no use."""
    try:
        return act()
    except OtklikError as error:
        return Refused(error, acting.language if error.facts else None, decided=isinstance(error, ended_by))
