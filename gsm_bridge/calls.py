"""Telling one call from the next, from nothing but the numbers that a ringing modem prints. Pure."""

from dataclasses import dataclass, field

#: Seconds. Networks ring every 1 to 6 s; after so long without a ring the caller has given up.
SAME_CALL = 8.0
#: A ring that was on its way when the call ended.
_AFTERMATH = 0.3
#: Rings after which a caller whom nobody names counts as one who hides the number; a name may come a moment later.
_UNNAMED_RINGS, _LATE_NAME = 2, 0.3


@dataclass
class _Ringing:
    last_heard: float
    over_at: float | None = None


@dataclass
class Calls:
    """All times are monotonic seconds. number: empty when withheld."""

    _ringing: dict[str, _Ringing] = field(default_factory=dict)

    def rings(self, number: str, now: float) -> bool:
        """True for the first ring of a call: keep it, and hang up. Repeated rings are the same call."""
        known = self._ringing.get(number)
        if known is None or now - known.last_heard > SAME_CALL or _called_again(known, now):
            self._forget(now)
            self._ringing[number] = _Ringing(now)
            return True
        known.last_heard = now
        return False

    def over(self, now: float) -> None:
        """The modem says that a call has ended, ours to hang up or the caller's: what rings from now on is a new one.
        It does not say which call; two at a time do not ring on one line."""
        for one in self._ringing.values():
            one.over_at = one.over_at or now

    def _forget(self, now: float) -> None:
        self._ringing = {number: one for number, one in self._ringing.items() if now - one.last_heard <= SAME_CALL}


def _called_again(known: _Ringing, now: float) -> bool:
    return known.over_at is not None and now - known.over_at > _AFTERMATH


@dataclass
class UnnamedRings:
    """Rings without a word of who calls: some networks and modems send no +CLIP. All times are monotonic seconds."""

    _count: int = 0
    _last: float = 0.0

    def rings(self, now: float) -> None:
        if now - self._last > SAME_CALL:
            self._count = 0
        self._count += 1
        self._last = now

    def named(self) -> None:
        """The modem said who it is, or that the call is over."""
        self._count = 0

    @property
    def due_at(self) -> float | None:
        """When it counts as a call of somebody who can't be named; None: not yet."""
        return self._last + _LATE_NAME if self._count >= _UNNAMED_RINGS else None

    def take(self, now: float) -> bool:
        """True once for so many rings."""
        due = self.due_at is not None and now >= self.due_at
        if due:
            self._count = 0
        return due
