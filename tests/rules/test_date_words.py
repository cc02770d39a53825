"""Dates as agents type them. It is Wednesday 2 December 2026, 10:30 in Moscow; the office works 9–13, 14–18."""

from datetime import UTC, datetime

import pytest

from models.phrases.catalogue import LANGUAGES, say
from models.rules.calendars import Calendar, CalendarException, Interval, Week
from models.rules.date_words import AmbiguousDate, NoSuchDate, NotADate, PastDate, TooFar, read_date
from models.rules.working_time import WorkingTime

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
NOW = datetime.fromisoformat("2026-12-02T10:30+03:00")


def desk(
    zone: str, *intervals: Interval, days: tuple[str, ...] = WEEKDAYS, closed: tuple[str, ...] = ()
) -> WorkingTime:
    exceptions = tuple(CalendarException(date=datetime.fromisoformat(day).date(), closed=True) for day in closed)
    week = Week(**dict.fromkeys(days, intervals))
    return WorkingTime(Calendar(timezone=zone, week=week, exceptions=exceptions))


OFFICE = desk("Europe/Moscow", Interval(9 * 60, 13 * 60), Interval(14 * 60, 18 * 60))
ALWAYS = desk("Europe/Moscow", Interval(0, 1440), days=(*WEEKDAYS, "sat", "sun"))
NIGHT = desk("Europe/Moscow", Interval(20 * 60, 32 * 60))
BERLIN = desk("Europe/Berlin", Interval(0, 1440), days=(*WEEKDAYS, "sat", "sun"))
NEVER = desk("Europe/Moscow", days=())


