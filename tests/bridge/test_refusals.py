"""What a refusal of the modem says is of its own call, whatever the calls before it left in libGammu's log."""

from pathlib import Path
from typing import Any

import gammu  # type: ignore[import-untyped]
import pytest

from gsm_bridge.errors import ModemRefused
from gsm_bridge.gammu_modem import GammuModem


class RefusingMachine:
    """libGammu beside a modem that refuses everything, with the next of these lines in the log."""

    def __init__(self, *lines: bytes) -> None:
        self._lines = list(lines)
        self._log = ""

    def ReadConfig(self, _section: int, _configuration: int, name: str) -> None:
        settings = dict(line.split(" = ", 1) for line in Path(name).read_text().splitlines() if " = " in line)
        self._log = settings["logfile"]

    def SetIncomingCallback(self, _event: object) -> None:
        pass

    def GetNetworkInfo(self) -> Any:
        with open(self._log, "ab") as log:
            log.write(self._lines.pop(0))
        raise gammu.ERR_UNKNOWN


def test_a_refusal_without_a_line_does_not_get_that_of_the_call_before(monkeypatch: pytest.MonkeyPatch) -> None:
    machine = RefusingMachine(b"+CMS ERROR: 500\r\n", b"")
    monkeypatch.setattr(gammu, "StateMachine", lambda: machine)
    modem = GammuModem("/dev/modem0", lambda *_: None)
    said = []
    for _ in range(2):
        with pytest.raises(ModemRefused) as refused:
            modem.network()
        said.append(refused.value.said)
    assert said == ["+CMS ERROR: 500", ""]
