"""Telling one call from the next, from nothing but the numbers that a ringing modem prints. Pure."""

from dataclasses import dataclass, field
from enum import Enum, auto

#: Seconds. Networks ring every 1 to 6 s; after so long without a ring the caller has given up.
SAME_CALL = 8.0
#: A ring that was on its way when the call ended.
_AFTERMATH = 0.3
#: Rings after which a caller whom nobody names counts as one who hides the number; a name may come a moment later.
_UNNAMED_RINGS, _LATE_NAME = 2, 0.3


class RingLine(Enum):
    """What a modem says of those who ring. NAMED: who it is. OVER: the call has ended."""

    RING = auto()
    NAMED = auto()
    OVER = auto()


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

    def unheard_until(self, now: float) -> None:
        """Nobody listened to those who ring, for who knows how long: their silence was ours."""
        for one in self._ringing.values():
            one.last_heard = now

    def _forget(self, now: float) -> None:
        self._ringing = {number: one for number, one in self._ringing.items() if now - one.last_heard <= SAME_CALL}


def _called_again(known: _Ringing, now: float) -> bool:
    return known.over_at is not None and now - known.over_at > _AFTERMATH


@dataclass
class UnnamedRings:
    """Rings without a word of who calls: some networks and modems send no +CLIP. All times are monotonic seconds."""

    _count: int = 0
    _last: float = 0.0
    _missed: bool = False

    def hear(self, line: RingLine, now: float) -> None:
        if line is RingLine.RING:
            self._rings(now)
        elif line is RingLine.NAMED:
            self._count = 0
        else:
            self._over()

    def _rings(self, now: float) -> None:
        if now - self._last > SAME_CALL:
            self._over()
        self._count += 1
        self._last = now

    def _over(self) -> None:
        self._missed |= self._count >= _UNNAMED_RINGS
        self._count = 0

    def hung_up(self) -> None:
        """By us: rings heard meanwhile are those of the call that is kept already."""
        self._count, self._missed = 0, False

    @property
    def due_at(self) -> float | None:
        """When it counts as a call of somebody who can't be named; None: not yet."""
        if self._missed:
            return self._last
        return self._last + _LATE_NAME if self._count >= _UNNAMED_RINGS else None

    def take_missed(self) -> bool:
        """True once when such a call has ended before it was taken."""
        missed, self._missed = self._missed, False
        return missed

    def take(self, now: float) -> bool:
        """True once for so many rings of a call that lasts."""
        due = self._count >= _UNNAMED_RINGS and now >= self._last + _LATE_NAME
        if due:
            self._count = 0
        return due
