"""Changes of a person's addresses: what each is called in their log, what can be undone and for how long. Pure."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final


class Change(StrEnum):
    ADDED = "added"
    PROVED = "proved"  # it was theirs, and they proved it again
    REMOVED = "removed"
    MOVED_AWAY = "moved_away"  # somebody else has proved that it is theirs
    STALE = "stale"  # nobody proved it for long
    PAUSED = "paused"
    RESUMED = "resumed"
    ORDERED = "ordered"
    QUIET = "quiet"
    CATEGORIES = "categories"
    TESTED = "tested"
    UNDONE = "undone"
    #: What others changed of what they may do: they speak for a contract no more, or with other rights.
    CONTACT_GONE = "contact_gone"
    CONTACT_RIGHTS = "contact_rights"


#: Whoever did not do this themselves is told how to take it back.
UNDOABLE: Final = (Change.ADDED, Change.REMOVED)
UNDO_WITHIN: Final = timedelta(days=7)
#: Why an address is dead that its person removed. Whoever writes from there is somebody new.
REMOVED: Final = "removed"
#: Why an address does not serve a ticket any more: it is somebody else's than its requester's.
ANOTHERS: Final = "anothers"
#: Nothing goes there, whatever else is left.
GONE: Final = (REMOVED, ANOTHERS)
#: Tests in a day, and how long after the last one.
TESTS: Final = 5
TEST_AGAIN_AFTER: Final = timedelta(minutes=1)


def may_undo(change: Change, at: datetime, now: datetime) -> bool:
    return change in UNDOABLE and now - at <= UNDO_WITHIN


def may_test(tested: Sequence[datetime], now: datetime) -> bool:
    """tested: in the day before now."""
    return len(tested) < TESTS and all(now - at >= TEST_AGAIN_AFTER for at in tested)


def reordered(order: Sequence[int], moved: int, by: int) -> tuple[int, ...]:
    """order: ids. by: -1 is up. At an end it stays."""
    others = [one for one in order if one != moved]
    place = max(0, order.index(moved) + by)
    return (*others[:place], moved, *others[place:])


def switched(wanted: Collection[str] | None, all_of_them: Sequence[str], one: str) -> list[str] | None:
    """Categories after one was switched; None: all of them, those to come included."""
    now_wanted = set(all_of_them if wanted is None else wanted) ^ {one}
    return None if now_wanted >= set(all_of_them) else [key for key in all_of_them if key in now_wanted]
