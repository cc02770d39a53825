"""Time zones by their IANA names, as a regulation writes them."""

from difflib import get_close_matches
from functools import cache
from typing import Annotated
from zoneinfo import available_timezones

from pydantic import BeforeValidator

from models.rules.texts.localised import both
from models.rules.texts.problems import as_written, did_you_mean, refusal


@cache
def zone_names() -> tuple[str, ...]:
    return tuple(sorted(available_timezones()))


def _read_timezone(value: object) -> str:
    if isinstance(value, str) and value in zone_names():
        return value
    raise refusal(
        as_written(value),
        did_you_mean(
            both("имя пояса IANA, например Europe/Moscow", "an IANA zone name such as Europe/Moscow"),
            _near_zone(value) if isinstance(value, str) else None,
        ),
    )


def _near_zone(written: str) -> str | None:
    """`Moscow` and `europe/moskow` both mean Europe/Moscow."""
    by_city = {name.rpartition("/")[2].lower(): name for name in zone_names()}
    by_name = {name.lower(): name for name in zone_names()}
    for known in (by_name, by_city):
        near = get_close_matches(written.lower(), known, n=1, cutoff=0.75)
        if near:
            return known[near[0]]
    return None


TimezoneName = Annotated[str, BeforeValidator(_read_timezone)]
