"""A modem and a database in memory, for what a child decides between two talks with them. Their faults have names."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.exc import OperationalError

from gsm_bridge.bad_places import PassedOver
from gsm_bridge.decoding import Slot
from gsm_bridge.errors import ModemRefused
from gsm_bridge.sending import Sending
from models.actions.delivery.sms_departures import Departure
from models.clock import Instant

NOON = datetime(2026, 11, 11, 12, 0, tzinfo=UTC)
AT = Instant(NOON, NOON)


@dataclass
class FakeStore:
    """kept: what the acts of committed transactions left in `tx`. durable: of each commit, whether it was asked for.

    away: so many of the next uses fail as when the database is away.
    """

    kept: list[Any] = field(default_factory=list)
    durable: list[bool] = field(default_factory=list)
    away: int = 0

    def write(self, act: Callable[[Any, Instant], Any], *, durable: bool = False) -> Any:
        if self.away:
            self.away -= 1
            raise OperationalError("", {}, Exception("away"))
        tx: list[Any] = []
        answer = act(tx, AT)
        self.kept += tx  # an act that raises leaves nothing
        self.durable.append(durable)
        return answer


@dataclass
class FakeModem:
    """refuses: methods that answer no. done: what was asked of it, in order."""

    slots: list[Slot] = field(default_factory=list)
    rings: list[str | None] = field(default_factory=list)
    pdus: bool = True
    refuses: set[str] = field(default_factory=set)
    done: list[Any] = field(default_factory=list)
    sending: Sending | None = None
    passed_over: PassedOver = field(default_factory=PassedOver)
    registered: tuple[bool, str] = (True, "MegaFon")
    strength: int = 60
    while_sending: Callable[[], None] = lambda: None

    def listed(self) -> list[Slot]:
        return list(self.slots)

    def takes_pdus(self) -> bool:
        return self.pdus

    def delete(self, location: int) -> None:
        self._asked("delete", location)
        self.slots = [slot for slot in self.slots if slot.location != location]

    def hear_out(self) -> None:
        pass

    def take_rings(self) -> list[str | None]:
        rings, self.rings = self.rings, []
        return rings

    def hang_up(self) -> None:
        self._asked("hang_up")

    def send(self, departure: Departure) -> Sending:
        self.done.append(("send", departure.text))
        self.while_sending()
        assert self.sending is not None
        return self.sending

    def signal(self) -> int | None:
        self._asked("signal")
        return self.strength

    def network(self) -> tuple[bool, str]:
        self._asked("network")
        return self.registered

    def _asked(self, what: str, *about: Any) -> None:
        self.done.append((what, *about) if about else what)
        if what in self.refuses:
            raise ModemRefused(what, "ERR_UNKNOWN", "+CMS ERROR: 500")
