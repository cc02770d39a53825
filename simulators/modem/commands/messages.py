"""Sending: the format, the service centre, AT+CMGS with its prompt."""

from typing import TYPE_CHECKING

from simulators.modem.commands.answers import (
    BAD_PDU,
    BAD_TEXT_MODE_PARAMETER,
    INVALID_INDEX,
    NO_NETWORK,
    Answer,
    AtError,
    Prompt,
)
from simulators.modem.commands.network import from_character_set, in_character_set
from simulators.modem.commands.parsing import Command
from simulators.modem.commands.storing import need_unlocked
from simulators.modem.parts import Cutting, cut_text
from simulators.modem.pdu import BadPdu, Submit, length_of, read_submit
from simulators.modem.records import SENT, UNSENT, Slot

if TYPE_CHECKING:
    from simulators.modem.modem import Modem


def _format(modem: "Modem", command: Command) -> Answer:
    if command.operation == "=":
        if (wanted := command.number(0)) > 1:
            raise AtError("CMS", 303)
        modem.settings.text_mode = wanted == 1
        return Answer()
    return Answer(["+CMGF: (0,1)" if command.operation == "=?" else f"+CMGF: {modem.settings.text_mode:d}"])


def _text_parameters(modem: "Modem", command: Command) -> Answer:
    """First octet, validity, protocol, coding scheme of messages sent in text mode."""
    settings = modem.settings
    if command.operation == "=":
        settings.text_parameters = tuple(command.number(n, old) for n, old in enumerate(settings.text_parameters))
        return Answer()
    return Answer([] if command.operation == "=?" else [f"+CSMP: {','.join(map(str, settings.text_parameters))}"])


def _service_centre(modem: "Modem", command: Command) -> Answer:
    need_unlocked(modem)
    sim, character_set = modem.world.sim, modem.settings.cscs
    if command.operation == "=":
        if not command.values:
            raise AtError()
        sim.smsc = from_character_set(command.values[0], character_set)
        modem.world.save_settings()
        return Answer()
    kind = 145 if sim.smsc.startswith("+") else 129
    return Answer(
        [] if command.operation == "=?" else [f'+CSCA: "{in_character_set(sim.smsc, character_set)}",{kind}']
    )


def _service(modem: "Modem", command: Command) -> Answer:
    if command.operation == "=":
        return Answer(["+CSMS: 1,1,1"])
    return Answer(["+CSMS: (0,1)" if command.operation == "=?" else "+CSMS: 0,1,1,1"])


def _send(modem: "Modem", command: Command) -> Answer:
    """AT+CMGS=length, or in text mode a number: whatever that is, a prompt follows."""
    if command.operation == "=?":
        return Answer()
    need_unlocked(modem)
    if not command.values:
        raise AtError()
    if modem.settings.text_mode:
        to = from_character_set(command.values[0], modem.settings.cscs)
        return Answer(prompt=Prompt(lambda given: _sent(modem, _read_text(modem, to, given))))
    length = command.number(0)
    return Answer(prompt=Prompt(lambda given: _sent(modem, _read_pdu(given, length))))


def _read_pdu(given: str, length: int) -> Submit:
    try:
        submit = read_submit(given.strip(), length)
    except BadPdu:
        raise BAD_PDU() from None
    if not submit.to.removeprefix("+"):
        raise BAD_PDU()
    return submit


def _read_text(modem: "Modem", to: str, given: str) -> Submit:
    text = from_character_set(given.strip("\r\n"), modem.settings.cscs)
    try:
        contents = cut_text(text, Cutting(0))
    except ValueError:
        raise BAD_TEXT_MODE_PARAMETER() from None
    if len(contents) > 1:
        raise BAD_TEXT_MODE_PARAMETER()
    return Submit(to, contents[0], None, bool(modem.settings.text_parameters[0] & 0x20))


def _sent(modem: "Modem", submit: Submit) -> Answer:
    if not modem.reachable:
        raise NO_NETWORK()
    return Answer([f"+CMGS: {send(modem, submit)}"])


def send(modem: "Modem", submit: Submit) -> int:
    """The reference under which it went: 0 to 255, then 0 again."""
    reference = modem.world.next_number("reference") % 256
    modem.world.network.take(submit, reference)
    return reference


def _send_stored(modem: "Modem", command: Command) -> Answer:
    if command.operation == "=?":
        return Answer()
    need_unlocked(modem)
    memory, number = modem.settings.memories[1], command.number(0)
    slot = modem.world.sim.read(memory, number)
    if slot is None or slot.status not in (UNSENT, SENT):
        raise INVALID_INDEX()
    if not modem.reachable:
        raise NO_NETWORK()
    reference = send(modem, _read_pdu(slot.pdu, length_of(slot.pdu)))
    modem.world.sim.set(memory, number, Slot(slot.pdu, SENT, slot.filler))
    return Answer([f"+CMSS: {reference}"])


COMMANDS = {
    "+CMGF": _format,
    "+CSMP": _text_parameters,
    "+CSCA": _service_centre,
    "+CSMS": _service,
    "+CMGS": _send,
    "+CMSS": _send_stored,
}