def moscow(text: str) -> datetime:
    return datetime.fromisoformat(text + "+03:00").astimezone(UTC)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        # working days end when the desk closes
        ("+2 рабочих дня", "2026-12-04T18:00"),
        ("+1 раб день", "2026-12-03T18:00"),
        ("2 рабочих дня", "2026-12-04T18:00"),
        ("+ 3 раб. дня", "2026-12-07T18:00"),
        ("через два рабочих дня", "2026-12-04T18:00"),
        ("2 р.д.", "2026-12-04T18:00"),
        ("2 дня рабочих", "2026-12-04T18:00"),
        ("+2 working days", "2026-12-04T18:00"),
        ("in three business days", "2026-12-07T18:00"),
        ("+2 рабочих дня в 15:00", "2026-12-04T15:00"),
        # hours and minutes are working time: lunch does not count
        ("на 2 часа", "2026-12-02T12:30"),
        ("+4ч", "2026-12-02T15:30"),
        ("+4 рабочих часа", "2026-12-02T15:30"),
        ("+30 минут", "2026-12-02T11:00"),
        ("+2h", "2026-12-02T12:30"),
        ("+10 часов", "2026-12-03T12:30"),
        ("через час", "2026-12-02T11:30"),
        ("на полчаса", "2026-12-02T11:00"),
        ("полтора часа", "2026-12-02T12:00"),
        ("1,5 часа", "2026-12-02T12:00"),
        ("2ч30м", "2026-12-02T13:00"),
        ("2ч31м", "2026-12-02T14:01"),
        ("1 час 30 минут", "2026-12-02T12:00"),
        ("in an hour", "2026-12-02T11:30"),
        ("within 2 hours", "2026-12-02T12:30"),
        # calendar days, weeks, months
        ("+2 дня", "2026-12-04T18:00"),
        ("+2 days", "2026-12-04T18:00"),
        ("через неделю", "2026-12-09T18:00"),
        ("через 2 недели", "2026-12-16T18:00"),
        ("in a week", "2026-12-09T18:00"),
        ("через 3 месяца", "2027-03-02T18:00"),
        ("через 2 дня в 15:00", "2026-12-04T15:00"),
        # days by name
        ("сегодня", "2026-12-02T18:00"),
        ("сегодня до 17", "2026-12-02T17:00"),
        ("до завтра", "2026-12-03T18:00"),
        ("завтра в 15:00", "2026-12-03T15:00"),
        ("Завтра   до  18.30", "2026-12-03T18:30"),
        ("послезавтра", "2026-12-04T18:00"),
        ("tomorrow", "2026-12-03T18:00"),
        ("by the day after tomorrow", "2026-12-04T18:00"),
        ("в пятницу 18:00", "2026-12-04T18:00"),
        ("ДО ПЯТНИЦЫ 18:00", "2026-12-04T18:00"),
        ("до пт", "2026-12-04T18:00"),
        ("к понедельнику", "2026-12-07T18:00"),
        ("ко вторнику", "2026-12-08T18:00"),
        ("until Friday 6pm", "2026-12-04T18:00"),
        ("on Monday at 9:30 a.m.", "2026-12-07T09:30"),
        ("6 pm on Friday", "2026-12-04T18:00"),
        ("18:00 завтра", "2026-12-03T18:00"),
        ("до конца пятницы", "2026-12-04T18:00"),
        ("в следующий вторник", "2026-12-08T18:00"),
        # it is Wednesday: the next one, unless a time still ahead is named
        ("в среду", "2026-12-09T18:00"),
        ("в среду 15:00", "2026-12-02T15:00"),
        ("в среду 9:00", "2026-12-09T09:00"),
        ("в эту среду", "2026-12-02T18:00"),
        # dates
        ("до 25 декабря", "2026-12-25T18:00"),
        ("25 декабря 12:00", "2026-12-25T12:00"),
        ("25 дек. 12:00", "2026-12-25T12:00"),
        ("25-го декабря", "2026-12-25T18:00"),
        ("до 25 числа", "2026-12-25T18:00"),
        ("до 1-го", "2027-01-01T18:00"),
        ("2 декабря", "2026-12-02T18:00"),
        ("1 декабря", "2027-12-01T18:00"),
        ("25.12", "2026-12-25T18:00"),
        ("25.12.2026 14:00", "2026-12-25T14:00"),
        ("25.12.26 в 14", "2026-12-25T14:00"),
        ("12 мая 2027 г. 14:00", "2027-05-12T14:00"),
        ("2026-12-25 14:00", "2026-12-25T14:00"),
        ("2026-12-25T14:00", "2026-12-25T14:00"),
        ("by 25 December", "2026-12-25T18:00"),
        ("Dec 25 14:00", "2026-12-25T14:00"),
        ("December 25th, 2026 at 2 pm", "2026-12-25T14:00"),
        ("by the 25th", "2026-12-25T18:00"),
        ("12/25", "2026-12-25T18:00"),
        ("в пятницу 25 декабря", "2026-12-25T18:00"),
        ("25.12 (пт) 14:00", "2026-12-25T14:00"),
        # ends
        ("до конца дня", "2026-12-02T18:00"),
        ("до конца рабочего дня", "2026-12-02T18:00"),
        ("до конца завтрашнего дня", "2026-12-03T18:00"),
        ("до конца недели", "2026-12-04T18:00"),
        ("на этой неделе", "2026-12-04T18:00"),
        ("до конца следующей недели", "2026-12-11T18:00"),
        ("до конца месяца", "2026-12-31T18:00"),
        ("до конца следующего месяца", "2027-01-29T18:00"),
        ("до конца года", "2026-12-31T18:00"),
        ("end of day", "2026-12-02T18:00"),
        ("by EOD", "2026-12-02T18:00"),
        ("by the end of the week", "2026-12-04T18:00"),
        ("end of next week", "2026-12-11T18:00"),
        # a time alone is today's
        ("до 18:00", "2026-12-02T18:00"),
        ("в 17", "2026-12-02T17:00"),
        ("до 15 часов 30 минут", "2026-12-02T15:30"),
        ("в 12.10", "2026-12-02T12:10"),
        ("в 6 вечера", "2026-12-02T18:00"),
        ("до 3 дня", "2026-12-02T15:00"),
        ("at noon", "2026-12-02T12:00"),
        ("сегодня до 24:00", "2026-12-03T00:00"),
        # a bare hour is the one at which somebody works; closing time counts
        ("завтра в 10", "2026-12-03T10:00"),
        ("завтра в 5", "2026-12-03T17:00"),
        ("завтра до 6", "2026-12-03T18:00"),
    ],
)
def test_a_date_means_what_people_mean_by_it(typed: str, meant: str) -> None:
    understood = read_date(typed, NOW, OFFICE, "ru")
    assert (understood.at, understood.rest, understood.rolled) == (moscow(meant), "", False)
    assert understood == read_date(typed.upper(), NOW, OFFICE, "en")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("+3 дня", "2026-12-07T18:00"),
        ("до 5 декабря", "2026-12-07T18:00"),
        ("до воскресенья", "2026-12-07T18:00"),
        ("через месяц", "2027-01-04T18:00"),
    ],
)
def test_a_day_off_rolls_on_to_the_next_working_day_and_says_so(typed: str, meant: str) -> None:
    understood = read_date(typed, NOW, OFFICE, "ru")
    assert (understood.at, understood.rolled) == (moscow(meant), True)


def test_a_time_named_on_a_day_off_is_kept() -> None:
    understood = read_date("в воскресенье 15:00", NOW, OFFICE, "ru")
    assert (understood.at, understood.rolled) == (moscow("2026-12-06T15:00"), False)


@pytest.mark.parametrize(
    ("typed", "rest"),
    [
        ("до пятницы 18:00 — ждём запчасть от поставщика", "ждём запчасть от поставщика"),
        ("до пт. Ждём", "Ждём"),
        ("+2 раб. дня, поставщик  ", "поставщик"),
        ("завтра в 15: ЖДЁМ", "ЖДЁМ"),
        ("завтра\nнет деталей\nсовсем", "нет деталей\nсовсем"),
        ("+2 дня 15 коробок", "15 коробок"),
        ("до завтра 5 коробок", "5 коробок"),
        ("tomorrow, 15:00; waiting for a part", "waiting for a part"),
        ("25 December (supplier)", "(supplier)"),
        ("до завтра — в понедельник привезут ещё", "в понедельник привезут ещё"),
        ("до завтра, на складе пусто", "на складе пусто"),
        ("до завтра: İ", "İ"),
    ],
)
def test_the_words_after_the_date_are_the_reason(typed: str, rest: str) -> None:
    assert read_date(typed, NOW, OFFICE, "ru").rest == rest


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
