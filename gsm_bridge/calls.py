"""Telling one call from the next, from nothing but the numbers that a ringing modem prints. Pure."""

from dataclasses import dataclass, field

#: Seconds. Networks ring every 1 to 6 s; after so long without a ring the caller has given up.
SAME_CALL = 8.0
#: A ring that was on its way when the call ended.
_AFTERMATH = 0.3


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
