"""Who the modem and its SIM are."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from simulators.modem.commands.answers import SIM_PIN_REQUIRED, Answer, AtError
from simulators.modem.commands.parsing import Command

if TYPE_CHECKING:
    from simulators.modem.modem import Modem

MANUFACTURER, MODEL, REVISION = "Otklik", "Simulated modem", "1.0"
_IMEI = "356938035643809"


def _says(text: str) -> Callable[["Modem", Command], Answer]:
    def say(modem: "Modem", command: Command) -> Answer:
        return Answer([] if command.operation == "=?" else [text])

    return say


def imsi_of(own_number: str) -> str:
    """Another SIM, another number: fifteen digits, the network first."""
    digits = "".join(filter(str.isdecimal, own_number))
    return f"25001{digits[-10:]:0>10}"


def _imsi(modem: "Modem", command: Command) -> Answer:
    if modem.world.sim.locked:
        raise SIM_PIN_REQUIRED()
    return Answer([] if command.operation == "=?" else [imsi_of(modem.world.own_number)])


def _own_number(modem: "Modem", command: Command) -> Answer:
    if modem.world.sim.locked:
        raise SIM_PIN_REQUIRED()
    if command.operation == "=?":
        return Answer()
    return Answer([f'+CNUM: "","{modem.world.own_number}",145'])


def _information(modem: "Modem", command: Command) -> Answer:
    return Answer([MANUFACTURER, MODEL, f"Revision: {REVISION}", f"IMEI: {_IMEI}", "+GCAP: +CGSM"])


def _battery(modem: "Modem", command: Command) -> Answer:
    return Answer(["+CBC: (0-3),(0-100)" if command.operation == "=?" else "+CBC: 0,100"])


def _clock(modem: "Modem", command: Command) -> Answer:
    if command.operation != "?":
        raise AtError()
    return Answer([f'+CCLK: "{modem.world.now():%y/%m/%d,%H:%M:%S}+12"'])


COMMANDS = {
    "+CGMI": _says(MANUFACTURER),
    "+GMI": _says(MANUFACTURER),
    "+CGMM": _says(MODEL),
    "+GMM": _says(MODEL),
    "+CGMR": _says(REVISION),
    "+GMR": _says(REVISION),
    "+CGSN": _says(_IMEI),
    "+GSN": _says(_IMEI),
    "+CIMI": _imsi,
    "+CNUM": _own_number,
    "I": _information,
    "+CBC": _battery,
    "+CCLK": _clock,
}
