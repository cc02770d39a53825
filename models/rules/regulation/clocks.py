"""The clocks of a ticket, and how grave a request is."""

from enum import StrEnum
from typing import Final, Literal


class SlaClock(StrEnum):
    """What a target counts towards.

    FIRST_RESPONSE: an agent's first message to the requester. NEXT_RESPONSE: an agent's answer to what the
    requester wrote after that. WORK_STARTED: an agent takes the ticket. RESOLUTION: the requester agrees that it is
    solved. UPDATE: the longest time between two messages of agents while the ticket is open.
    """

    FIRST_RESPONSE = "first_response"
    NEXT_RESPONSE = "next_response"
    WORK_STARTED = "work_started"
    RESOLUTION = "resolution"
    UPDATE = "update"


#: Clocks that may stand still while the requester is waited for; an answer that people wait for never does.
PAUSABLE: Final = (SlaClock.WORK_STARTED, SlaClock.RESOLUTION, SlaClock.UPDATE)

#: Phrases that name a clock.
NAMES: Final = {
    SlaClock.FIRST_RESPONSE: "clock.first_response",
    SlaClock.NEXT_RESPONSE: "clock.next_response",
    SlaClock.WORK_STARTED: "clock.work_started",
    SlaClock.RESOLUTION: "clock.resolution",
    SlaClock.UPDATE: "clock.update",
}

Severity = Literal["low", "normal", "high", "critical"]
#: From the lightest to the gravest.
SEVERITIES: Final[tuple[Severity, ...]] = ("low", "normal", "high", "critical")
