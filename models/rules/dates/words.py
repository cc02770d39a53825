"""When a ticket will be done, in the words of an agent: «до пятницы 18:00», «+2 рабочих дня», "tomorrow 3 pm"."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from models.rules.dates.grammar import read_words
from models.rules.dates.meaning import EXAMPLES, LONGEST, Meaning
from models.rules.dates.refusals import AmbiguousDate, NoSuchDate, NotADate, PastDate, TooFar
from models.rules.dates.values import NoneSuch, NotWritten, SeveralReadings
from models.rules.hours.working_time import WorkingTime

__all__ = (
    "LONGEST",
    "AmbiguousDate",
    "NoSuchDate",
    "NotADate",
    "PastDate",
    "TooFar",
    "Understood",
    "read_date",
)

_BEFORE_REST: Final = ":;,.-–—"


@dataclass(frozen=True)
class Understood:
    """at: aware UTC, after `now`. rest: the words after the date, often the reason, as they were typed.

    rolled: the desk is closed on the day that was typed, so `at` is the end of the next working day.
    """

    at: datetime
    rest: str
    rolled: bool = False


def read_date(text: str, now: datetime, hours: WorkingTime, language: str) -> Understood:
    """The moment that the text begins with, in the zone of the desk's hours; Russian and English alike.

    now: aware. language: of the suggestions, ru or en. Hours and minutes are working time; «рабочие дни» are the
    desk's, days and weeks the calendar's. A day without a time means its closing, or the closing of the next working
    day. A weekday or a date without a year is the next one; a weekday named on that very day is next week's, unless a
    time still ahead is named too. The longest is 366 days.
    Raises NotADate (AmbiguousDate, NoSuchDate, PastDate, TooFar): `say(language, error.phrase, **error.facts)`.
    """
    meaning = Meaning(now.astimezone(UTC), hours, language)
    try:
        written = read_words(text)
    except NotWritten:
        raise NotADate(*EXAMPLES[language]) from None
    except NoneSuch:
        raise NoSuchDate(*EXAMPLES[language]) from None
    except SeveralReadings as several:
        raise meaning.ambiguous(*several.readings) from None
    at, rolled = meaning.of(written)
    return Understood(at, _reason(text[written.ends :]), rolled)


def _reason(rest: str) -> str:
    """Without the space and the signs that divide it from the date."""
    return rest.strip().lstrip(_BEFORE_REST).lstrip()
