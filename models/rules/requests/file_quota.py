"""How many bytes of files one requester may have us keep in a day, and what became of a file that we do not have."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

DAY = timedelta(hours=24)
MEGABYTE = 1024 * 1024


class FileState(StrEnum):
    """What is with the bytes of an attachment. The service shows the file in any case."""

    WANTED = "wanted"  # nobody has decided yet whether there is room for it
    HELD = "held"  # above the limit of a minute or of a blocked sender; fetched once somebody wants to see it
    ADMITTED = "admitted"  # counted against the day's quota; to be fetched
    STORED = "stored"
    OVER_QUOTA = "over_quota"  # the requester sent too much today; an agent may ask for it all the same
    FAILED = "failed"  # the service did not give it
    TOO_BIG = "too_big"  # the service gives bots no file of that size


#: What an agent may have fetched by a button.
MAY_BE_ASKED_FOR = (FileState.OVER_QUOTA, FileState.FAILED)
#: What staff are told about.
LOST = (FileState.OVER_QUOTA, FileState.FAILED, FileState.TOO_BIG)


@dataclass(frozen=True)
class Day:
    """since: when the first file of the 24 hours came; None before any did. kept: bytes admitted since then."""

    since: datetime | None
    kept: int


def with_another(day: Day, size: int, now: datetime) -> Day:
    """The day with this file in it; another day begins when the last one is over."""
    if day.since is None or not now - DAY < day.since <= now:
        return Day(now, size)
    return Day(day.since, day.kept + size)
