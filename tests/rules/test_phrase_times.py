"""Moments and spans as people say them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from models.phrases.times import absolute, day, duration, moment, zone_label

NOW = datetime(2026, 11, 11, 9, 0, tzinfo=UTC)  # Wednesday, 12:00 in Moscow


@pytest.mark.parametrize(
    ("at", "russian", "english"),
    [
        ("2026-11-11T15:30", "сегодня в 18:30", "today at 18:30"),
        ("2026-11-12T07:00", "завтра, 12 ноября, в 10:00", "tomorrow, 12 November, at 10:00"),
        ("2026-11-10T20:59", "вчера, 10 ноября, в 23:59", "yesterday, 10 November, at 23:59"),
        ("2026-11-13T07:00", "в пятницу, 13 ноября, в 10:00", "on Friday, 13 November, at 10:00"),
        ("2026-11-17T07:00", "во вторник, 17 ноября, в 10:00", "on Tuesday, 17 November, at 10:00"),
        ("2026-11-18T07:00", "18 ноября в 10:00", "18 November at 10:00"),
        ("2026-11-09T07:00", "9 ноября в 10:00", "9 November at 10:00"),
        ("2027-03-01T07:00", "1 марта 2027 года в 10:00", "1 March 2027 at 10:00"),
    ],
)
def test_moments_near_and_far(at: str, russian: str, english: str) -> None:
    then = datetime.fromisoformat(at).replace(tzinfo=UTC)
    assert moment(then, NOW, "Europe/Moscow", "ru") == f"{russian} (МСК)"
    assert moment(then, NOW, "Europe/Moscow", "en") == f"{english} (Moscow time)"


def test_today_and_tomorrow_are_those_of_the_person() -> None:
    late = datetime(2026, 11, 11, 21, 30, tzinfo=UTC)
    assert moment(late, NOW, "Europe/Moscow", "ru").startswith("завтра, 12 ноября, в 00:30")
    assert moment(late, NOW, "Europe/Kaliningrad", "ru").startswith("сегодня в 23:30")


def test_a_deadline_is_never_shown_later_than_it_is() -> None:
    assert "12:59" in moment(NOW + timedelta(minutes=59, seconds=59), NOW, "Europe/Moscow", "ru")


@pytest.mark.parametrize(
    ("zone", "russian", "english"),
    [
        ("Europe/Moscow", "МСК", "Moscow time"),
        ("Asia/Yekaterinburg", "МСК+2", "UTC+5"),
        ("Europe/Kaliningrad", "МСК−1", "UTC+2"),
        ("Asia/Kolkata", "UTC+5:30", "UTC+5:30"),
        ("America/New_York", "UTC−5", "UTC−5"),
        ("UTC", "UTC", "UTC"),
    ],
)
def test_zones_are_named_as_people_name_them(zone: str, russian: str, english: str) -> None:
    assert zone_label(zone, NOW, "ru") == russian
    assert zone_label(zone, NOW, "en") == english


def test_summer_time_is_that_of_the_moment_and_not_of_today() -> None:
    july = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)
    assert "10:00 (UTC+1)" in moment(july, NOW, "Europe/London", "en")


def test_an_absolute_time_stays_true_on_another_day() -> None:
    assert absolute(NOW, "Europe/Moscow", "ru") == "ср 11 ноября 2026, 12:00"
    assert absolute(NOW, "Europe/Moscow", "en", zone_named=True) == "Wed 11 November 2026, 12:00 (Moscow time)"


def test_a_day_is_said_with_its_year() -> None:
    assert day(date(2026, 9, 1), "ru") == "1 сентября 2026 года"
    assert day(date(2026, 9, 1), "en") == "1 September 2026"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 секунд"),
        (59, "59 секунд"),
        (60, "1 минута"),
        (119, "1 минута"),
        (900, "15 минут"),
        (3600, "1 час"),
        (3660, "1 час 1 минута"),
        (2 * 86400 + 21 * 3600 + 59, "2 дня 21 час"),
        (-300, "5 минут"),
    ],
)
def test_spans_are_rounded_down(seconds: int, words: str) -> None:
    assert duration(timedelta(seconds=seconds), "ru") == words
