"""Voice calls from the terminal's side."""

import re
from typing import TYPE_CHECKING

from simulators.modem.commands.answers import Answer, AtError
from simulators.modem.commands.parsing import Command

if TYPE_CHECKING:
    from simulators.modem.modem import Modem

_DIALLED = re.compile(r"[TtPp]?[IiGg]*(\+?[0-9*#]+)[IiGg]*;?")


def _dial(modem: "Modem", command: Command) -> Answer:
    """Voice only (a closing semicolon or not; tone or pulse). OK at once, before the other phone rings."""
    found = _DIALLED.fullmatch(command.arguments.strip())
    if found is None:
        raise AtError()
    if modem.world.calls.busy or not modem.reachable:
        return Answer(result="NO CARRIER")
    order = modem.world.orders.for_dialling()
    if order is not None and not order.after_ok:
        return Answer(result=order.result)
    modem.world.calls.dial(found[1], order.result if order is not None else "")
    return Answer()


def _hang_up(modem: "Modem", command: Command) -> Answer:
    if command.operation == "=?":
        return Answer()
    modem.world.calls.hang_up()
    return Answer()


def _answer(modem: "Modem", command: Command) -> Answer:
    return Answer(result="OK" if modem.world.calls.answer() else "NO CARRIER")


def _list_calls(modem: "Modem", command: Command) -> Answer:
    """State 0 active, 2 dialling, 3 the other phone rings, 4 incoming."""
    calls, lines = modem.world.calls, []
    if command.operation != "=?" and calls.current is not None:
        state = 0 if calls.current.state == "answered" else 4
        lines.append(f"+CLCC: 1,1,{state},0,0{_shown(calls.current.caller)}")
    elif command.operation != "=?" and calls.dialling is not None:
        state = {"dialling": 2, "ringing": 3, "answered": 0}[calls.dialling.state]
        lines.append(f"+CLCC: 1,0,{state},0,0{_shown(calls.dialling.number)}")
    return Answer(lines)


def _shown(number: str) -> str:
    return f',"{number}",{145 if number.startswith("+") else 129}' if number else ""


def _activity(modem: "Modem", command: Command) -> Answer:
    """0 ready, 3 ringing, 4 a call in progress."""
    calls = modem.world.calls
    state = 3 if calls.current is not None and calls.current.state == "ringing" else 4 if calls.busy else 0
    return Answer(["+CPAS: (0,3,4)" if command.operation == "=?" else f"+CPAS: {state}"])


COMMANDS = {
    "D": _dial,
    "H": _hang_up,
    "+CHUP": _hang_up,
    "A": _answer,
    "+CLCC": _list_calls,
    "+CPAS": _activity,
}
