"""How fast this machine is at this moment, so that a promise in seconds can be held against it.

A machine that does other things, or is slower than the one on which a promise was measured, needs longer for a bare
loop as well; what is promised is compared in those longer seconds.
"""

import time

#: What an idle core of the machine on which the promises were measured does in a second.
_IN_A_SECOND = 35_000_000
_PARTS = 8


def machine_second() -> float:
    """How many seconds this machine needs now for what takes one on an idle two-core machine; never below 1."""
    began = time.perf_counter()
    _spin(_IN_A_SECOND // _PARTS)
    return max(1.0, (time.perf_counter() - began) * _PARTS)


def _spin(times: int) -> int:
    total = 0
    for number in range(times):
        total += number & 7
    return total
