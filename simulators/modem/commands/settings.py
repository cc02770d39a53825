"""How the line talks: echo, error codes, character set, and what is told unasked."""

from typing import TYPE_CHECKING

from simulators.modem.commands.answers import NOT_ALLOWED, Answer, AtError
from simulators.modem.commands.parsing import Command

if TYPE_CHECKING:
    from simulators.modem.modem import Modem

CHARACTER_SETS = ("GSM", "IRA", "UCS2")


def _echo(modem: "Modem", command: Command) -> Answer:
    modem.settings.echo = command.number(0, 0) != 0
    return Answer()


def _reset(modem: "Modem", command: Command) -> Answer:
    modem.world.calls.hang_up()
    modem.settings = type(modem.settings)()
    return Answer()


def _accepted(modem: "Modem", command: Command) -> Answer:
    return Answer()


def _error_codes(modem: "Modem", command: Command) -> Answer:
    if command.operation == "=":
        if (wanted := command.number(0, 0)) > 2:
            raise AtError()
        modem.settings.cmee = wanted
        return Answer()
    return Answer(["+CMEE: (0-2)" if command.operation == "=?" else f"+CMEE: {modem.settings.cmee}"])


def _character_set(modem: "Modem", command: Command) -> Answer:
    if command.operation == "=":
        if command.values[:1] not in [[name] for name in CHARACTER_SETS]:
            raise NOT_ALLOWED()
        modem.settings.cscs = command.values[0]
        return Answer()
    if command.operation == "=?":
        return Answer([f"+CSCS: ({','.join(map(_quoted, CHARACTER_SETS))})"])
    return Answer([f"+CSCS: {_quoted(modem.settings.cscs)}"])


def _function(modem: "Modem", command: Command) -> Answer:
    """Only full function: a modem that is switched off is a cable that is out."""
    if command.operation == "=":
        if command.number(0) != 1:
            raise NOT_ALLOWED()
        return Answer()
    return Answer(["+CFUN: (1),(0-1)" if command.operation == "=?" else "+CFUN: 1"])


def _calling_line(modem: "Modem", command: Command) -> Answer:
    if command.operation == "=":
        modem.settings.clip = command.number(0) == 1
        return Answer()
    return Answer(["+CLIP: (0,1)" if command.operation == "=?" else f"+CLIP: {modem.settings.clip:d},1"])


def _extended_ring(modem: "Modem", command: Command) -> Answer:
    if command.operation == "=":
        modem.settings.crc = command.number(0) == 1
        return Answer()
    return Answer(["+CRC: (0,1)" if command.operation == "=?" else f"+CRC: {modem.settings.crc:d}"])


def _call_waiting(modem: "Modem", command: Command) -> Answer:
    """Accepted; the line takes one call only."""
    if command.operation == "?":
        return Answer([f"+CCWA: {modem.settings.ccwa}"])
    if command.operation == "=":
        modem.settings.ccwa = min(command.number(0, 0), 1)
    return Answer(["+CCWA: (0,1)"] if command.operation == "=?" else [])


def _indications(modem: "Modem", command: Command) -> Answer:
    """AT+CNMI=mode,mt,bm,ds,bfr. What is left out keeps its value."""
    allowed = ((0, 1, 2), (0, 1, 2), (0, 2), (0, 1, 2), (0, 1))
    if command.operation == "=?":
        return Answer(["+CNMI: (0-2),(0-2),(0,2),(0-2),(0,1)"])
    if command.operation == "?":
        return Answer([f"+CNMI: {','.join(map(str, modem.settings.cnmi))}"])
    wanted = tuple(command.number(place, old) for place, old in enumerate(modem.settings.cnmi))
    if len(command.values) > 5 or any(value not in choices for value, choices in zip(wanted, allowed, strict=True)):
        raise AtError("CMS", 303)
    modem.settings.cnmi = wanted
    modem.world.network.hand_over_soon()
    return Answer()


def _quoted(text: str) -> str:
    return f'"{text}"'


COMMANDS = {
    "E": _echo,
    "Z": _reset,
    "&F": _reset,
    "V": _accepted,
    "Q": _accepted,
    "X": _accepted,
    "S": _accepted,
    "&C": _accepted,
    "&D": _accepted,
    "+CMEE": _error_codes,
    "+CSCS": _character_set,
    "+CFUN": _function,
    "+CLIP": _calling_line,
    "+CRC": _extended_ring,
    "+CCWA": _call_waiting,
    "+CNMI": _indications,
}
