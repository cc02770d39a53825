"""How many codes for closing a phone gets in a day, and how many wrong ones it may send. Pure.

Each code costs an SMS, and each try is a chance for whoever writes somebody else's number into an SMS.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

CODES: Final = 5
TRIES: Final = 3
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Count:
    """Of all codes of a phone in the day that began with the first of them. since: None before the first."""

    since: datetime | None
    codes: int = 0
    tries: int = 0

    def as_of(self, now: datetime) -> "Count":
        """Begun anew when the day is over."""
        return self if self.since is not None and now - self.since < _DAY else Count(now)

    @property
    def allows_code(self) -> bool:
        return self.codes < CODES and self.tries < TRIES

    @property
    def tries_left(self) -> int:
        return max(TRIES - self.tries, 0)
