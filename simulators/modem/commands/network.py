"""The SIM's lock, the network, and codes sent to it."""

from typing import TYPE_CHECKING

from simulators.modem.commands.answers import NOT_ALLOWED, SIM_PUK_REQUIRED, WRONG_PIN, Answer, AtError
from simulators.modem.commands.parsing import Command

if TYPE_CHECKING:
    from simulators.modem.modem import Modem

_NAME = "Otklik GSM"
_UCS2_SCHEME = 72


def _pin(modem: "Modem", command: Command) -> Answer:
    sim = modem.world.sim
    if command.operation == "?":
        wanted = "READY" if not sim.locked else "SIM PIN" if sim.attempts else "SIM PUK"
        return Answer([f"+CPIN: {wanted}"])
    if command.operation == "=?":
        return Answer()
    if not sim.locked:
        raise NOT_ALLOWED()
    unlocked = sim.unlock(command.values[0] if command.values else "")
    modem.world.save_settings()
    if not unlocked:
        raise WRONG_PIN() if sim.attempts else SIM_PUK_REQUIRED()
    modem.world.network.hand_over_soon()
    return Answer()


def _registration(modem: "Modem", command: Command) -> Answer:
    settings = modem.settings
    if command.operation == "=?":
        return Answer([f"{command.name}: (0-2)"])
    if command.operation == "=":
        if (wanted := command.number(0)) > 2:
            raise AtError()
        settings.registration[command.name] = wanted
        return Answer()
    detail = settings.registration[command.name]
    state = "0" if modem.world.sim.locked else modem.registration(detail)
    return Answer([f"{command.name}: {detail},{state}"])


def _attached(modem: "Modem", command: Command) -> Answer:
    if command.operation == "=":
        return Answer()
    return Answer(["+CGATT: (0,1)" if command.operation == "=?" else f"+CGATT: {modem.world.air.registered:d}"])


def _operator(modem: "Modem", command: Command) -> Answer:
    """Only the form of the name can be chosen, not the network."""
    air, settings = modem.world.air, modem.settings
    if command.operation == "=?":
        return Answer([f'+COPS: (2,"{_NAME}","{_NAME}","{air.operator}"),,(0,3),(0-2)'])
    if command.operation == "=":
        settings.cops_format = command.number(1, settings.cops_format)
        return Answer()
    if not modem.world.air.registered or modem.world.sim.locked:
        return Answer(["+COPS: 0"])
    name = air.operator if settings.cops_format == 2 else in_character_set(_NAME, settings.cscs)
    return Answer([f'+COPS: 0,{settings.cops_format},"{name}"'])


def _signal(modem: "Modem", command: Command) -> Answer:
    if command.operation == "=?":
        return Answer(["+CSQ: (0-31,99),(0-7,99)"])
    return Answer([f"+CSQ: {modem.world.air.signal if modem.world.air.registered else 99},99"])


def _ussd(modem: "Modem", command: Command) -> Answer:
    """OK at once; the network's answer follows unasked, in UCS-2."""
    if command.operation == "=?":
        return Answer(["+CUSD: (0-2)"])
    if command.operation == "?":
        return Answer([f"+CUSD: {modem.settings.cusd}"])
    modem.settings.cusd = command.number(0, modem.settings.cusd)
    if len(command.values) < 2:
        return Answer()
    if not modem.reachable:
        raise AtError("CME", 30)
    code = from_character_set(command.values[1], modem.settings.cscs)
    text = modem.world.air.ussd.get(code)
    answer = "+CUSD: 4" if text is None else f'+CUSD: 0,"{text.encode("utf-16-be").hex().upper()}",{_UCS2_SCHEME}'
    modem.terminal.soon(answer)
    return Answer()


def in_character_set(text: str, character_set: str) -> str:
    return text.encode("utf-16-be").hex().upper() if character_set == "UCS2" else text


def from_character_set(text: str, character_set: str) -> str:
    """Raises AtError for what is no UCS-2 where that was agreed."""
    if character_set != "UCS2":
        return text
    try:
        return bytes.fromhex(text).decode("utf-16-be")
    except ValueError:
        raise AtError() from None


COMMANDS = {
    "+CPIN": _pin,
    "+CREG": _registration,
    "+CGREG": _registration,
    "+CGATT": _attached,
    "+COPS": _operator,
    "+CSQ": _signal,
    "+CUSD": _ussd,
}
