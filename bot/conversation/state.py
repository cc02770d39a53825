"""Where a conversation stands: small, immutable, and JSON in its row."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final


class Step(StrEnum):
    """What the next message or press is expected to answer."""

    IDLE = "idle"
    DESK = "desk"
    KIND = "kind"
    FIELD = "field"
    TEXT = "text"
    SUMMARY = "summary"
    FIX = "fix"
    PICK = "pick"  # which of several open tickets the held messages are for
    ZONE = "zone"  # in which time zone the person is
    TRANSPORTS = "transports"  # how they want to be reached (transports.py)
    AFTER = "after"  # whether the held messages reopen a closed ticket or begin a new one
    CONTRACT = "contract"  # which of several contracts the request is under
    WHO = "who"  # the request is complete, and who asks has to be known first


@dataclass(frozen=True, slots=True)
class HeldMessage:
    """A stored message that belongs to no ticket yet. text: its beginning. files: how many it carries."""

    id: int
    text: str = ""
    files: int = 0

    @property
    def substantial(self) -> bool:
        return bool(self.text or self.files)


@dataclass(frozen=True, slots=True)
class Draft:
    """A request that is not sent yet. answers: (field id, answer), an empty answer means skipped. sources: (field id,
    id of the message that said it).

    fixing: the requester came back from the summary to correct one thing. aside: answers that their question could
    not take; only a request that is left unfinished carries them.
    """

    messages: tuple[HeldMessage, ...] = ()
    desk_id: str | None = None
    kind_id: str | None = None
    answers: tuple[tuple[str, str], ...] = ()
    fixing: bool = False
    aside: tuple[HeldMessage, ...] = ()
    sources: tuple[tuple[str, int], ...] = ()
    contract_id: int | None = None

    def answer_to(self, field_id: str) -> str | None:
        return next((answer for known, answer in self.answers if known == field_id), None)

    def answered(self, field_id: str, answer: str, source: int | None = None) -> "Draft":
        others = tuple(pair for pair in self.answers if pair[0] != field_id)
        sources = tuple(pair for pair in self.sources if pair[0] != field_id)
        if source is not None:
            sources = (*sources, (field_id, source))
        return replace(self, answers=(*others, (field_id, answer)), sources=sources)

    @property
    def answer_ids(self) -> tuple[int, ...]:
        """Of the messages that said the answers, and nothing else of the request."""
        joined = {message.id for message in self.messages}
        return tuple(sorted({source for _, source in self.sources} - joined))

    @property
    def substantial(self) -> bool:
        return any(message.substantial for message in self.messages)

    def with_all_said(self) -> "Draft":
        """What was set aside stands where it was said."""
        said = sorted((*self.messages, *self.aside), key=lambda message: message.id)
        return replace(self, messages=tuple(said), aside=())


@dataclass(frozen=True, slots=True)
class Remembered:
    """The ticket that messages without a reply go to for a while. at: when it was last confirmed."""

    ticket_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Offered:
    """What could be chosen a moment ago: key and label of each."""

    at: datetime
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class State:
    """version grows whenever new choices are offered; a press drawn with another one is stale.

    reminded: they were told once that this waits for them.
    asking: id of the field at FIELD, "again" at TEXT when it replaces a text, the ticket id at AFTER, the page at
    TRANSPORTS; at WHO what is to be said next (bot/conversation/identification.py). resume: step and asking of what
    waits while TRANSPORTS is open. contact_button: the button that shares one's own number is shown.
    offered: what was asked aside last (asked_aside.py).
    """

    version: int = 0
    step: Step = Step.IDLE
    asking: str | None = None
    draft: Draft | None = None
    held: tuple[HeldMessage, ...] = ()
    remembered: Remembered | None = None
    reminded: bool = False
    resume: tuple[str, str | None] | None = None
    contact_button: bool = False
    offered: Offered | None = None

    def to_json(self) -> dict[str, Any]:
        """A JSON object without what is at its default."""
        stored: dict[str, Any] = {"version": self.version}
        if self.step is not Step.IDLE:
            stored["step"] = self.step.value
        if self.asking is not None:
            stored["asking"] = self.asking
        if self.draft is not None:
            stored["draft"] = _draft_to_json(self.draft)
        if self.held:
            stored["held"] = [_held_to_json(message) for message in self.held]
        if self.remembered:
            stored["remembered"] = [self.remembered.ticket_id, self.remembered.at.isoformat()]
        if self.reminded:
            stored["reminded"] = True
        if self.resume is not None:
            stored["resume"] = list(self.resume)
        if self.contact_button:
            stored["contact_button"] = True
        if self.offered:
            stored["offered"] = [self.offered.at.isoformat(), [list(one) for one in self.offered.choices]]
        return stored

    @staticmethod
    def from_json(stored: Mapping[str, Any] | None) -> "State":
        """The state that was stored; an idle one for nothing and for a shape of another release."""
        if not stored:
            return State()
        try:
            return _read(stored)
        except (KeyError, TypeError, ValueError, AttributeError):
            version = stored.get("version")
            return State(version=version + 1 if isinstance(version, int) else 1)


#: Where a conversation begins.
NOTHING_SAID: Final = State()


def idle(state: State) -> State:
    """The same conversation with nothing in progress; buttons drawn so far become stale."""
    return State(version=state.version + 1, remembered=state.remembered)


def _read(stored: Mapping[str, Any]) -> State:
    draft, remembered = stored.get("draft"), stored.get("remembered")
    return State(
        version=int(stored["version"]),
        step=Step(stored.get("step", "idle")),
        asking=stored.get("asking"),
        draft=None if draft is None else _draft_from_json(draft),
        held=tuple(HeldMessage(*message) for message in stored.get("held", ())),
        remembered=Remembered(remembered[0], datetime.fromisoformat(remembered[1])) if remembered else None,
        reminded=bool(stored.get("reminded", False)),
        resume=_resume(stored.get("resume")),
        contact_button=bool(stored.get("contact_button", False)),
        offered=_offered(stored.get("offered")),
    )


def _offered(stored: Any) -> Offered | None:
    if stored is None:
        return None
    at, choices = stored
    return Offered(datetime.fromisoformat(at), tuple((str(key), str(label)) for key, label in choices))


def _resume(stored: Any) -> tuple[str, str | None] | None:
    if stored is None:
        return None
    step, asking = stored
    return Step(step).value, asking


def _held_to_json(message: HeldMessage) -> list[Any]:
    return [message.id, message.text, message.files]


def _draft_to_json(draft: Draft) -> dict[str, Any]:
    return {
        "messages": [_held_to_json(message) for message in draft.messages],
        "desk": draft.desk_id,
        "kind": draft.kind_id,
        "answers": dict(draft.answers),
        "fixing": draft.fixing,
        "aside": [_held_to_json(message) for message in draft.aside],
        "sources": dict(draft.sources),
        "contract": draft.contract_id,
    }


def _draft_from_json(stored: Mapping[str, Any]) -> Draft:
    return Draft(
        messages=tuple(HeldMessage(*message) for message in stored["messages"]),
        desk_id=stored["desk"],
        kind_id=stored["kind"],
        answers=tuple(stored["answers"].items()),
        fixing=bool(stored["fixing"]),
        aside=tuple(HeldMessage(*message) for message in stored.get("aside", ())),
        sources=tuple(stored.get("sources", {}).items()),
        contract_id=stored.get("contract"),
    )
