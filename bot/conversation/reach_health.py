"""One way to reach a person, and how it is doing."""

from dataclasses import dataclass
from enum import StrEnum

from models.rules.delivery.quiet_hours import QuietHours


class Health(StrEnum):
    """Of an address, as its person is told."""

    WORKS = "works"
    UNVERIFIED = "unverified"  # they named it, and have not said the code yet
    VOUCHED = "vouched"  # the operator named it
    STALE = "stale"  # it has to be proved again
    DEAD = "dead"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class AddressView:
    """One way to reach them. title: of its transport. shown: the address as they know it; empty where nobody does.

    reason: why it is dead, as a phrase key ends. here: they are writing from it. provable: by a code that is sent
    there. wanted: indices of the categories that it is for; None: all.
    """

    id: int
    title: str
    shown: str
    health: Health
    reason: str = ""
    here: bool = False
    quiet: QuietHours | None = None
    provable: bool = False
    wanted: frozenset[int] | None = None

    @property
    def works(self) -> bool:
        return self.health in (Health.WORKS, Health.VOUCHED, Health.STALE)
