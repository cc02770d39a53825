"""How often a bot account may post. Limits are data: a table of count per span for each scope."""

import re
from dataclasses import dataclass
from typing import Final

_RATE = re.compile(r"^(\d+)/(\d+(?:\.\d+)?)s$")


@dataclass(frozen=True)
class Rate:
    """At most `count` in `seconds`."""

    count: int
    seconds: float


@dataclass(frozen=True)
class RateLimits:
    """None in a scope: no limit there. Defaults: what Telegram enforces (LESSONS.md, Telegram)."""

    everywhere: Rate | None = Rate(30, 1.0)
    chat: Rate | None = Rate(1, 1.0)
    group: Rate | None = Rate(20, 60.0)


TELEGRAM: Final = RateLimits()
#: One every six seconds to one person, of which 45 may be sent at once (LESSONS.md, WhatsApp). It has no groups.
WHATSAPP: Final = RateLimits(Rate(80, 1.0), Rate(45, 270.0), None)


#: "Too many requests" names no scope. So many chats in a row are refused only when the account is.
_CHATS_IN_A_ROW = 3


def is_about_the_account(chats_in_a_row: int) -> bool:
    """chats_in_a_row: different chats refused with nothing accepted in between."""
    return chats_in_a_row >= _CHATS_IN_A_ROW


def parse_rate_limits(text: str) -> RateLimits:
    """`30/1s,1/1s,20/60s` (everywhere, chat, group) or `none`.

    Raises ValueError that names the part which was not understood.
    """
    if text.strip().lower() == "none":
        return RateLimits(None, None, None)
    parts = [part.strip() for part in text.split(",")]
    if len(parts) != 3:
        raise ValueError(f"rate limits: found {text!r}; allowed: none, or three as in 30/1s,1/1s,20/60s")
    return RateLimits(*(_parse_rate(part) for part in parts))


def _parse_rate(text: str) -> Rate | None:
    if text.lower() == "none":
        return None
    match = _RATE.match(text)
    if not match or int(match[1]) == 0 or float(match[2]) == 0:
        raise ValueError(f"rate limits: found {text!r}; allowed: COUNT/SECONDSs as in 20/60s, or none")
    return Rate(int(match[1]), float(match[2]))
