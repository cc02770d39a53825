"""What a typed date can say, and what can be wrong with it, before anybody asks what day it is."""

import re
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class TimeOfDay:
    """24:00 ends the day. sure: False for a bare «5», which may be five in the morning or in the afternoon."""

    hour: int
    minute: int = 0
    sure: bool = True


@dataclass(frozen=True)
class Ahead:
    """Today is 0 days ahead."""

    days: int


@dataclass(frozen=True)
class Weekday:
    """number: 0 is Monday."""

    number: int
    said: Literal["", "this", "next"] = ""


@dataclass(frozen=True)
class OnDate:
    """month, year: None where nothing was said."""

    day: int
    month: int | None = None
    year: int | None = None


@dataclass(frozen=True)
class EndOf:
    """further: 1 for the next week, month or year."""

    unit: Literal["day", "week", "month", "year"]
    further: int = 0


@dataclass(frozen=True)
class Span:
    """From now on. Minutes and working days count working time, the others the calendar."""

    count: int
    unit: Literal["minute", "working_day", "day", "month"]


Day = Ahead | Weekday | OnDate | EndOf | Span


@dataclass(frozen=True)
class Written:
    """also: a second name of the same day, «в пятницу 5 декабря». ends: where in the text the rest begins."""

    day: Day | None = None
    time: TimeOfDay | None = None
    also: Day | None = None
    ends: int = 0


class NotWritten(Exception):
    """No date at the beginning of the text."""


class NoneSuch(Exception):
    """A date or time that does not exist: 25:00."""


class SeveralReadings(Exception):
    """readings: what it may mean, each of them clear."""

    def __init__(self, *readings: Written) -> None:
        super().__init__()
        self.readings = readings


class Scan:
    """A place in a folded text that moves on with what is found."""

    def __init__(self, text: str, at: int = 0) -> None:
        self.text = text
        self.at = at

    def take(self, wanted: re.Pattern[str]) -> re.Match[str] | None:
        found = wanted.match(self.text, self.at)
        if found:
            self.at = found.end()
        return found

    def sees(self, wanted: re.Pattern[str]) -> bool:
        return wanted.match(self.text, self.at) is not None
