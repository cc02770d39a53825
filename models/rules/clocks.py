"""The clocks of a ticket."""

from enum import StrEnum


class Clock(StrEnum):
    """What a target counts towards."""

    FIRST_RESPONSE = "first_response"
    RESOLUTION = "resolution"
