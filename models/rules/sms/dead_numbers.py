"""Which word of the network says that nobody can be texted at a number any more. Pure.

A phone that is off, full or far away is not dead, and a SIM of ours that is barred says nothing of anybody else's: so
only what is said of the number itself counts, or a network that gave up on one day after another.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

#: TP-ST of 3GPP TS 23.040, 9.2.3.15: incompatible destination (a landline), not obtainable, no interworking.
_OF_THE_NUMBER: Final = (0x41, 0x43, 0x45)
#: On so many days in a row, with nothing between them that arrived.
DAYS: Final = 3


def is_of_the_number(status: int) -> bool:
    """status: TP-ST."""
    return status in _OF_THE_NUMBER


def is_given_up(reports: Iterable[tuple[datetime, int | None]]) -> bool:
    """reports: when each SMS left and what the network said of it, None: nothing; the newest first."""
    days = set[date]()
    for left_at, status in reports:
        if status is not None and status < 0x20:
            break
        if status is not None and status >= 0x40:
            days.add(left_at.date())
    return len(days) >= DAYS
