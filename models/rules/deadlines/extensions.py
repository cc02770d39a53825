"""A later date for the resolution: which dates an agent may name, and when the head has to agree."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal

from models.errors import OtklikError
from models.phrases.times import absolute
from models.rules.dates.grammar import read_words
from models.rules.dates.meaning import EXAMPLES
from models.rules.dates.values import NoneSuch, NotWritten, SeveralReadings, Span
from models.rules.dates.words import LONGEST, TooFar, Understood, read_date
from models.rules.deadlines.ticket_clock import ClockState, Standing, TicketClocks
from models.rules.hours.terms import Unit, term_end
from models.rules.hours.working_time import NoWorkingTime, WorkingTime
from models.rules.regulation.clocks import SlaClock
from models.rules.regulation.policies import ExtensionRules

LONGEST_REASON: Final = 500
#: What the buttons offer: working hours, working days.
_HOURS_OFFERED: Final = (4,)
_DAYS_OFFERED: Final = (1, 2, 5)
#: «через 2 дня» counts from now, «+2 дня» and «на 2 дня» from the deadline that they move.
_FROM_NOW: Final = re.compile(r"\s*(?:через|in|within)\b", re.IGNORECASE)
_INSTANT: Final = timedelta(microseconds=1)
_WORD: Final = re.compile(r"\w\w")

WhyHead = Literal["times", "length"]


class NoResolutionClock(OtklikError):
    """Nothing was promised for the resolution, or the promise is over."""

    phrase = "extend.no_clock"


class NotLater(OtklikError):
    """The new date is no later than the one that holds. due, until: in words."""

    phrase = "extend.not_later"


class OverAlready(OtklikError):
    """The new date passed while the reason, or the head's word, was waited for. until: in words."""

    phrase = "extend.over_already"


class ReasonTooLong(OtklikError):
    phrase = "extend.reason_too_long"


class ReasonMissing(OtklikError):
    phrase = "extend.reason_missing"


@dataclass(frozen=True)
class Offer:
    """A date to pick with one press. count: working hours or working days past the deadline that holds."""

    unit: Literal["hours", "days"]
    count: int
    until: datetime


def resolution_of(clocks: TicketClocks) -> ClockState:
    """The clock that an extension moves, running or standing still. Raises NoResolutionClock."""
    state = clocks.clocks.get(SlaClock.RESOLUTION)
    if state is None or state.standing not in (Standing.RUNNING, Standing.PAUSED):
        raise NoResolutionClock
    return state


def read_until(text: str, now: datetime, due: datetime, hours: WorkingTime, language: str) -> Understood:
    """The date at the beginning of an agent's words; the rest is the reason.

    «+2 рабочих дня» counts from the deadline that holds, or from now when that has passed; «через 2 дня» and dates
    by name count from now. Raises NotADate.
    """
    start = now
    span = _span_in(text)
    if span is not None and due > now and not _FROM_NOW.match(text):
        # a day that ends at midnight is over by then: its last instant belongs to it
        start = due if span.unit == "minute" else due - _INSTANT
    understood = read_date(text, start, hours, language)
    if understood.at - now > LONGEST:
        raise TooFar(*EXAMPLES[language])
    return replace(understood, at=_whole_seconds(understood.at))


def _span_in(text: str) -> Span | None:
    try:
        day = read_words(text).day
    except (NotWritten, NoneSuch, SeveralReadings):
        return None
    return day if isinstance(day, Span) else None


def check_until(until: datetime, now: datetime, due: datetime, zone: str, language: str) -> None:
    """Raises OverAlready, NotLater, TooFar. language: of the dates in the refusal."""
    if until <= now:
        raise OverAlready(until=absolute(until, zone, language))
    if until <= due:
        raise NotLater(due=absolute(due, zone, language), until=absolute(until, zone, language))
    if until - now > LONGEST:
        raise TooFar(*EXAMPLES[language])


def checked_reason(text: str) -> str:
    """The reason as the requester will read it. Raises ReasonMissing, ReasonTooLong."""
    reason = text.strip()
    if not _WORD.search(reason):
        raise ReasonMissing
    if len(reason) > LONGEST_REASON:
        raise ReasonTooLong(length=len(reason), limit=LONGEST_REASON)
    return reason


def why_head(rules: ExtensionRules, state: ClockState, until: datetime, hours: WorkingTime) -> WhyHead | None:
    """What of the regulation's limits the agent would pass, so that the head has to agree; None: may do it alone.

    The length counts from the time that held before; a last day off is treated as that of the term itself.
    Source: REQUIREMENTS E5
    """
    if rules.times is not None and len(state.extensions) >= rules.times:
        return "times"
    if rules.at_most is not None:
        # a day that ends at midnight is over by then: its last instant belongs to it
        before = state.due_at if rules.at_most.unit is Unit.WORKING_TIME else state.due_at - _INSTANT
        if until > term_end(replace(rules.at_most, roll=state.target.roll), before, hours):
            return "length"
    return None


def offers(now: datetime, due: datetime, hours: WorkingTime) -> tuple[Offer, ...]:
    """What to offer on buttons: later than the deadline and than now, never a time at which nobody works."""
    return tuple(offer for offer in _offers(max(now, due), hours) if now < offer.until <= now + LONGEST)


def _offers(start: datetime, hours: WorkingTime) -> Iterator[Offer]:
    try:
        for count in _HOURS_OFFERED:
            yield Offer("hours", count, _whole_seconds(hours.add(start, timedelta(hours=count))))
        for count in _DAYS_OFFERED:
            yield Offer("days", count, hours.working_day(start - _INSTANT, count).closes_at)
    except NoWorkingTime:
        return


def _whole_seconds(at: datetime) -> datetime:
    """Up: a button carries seconds, and the date must not fall short of what was offered."""
    return at if not at.microsecond else at.replace(microsecond=0) + timedelta(seconds=1)
