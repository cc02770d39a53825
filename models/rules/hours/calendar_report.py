"""A calendar told in words: the hours of its week, its holidays, the special days ahead."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from models.rules.hours.calendars import WEEKDAYS, Calendar, Intervals
from models.rules.hours.country_holidays import SHORTENS, holiday_version
from models.rules.texts.localised import both

DAY_NAMES: Final = {
    "ru": ("пн", "вт", "ср", "чт", "пт", "сб", "вс"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_CLOSED: Final = both("закрыто", "closed")
#: How far ahead the report names days, and from when on it warns of a year.
_AHEAD: Final = timedelta(days=60)


def hours_lines(calendar: Calendar, now: datetime, language: str) -> Iterator[str]:
    """The week, whose holidays are kept and which come next, exceptions ahead. now: aware."""
    yield both(f"  Часы работы ({calendar.timezone}):", f"  Hours ({calendar.timezone}):").in_(language)
    yield from (f"    {line}" for line in week_lines(calendar, language))
    today = now.astimezone(calendar.zone).date()
    if calendar.holidays:
        yield from (f"  {line}" for line in _holidays(calendar, today, language))
    yield from _exceptions(calendar, today, language)


def week_lines(calendar: Calendar, language: str) -> Iterator[str]:
    """Days with the same hours share a line: `пн–пт 08:00–22:00`."""
    hours = [hours_in_words(calendar.week.on(day), language) for day in range(len(WEEKDAYS))]
    names = DAY_NAMES["ru" if language == "ru" else "en"]
    first = 0
    for day in range(1, len(hours) + 1):
        if day == len(hours) or hours[day] != hours[first]:
            days = names[first] if day - first == 1 else f"{names[first]}–{names[day - 1]}"
            yield f"{days} {hours[first]}"
            first = day


def hours_in_words(intervals: Intervals, language: str) -> str:
    return ", ".join(str(interval) for interval in sorted(intervals)) or _CLOSED.in_(language)


def date_in_words(day: date, language: str) -> str:
    return f"{day:%d.%m.%Y}" if language == "ru" else f"{day:%Y-%m-%d}"


def moment_in_words(at: datetime, zone: ZoneInfo, language: str) -> str:
    """`пн 09.11.2026 04:00`."""
    local = at.astimezone(zone)
    day = DAY_NAMES["ru" if language == "ru" else "en"][local.weekday()]
    return f"{day} {date_in_words(local.date(), language)} {local:%H:%M}"


def runs(notes: Mapping[date, str]) -> Iterator[tuple[date, date, str]]:
    """First day, last day and note of days in a row that say the same."""
    first = last = None
    for day in sorted(notes):
        if first is None or last is None or day - last > timedelta(days=1) or notes[day] != notes[first]:
            if first is not None and last is not None:
                yield first, last, notes[first]
            first = day
        last = day
    if first is not None and last is not None:
        yield first, last, notes[first]


def run_in_words(first: date, last: date, language: str) -> str:
    if first == last:
        return date_in_words(first, language)
    return f"{date_in_words(first, language)}–{date_in_words(last, language)}"


def rules_in_words(calendar: Calendar, language: str) -> str:
    """`Праздники: RU (2013-2027.…), сокращённые дни на час короче, …`, one line. The calendar names a country."""
    country = calendar.holidays or ""
    parts = [both("Праздники", "Holidays").in_(language) + f": {country} ({holiday_version(country)})"]
    if calendar.shortened:
        parts.append(both("сокращённые дни на час короче", "shortened days an hour less").in_(language))
    elif country in SHORTENS:
        parts.append(both("сокращённые дни — полные", "shortened days in full").in_(language))
    if not calendar.moved_days:
        parts.append(
            both("рабочие выходные не учитываются", "weekend days that are worked don't count").in_(language)
        )
    return ", ".join(parts)


def provisional_in_words(calendar: Calendar, year: int, language: str) -> str | None:
    """None where the year's days are final."""
    if not calendar.provisional(year):
        return None
    if not calendar.holidays_of(year).covered:
        return both(
            f"{year} год: календаря ещё нет, действует только неделя",
            f"{year}: there is no calendar yet, only the week holds",
        ).in_(language)
    return both(f"{year} год: предварительно, дни могут измениться", f"{year}: provisional, days may change").in_(
        language
    )


def _holidays(calendar: Calendar, today: date, language: str) -> Iterator[str]:
    yield rules_in_words(calendar, language)
    for year in (today.year, today.year + 1):
        told = provisional_in_words(calendar, year, language)
        if told:
            yield f"  {told}"
    days = (today + timedelta(days=number) for number in range(_AHEAD.days + 1))
    notes = {day: calendar.day_note(day, language) for day in days if calendar.exception_on(day) is None}
    coming = {day: note for day, note in notes.items() if note}
    yield from (f"  {run_in_words(first, last, language)} {note}" for first, last, note in runs(coming))


def _exceptions(calendar: Calendar, today: date, language: str) -> Iterator[str]:
    coming = sorted((one for one in calendar.exceptions if one.date >= today), key=lambda one: one.date)
    if not coming:
        if calendar.exceptions:
            yield both("  Все особые дни уже прошли.", "  All special days are past.").in_(language)
        return
    last = date_in_words(coming[-1].date, language)
    yield both(
        f"  Особые дни впереди: {len(coming)}, последний — {last}:",
        f"  Special days ahead: {len(coming)}, the last on {last}:",
    ).in_(language)
    for one in coming:
        note = f" ({one.note})" if one.note else ""
        yield f"    {date_in_words(one.date, language)} {hours_in_words(one.intervals, language)}{note}"
