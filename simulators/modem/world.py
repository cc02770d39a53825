"""Everything there is, put together: SIM, modem, network, calls, the clock, and the journal that remembers them."""

from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from simulators.journal import Journal
from simulators.modem.calls import Calls
from simulators.modem.events import Feed
from simulators.modem.modem import Modem, damaged
from simulators.modem.network import Network
from simulators.modem.orders import Orders
from simulators.modem.port import Port
from simulators.modem.records import Slot, Wire
from simulators.modem.sim import Sim

#: The network stamps Moscow's time: a product that takes it for UTC is three hours wrong.
ZONE = timezone(timedelta(hours=3))


@dataclass
class Air:
    """What the modem hears of the network. signal: as AT+CSQ, 0 to 31, 99 unknown. ussd: answers by code.

    caller_id: False: the network never says who rings, so that there is RING and no +CLIP.
    """

    signal: int = 18
    registered: bool = True
    operator: str = "25001"
    caller_id: bool = True
    ussd: dict[str, str] = field(default_factory=lambda: {"*100#": "Баланс: 123.45 р."})


class World:
    """Raises StateIsInUse when another simulator holds the folder."""

    def __init__(self, folder: Path, device: Path, own_number: str) -> None:
        self.journal = Journal(folder)
        self.own_number = own_number
        self.numbers: dict[str, int] = {}
        self.feed = Feed(self.journal)
        self.orders = Orders()
        self.air = Air()
        self.sim = Sim(self._slot_changed)
        self.network = Network(self)
        self.calls = Calls(self)
        self.modem = Modem(self)
        self.port = Port(device, self.modem.terminal.received)
        self.ahead_seconds = 0.0

    # -- numbers and time

    def next_number(self, name: str) -> int:
        """From 1, never the same again, not even after a kill."""
        self.numbers[name] = self.numbers.get(name, 0) + 1
        self.journal.put("number", name, self.numbers[name])
        return self.numbers[name]

    def now(self) -> datetime:
        return datetime.now(UTC).astimezone(ZONE) + timedelta(seconds=self.ahead_seconds)

    # -- cable

    def plug(self) -> None:
        if not self.port.plugged:
            self.port.plug()
            self.modem.power_on()

    def unplug(self) -> None:
        self.modem.power_off()
        self.port.unplug()

    # -- memory

    def damage(self, number: int) -> bool:
        """The message in this slot of the SIM becomes unreadable. False when the slot is empty."""
        slot = self.sim.read("SM", number)
        if slot is not None:
            self.sim.set("SM", number, Slot(damaged(slot.pdu), slot.status, slot.filler))
        return slot is not None

    def _slot_changed(self, memory: str, number: int, slot: Slot | None) -> None:
        self.journal.put("slot", f"{memory}:{number}", asdict(slot) if slot else None)

    def settings(self) -> Wire:
        capacities = {name: storage.capacity for name, storage in self.sim.storages.items()}
        sim = {"smsc": self.sim.smsc, "pin": self.sim.pin, "attempts": self.sim.attempts, "capacities": capacities}
        return {"ahead": self.ahead_seconds, "air": asdict(self.air), "sim": sim}

    def save_settings(self) -> None:
        self.journal.put("settings", "", self.settings())
