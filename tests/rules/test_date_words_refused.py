"""Dates that are asked about or refused, and those at the edges of days, weeks and zones."""

from datetime import UTC, datetime

import pytest

from models.phrases.catalogue import LANGUAGES, say
from models.rules.dates.words import AmbiguousDate, NoSuchDate, NotADate, PastDate, TooFar, read_date
from models.rules.hours.calendars import Interval
from tests.rules.date_desks import ALWAYS, BERLIN, NEVER, NIGHT, NOW, OFFICE, desk, moscow


@pytest.mark.parametrize(
    ("typed", "readings"),
    [
        ("до 17", ("до 2 декабря 17:00", "до 17 декабря 18:00")),
        ("до 25", ("до 25 декабря 18:00",)),
        ("5/12", ("до 7 декабря 18:00", "до 12 мая 2027 18:00")),
        ("через день", ("до 3 декабря 18:00", "до 4 декабря 18:00")),
        ("в следующую пятницу", ("до 4 декабря 18:00", "до 11 декабря 18:00")),
        ("next Friday 15:00", ("до 4 декабря 15:00", "до 11 декабря 15:00")),
        ("в четверг 25 декабря", ("до 25 декабря 18:00", "до 3 декабря 18:00")),
        ("завтра в 10 кабинете", ("до 3 декабря 10:00", "до 3 декабря 22:00")),
        ("на 17 часов", ("до 4 декабря 11:30", "до 2 декабря 17:00")),
        ("завтра или послезавтра", ("до 3 декабря 18:00",)),
        ("завтра утром", ("до 3 декабря 18:00",)),
        ("завтра к обеду", ("до 3 декабря 18:00",)),
        ("5 декабря – 7 декабря", ("до 7 декабря 18:00",)),
        ("14:00-16:00", ("до 2 декабря 14:00",)),
        ("+2 дня 3 часа", ("до 4 декабря 18:00",)),
        ("+1 неделя 3 дня", ("до 9 декабря 18:00",)),
        ("через час с половиной", ("до 2 декабря 11:30",)),
        ("на 2 часа дня", ("до 2 декабря 12:30",)),
        ("2026-12-25 14:00+05:00", ("до 25 декабря 14:00",)),
    ],
)
def test_what_can_be_read_in_several_ways_is_asked_and_not_guessed(typed: str, readings: tuple[str, ...]) -> None:
    with pytest.raises(AmbiguousDate) as raised:
        read_date(typed, NOW, OFFICE, "ru")
    assert raised.value.suggestions == readings


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("", NotADate),
        ("ждём запчасть", NotADate),
        ("после пятницы", NotADate),
        ("не раньше пятницы", NotADate),
        ("-2 дня", NotADate),
        ("+0 дней", NotADate),
        ("+2", NotADate),
        ("через 1.5 недели", NotADate),
        ("пятницаа", NotADate),
        ("by next week", NotADate),
        ("завтра в 12 ночи", AmbiguousDate),
        ("31.04", NoSuchDate),
        ("до 31 ноября", NoSuchDate),
        ("31.12.0000", NoSuchDate),
        ("25:00", NoSuchDate),
        ("завтра в 17:60", NoSuchDate),
        ("до 9:00", PastDate),
        ("сегодня в 10:30", PastDate),
        ("25.12.2020", PastDate),
        ("01.01.0001", PastDate),
        ("во вторник этой недели", AmbiguousDate),
        ("в этот вторник", PastDate),
        ("29 февраля", TooFar),
        ("25.12.2030", TooFar),
        ("31.12.9999", TooFar),
        ("+367 дней", TooFar),
        ("+999999999 рабочих дней", TooFar),
        ("+999999999 часов", TooFar),
        ("+999999999 месяцев", TooFar),
    ],
)
def test_what_is_no_date_ahead_is_refused_by_its_reason(typed: str, refusal: type[NotADate]) -> None:
    with pytest.raises(NotADate) as raised:
        read_date(typed, NOW, OFFICE, "ru")
    assert type(raised.value) is refusal


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("typed", ["x", "до 17", "31.04", "до 9:00", "25.12.2020", "+999 дней"])
def test_every_refusal_has_words_and_readable_suggestions(typed: str, language: str) -> None:
    with pytest.raises(NotADate) as raised:
        read_date(typed, NOW, OFFICE, language)
    said = say(language, raised.value.phrase, **raised.value.facts)
    assert raised.value.suggestions
    for suggestion in raised.value.suggestions:
        assert suggestion in said
        assert read_date(suggestion, NOW, OFFICE, language).at > NOW


