"""Messages in the SIM: listed, read, deleted, written."""

from typing import TYPE_CHECKING

from simulators.modem.commands.answers import (
    BAD_PDU,
    BAD_TEXT_MODE_PARAMETER,
    INVALID_INDEX,
    MEMORY_FULL,
    MESSAGES_NEED_PIN,
    Answer,
    AtError,
    Prompt,
)
from simulators.modem.commands.parsing import Command
from simulators.modem.commands.text_mode import STATES, in_text_mode
from simulators.modem.pdu import BadPdu, length_of, read_submit
from simulators.modem.records import READ, UNREAD, UNSENT, Slot

if TYPE_CHECKING:
    from simulators.modem.modem import Modem

_ALL = 4


def _memories(modem: "Modem", command: Command) -> Answer:
    if command.operation == "=?":
        choices = ",".join(f'"{name}"' for name in modem.world.sim.memories)
        return Answer([f"+CPMS: ({choices}),({choices}),({choices})"])
    need_unlocked(modem)
    settings, storages = modem.settings, modem.world.sim.storages
    if command.operation == "=":
        if not command.values or any(name not in modem.world.sim.memories for name in command.values):
            raise AtError("CMS", 302)
        settings.memories[: len(command.values)] = command.values[:3]
    used = [(f'"{name}",', len(storages[name].slots), storages[name].capacity) for name in settings.memories]
    shown = [f"{name if command.operation == '?' else ''}{count},{capacity}" for name, count, capacity in used]
    return Answer([f"+CPMS: {','.join(shown)}"])


def _list(modem: "Modem", command: Command) -> Answer:
    """What is listed counts as read from then on."""
    if command.operation == "=?":
        return Answer(["+CMGL: (0-4)"])
    need_unlocked(modem)
    wanted, lines = _wanted_state(modem, command), []
    memory = modem.settings.memories[0]
    for number, slot in sorted(modem.world.sim.storages[memory].slots.items()):
        if wanted in (_ALL, slot.status):
            lines.append(f"+CMGL: {number},{_shown(modem, slot)}")
            _mark_read(modem, memory, number, slot)
    return Answer(lines)


def _read(modem: "Modem", command: Command) -> Answer:
    if command.operation == "=?":
        return Answer()
    need_unlocked(modem)
    memory, number = modem.settings.memories[0], command.number(0)
    slot = modem.world.sim.read(memory, number)
    if slot is None:
        raise INVALID_INDEX()
    line = f"+CMGR: {_shown(modem, slot)}"
    _mark_read(modem, memory, number, slot)
    return Answer([line])


def _wanted_state(modem: "Modem", command: Command) -> int:
    """A number in PDU mode, a name in text mode: the other is an error."""
    if not modem.settings.text_mode:
        if (wanted := command.number(0, UNREAD)) > _ALL:
            raise AtError("CMS", 303)
        return wanted
    name = command.values[0] if command.values else STATES[UNREAD]
    if name not in STATES:
        raise BAD_TEXT_MODE_PARAMETER()
    return STATES.index(name)


def _shown(modem: "Modem", slot: Slot) -> str:
    if modem.settings.text_mode:
        return in_text_mode(slot, modem.settings.cscs)
    return f"{slot.status},,{length_of(slot.pdu)}\r\n{slot.pdu}"


def _mark_read(modem: "Modem", memory: str, number: int, slot: Slot) -> None:
    if slot.status == UNREAD:
        modem.world.sim.set(memory, number, Slot(slot.pdu, READ, slot.filler))


def _delete(modem: "Modem", command: Command) -> Answer:
    """AT+CMGD=index[,flag]: 1 all read, 2 also sent, 3 also unsent, 4 everything. An empty slot is fine."""
    memory = modem.settings.memories[0]
    storage = modem.world.sim.storages[memory]
    if command.operation == "=?":
        return Answer([f"+CMGD: (1-{storage.capacity}),(0-4)"])
    need_unlocked(modem)
    number, flag = command.number(0), command.number(1, 0)
    if flag > 4 or (flag == 0 and not 1 <= number <= max([storage.capacity, *storage.slots])):
        raise INVALID_INDEX()
    states = ((), (1,), (1, 3), (1, 3, 2), (0, 1, 2, 3))[flag]
    for place, slot in list(storage.slots.items()):
        if slot.status in states or (flag == 0 and place == number):
            modem.world.sim.remove(memory, place)
    modem.world.network.hand_over_soon()
    return Answer()


def _write(modem: "Modem", command: Command) -> Answer:
    """AT+CMGW=length, then a prompt: the message is kept and not sent. Drafts in text mode are not simulated."""
    if command.operation == "=?":
        return Answer()
    need_unlocked(modem)
    if modem.settings.text_mode:
        raise BAD_TEXT_MODE_PARAMETER()
    length, status = command.number(0), command.number(1, UNSENT)

    def finish(pdu: str) -> Answer:
        try:
            if status >= UNSENT:
                read_submit(pdu.strip(), length)
        except BadPdu:
            raise BAD_PDU() from None
        number = modem.world.sim.put(modem.settings.memories[1], Slot(pdu.strip().upper(), status))
        if number is None:
            raise MEMORY_FULL()
        return Answer([f"+CMGW: {number}"])

    return Answer(prompt=Prompt(finish))


def need_unlocked(modem: "Modem") -> None:
    if modem.world.sim.locked:
        raise MESSAGES_NEED_PIN()


COMMANDS = {
    "+CPMS": _memories,
    "+CMGL": _list,
    "+CMGR": _read,
    "+CMGD": _delete,
    "+CMGW": _write,
}
