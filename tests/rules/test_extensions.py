"""Which later dates an agent may name for a solution, and what is offered. It is Wednesday 2 December 2026, 10:30."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import OtklikError
from models.rules.dates.words import LONGEST, NotADate
from models.rules.deadlines.extensions import (
    NoResolutionClock,
    NotLater,
    OverAlready,
    ReasonMissing,
    ReasonTooLong,
    check_until,
    checked_reason,
    offers,
    read_until,
    resolution_of,
    why_head,
)
from models.rules.deadlines.ticket_clock import ClockState, Extension, Standing, TicketClocks
from models.rules.hours.calendars import Calendar, Interval, Week
from models.rules.hours.working_time import WorkingTime
from models.rules.regulation.clocks import SlaClock
from models.rules.regulation.policies import ExtensionRules, Target

ZONE = "Europe/Moscow"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")


def desk(*intervals: Interval, days: tuple[str, ...] = WEEKDAYS) -> WorkingTime:
    return WorkingTime(Calendar(timezone=ZONE, week=Week(**dict.fromkeys(days, intervals))))


def moscow(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}+03:00").astimezone(UTC)


OFFICE = desk(Interval(9 * 60, 18 * 60))
ALWAYS = desk(Interval(0, 1440), days=(*WEEKDAYS, "sat", "sun"))
NOW, DUE = moscow("12-02T10:30"), moscow("12-04T12:00")


def state(due: datetime = DUE, standing: Standing = Standing.RUNNING, extended: int = 0) -> ClockState:
    extensions = (Extension(NOW, due, "ждём"),) * extended
    return ClockState(SlaClock.RESOLUTION, standing, Target(limit="16h"), NOW, due, None, extensions=extensions)


@pytest.mark.parametrize(
    ("words", "until", "rest"),
    [
        ("+2 рабочих дня ждём деталь", "12-08T18:00", "ждём деталь"),
        ("+4ч: ждём деталь", "12-04T16:00", "ждём деталь"),
        ("на 2 часа ждём", "12-04T14:00", "ждём"),
        ("3 рабочих дня ждём", "12-09T18:00", "ждём"),
        ("+2 working days waiting", "12-08T18:00", "waiting"),
        ("через 3 рабочих дня ждём", "12-07T18:00", "ждём"),
        ("in 3 working days waiting", "12-07T18:00", "waiting"),
        ("до понедельника 12:00 ждём", "12-07T12:00", "ждём"),
    ],
)
def test_a_length_counts_from_the_deadline_and_a_date_from_now(words: str, until: str, rest: str) -> None:
    found = read_until(words, NOW, DUE, OFFICE, "ru")
    assert (found.at, found.rest) == (moscow(until), rest)


def test_a_length_counts_from_now_once_the_deadline_has_passed() -> None:
    assert read_until("+1 рабочий день ждём", DUE, NOW, OFFICE, "ru").at == moscow("12-07T18:00")


def test_a_day_that_ends_at_midnight_is_followed_by_the_next_one() -> None:
    thursday_ends = moscow("12-04T00:00")
    assert read_until("+1 рабочий день", NOW, thursday_ends, ALWAYS, "ru").at == moscow("12-05T00:00")
    assert offers(NOW, thursday_ends, ALWAYS)[1].until == moscow("12-05T00:00")


def test_no_date_is_further_away_than_a_year_however_it_is_counted() -> None:
    with pytest.raises(NotADate):
        read_until("+300 дней ждём", NOW, NOW + timedelta(days=200), OFFICE, "ru")


@pytest.mark.parametrize(
    ("until", "refusal"),
    [(NOW, OverAlready), (NOW - timedelta(days=1), OverAlready), (DUE, NotLater), (DUE - timedelta(1), NotLater),
     (NOW + LONGEST + timedelta(seconds=1), NotADate)],
)  # fmt: skip
def test_what_is_no_later_or_out_of_reach_is_refused(until: datetime, refusal: type[OtklikError]) -> None:
    with pytest.raises(refusal):
        check_until(until, NOW, DUE, ZONE, "ru")


def test_a_second_later_is_later() -> None:
    check_until(DUE + timedelta(seconds=1), NOW, DUE, ZONE, "ru")


def test_a_reason_has_words_and_an_end() -> None:
    assert checked_reason("  ждём деталь\n") == "ждём деталь"
    for empty in ("", " ", "!!!", "5", "—"):
        with pytest.raises(ReasonMissing):
            checked_reason(empty)
    with pytest.raises(ReasonTooLong):
        checked_reason("очень " * 90)


@pytest.mark.parametrize("standing", [Standing.MET, Standing.MISSED, Standing.STOPPED])
def test_only_a_promise_that_is_still_to_be_kept_is_extended(standing: Standing) -> None:
    with pytest.raises(NoResolutionClock):
        resolution_of(TicketClocks({SlaClock.RESOLUTION: state(standing=standing)}, None))
    with pytest.raises(NoResolutionClock):
        resolution_of(TicketClocks({}, None))
    paused = state(standing=Standing.PAUSED)
    assert resolution_of(TicketClocks({SlaClock.RESOLUTION: paused}, None)) == paused


def test_the_head_is_asked_beyond_the_count_and_beyond_the_length() -> None:
    rules = ExtensionRules(times=1, at_most="2 working days")
    two_days = moscow("12-08T18:00")
    assert why_head(rules, state(), two_days, OFFICE) is None
    assert why_head(rules, state(), two_days + timedelta(seconds=1), OFFICE) == "length"
    assert why_head(rules, state(extended=1), two_days, OFFICE) == "times"
    assert why_head(ExtensionRules(), state(extended=50), NOW + LONGEST, OFFICE) is None
    assert why_head(ExtensionRules(times=0), state(), two_days, OFFICE) == "times"


def test_a_length_in_days_counts_from_the_day_that_ends_at_midnight() -> None:
    rules, thursday_ends = ExtensionRules(at_most="1 day"), moscow("12-04T00:00")
    assert why_head(rules, state(thursday_ends), moscow("12-05T00:00"), ALWAYS) is None
    assert why_head(rules, state(thursday_ends), moscow("12-05T00:01"), ALWAYS) == "length"


@given(
    now=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),  # noqa: DTZ001
    ahead=st.timedeltas(timedelta(days=-30), timedelta(days=300)),
)
def test_what_is_offered_is_later_within_hours_and_never_on_a_sunday(now: datetime, ahead: timedelta) -> None:
    moment = now.replace(tzinfo=UTC)
    for offer in offers(moment, moment + ahead, OFFICE):
        assert offer.until > max(moment, moment + ahead)
        assert offer.until - moment <= LONGEST
        local = offer.until.astimezone(OFFICE.zone)
        assert local.weekday() < 5
        assert (9, 0) < (local.hour, local.minute + bool(local.second)) <= (18, 0)


def test_a_desk_that_never_opens_offers_nothing() -> None:
    assert offers(NOW, DUE, desk(days=())) == ()
