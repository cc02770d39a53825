"""A ticket's log written by hand, and the clocks that follow from it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from models.rules.deadlines.ticket_clock import ClockState, Event, Happened, TicketClocks, fold
from models.rules.hours.calendars import Calendar, Interval, Week
from models.rules.hours.terms import Term, Unit
from models.rules.hours.working_time import WorkingTime
from models.rules.regulation.clocks import SlaClock
from models.rules.regulation.parsing import Policy, Target

#: Mon–Fri 9:00–18:00 in Moscow.
OFFICE = WorkingTime(
    Calendar(
        timezone="Europe/Moscow",
        week=Week(**{day: (Interval(9 * 60, 18 * 60),) for day in ("mon", "tue", "wed", "thu", "fri")}),
    )
)
HOUR = timedelta(hours=1)


def at(text: str) -> datetime:
    """Moscow's wall clock: «2026-11-11 12:00», a Wednesday."""
    return datetime.fromisoformat(f"{text}+03:00").astimezone(UTC)


def nov(text: str) -> datetime:
    """«11 12:00» of November 2026."""
    day, time = text.split()
    return at(f"2026-11-{int(day):02} {time}")


def log(*lines: tuple[str, Event] | tuple[str, Event, dict[str, Any]]) -> list[Happened]:
    """Lines of («11 12:00», event, facts?)."""
    return [Happened(nov(line[0]), line[1], line[2] if len(line) == 3 else {}) for line in lines]


def working(span: timedelta) -> Target:
    return Target(limit=Term(Unit.WORKING_TIME, span))


#: First response 1 h, next response 2 h, work started 3 h, resolution 8 h, update 6 h.
POLICY = Policy(
    first_response=working(HOUR),
    next_response=working(2 * HOUR),
    work_started=working(3 * HOUR),
    resolution=working(8 * HOUR),
    update=working(6 * HOUR),
)


def folded(lines: list[Happened], policy: Policy = POLICY, hours: WorkingTime = OFFICE) -> TicketClocks:
    return fold(lines, policy, hours)


def resolution_of(lines: list[Happened], policy: Policy = POLICY) -> ClockState:
    return folded(lines, policy).clocks[SlaClock.RESOLUTION]


def running(opened_at: datetime, span: timedelta, hours: WorkingTime = OFFICE) -> ClockState:
    """A resolution of so much working time that began at that moment."""
    policy = Policy(first_response=working(HOUR), resolution=working(span))
    return fold([Happened(opened_at, Event.OPENED)], policy, hours).clocks[SlaClock.RESOLUTION]
