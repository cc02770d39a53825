"""When an SMS was said: by the network's stamp if it can be believed, else by its arrival (REQUIREMENTS F7). Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

#: How far a stamp may be from the time at which the SMS can have come.
BEYOND_REASON: Final = timedelta(minutes=15)
#: Longer silence of the bridge is a gap: it listens at least once a minute.
GAP: Final = timedelta(minutes=3)
#: After a gap the network hands over what waited for the modem, for so long.
BACKLOG: Final = timedelta(hours=1)


@dataclass(frozen=True)
class Listening:
    """When a SIM was emptied, registered in its network and with room left. All aware UTC.

    since: without a gap from then on, to `until`. before: when the time before that gap ended; None: there was none.
    """

    since: datetime
    until: datetime
    before: datetime | None = None


def listened(known: Listening | None, now: datetime) -> Listening:
    """After the SIM was emptied once more."""
    if known is None:
        return Listening(now, now)
    if now - known.until > GAP:
        return Listening(now, now, known.until)
    return Listening(known.since, now, known.before)


def is_believed(stamp: datetime, arrived: datetime, known: Listening | None) -> bool:
    """arrived: when it was found on the SIM. known: as it was before that.

    Who listened all the time knows when it came; what waited for us came at any time since we last listened.
    """
    return _earliest(arrived, known) - BEYOND_REASON <= stamp <= arrived + BEYOND_REASON


def _earliest(arrived: datetime, known: Listening | None) -> datetime:
    if known is None:
        return arrived
    if arrived - known.until > GAP:
        return known.until
    if known.before is not None and arrived - known.since <= BACKLOG:
        return known.before
    return arrived
