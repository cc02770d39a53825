"""How a child ends: what its exit code tells the core."""

from enum import IntEnum


class Ending(IntEnum):
    """After each but the first the child is started again, sooner or later; a signal is a crash too."""

    STOPPED = 0
    CRASHED = 1
    UNPLUGGED = 10  # the device is gone
    SILENT = 11  # libGammu gave up waiting
    REFUSED_PIN = 12  # the SIM wants a PIN that we don't have, or refused the one we have
    TAKEN = 13  # another process holds this modem
    RENEWED = 14  # the modem answers, but the connection has to be made anew; nothing that staff need to know


class EndOfChild(Exception):
    """Raised anywhere in a child to end it; whatever is in flight has been recorded before."""

    def __init__(self, ending: Ending, detail: str = "") -> None:
        super().__init__(f"{ending.name.lower()}: {detail}")
        self.ending = ending
        self.detail = detail