def test_a_time_that_has_passed_today_is_offered_for_tomorrow() -> None:
    with pytest.raises(PastDate) as raised:
        read_date("до 9:00", NOW, OFFICE, "ru")
    assert raised.value.suggestions == ("до 3 декабря 09:00",)
    assert "сегодня в 09:00" in say("ru", raised.value.phrase, **raised.value.facts)


def test_today_after_closing_time_has_passed() -> None:
    evening = moscow("2026-12-02T18:00")
    for typed in ("сегодня", "до конца дня", "+0 дней", "до 18:00"):
        with pytest.raises(NotADate):
            read_date(typed, evening, OFFICE, "ru")


def test_a_week_whose_working_days_are_over_has_passed() -> None:
    with pytest.raises(PastDate) as raised:
        read_date("до конца недели", moscow("2026-12-05T12:00"), OFFICE, "ru")
    assert raised.value.suggestions == ("до 7 декабря 18:00",)


def test_the_end_of_a_week_that_begins_with_days_off_is_its_last_working_day() -> None:
    holidays = desk("Europe/Moscow", Interval(540, 1080), closed=("2026-12-03", "2026-12-04"))
    assert read_date("до конца недели", NOW, holidays, "ru").at == moscow("2026-12-02T18:00")


def test_round_the_clock_a_bare_hour_is_asked_about() -> None:
    with pytest.raises(AmbiguousDate) as raised:
        read_date("завтра в 5", NOW, ALWAYS, "en")
    assert raised.value.suggestions == ("by 3 December 05:00", "by 3 December 17:00")
    assert read_date("завтра", NOW, ALWAYS, "ru").at == moscow("2026-12-04T00:00")


def test_a_night_shift_ends_the_day_that_it_begins_on() -> None:
    understood = read_date("завтра", NOW, NIGHT, "ru")
    assert (understood.at, understood.rolled) == (moscow("2026-12-04T08:00"), False)


def test_a_time_that_the_clocks_jump_over_does_not_exist() -> None:
    before = datetime.fromisoformat("2027-03-27T12:00+01:00")
    with pytest.raises(NoSuchDate) as raised:
        read_date("tomorrow 02:30", before, BERLIN, "en")
    assert raised.value.suggestions == ("by 28 March 03:30",)


def test_a_time_that_comes_twice_is_the_first() -> None:
    before = datetime.fromisoformat("2027-10-30T12:00+02:00")
    assert read_date("tomorrow 02:30", before, BERLIN, "en").at == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize("typed", ["завтра", "+1 час", "+1 рабочий день", "до конца недели"])
def test_a_desk_that_never_opens_promises_nothing(typed: str) -> None:
    with pytest.raises(TooFar):
        read_date(typed, NOW, NEVER, "ru")


def test_a_date_is_read_in_the_zone_of_the_desk() -> None:
    vladivostok = desk("Asia/Vladivostok", Interval(540, 1080))
    late = moscow("2026-12-02T20:00")  # already Thursday there, 03:00
    assert read_date("сегодня в 15:00", late, vladivostok, "ru").at == datetime(2026, 12, 3, 5, 0, tzinfo=UTC)


@pytest.mark.parametrize(("now", "typed"), [
    ("2026-12-31T10:00", "до конца месяца"),
    ("2027-01-31T10:00", "через месяц"),
    ("2026-01-01T10:00", "через 12 месяцев"),
])  # fmt: skip
def test_months_end_where_the_calendar_ends_them(now: str, typed: str) -> None:
    expected = {"2026-12-31T10:00": "2027-01-01T00:00", "2027-01-31T10:00": "2027-03-01T00:00"}
    assert read_date(typed, moscow(now), ALWAYS, "ru").at == moscow(expected.get(now, "2027-01-02T00:00"))
