"""The AT line: bytes in, commands found, answers out; and every order to misbehave is done here.

Source: ITU-T V.250, section 5; 3GPP TS 27.005, section 3.5 for the prompt.
"""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from simulators.modem.commands.answers import Answer, AtError, Prompt
from simulators.modem.commands.table import perform
from simulators.modem.orders import Order

if TYPE_CHECKING:
    from simulators.modem.modem import Modem

_CTRL_Z, _ESCAPE, _RETURN, _BACKSPACE = 0x1A, 0x1B, 0x0D, 0x08
_MAX_LINE = 4096
Work = Callable[[], Answer]


class Terminal:
    """Unsolicited lines wait while a text is being given, as long as the prompt stands."""

    def __init__(self, modem: "Modem") -> None:
        self._modem = modem
        self._line = bytearray()
        self._prompt: Prompt | None = None
        self._command = ""
        self._held_back: list[str] = []

    def reset(self) -> None:
        self._line.clear()
        self._prompt = None
        self._held_back.clear()

    # -- out

    def unsolicited(self, *lines: str) -> None:
        text = _framed("\r\n".join(lines))
        if self._prompt is not None:
            self._held_back.append(text)
        elif not self._modem.world.orders.hung:
            self._write(text)

    def soon(self, line: str) -> None:
        """Told as soon as the answer to the present command is out."""
        asyncio.get_running_loop().call_soon(self.unsolicited, line)

    def _write(self, text: str) -> None:
        """What is told is remembered first."""
        self._modem.world.journal.flush()
        self._modem.world.port.write(text.encode("latin-1", "replace"))

    # -- in

    def received(self, octets: bytes) -> None:
        if self._modem.world.orders.hung:
            return
        echoed = bytearray()
        for octet in octets:
            if self._modem.settings.echo and octet not in (_CTRL_Z, _ESCAPE):
                echoed.append(octet)
            if self._ends_something(octet):
                self._modem.world.port.write(bytes(echoed))
                echoed.clear()
                self._act(octet)
        self._modem.world.port.write(bytes(echoed))

    def _ends_something(self, octet: int) -> bool:
        """Collects what does not."""
        ends = (_CTRL_Z, _ESCAPE) if self._prompt is not None else (_RETURN, _ESCAPE)
        if octet in ends:
            return True
        if octet == _BACKSPACE and self._prompt is None:
            del self._line[-1:]
        elif len(self._line) < _MAX_LINE and not (octet == 0x0A and self._prompt is None):
            self._line.append(octet)
        return False

    def _act(self, octet: int) -> None:
        given = self._line.decode("latin-1")
        self._line.clear()
        if self._prompt is not None:
            self._end_prompt(given, cancelled=octet == _ESCAPE)
        elif octet == _RETURN and given.strip()[:2].upper() == "AT":
            self._command = given.strip()
            self._run(False, lambda: perform(self._modem, self._command))

    def _end_prompt(self, given: str, cancelled: bool) -> None:
        prompt, self._prompt = self._prompt, None
        if cancelled or prompt is None:
            self._write("\r\nOK\r\n")
        else:
            self._run(True, lambda: prompt.finish(given))
        held, self._held_back = self._held_back, []
        for text in held:
            self._write(text)

    # -- one step of a command

    def _run(self, after_ctrl_z: bool, work: Work) -> None:
        orders = self._modem.world.orders.for_step(self._command, after_ctrl_z)
        if "silent" in orders:
            return
        if "reboot" in orders:
            self._modem.reboot()
            return
        if "unsolicited_flood" in orders:
            self.flood(orders["unsolicited_flood"])
        text = self._worded(_refused(orders) or work)
        if "garbage" in orders:
            text = _spoilt(text, orders["garbage"])
        if "swallow_result" in orders:
            return
        if "late_result" in orders:
            asyncio.get_running_loop().call_later(orders["late_result"].seconds, self._write, text)
        else:
            self._write(text)

    def flood(self, order: Order) -> None:
        self._write(_framed(order.line) * order.lines)

    def _worded(self, work: Work) -> str:
        settings = self._modem.settings
        try:
            answer = work()
        except AtError as error:
            return _framed(error.worded(settings.cmee))
        self._prompt = answer.prompt
        lines = "".join(_framed(line) for line in answer.lines)
        if answer.prompt is not None:
            return f"{lines}\r\n> "
        return lines + (_framed(answer.result) if answer.result else "")


def _framed(line: str) -> str:
    return f"\r\n{line}\r\n"


def _refused(orders: dict[str, Order]) -> Work | None:
    """Work that is refused, where an order says so."""
    if "refuse_hangup" in orders:
        return _refusing()
    for kind, family in (("cms_error", "CMS"), ("cme_error", "CME"), ("refuse_delete", "CMS")):
        if kind in orders:
            return _refusing(family, orders[kind].code)
    return None


def _refusing(family: str = "", code: int = 0) -> Work:
    def refuse() -> Answer:
        raise AtError(family, code)

    return refuse


def _spoilt(text: str, order: Order) -> str:
    noise = bytes.fromhex(order.hex).decode("latin-1")
    place = len(text) // 2 if order.where == "inside" else 0
    return text[:place] + noise + text[place:]
