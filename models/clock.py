"""Two clocks: the real one for leases and retries, the organisation's for everything people are promised."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True)
class Instant:
    """One moment, read once at an entry point and passed down.

    now: the organisation's time; runs ahead of the real one during a rehearsal.
    real: what leases, retries, rate limits and heartbeats go by.
    """

    now: datetime
    real: datetime


class Clock:
    """Read at entry points only. `ahead` is set from the rehearsal row, and stays zero without REHEARSAL=1.

    correction: what brings this host's clock to that of the database, which all hosts share (models/shared_clock.py).
    """

    def __init__(self) -> None:
        self.ahead = self.correction = timedelta(0)

    def read(self) -> Instant:
        real = self.of_this_host() + self.correction
        return Instant(now=real + self.ahead, real=real)

    def of_this_host(self) -> datetime:
        return datetime.now(UTC)
