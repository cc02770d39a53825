"""What may go wrong between libGammu and a modem; its own exceptions never leave gammu_modem.py."""


class ModemRefused(Exception):
    """The modem answered, and the answer was no. error: libGammu's name for it; said: the modem's own line."""

    def __init__(self, where: str, error: str, said: str) -> None:
        super().__init__(f"{where}: {error} {said}".strip())
        self.error = error
        self.said = said


class ModemLost(Exception):
    """No answer, or none that can be trusted: the connection has to be made anew, by another process."""

    def __init__(self, where: str, error: str) -> None:
        super().__init__(f"{where}: {error}")
        self.error = error
