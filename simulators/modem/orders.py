"""Orders to misbehave: what real modems do sometimes, done exactly when a tester says so."""

import itertools
import re
from dataclasses import dataclass, field
from typing import Any

#: Kind → commands it is for when the tester names none (a regular expression over the whole command).
KINDS = {
    "silent": "",
    "swallow_result": r"AT\+CMGS",
    "late_result": r"AT\+CMGS",
    "cms_error": r"AT\+CMGS",
    "cme_error": "",
    "garbage": "",
    "unsolicited_flood": "",
    "corrupt_slot": "",
    "refuse_delete": r"AT\+CMGD=\d",
    "refuse_hangup": r"AT\+CHUP$|ATH",
    "refuse_dial": "ATD",
    "reboot": r"AT\+CMGS",
}
#: Done once, when ordered.
AT_ONCE = ("reboot_into_text_mode",)
#: Not done to the command itself: whoever stores or dials asks for them.
_ASKED_FOR = ("corrupt_slot", "refuse_dial")
#: What a modem says of a call that it does not make, or that the network does not put through.
DIAL_REFUSALS = ("ERROR", "NO CARRIER", "BUSY", "NO ANSWER", "NO DIALTONE")
_ON_RESULT = ("swallow_result", "late_result", "cms_error", "cme_error", "reboot")
_PROMPTING = re.compile(r"AT\+CMG[SW]\b")


@dataclass(slots=True)
class Order:
    """command: a prefix such as AT+CMGS ("": every command). count: how often it is done before it ends.

    after_ctrl_z: for a command with a prompt, whether it is done there or when the text has been given.
    where: for garbage, `before` the answer or `inside` it. result: of DIAL_REFUSALS, for refuse_dial; after_ok: the
    modem says OK first, and this a moment later.
    """

    id: int
    kind: str
    command: str = ""
    count: int | None = None
    after_ctrl_z: bool | None = None
    seconds: float = 5.0
    code: int = 500
    lines: int = 20
    line: str = '+CMTI: "SM",1'
    where: str = "before"
    hex: str = "00FF7F0D0A5E424F4F540D0A"
    result: str = "ERROR"
    after_ok: bool = False
    seen: int = 0
    done: int = 0

    @property
    def over(self) -> bool:
        return self.count is not None and self.done >= self.count

    def is_for(self, command: str, after_ctrl_z: bool) -> bool:
        """after_ctrl_z: the step the command has come to."""
        pattern = re.escape(self.command.upper()) if self.command else KINDS[self.kind]
        if self.over or not re.match(pattern, command, re.IGNORECASE):
            return False
        if not _PROMPTING.match(command) or command.endswith("?"):
            return True
        wanted = self.kind in _ON_RESULT if self.after_ctrl_z is None else self.after_ctrl_z
        return wanted == after_ctrl_z

    @property
    def is_total(self) -> bool:
        """The whole modem hangs, not one command of it."""
        return self.kind == "silent" and not self.command and self.count is None and not self.after_ctrl_z

    def take(self) -> None:
        self.seen += 1
        self.done += 1

    def shown(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(slots=True)
class Orders:
    standing: dict[int, Order] = field(default_factory=dict)
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def give(self, kind: str, **details: Any) -> Order:
        order = Order(id=next(self._numbers), kind=kind, **details)
        self.standing[order.id] = order
        return order

    def cancel(self, order_id: int | None = None) -> None:
        if order_id is None:
            self.standing.clear()
        else:
            self.standing.pop(order_id, None)

    def for_step(self, command: str, after_ctrl_z: bool) -> dict[str, Order]:
        """Orders whose turn it is, by kind; each counts as done. The oldest of a kind comes first."""
        found: dict[str, Order] = {}
        for order in self.standing.values():
            if order.kind in _ASKED_FOR or order.kind in found or not order.is_for(command, after_ctrl_z):
                continue
            order.take()
            found[order.kind] = order
        return found

    def for_storing(self) -> bool:
        """Whether the message that is about to be stored has to be damaged."""
        return self._next("corrupt_slot") is not None

    def for_dialling(self) -> Order | None:
        """How the call that is about to be made has to fail."""
        return self._next("refuse_dial")

    def _next(self, kind: str) -> Order | None:
        for order in self.standing.values():
            if order.kind == kind and not order.over:
                order.take()
                return order
        return None

    @property
    def hung(self) -> bool:
        return any(order.is_total for order in self.standing.values())
