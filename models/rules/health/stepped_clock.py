"""What a clock that ran ahead leaves behind once it was set right: moments that lie far in the future.

A moment is believed as long as the clock that wrote it is: the time at which it was written tells. So an honest wait
of hours stays as long as it is, and the same moment written an hour ahead is moved back by that hour.
"""

from datetime import datetime, timedelta

#: The clocks of two machines that are kept right differ by less: nothing is moved for so little.
TOLERANCE = timedelta(seconds=5)
#: An inbox row waits for the rest of its album, for the minute of a flood, or after it raised; never longer.
LONGEST_HOLD = timedelta(minutes=1)
#: A lane is held by one sender for so long at the most: a modem's for three minutes.
LONGEST_LEASE = timedelta(minutes=3)
#: A service that asks for silence is obeyed for so long, then it is asked again; no lane waits longer.
LONGEST_SILENCE = timedelta(days=1)


def was_ahead(written_at: datetime | None, real: datetime) -> bool:
    """Whether the clock ran ahead when that was written."""
    return written_at is not None and written_at - real > TOLERANCE


def is_behind(now: datetime, stamp: datetime) -> bool:
    """Whether it is our clock that is wrong. stamp: of a provider, when something came that we have already."""
    return stamp - now > TOLERANCE


def waits_until(moment: datetime, written_at: datetime | None, real: datetime, longest: timedelta) -> datetime:
    """When that is due by a clock that is right. longest: what no honest wait of this kind exceeds.

    written_at: None when nobody knows. Returns the moment itself when there is no reason to doubt it.
    """
    if written_at is not None and was_ahead(written_at, real):
        moment = max(real, moment - (written_at - real))
    return real if moment - real > longest + TOLERANCE else moment


def obeyed_silence(asked_seconds: float) -> float:
    """For how long a service's "too many requests" keeps us silent: as long as it says, a day at the most."""
    return min(max(asked_seconds, 0.0), LONGEST_SILENCE.total_seconds())
