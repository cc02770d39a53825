"""How far a group is behind: what waits to be posted there, and for how long. Pure."""

from dataclasses import dataclass
from datetime import timedelta
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
