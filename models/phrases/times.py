"""Moments and spans as people say them: exact, in a named zone, in Russian or English.

Nothing here rounds up: a deadline is never shown later than it is.
"""

from datetime import date as Date
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from models.phrases.catalogue import say, say_many

MONTHS = {
    "ru": (
        "января",
        "февраля",
        "марта",
        "апреля",
        "мая",
        "июня",
        "июля",
        "августа",
        "сентября",
        "октября",
        "ноября",
        "декабря",
    ),
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
}
_ON_WEEKDAY = {
    "ru": (
        "в понедельник",
        "во вторник",
        "в среду",
        "в четверг",
        "в пятницу",
        "в субботу",
        "в воскресенье",
    ),
    "en": (
        "on Monday",
        "on Tuesday",
        "on Wednesday",
        "on Thursday",
        "on Friday",
        "on Saturday",
        "on Sunday",
    ),
}
SHORT_WEEKDAY = {
    "ru": ("пн", "вт", "ср", "чт", "пт", "сб", "вс"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_MOSCOW = "Europe/Moscow"
_BY_MOSCOW = {
    "Europe/Kaliningrad", "Europe/Moscow", "Europe/Simferopol", "Europe/Kirov", "Europe/Volgograd",
    "Europe/Astrakhan", "Europe/Saratov", "Europe/Ulyanovsk", "Europe/Samara", "Asia/Yekaterinburg",
    "Asia/Omsk", "Asia/Novosibirsk", "Asia/Barnaul", "Asia/Tomsk", "Asia/Novokuznetsk", "Asia/Krasnoyarsk",
    "Asia/Irkutsk", "Asia/Chita", "Asia/Yakutsk", "Asia/Khandyga", "Asia/Vladivostok", "Asia/Ust-Nera",
    "Asia/Magadan", "Asia/Sakhalin", "Asia/Srednekolymsk", "Asia/Kamchatka", "Asia/Anadyr",
}  # fmt: skip


def moment(at: datetime, now: datetime, zone: str, language: str, *, zone_named: bool = True) -> str:
    """«сегодня в 18:30», «завтра, 12 ноября, в 10:00 (МСК)»: for a message that is read at `now`.

    at, now: aware. Never for a text that is kept and read on another day: see `absolute`.
    """
    local, today = at.astimezone(zone_of(zone)), now.astimezone(zone_of(zone)).date()
    days = (local.date() - today).days
    facts = {"time": f"{local:%H:%M}", "date": _date(local, today.year, language)}
    if days == 0:
        text = say(language, "time.today", **facts)
    elif days == 1:
        text = say(language, "time.tomorrow", **facts)
    elif days == -1:
        text = say(language, "time.yesterday", **facts)
    elif 1 < days < 7:
        text = say(language, "time.weekday", weekday=_ON_WEEKDAY[language][local.weekday()], **facts)
    else:
        text = say(language, "time.date", **facts)
    return f"{text} ({zone_label(zone, at, language)})" if zone_named else text


def absolute(at: datetime, zone: str, language: str, *, zone_named: bool = False) -> str:
    """«ср 12 ноября 2026, 18:30»: stays true on whichever day it is read."""
    local = at.astimezone(zone_of(zone))
    weekday = SHORT_WEEKDAY[language][local.weekday()]
    text = f"{weekday} {local.day} {MONTHS[language][local.month - 1]} {local.year}, {local:%H:%M}"
    return f"{text} ({zone_label(zone, at, language)})" if zone_named else text


def day_and_time(at: datetime, zone: str, language: str) -> tuple[str, str]:
    """«12 ноября», «18:30»: for what is read soon."""
    local = at.astimezone(zone_of(zone))
    return f"{local.day} {MONTHS[language][local.month - 1]}", f"{local:%H:%M}"


def as_written(at: datetime, language: str) -> str:
    """«12 ноября 2026, 18:30» by the clock that it was noted by."""
    return f"{at.day} {MONTHS[language][at.month - 1]} {at.year}, {at:%H:%M}"


def shortest(at: datetime, now: datetime, zone: str, language: str) -> str:
    """«11:00 МСК» of today, «09.01 11:00 МСК» of another day: for an SMS, where every letter is paid for."""
    local, today = at.astimezone(zone_of(zone)), now.astimezone(zone_of(zone)).date()
    time = f"{local:%H:%M} {zone_label(zone, at, language)}"
    if local.date() == today:
        return time
    written = f"{local:%d.%m}" if language == "ru" else f"{local.day} {MONTHS[language][local.month - 1][:3]}"
    return f"{written} {time}"


def day(date: Date, language: str) -> str:
    """«1 марта 2026 года»."""
    return say(language, "time.with_year", date=f"{date.day} {MONTHS[language][date.month - 1]}", year=date.year)


def zone_label(zone: str, at: datetime, language: str) -> str:
    """«МСК», «МСК+2» in Russia; «UTC+1» elsewhere and in English, with the summer time in force at that moment."""
    offset = at.astimezone(zone_of(zone)).utcoffset() or timedelta()
    if zone in _BY_MOSCOW:
        ahead = offset - (at.astimezone(zone_of(_MOSCOW)).utcoffset() or timedelta())
        if language == "ru" or not ahead:
            return say(language, "time.moscow") + _signed(ahead)
    return "UTC" + _signed(offset)


def is_told_by_moscow(zone: str) -> bool:
    """Whether people there count their time from Moscow's."""
    return zone in _BY_MOSCOW


def duration(span: timedelta, language: str) -> str:
    """«2 дня 3 часа», «40 минут», «30 секунд»: the two largest units, rounded down; the sign is dropped."""
    seconds = abs(int(span.total_seconds()))
    units = (
        ("time.days", seconds // 86400),
        ("time.hours", seconds % 86400 // 3600),
        ("time.minutes", seconds % 3600 // 60),
        ("time.seconds", seconds % 60),
    )
    first = next((index for index, (_, count) in enumerate(units) if count), len(units) - 1)
    shown = units[first : first + 1] if first >= 2 else units[first : first + 2]
    return " ".join(say_many(language, key, count) for index, (key, count) in enumerate(shown) if count or index == 0)


def _date(local: datetime, this_year: int, language: str) -> str:
    name = MONTHS[language][local.month - 1]
    if local.year == this_year:
        return f"{local.day} {name}"
    return say(language, "time.with_year", date=f"{local.day} {name}", year=local.year)


def _signed(offset: timedelta) -> str:
    minutes = round(offset.total_seconds() / 60)
    if not minutes:
        return ""
    hours, rest = divmod(abs(minutes), 60)
    return ("+" if minutes > 0 else "−") + (f"{hours}:{rest:02}" if rest else str(hours))


@lru_cache(maxsize=512)
def zone_of(name: str) -> ZoneInfo:
    return ZoneInfo(name)
