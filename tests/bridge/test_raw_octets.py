"""The octets of a place, asked of the modem past libGammu, which must not notice."""

import socket
import threading
from typing import Self

import pytest

from gsm_bridge import sim_memory
from gsm_bridge.sim_memory import raw_octets
from gsm_bridge.talk import Heard

PDU = "07919761989901F0040B919761214365F70000"
IN_SIM = '+CPMS: "SM",1,10,"SM",1,10,"SM",1,10'
READ = f"+CMGR: 0,,24\r\n{PDU}"


class Line:
    """A modem that answers what it is told to; nothing at all to other commands."""

    def __init__(self, answers: dict[str, str]) -> None:
        self.ours, self._theirs = socket.socketpair()
        self._answers = answers
        self.commands: list[str] = []
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ours.close()
        self._thread.join()
        self._theirs.close()

    def _run(self) -> None:
        rest = b""
        while octets := self._theirs.recv(4096):
            *commands, rest = (rest + octets).split(b"\r")
            for command in commands:
                self.commands.append(command.decode())
                if (answer := self._answers.get(command.decode())) is not None:
                    self._theirs.sendall(f"\r\n{answer}\r\n".encode())


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sim_memory, "_RAW_PATIENCE", 1.0)


def asked(location: int, answers: dict[str, str]) -> tuple[str | None, list[str]]:
    """What was found, and the commands."""
    with Line(answers) as line:
        found = raw_octets(line.ours.fileno(), location, Heard(), lambda: None)
    return found, line.commands


def test_a_place_of_the_sim_is_asked_for_where_libgammu_looks_already() -> None:
    found, commands = asked(3, {"AT+CPMS?": f"{IN_SIM}\r\n\r\nOK", "AT+CMGR=3": f"{READ}\r\n\r\nOK"})
    assert found == PDU
    assert commands == ["AT+CPMS?", "AT+CMGR=3"]


def test_the_modems_own_memory_is_chosen_and_put_back() -> None:
    answers = {"AT+CPMS?": f"{IN_SIM}\r\n\r\nOK", "AT+CMGR=2": f"{READ}\r\n\r\nOK"}
    answers |= {'AT+CPMS="ME"': "+CPMS: 1,10\r\n\r\nOK", 'AT+CPMS="SM"': "+CPMS: 1,10\r\n\r\nOK"}
    found, commands = asked(100002, answers)
    assert found == PDU
    assert commands == ["AT+CPMS?", 'AT+CPMS="ME"', "AT+CMGR=2", 'AT+CPMS="SM"']


@pytest.mark.parametrize(
    ("said", "found"), [("OK", ""), ("+CMS ERROR: 321", ""), ("+CMS ERROR: 500", None), ("+CMGR: 0,,24", None)]
)
def test_an_empty_place_is_told_from_one_that_gives_no_answer(said: str, found: str | None) -> None:
    assert asked(3, {"AT+CPMS?": f"{IN_SIM}\r\n\r\nOK", "AT+CMGR=3": said})[0] == found


def test_a_silent_modem_gives_nothing() -> None:
    assert asked(3, {}) == (None, ["AT+CPMS?"])
