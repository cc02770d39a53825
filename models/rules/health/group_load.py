"""How far a group is behind: what waits to be posted there, and for how long. Pure."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from models.rules.delivery.outgoing import RowKind

#: What people wait for. How cards look is not worth a word: that may wait (models/rules/delivery/precedence.py).
AWAITED: Final = (RowKind.CREATE_TOPIC, RowKind.CARD, RowKind.POST, RowKind.EDIT)
#: A group takes its posts in moments; what waits for less than this is on its way.
DELAY: Final = timedelta(minutes=1)


@dataclass(frozen=True)
class GroupLoad:
    """waiting: how many posts. age: of the oldest of them."""

    waiting: int = 0
    age: timedelta = timedelta(0)

    @property
    def is_delayed(self) -> bool:
        return self.waiting > 0 and self.age >= DELAY

    @property
    def minutes(self) -> timedelta:
        """The age as people are told it."""
        return timedelta(minutes=self.age // timedelta(minutes=1))


class Strain(StrEnum):
    """Why new tickets should go elsewhere."""

    BEHIND = "behind"  # what waits there has waited long, and more comes than Telegram lets through
    FULL = "full"  # it has nearly as many topics as Telegram permits


#: What waited so long will not be made up for in a moment, if it is more than a minute's posts.
BEHIND_AFTER: Final = timedelta(minutes=5)
_A_MINUTES_POSTS: Final = 20
#: A group that was behind is so for a while: nobody should read every few minutes that it is and is not.
AT_LEAST: Final = timedelta(minutes=10)
#: Telegram publishes no limit; a million topics is what is said of it.
FULL_AT: Final = 950_000


def strain_of(
    load: GroupLoad, topics: int, now: Strain | None, since: timedelta, full_at: int = FULL_AT
) -> Strain | None:
    """What is so from now on. now: what was so until now, for how long.

    topics: that were made in the group; staff who delete some change nothing.
    """
    if topics >= full_at:
        return Strain.FULL
    if now == Strain.BEHIND and (since < AT_LEAST or load.is_delayed):
        return Strain.BEHIND
    is_behind = load.age >= BEHIND_AFTER and load.waiting >= _A_MINUTES_POSTS
    return Strain.BEHIND if is_behind else None
