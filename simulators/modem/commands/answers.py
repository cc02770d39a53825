"""What a command gives back: lines and a result, a prompt for text, or an error."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial


@dataclass(frozen=True)
class Prompt:
    """finish: called with the text once Ctrl-Z came; may raise AtError."""

    finish: "Callable[[str], Answer]"


@dataclass(frozen=True)
class Answer:
    lines: list[str] = field(default_factory=list)
    result: str = "OK"
    prompt: Prompt | None = None


class AtError(Exception):
    """kind: "CMS" or "CME" with its code, or "" for a bare ERROR. Source: 3GPP TS 27.005 3.2.5, 27.007 9.2."""

    def __init__(self, kind: str = "", code: int = 0) -> None:
        super().__init__(kind, code)
        self.kind, self.code = kind, code

    def worded(self, cmee: int) -> str:
        """A CME error is a bare ERROR until the terminal has asked for more by AT+CMEE."""
        if self.kind == "CMS" or (self.kind == "CME" and cmee):
            return f"+{self.kind} ERROR: {self.code}"
        return "ERROR"


# made anew for each refusal: an exception that is raised twice drags its first traceback along
SIM_PIN_REQUIRED = partial(AtError, "CME", 11)
WRONG_PIN = partial(AtError, "CME", 16)
SIM_PUK_REQUIRED = partial(AtError, "CME", 12)
NOT_ALLOWED = partial(AtError, "CME", 3)
MESSAGES_NEED_PIN = partial(AtError, "CMS", 311)
BAD_PDU = partial(AtError, "CMS", 304)
BAD_TEXT_MODE_PARAMETER = partial(AtError, "CMS", 305)
INVALID_INDEX = partial(AtError, "CMS", 321)
MEMORY_FULL = partial(AtError, "CMS", 322)
NO_NETWORK = partial(AtError, "CMS", 331)
