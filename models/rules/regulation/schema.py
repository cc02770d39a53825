"""The regulation as values: what the file may say so far, all of it enforced."""

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PrivateAttr, StrictBool, StrictInt

from models.rules.delivery.chain import UsedFor
from models.rules.hours.calendar_versions import calendar_version
from models.rules.hours.calendars import Calendar, Day
from models.rules.hours.time_zones import TimezoneName
from models.rules.hours.working_time import WorkingTime
from models.rules.regulation.clocks import Severity
from models.rules.regulation.deliveries import Deliveries, TransportRules
from models.rules.regulation.identification import Demand, Identification
from models.rules.regulation.ladders import Ladder, Rotation, StaffMember
from models.rules.regulation.numbers import SupportNumber
from models.rules.regulation.policies import ANY as ANY
from models.rules.regulation.policies import Policy, Tier
from models.rules.regulation.reach import ReachRules
from models.rules.regulation.values import (
    Address,
    Identifier,
    Nonzero,
    Region,
    Span,
    Word,
    read_languages,
    read_localised,
)
from models.rules.sms.parts import MAX_PARTS
from models.rules.texts.localised import Language, Localised

Text = Annotated[Localised, BeforeValidator(read_localised)]
FieldType = Literal["text", "email", "phone", "choice", "number"]


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
    """severity: what the request becomes when this is answered."""

    id: Identifier
    label: Text
    severity: Severity | None = None


class RequestField(_Part):
    """question: what the bot asks. label: how the card and the summary name the answer.

    identifies: the answer says who asks.
    """

    id: Identifier
    label: Text
    question: Text
    type: FieldType = "text"
    required: StrictBool = True
    identifies: StrictBool = False
    choices: tuple[Choice, ...] = ()


class RequestKind(_Part):
    """demands: whatever its desk demands; None: the same."""

    id: Identifier
    title: Text
    severity: Severity = "normal"
    demands: Demand | None = None
    fields: tuple[RequestField, ...] = ()

    def asks_nothing(self) -> bool:
        """Whether one message without any dialogue is enough for a request of this kind."""
        return not any(field.required for field in self.fields)

    def severity_of(self, answers: Mapping[str, str]) -> Severity:
        """What the answers make of it: the last one that says so, else the kind's own. answers: by field."""
        said = [
            choice.severity
            for field in self.fields
            for choice in field.choices
            if choice.severity is not None and answers.get(field.id) == choice.id
        ]
        return said[-1] if said else self.severity


class Desk(_Part):
    """emergency: what to do when it can't wait until the desk opens. duty: id of a rotation.

    demands: of its requests, unless their kind says otherwise; None: what all desks demand.
    """

    id: Identifier
    title: Text
    calendar: Identifier
    ladder: Identifier
    kinds: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    staff_language: Language
    duty: Identifier | None = None
    emergency: Text | None = None
    demands: Demand | None = None


class Closing(_Part):
    """What happens when the requester doesn't answer a proposal to close, and until when they may reopen.

    The two spans of silence are working days of the desk; reopening counts calendar days.
    remind_before_working_days: 0 means no reminder.
    """

    silence_working_days: Annotated[StrictInt, Field(ge=1, le=60)] = 3
    remind_before_working_days: Annotated[StrictInt, Field(ge=0, le=60)] = 1
    reopen_days: Annotated[StrictInt, Field(ge=0, le=365)] = 14


class Drafts(_Part):
    """What becomes of a request that somebody began and does not go on with. Spans run day and night.

    remind_after, file_after: since the last word; a reminder after 0 is none. only_show: staff are shown what there
    is, and no ticket opens without its author's last word.
    """

    remind_after: Span = timedelta(minutes=30)
    file_after: Nonzero = timedelta(hours=2)
    only_show: StrictBool = False


class Limits(_Part):
    """Of one requester. megabytes_per_day: of their files, kept by us in 24 hours; more is only in the service."""

    max_open_tickets: Annotated[StrictInt, Field(ge=1, le=1000)] = 10
    messages_per_minute: Annotated[StrictInt, Field(ge=1, le=1000)] = 20
    megabytes_per_day: Annotated[StrictInt, Field(ge=1, le=100_000)] = 200


class SmsRules(_Part):
    """Where SMS and calls of people without a dialogue go, and what they get back.

    confirm, answer_calls: an SMS with the ticket's number and when an answer is due, after a text or a missed call
    opened it. confirm_from_parts: an agent's answer of so many SMS or more waits for a press. max_parts: of one
    answer. region: of numbers that are written without «+».

    countries: only their mobile numbers get an SMS that nobody typed; the region alone unless given.
    automatic_per_day: SMS of that kind from one SIM; automatic_per_phone_per_day: to one phone; per_day:
    all SMS from one SIM. wait_minutes: what has not left by then is told in the ticket's topic.
    dormant_days: a phone that was silent for so long may be somebody else's now.
    """

    desk: Identifier
    kind: Identifier
    confirm: StrictBool = True
    answer_calls: StrictBool = False
    confirm_from_parts: Annotated[StrictInt, Field(ge=1, le=MAX_PARTS)] = 2
    max_parts: Annotated[StrictInt, Field(ge=1, le=MAX_PARTS)] = 10
    region: Region = "RU"
    countries: tuple[Region, ...] = ()
    automatic_per_day: Annotated[StrictInt, Field(ge=0, le=100_000)] = 200
    automatic_per_phone_per_day: Annotated[StrictInt, Field(ge=0, le=100_000)] = 20
    per_day: Annotated[StrictInt, Field(ge=1, le=100_000)] = 1000
    wait_minutes: Annotated[StrictInt, Field(ge=1, le=1440)] = 2
    dormant_days: Annotated[StrictInt, Field(ge=1, le=3650)] = 90

    @property
    def texted_countries(self) -> tuple[str, ...]:
        return self.countries or (self.region,)


