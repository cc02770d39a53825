"""Quiet hours as people write them, and as they are told them."""

import re
from typing import Final

from models.rules.delivery.quiet_hours import QuietHours

_DAY: Final = 24 * 60
_TIME: Final = r"(\d{1,2})(?:[:.](\d{2}))?(?: ?(?:ч|час(?:ов|а)?|h)\.?)?"
_SPAN: Final = re.compile(
    rf"(?:с|со|from|between)? ?{_TIME} ?(?:-|—|–|−|до|по|to|till|until|and) ?{_TIME}", re.IGNORECASE
)


def quiet_hours_in(text: str) -> QuietHours | None:
    """«22:00–8:00», «22-8», «с 22 до 8 часов»; None for anything else, and for hours that begin when they end."""
    said = " ".join(text.strip().strip(".").split())
    found = _SPAN.fullmatch(said) if len(said) <= 40 else None
    if found is None:
        return None
    begins, ends = _minutes(found[1], found[2]), _minutes(found[3], found[4])
    return QuietHours(begins, ends) if begins is not None and ends is not None and begins != ends else None


def shown_hours(hours: QuietHours) -> str:
    """«22:00–8:00»."""
    return "–".join(f"{minute // 60}:{minute % 60:02}" for minute in (hours.since, hours.until))


def _minutes(hour: str, minute: str | None) -> int | None:
    """24:00 is the beginning of the next day."""
    of_day = int(hour) * 60 + int(minute or 0)
    return of_day % _DAY if int(minute or 0) < 60 and of_day <= _DAY else None
