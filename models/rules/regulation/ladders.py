"""Who is told when a deadline is missed: staff by name, who is on duty when, and the rungs of a ladder."""

import re
from datetime import date, datetime, timedelta
from typing import Annotated, Final, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictInt

from models.rules.hours.calendars import MINUTES_A_DAY, WEEKDAYS, Day, Interval, parse_interval
from models.rules.regulation.clocks import SEVERITIES, Severity
from models.rules.regulation.values import Identifier, Span, Word
from models.rules.sms.phone_numbers import normal_number
from models.rules.texts.localised import both
from models.rules.texts.problems import as_written, refusal

RungRecipient = Literal["assignee", "group", "duty", "agents", "head", "phone", "ring"]
_CHANGE: Final = re.compile(r"(mon|tue|wed|thu|fri|sat|sun)(?:\s+(\d{1,2}):(\d{2}))?")
_MINUTES_A_WEEK: Final = 7 * MINUTES_A_DAY


def _read_phone(value: object) -> str:
    number = normal_number(value) if isinstance(value, str) and value.strip().startswith("+") else None
    if number is None:
        raise refusal(as_written(value), both("номер вида +79161234567", "a number such as +79161234567"))
    return number


def _read_quiet(value: object) -> Interval:
    if isinstance(value, Interval):
        return value
    try:
        return parse_interval(value if isinstance(value, str) else "")
    except ValueError:
        raise refusal(
            as_written(value), both("интервал вида «22:00-08:00»", 'an interval such as "22:00-08:00"')
        ) from None


def _read_change(value: object) -> int:
    """Minutes from the midnight that begins Monday."""
    if isinstance(value, int) and 0 <= value < _MINUTES_A_WEEK:
        return value
    match = _CHANGE.fullmatch(value.strip().lower()) if isinstance(value, str) else None
    hour, minute = (int(part or 0) for part in match.groups()[1:]) if match else (0, 0)
    if match is None or hour > 23 or minute > 59:
        raise refusal(
            as_written(value),
            both("день недели и время, например «mon 09:00»", 'a weekday and a time, such as "mon 09:00"'),
        )
    return WEEKDAYS.index(match[1]) * MINUTES_A_DAY + hour * 60 + minute


PhoneNumber = Annotated[str, BeforeValidator(_read_phone)]
QuietHours = Annotated[Interval, BeforeValidator(_read_quiet)]
WeeklyChange = Annotated[int, BeforeValidator(_read_change)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class StaffMember(_Part):
    """Somebody whom ladders and rosters name. Enrols with a link of their own (`python -m models staff invite`).

    phone: where SMS and short rings of the ladder go.
    """

    id: Identifier
    name: Word
    phone: PhoneNumber | None = None


class Rotation(_Part):
    """Who is on duty: the members in turn, one week each (or so many).

    since: a date of the first member's first week. changes: when in the week the next one comes on, in the
    organisation's zone.
    """

    since: Day
    members: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    changes: WeeklyChange = 0
    weeks: Annotated[StrictInt, Field(ge=1, le=52)] = 1

    def turn(self, at: datetime, zone: ZoneInfo) -> tuple[str, datetime, datetime]:
        """Whose turn it is at that moment, from when, until when; also before `since`, counted backwards."""
        local = at.astimezone(zone).replace(tzinfo=None) - timedelta(minutes=self.changes)
        week = (_monday(local.date()) - _monday(self.since)).days // 7
        number = week // self.weeks
        first = _monday(self.since) + timedelta(weeks=number * self.weeks)
        return (
            self.members[number % len(self.members)],
            self._change(first, zone),
            self._change(first + timedelta(weeks=self.weeks), zone),
        )

    def _change(self, monday: date, zone: ZoneInfo) -> datetime:
        begins = datetime(monday.year, monday.month, monday.day) + timedelta(minutes=self.changes)  # noqa: DTZ001
        return begins.replace(tzinfo=zone)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


class Rung(_Part):
    """after: working time of the desk after the breach. agents: whom, for `to = "agents"`. phone: which one, for
    `to = "phone"` (an SMS) and `to = "ring"`; without it that of whoever is on duty.
    """

    after: Span
    to: RungRecipient
    agents: tuple[Identifier, ...] = ()
    phone: PhoneNumber | None = None


class Ladder(_Part):
    """quiet_hours: of the desk's zone; a rung that falls into them waits for their end, unless the request is as
    grave as `urgent_from`.
    """

    rungs: Annotated[tuple[Rung, ...], Field(min_length=1)]
    quiet_hours: QuietHours | None = None
    urgent_from: Severity = "critical"

    def is_urgent(self, severity: str) -> bool:
        return SEVERITIES.index(severity) >= SEVERITIES.index(self.urgent_from)
