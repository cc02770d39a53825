"""The modem itself: what its terminal has set, and what it does when the network has something for it."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simulators.modem.pdu import length_of
from simulators.modem.records import UNREAD, Slot
from simulators.modem.terminal import Terminal

if TYPE_CHECKING:
    from simulators.modem.world import World


@dataclass
class Settings:
    """As after power on; ATZ brings these back. Named after the commands that set them."""

    echo: bool = True
    verbose: bool = True
    cmee: int = 0
    cscs: str = "GSM"
    text_mode: bool = False
    text_parameters: tuple[int, ...] = (17, 167, 0, 0)
    cnmi: tuple[int, ...] = (0, 0, 0, 0, 0)
    clip: bool = False
    crc: bool = False
    registration: dict[str, int] = field(default_factory=lambda: {"+CREG": 0, "+CGREG": 0})
    cops_format: int = 0
    cusd: int = 0
    ccwa: int = 0
    memories: list[str] = field(default_factory=lambda: ["SM", "SM", "SM"])


class Modem:
    """reachable: whether the network can talk to it now."""

    def __init__(self, world: "World") -> None:
        self.world = world
        self.settings = Settings()
        self.terminal = Terminal(self)
        self.powered = False

    @property
    def reachable(self) -> bool:
        world = self.world
        return self.powered and world.air.registered and not world.sim.locked and not world.orders.hung

    def power_on(self) -> None:
        self.settings = Settings()
        self.terminal.reset()
        self.world.sim.power_on()
        self.powered = True
        self.world.network.hand_over_soon()

    def power_off(self) -> None:
        self.powered = False
        self.world.calls.cut()

    def reboot(self, text_mode: bool = False) -> None:
        """Silently, the terminal is not told. text_mode: it comes back in the mode nobody expects."""
        self.world.calls.cut()
        self.settings = Settings(text_mode=text_mode)
        self.terminal.reset()
        self.world.sim.power_on()

    # -- from the network

    def take_message(self, pdu: str) -> bool:
        """False when it has to wait in the network, because there is no room."""
        if self.settings.cnmi[1] == 2:
            self.terminal.unsolicited(f"+CMT: ,{length_of(pdu)}", pdu)
            return True
        memory = self.settings.memories[2]
        if self.world.sim.storages[memory].free_number is None:
            return False
        if self.world.orders.for_storing():
            pdu = damaged(pdu)
        number = self.world.sim.put(memory, Slot(pdu, UNREAD))
        if self.settings.cnmi[1] == 1:
            self.terminal.unsolicited(f'+CMTI: "{memory}",{number}')
        return True

    def take_report(self, pdu: str) -> bool:
        """False while the terminal has not said how it wants reports: they wait too."""
        wanted = self.settings.cnmi[3]
        if wanted == 1:
            self.terminal.unsolicited(f"+CDS: {length_of(pdu)}", pdu)
            return True
        memory = self.settings.memories[2]
        if wanted == 0 or self.world.sim.storages[memory].free_number is None:
            return False
        number = self.world.sim.put(memory, Slot(pdu, UNREAD))
        self.terminal.unsolicited(f'+CDSI: "{memory}",{number}')
        return True

    def announce_ring(self, caller: str) -> bool:
        """Whether the terminal was told who calls."""
        self.terminal.unsolicited("+CRING: VOICE" if self.settings.crc else "RING")
        if not (self.settings.clip and self.world.air.caller_id):
            return False
        kind = 145 if caller.startswith("+") else 129
        shown = f'"{caller}",{kind},"",,"",0' if caller else '"",128,"",,"",1'
        self.terminal.unsolicited(f"+CLIP: {shown}")
        return True

    def registration_changed(self) -> None:
        for name, detail in self.settings.registration.items():
            if self.powered and detail:
                self.terminal.unsolicited(f"{name}: {self.registration(detail)}")
        if not self.world.air.registered:
            self.world.calls.cut()
        self.world.network.hand_over_soon()

    def registration(self, detail: int) -> str:
        """detail: 2 adds where."""
        if not self.world.air.registered:
            return "2"
        return '1,"00C3","0000A1B2"' if detail == 2 else "1"


def damaged(pdu: str) -> str:
    """Cut in the middle of its text, as by a worn memory cell."""
    return pdu[: max(4, len(pdu) // 4 * 2)]
