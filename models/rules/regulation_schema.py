"""The regulation as values: what the file may say so far, all of it enforced."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Final, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PrivateAttr, StrictBool, StrictInt

from models.rules.calendars import Calendar, Day, TimezoneName
from models.rules.clocks import Clock
from models.rules.localised import Language, Localised
from models.rules.regulation_values import (
    Address,
    Identifier,
    Nonzero,
    Region,
    Selector,
    ShareOfTime,
    Span,
    Word,
    read_languages,
    read_localised,
)
from models.rules.sms import MAX_PARTS
from models.rules.working_time import WorkingTime

ANY: Final = "*"
Text = Annotated[Localised, BeforeValidator(read_localised)]
FieldType = Literal["text", "email", "phone", "choice", "number"]
Severity = Literal["low", "normal", "high", "critical"]
RungRecipient = Literal["group", "head"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Organisation(_Part):
    id: Identifier
    name: Text
    timezone: TimezoneName
    languages: Annotated[tuple[Language, ...], BeforeValidator(read_languages)]


class Edition(_Part):
    """What the edition is called, from when it holds, and its words for requesters.

    rights_and_duties: the clause on both sides' rights and duties (REQUIREMENTS A1).
    """

    name: Word
    title: Text
    effective_from: Day | None = None
    greeting: Text | None = None
    rules: Text | None = None
    rules_url: Address | None = None
    rights_and_duties: Text | None = None


class Choice(_Part):
    id: Identifier
    label: Text


class RequestField(_Part):
    """question: what the bot asks. label: how the card and the summary name the answer."""

    id: Identifier
    label: Text
    question: Text
    type: FieldType = "text"
    required: StrictBool = True
    choices: tuple[Choice, ...] = ()


class Kind(_Part):
    id: Identifier
    title: Text
    severity: Severity = "normal"
    fields: tuple[RequestField, ...] = ()

    def asks_nothing(self) -> bool:
        """Whether one message without any dialogue is enough for a request of this kind."""
        return not any(field.required for field in self.fields)


class Desk(_Part):
    """emergency: what to do when it can't wait until the desk opens."""

    id: Identifier
    title: Text
    calendar: Identifier
    ladder: Identifier
    kinds: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    staff_language: Language
    emergency: Text | None = None


class Policy(_Part):
    """Targets in working time of the desk. warn_at: shares of a target at which the topic is reminded."""

    kind: Selector = ANY
    desk: Selector = ANY
    first_response: Nonzero
    resolution: Nonzero | None = None
    warn_at: tuple[ShareOfTime, ...] = ()

    def targets(self) -> tuple[tuple[Clock, timedelta], ...]:
        """The clocks that run, each with its target."""
        found = ((Clock.FIRST_RESPONSE, self.first_response), (Clock.RESOLUTION, self.resolution))
        return tuple((clock, target) for clock, target in found if target is not None)

    def target(self, clock: Clock) -> timedelta | None:
        return self.first_response if clock is Clock.FIRST_RESPONSE else self.resolution


class Rung(_Part):
    """after: working time of the desk after the breach."""

    after: Span
    to: RungRecipient


class Ladder(_Part):
    rungs: Annotated[tuple[Rung, ...], Field(min_length=1)]


class Closing(_Part):
    """What happens when the requester doesn't answer a proposal to close, and until when they may reopen.

    The two spans of silence are working days of the desk; reopening counts calendar days.
    remind_before_working_days: 0 means no reminder.
    """

    silence_working_days: Annotated[StrictInt, Field(ge=1, le=60)] = 3
    remind_before_working_days: Annotated[StrictInt, Field(ge=0, le=60)] = 1
    reopen_days: Annotated[StrictInt, Field(ge=0, le=365)] = 14


class Limits(_Part):
    max_open_tickets: Annotated[StrictInt, Field(ge=1, le=1000)] = 10
    messages_per_minute: Annotated[StrictInt, Field(ge=1, le=1000)] = 20


class SmsRules(_Part):
    """Where SMS and calls of people without a dialogue go, and what they get back.

    confirm, answer_calls: an SMS with the ticket's number and when an answer is due, after a text or a missed call
    opened it. confirm_from_parts: an agent's answer of so many SMS or more waits for a press. max_parts: of one
    answer. region: of numbers that are written without «+».
    """

    desk: Identifier
    kind: Identifier
    confirm: StrictBool = True
    answer_calls: StrictBool = False
    confirm_from_parts: Annotated[StrictInt, Field(ge=1, le=MAX_PARTS)] = 2
    max_parts: Annotated[StrictInt, Field(ge=1, le=MAX_PARTS)] = 10
    region: Region = "RU"


class Regulation(_Part):
    """One edition, whole and consistent: every id that it mentions exists, every desk × kind has a policy."""

    organisation: Organisation
    edition: Edition
    calendars: Mapping[Identifier, Calendar]
    ladders: Mapping[Identifier, Ladder]
    kinds: Annotated[tuple[Kind, ...], Field(min_length=1)]
    desks: Annotated[tuple[Desk, ...], Field(min_length=1)]
    policies: Annotated[tuple[Policy, ...], Field(min_length=1)]
    closing: Closing = Closing()
    limits: Limits = Limits()
    sms: SmsRules

    _compiled: dict[str, WorkingTime] = PrivateAttr(default_factory=dict)

    def desk(self, desk_id: str) -> Desk:
        """Raises KeyError."""
        return _by_id(self.desks, desk_id)

    def kind(self, kind_id: str) -> Kind:
        """Raises KeyError."""
        return _by_id(self.kinds, kind_id)

    def kinds_of(self, desk_id: str) -> tuple[Kind, ...]:
        return tuple(self.kind(kind_id) for kind_id in self.desk(desk_id).kinds)

    def calendar(self, calendar_id: str) -> Calendar:
        """Raises KeyError."""
        return self.calendars[calendar_id]

    def ladder(self, desk_id: str) -> Ladder:
        """The ladder that a desk climbs. Raises KeyError."""
        return self.ladders[self.desk(desk_id).ladder]

    def policy(self, desk_id: str, kind_id: str) -> Policy:
        """The most specific one: both named, then the kind, then the desk, then neither. Raises KeyError."""
        for kind, desk in ((kind_id, desk_id), (kind_id, ANY), (ANY, desk_id), (ANY, ANY)):
            for policy in self.policies:
                if (policy.kind, policy.desk) == (kind, desk):
                    return policy
        raise KeyError(f"{desk_id} × {kind_id}")

    def working_time(self, desk_id: str) -> WorkingTime:
        """Compiled once per calendar and kept for as long as the regulation is."""
        calendar_id = self.desk(desk_id).calendar
        if calendar_id not in self._compiled:
            self._compiled[calendar_id] = WorkingTime(self.calendars[calendar_id])
        return self._compiled[calendar_id]


_Named = TypeVar("_Named", Kind, Desk)


def _by_id(parts: tuple[_Named, ...], wanted: str) -> _Named:
    for part in parts:
        if part.id == wanted:
            return part
    raise KeyError(wanted)
