"""What the calendar of a country says about one year."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from models.rules.texts.localised import Localised


@dataclass(frozen=True)
class WorkingNorm:
    """What accountants count with: working days of the five-day week, and how many of them are an hour shorter.

    Non-working days by decree of the President are paid and stay in the norm (Rostrud on 2020 and 2021).
    """

    working_days: int
    shortened_days: int

    def hours(self, hours_a_week: int) -> float:
        """At a week of 40, 36 or 24 hours. Source: order 588n of 13.08.2009, for the year as a whole."""
        return round(hours_a_week / 5 * self.working_days - self.shortened_days, 1)


@dataclass(frozen=True)
class HolidayYear:
    """The days of one year that are not what their weekday says.

    off: days off and why; a public holiday is among them on a Saturday or Sunday too. working: weekend days that
    are worked → the day to which their day off was moved, None where nobody says. shortened: working days of the
    five-day week that close an hour earlier. provisional: no official word on this year yet.
    covered: False when nothing at all is known of the year.
    """

    off: Mapping[date, Localised] = field(default_factory=dict)
    working: Mapping[date, date | None] = field(default_factory=dict)
    shortened: frozenset[date] = frozenset()
    norm: WorkingNorm | None = None
    provisional: bool = True
    covered: bool = False

    def weekday_worked(self, day: date) -> int:
        """Whose hours a weekend day that is worked has: the weekday of the day off, Monday (0) where nobody says."""
        instead = self.working[day]
        return instead.weekday() if instead else 0
