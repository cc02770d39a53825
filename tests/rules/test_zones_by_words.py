"""Cities and offsets as people write them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from models.rules.hours.zones_by_words import RUSSIAN_ZONES, zone_in
from models.rules.sms.phone_numbers import zone_of_number


@pytest.mark.parametrize(
    ("said", "zone"),
    [
        ("Омск", "Asia/Omsk"),
        ("омск.", "Asia/Omsk"),
        ("г. Омск", "Asia/Omsk"),
        ("Нижний Новгород", "Europe/Moscow"),
        ("Санкт-Петербург", "Europe/Moscow"),
        ("питер", "Europe/Moscow"),
        ("Тюмень", "Asia/Yekaterinburg"),
        ("Хабаровск", "Asia/Vladivostok"),
        ("Улан-Удэ", "Asia/Irkutsk"),
        ("Новосибирск", "Asia/Novosibirsk"),
        ("Tyumen", "Asia/Yekaterinburg"),
        ("Tokyo", "Asia/Tokyo"),
        ("токио", "Asia/Tokyo"),
        ("New York", "America/New_York"),
        ("Нью-Йорк", "America/New_York"),
        ("Asia/Omsk", "Asia/Omsk"),
        ("МСК", "Europe/Moscow"),
        ("МСК+4", "Asia/Krasnoyarsk"),
        ("мск −1", "Europe/Kaliningrad"),
        ("msk + 9", "Asia/Kamchatka"),
        ("UTC+3", "Europe/Moscow"),
        ("GMT+5:30", "Asia/Kolkata"),
        ("+7", "Asia/Krasnoyarsk"),
        ("utc-5", "Etc/GMT+5"),
        ("UTC+0", "Etc/GMT+0"),
        ("Нет интернета", None),
        ("+79161234567", None),
        ("UTC+25", None),
        ("", None),
        ("а" * 100, None),
    ],
)
def test_what_is_meant(said: str, zone: str | None) -> None:
    assert zone_in(said) == zone
    if zone is not None:
        ZoneInfo(zone)


def test_the_buttons_are_the_hours_of_russia_from_west_to_east() -> None:
    noon = datetime(2026, 11, 11, 9, tzinfo=UTC)
    offsets = [noon.astimezone(ZoneInfo(zone)).utcoffset() for _, zone, _ in RUSSIAN_ZONES]
    assert offsets == [timedelta(hours=hours) for hours in range(2, 13)]


@pytest.mark.parametrize(
    ("number", "zone"),
    [
        ("+74952223344", "Europe/Moscow"),
        ("+998901234567", "Asia/Tashkent"),
        ("+79161234567", None),  # a Russian mobile may be anywhere in the country
        ("MegaFon", None),
        ("900", None),
    ],
)
def test_what_a_phone_tells(number: str, zone: str | None) -> None:
    assert zone_of_number(number) == zone
