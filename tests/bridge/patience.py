"""Waiting for a condition instead of a time."""

import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")


def wait_for(
    found: Callable[[], Found | None], what: str, seconds: float = 90, more: Callable[[], str] = lambda: ""
) -> Found:
    """The first true value. Raises AssertionError that names what did not come, and what `more` has to say."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        value = found()
        if value:
            return value
        time.sleep(0.02)
    raise AssertionError(f"in {seconds} s there was no {what}\n{more()}")