class Regulation(_Part):
    """One edition, whole and consistent: every id that it mentions exists, every desk × kind has a policy."""

    organisation: Organisation
    edition: Edition
    calendars: Mapping[Identifier, Calendar]
    ladders: Mapping[Identifier, Ladder]
    kinds: Annotated[tuple[RequestKind, ...], Field(min_length=1)]
    desks: Annotated[tuple[Desk, ...], Field(min_length=1)]
    policies: Annotated[tuple[Policy, ...], Field(min_length=1)]
    tiers: tuple[Tier, ...] = ()
    numbers: tuple[SupportNumber, ...] = ()
    staff: tuple[StaffMember, ...] = ()
    duty: Mapping[Identifier, Rotation] = {}
    closing: Closing = Closing()
    limits: Limits = Limits()
    drafts: Drafts = Drafts()
    identification: Identification = Identification()
    delivery: Deliveries = Deliveries()
    transports: Mapping[Identifier, TransportRules] = {}
    reach: ReachRules = ReachRules()
    sms: SmsRules

    _compiled: dict[str, WorkingTime] = PrivateAttr(default_factory=dict)
    _calendars_version: str | None = PrivateAttr(default=None)

    def desk(self, desk_id: str) -> Desk:
        """Raises KeyError."""
        return _by_id(self.desks, desk_id)

    def kind(self, kind_id: str) -> RequestKind:
        """Raises KeyError."""
        return _by_id(self.kinds, kind_id)

    def kinds_of(self, desk_id: str) -> tuple[RequestKind, ...]:
        return tuple(self.kind(kind_id) for kind_id in self.desk(desk_id).kinds)

    def calendar(self, calendar_id: str) -> Calendar:
        """Raises KeyError."""
        return self.calendars[calendar_id]

    def ladder(self, desk_id: str) -> Ladder:
        """The ladder that a desk climbs. Raises KeyError."""
        return self.ladders[self.desk(desk_id).ladder]

    def policy(self, desk_id: str, kind_id: str, tier: str | None = None, severity: str | None = None) -> Policy:
        """The most specific one: kind weighs more than severity, severity more than tier, tier more than desk.

        tier, severity: the lowest tier and the kind's own severity, unless given. Raises KeyError.
        """
        wanted = (kind_id, severity or self.kind(kind_id).severity, tier or self.lowest_tier or ANY, desk_id)
        covering = [policy for policy in self.policies if policy.covers(wanted)]
        if not covering:
            raise KeyError(f"{desk_id} × {kind_id}")
        return max(covering, key=lambda policy: tuple(named != ANY for named in policy.selectors()))

    @property
    def lowest_tier(self) -> str | None:
        """What a requester has of whom nothing else is known; None where there are no tiers."""
        return self.tiers[0].id if self.tiers else None

    def tier(self, tier_id: str | None) -> Tier | None:
        """None for one that this edition doesn't name."""
        return next((tier for tier in self.tiers if tier.id == tier_id), None)

    def number(self, role: str | None) -> SupportNumber | None:
        """None for an account without a role, or with one that this edition doesn't name."""
        return next((number for number in self.numbers if number.id == role), None)

    def member(self, member_id: str) -> StaffMember | None:
        return next((member for member in self.staff if member.id == member_id), None)

    def working_time(self, desk_id: str) -> WorkingTime:
        """The hours of a desk. Raises KeyError."""
        return self.hours_of(self.desk(desk_id).calendar)

    def used_for(self, transport: str) -> UsedFor:
        """Whom words of ours may reach by it."""
        rules = self.transports.get(transport)
        return UsedFor.ALL if rules is None else rules.use

    @property
    def calendars_version(self) -> str:
        """One digest for the hours of all calendars: it changes when one of them was corrected."""
        if self._calendars_version is None:
            versions = sorted((name, calendar_version(one)) for name, one in self.calendars.items())
            self._calendars_version = hashlib.sha256(repr(versions).encode()).hexdigest()[:32]
        return self._calendars_version

    def hours_of(self, calendar_id: str) -> WorkingTime:
        """Compiled once per calendar and kept for as long as the regulation is. Raises KeyError."""
        if calendar_id not in self._compiled:
            self._compiled[calendar_id] = WorkingTime(self.calendars[calendar_id])
        return self._compiled[calendar_id]


_Named = TypeVar("_Named", RequestKind, Desk)


def _by_id(parts: tuple[_Named, ...], wanted: str) -> _Named:
    for part in parts:
        if part.id == wanted:
            return part
    raise KeyError(wanted)
