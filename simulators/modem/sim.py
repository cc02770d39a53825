"""The SIM and the modem's own memory: slots for messages, the PIN, the service centre's number."""

from collections.abc import Callable
from dataclasses import dataclass, field

from simulators.modem.records import READ, UNSENT, Slot

MEMORIES = ("SM", "ME")
PIN_ATTEMPTS = 3


@dataclass
class Storage:
    """Slots are numbered from 1 to capacity; a capacity below what is stored hides nothing, but takes nothing in."""

    name: str
    capacity: int
    slots: dict[int, Slot] = field(default_factory=dict)

    @property
    def free_number(self) -> int | None:
        return next((number for number in range(1, self.capacity + 1) if number not in self.slots), None)


class Sim:
    """changed: called with memory, number and slot (None: emptied) whenever a slot becomes another."""

    def __init__(self, changed: Callable[[str, int, Slot | None], None]) -> None:
        self._changed = changed
        self.storages = {"SM": Storage("SM", 20), "ME": Storage("ME", 23)}
        self.smsc = "+79160999999"
        self.pin = ""
        self.locked = False
        self.attempts = PIN_ATTEMPTS

    def put(self, memory: str, slot: Slot) -> int | None:
        """The number of the slot it was put into, None when there is no room."""
        number = self.storages[memory].free_number
        if number is not None:
            self.set(memory, number, slot)
        return number

    def set(self, memory: str, number: int, slot: Slot) -> None:
        self.storages[memory].slots[number] = slot
        self._changed(memory, number, slot)

    def read(self, memory: str, number: int) -> Slot | None:
        return self.storages[memory].slots.get(number)

    def remove(self, memory: str, number: int) -> None:
        if self.storages[memory].slots.pop(number, None) is not None:
            self._changed(memory, number, None)

    @property
    def memories(self) -> list[str]:
        """Those with any room at all: a modem without memory of its own does not name it."""
        return [name for name, storage in self.storages.items() if storage.capacity or name == "SM"]

    def fill(self, draft: str, received: str | None = None) -> None:
        """All free slots are taken: by unsent drafts, or by old messages that were read long ago."""
        slot = (draft, UNSENT) if received is None else (received, READ)
        for memory in self.storages:
            while self.put(memory, Slot(*slot, filler=True)):
                pass

    def remove_filler(self) -> None:
        for storage in self.storages.values():
            for number in [number for number, slot in storage.slots.items() if slot.filler]:
                self.remove(storage.name, number)

    def power_on(self) -> None:
        self.locked = bool(self.pin)

    def unlock(self, pin: str) -> bool:
        """A wrong PIN costs one of three attempts; after the third not even the right one helps."""
        if self.attempts and pin == self.pin:
            self.locked, self.attempts = False, PIN_ATTEMPTS
            return True
        self.attempts = max(0, self.attempts - 1)
        return False
