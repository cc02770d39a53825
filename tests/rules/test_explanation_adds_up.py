"""Whatever happens to a ticket, the account of its deadlines adds up to what was promised."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.deadlines.clock_states import ClockState, Event, Happened, Standing
from models.rules.deadlines.explanation import Grounds, explain
from models.rules.deadlines.explanation_lines import Reader, shown_amounts
from models.rules.deadlines.ticket_clock import fold
from models.rules.deadlines.time_account import Waited, Worked, legs
from models.rules.hours.calendars import WEEKDAYS, Calendar, Interval, Week
from models.rules.hours.terms import Unit
from models.rules.hours.working_time import WorkingTime
from models.rules.regulation.clocks import SlaClock
from models.rules.regulation.parsing import Policy

BEGINNING = datetime(2026, 10, 28, tzinfo=UTC)  # a holiday, Wednesday 4 November, is near


def hours(*intervals: str, days: tuple[str, ...] = WEEKDAYS[:5], **facts: Any) -> WorkingTime:
    found = []
    for text in intervals:
        opens, closes = (int(part[:2]) * 60 + int(part[3:]) for part in text.split("-"))
        found.append(Interval(opens, closes if closes > opens else closes + 24 * 60))
    week = Week(**dict.fromkeys(days, tuple(found)))
    return WorkingTime(Calendar(timezone="Europe/Moscow", week=week, **facts))


CALENDARS = {
    "office": hours("09:00-18:00"),
    "lunch": hours("09:30-13:00", "14:00-18:30", holidays="RU", shortened=True),
    "nights": hours("22:00-06:00"),
    "around the clock": hours("00:00-24:00", days=WEEKDAYS),
    "summer time": WorkingTime(
        Calendar(timezone="America/New_York", week=Week(**dict.fromkeys(WEEKDAYS, (Interval(0, 24 * 60),))))
    ),
}
TARGETS = ("16h", "40h", "15m", "3 working days", "10 days", "1 month", {"limit": "2 working days", "target": "2h"})
HAPPENINGS = st.lists(
    st.tuples(
        st.floats(0.01, 90),  # hours since the one before
        st.sampled_from(
            (Event.FIRST_ANSWERED, Event.ANSWER_FAILED, Event.WAITING, Event.REQUESTER_WROTE, Event.RESUMED,
             Event.EXTENDED, Event.CLOSED, Event.CLOSING_PROPOSED, Event.CLOSING_WITHDRAWN, Event.REOPENED,
             Event.TAKEN)
        ),
        st.integers(1, 400),  # hours that an extension adds
    ),
    max_size=8,
)  # fmt: skip
ROUND = st.sampled_from((timedelta.resolution, timedelta(seconds=1), timedelta(minutes=1)))


@st.composite
def clocks(draw: st.DrawFn) -> tuple[list[Happened], Policy, WorkingTime]:
    step = draw(ROUND)
    at = BEGINNING + timedelta(hours=draw(st.floats(0, 24 * 7))) // step * step
    log = [Happened(at, Event.OPENED)]
    for later, event, longer in draw(HAPPENINGS):
        at += max(step, timedelta(hours=later) // step * step)
        facts = {"until": (at + timedelta(hours=longer)).isoformat(), "reason": "ждём"}
        log.append(Happened(at, event, facts if event is Event.EXTENDED else {"by_requester": True}))
    target = draw(st.sampled_from(TARGETS))
    policy = Policy(first_response="4h", next_response="2h", work_started="1h", resolution=target, update=target)
    return log, policy, CALENDARS[draw(st.sampled_from(sorted(CALENDARS)))]


@given(clocks())
def test_every_way_ends_at_the_deadline_of_the_clock(ticket: tuple[list[Happened], Policy, WorkingTime]) -> None:
    log, policy, open_hours = ticket
    for state in fold(log, policy, open_hours).clocks.values():
        assert legs(state, open_hours)[-1].due == state.due_at


@given(clocks())
def test_what_counted_comes_to_the_term_and_so_do_the_amounts_as_written(
    ticket: tuple[list[Happened], Policy, WorkingTime],
) -> None:
    log, policy, open_hours = ticket
    for state in fold(log, policy, open_hours).clocks.values():
        first = legs(state, open_hours)[0]
        if first.term.unit is not Unit.WORKING_TIME:
            continue
        left = timedelta(0)
        if not state.extensions and state.standing is Standing.PAUSED and state.pauses[-1].since < first.due:
            left = open_hours.between(state.pauses[-1].since, first.due)
        assert first.counted + left == first.term.span
        if not left:
            assert sum(shown_amounts(first), timedelta(0)) == first.term.span


@given(clocks())
def test_no_moment_counts_twice_or_while_the_requester_is_waited_for(
    ticket: tuple[list[Happened], Policy, WorkingTime],
) -> None:
    log, policy, open_hours = ticket
    for state in fold(log, policy, open_hours).clocks.values():
        first = legs(state, open_hours)[0]
        stretches = [pair for entry in first.entries if isinstance(entry, Worked) for pair in entry.stretches]
        waits = [(e.since, e.until) for e in first.entries if isinstance(e, Waited) and e.until is not None]
        if first.term.unit is Unit.WORKING_TIME:
            assert all(open_hours.between(a, b) == b - a > timedelta(0) for a, b in stretches)
            stretches += waits
        at = first.begins
        for begins, ends in sorted(stretches):
            assert begins >= at
            at = ends


def amount(text: str) -> timedelta:
    units = {"ч": "hours", "мин": "minutes", "с": "seconds"}
    return sum((timedelta(**{units[u]: int(n)}) for n, u in re.findall(r"(\d+) (ч|мин|с)\b", text)), timedelta(0))


@given(clocks(), st.sampled_from(("Europe/Moscow", "Asia/Vladivostok", "America/New_York")))
def test_the_lines_that_people_read_add_up_to_the_total_below_them(
    ticket: tuple[list[Happened], Policy, WorkingTime], zone: str
) -> None:
    log, policy, open_hours = ticket
    folded = fold(log, policy, open_hours)
    grounds = Grounds(125, log[0].at, "Регламент", 1, "Сбой", "office", "abc")
    text = explain(grounds, folded, open_hours, Reader("ru", zone, log[-1].at)).text
    counted, shown = timedelta(0), False
    for line in text.splitlines():
        total = re.match(r"Итого (.*), срок", line)
        if line.startswith("• ") and (found := re.search(r"(?:вместе |: )((?:\d+ (?:ч|мин|с) ?)+)(?:$|;|\()", line)):
            counted, shown = counted + amount(found[1]), True
        elif total is not None:
            assert counted == amount(total[1])
            counted = timedelta(0)
        elif line.startswith("Отсчитано"):
            counted = timedelta(0)
    assert shown or "Итого" not in text


@pytest.mark.parametrize("language", ["ru", "en"])
@given(ticket=clocks())
def test_every_reader_gets_an_explanation_that_fits_into_one_message(
    language: str, ticket: tuple[list[Happened], Policy, WorkingTime]
) -> None:
    log, policy, open_hours = ticket
    folded = fold(log, policy, open_hours)
    grounds = Grounds(125, log[0].at, "Регламент", 1, "Сбой", "office", "abc", "Базовый", "high", {}, 12)
    for staff in (False, True):
        piece = explain(grounds, folded, open_hours, Reader(language, "Europe/Moscow", log[-1].at, staff))
        assert 0 < len(piece.text) <= 4096
        shown = {entity["offset"]: entity["length"] for entity in piece.entities}
        assert len(shown) == 1 + len([one for one in folded.clocks if staff or _for_requester(folded.clocks[one])])


def _for_requester(state: ClockState) -> bool:
    return state.clock in (SlaClock.FIRST_RESPONSE, SlaClock.NEXT_RESPONSE, SlaClock.RESOLUTION)
