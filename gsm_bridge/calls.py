"""Telling one call from the next, from nothing but the numbers that a ringing modem prints. Pure."""

from dataclasses import dataclass, field

#: Seconds. Networks ring every 1 to 6 s; after so long without a ring the caller has given up.
SAME_CALL = 8.0
#: A ring that was on its way when we hung up.
_AFTERMATH = 1.0


@dataclass
class _Ringing:
    last_heard: float
    hung_up_at: float | None = None


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

    def hung_up(self, number: str, now: float) -> None:
        """The modem accepted it: what rings from now on is a new call."""
        self._ringing[number].hung_up_at = now

    def _forget(self, now: float) -> None:
        self._ringing = {number: one for number, one in self._ringing.items() if now - one.last_heard <= SAME_CALL}


def _called_again(known: _Ringing, now: float) -> bool:
    return known.hung_up_at is not None and now - known.hung_up_at > _AFTERMATH
