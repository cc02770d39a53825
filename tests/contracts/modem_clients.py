"""Who talks to the simulated modem: libGammu in a process of its own, and a bare AT line.

    with Gammu(modem.device) as gammu:
        reference = gammu.call("SendSMS", {...})     # killable when the modem keeps it waiting
    with Line(modem.device) as line:
        assert line.asks("AT+CSQ") == ["+CSQ: 18,99", "OK"]

`python -m tests.contracts.modem_clients DEVICE` is that process: JSON lines in, JSON lines out.
"""

import base64
import contextlib
import importlib
import json
import os
import re
import select
import subprocess
import sys
import tempfile
import termios
import time
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

ROOT = Path(__file__).parents[2]
Wire = dict[str, Any]
#: How python-gammu has to be set up for status reports to come as events (`ReadConfig`, not `SetConfig`).
CONFIGURATION = "[gammu]\ndevice = {device}\nconnection = at\natgen_setcnmi = ,1,,1\n"


class GammuError(Exception):
    """name: such as ERR_TIMEOUT."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__(f"{name}: {text}")
        self.name = name


class TookTooLong(Exception):
    """libGammu still waits for the modem; its process was killed."""


class Gammu:
    """Connected when entered, and told of events if it is listening."""

    def __init__(self, device: str, *, listening: bool = True) -> None:
        self._device, self._listening = device, listening
        self._process: subprocess.Popen[bytes] | None = None
        self._unread = b""
        self.events: list[tuple[str, Wire]] = []

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "tests.contracts.modem_clients", self._device]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        try:
            self.call("Init", seconds=40)
            for kind in ("SMS", "Call", "USSD") if self._listening else ():
                self.call(f"SetIncoming{kind}", True)
        except BaseException:
            self.kill()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    with contextlib.suppress(BrokenPipeError):
                        pipe.close()
            self._process.wait(timeout=40)
            self._process = None

    def call(self, method: str, *positional: Any, seconds: float = 30, **named: Any) -> Any:
        """A method of gammu.StateMachine. Raises GammuError or TookTooLong."""
        return self._ask({"call": method, "positional": positional, "named": named}, seconds)

    def asks(self, function: str, *positional: Any) -> Any:
        """A function of the module, such as DecodePDU. Bytes may be given."""
        return self._ask({"function": function, "positional": positional}, 30)

    def waits_for(self, kind: str, count: int = 1, seconds: float = 90) -> list[Wire]:
        """The first events of a kind (SMS, Call, USSD) since the last `forgets`; at least count."""
        until = time.monotonic() + seconds
        while len(found := [event for name, event in self.events if name == kind]) < count:
            if time.monotonic() > until:
                raise AssertionError(f"waited {seconds} s for {count} × {kind}; came: {self.events!r}")
            self.call("ReadDevice", False)
        return found

    def forgets(self) -> None:
        """What has come so far, or is on its way out of libGammu's queues."""
        self.events.append(("", {}))
        while self.events:
            self.events.clear()
            self.call("ReadDevice", False)

    def slots(self) -> list[Wire]:
        """All stored messages as GetNextSMS lists them, one part each."""
        found: list[Wire] = []
        asked: Wire = {"Folder": 0, "Start": True}
        while True:
            try:
                (message,) = self.call("GetNextSMS", **asked)
            except GammuError as error:
                if error.name != "ERR_EMPTY":
                    raise
                return found
            found.append(message)
            asked = {"Folder": 0, "Location": message["Location"]}

    def _ask(self, question: Wire, seconds: float) -> Any:
        process = self._process
        assert process is not None
        assert process.stdin is not None
        process.stdin.write(json.dumps(question, default=_plain).encode() + b"\n")
        process.stdin.flush()
        answer = json.loads(self._line(process, seconds))
        self.events += [(kind, event) for kind, event in answer["events"]]
        if "error" in answer:
            raise GammuError(*answer["error"])
        return answer["result"]

    def _line(self, process: "subprocess.Popen[bytes]", seconds: float) -> bytes:
        assert process.stdout is not None
        until = time.monotonic() + seconds
        while b"\n" not in self._unread:
            ready, _, _ = select.select([process.stdout], [], [], max(0.0, until - time.monotonic()))
            if not ready:
                self.kill()
                raise TookTooLong(f"{seconds} s")
            block = os.read(process.stdout.fileno(), 65536)
            if not block:
                raise GammuError("ENDED", "libGammu's process ended")
            self._unread += block
        line, _, self._unread = self._unread.partition(b"\n")
        return line


class Line:
    """Types commands and reads what comes, echo switched off when entered."""

    def __init__(self, device: str) -> None:
        self._device = device
        self._terminal = -1
        self._unread = ""

    def __enter__(self) -> Self:
        self._terminal = os.open(self._device, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        termios.tcflush(self._terminal, termios.TCIFLUSH)
        self.types("\x1bATE0\rAT+CGSN\r")
        self.reads_until(r"\r\n\d{15}\r\n\r\nOK\r\n")  # and whatever was still on its way to another
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._terminal)

    def types(self, text: str) -> None:
        os.write(self._terminal, text.encode("latin-1"))

    def reads_until(self, pattern: str, seconds: float = 90) -> str:
        """Everything up to and with the first match. Raises AssertionError when it does not come."""
        until = time.monotonic() + seconds
        while (found := re.search(pattern, self._unread)) is None:
            ready, _, _ = select.select([self._terminal], [], [], max(0.0, until - time.monotonic()))
            if not ready:
                raise AssertionError(f"waited {seconds} s for {pattern!r}; came: {self._unread!r}")
            self._unread += os.read(self._terminal, 65536).decode("latin-1")
        read, self._unread = self._unread[: found.end()], self._unread[found.end() :]
        return read

    def asks(self, command: str) -> list[str]:
        """The lines of the answer, its result last."""
        self.types(f"{command}\r")
        answer = self.reads_until(r"\r\n(OK|ERROR|NO CARRIER|\+CM[SE] ERROR: \d+)\r\n|\r\n> ")
        return [line for line in answer.split("\r\n") if line]

    def sends(self, pdu: str) -> list[str]:
        """pdu: with the service centre's address, as AT+CMGL gives it."""
        self.types(f"AT+CMGS={len(pdu) // 2 - 1 - int(pdu[:2], 16)}\r")
        self.reads_until(r"\r\n> ")
        return self.asks_raw(f"{pdu}\x1a")

    def asks_raw(self, text: str) -> list[str]:
        self.types(text)
        answer = self.reads_until(r"\r\n(OK|ERROR|\+CM[SE] ERROR: \d+)\r\n")
        return [line for line in answer.split("\r\n") if line]

    def is_quiet(self) -> bool:
        """Nothing has come that was not read; the modem is asked something first, so that all before it is in."""
        self.types("AT+CGSN\r")
        return self.reads_until(r"\d{15}\r\n\r\nOK\r\n").startswith("\r\n3569")


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"bytes": base64.b64encode(value).decode()}
    return value.isoformat() if isinstance(value, datetime) else repr(value)


def _rich(value: Any) -> Any:
    if isinstance(value, dict) and value.keys() == {"bytes"}:
        return base64.b64decode(value["bytes"])
    if isinstance(value, dict):
        return {name: _rich(inner) for name, inner in value.items()}
    return [_rich(inner) for inner in value] if isinstance(value, list) else value


def _serve(device: str) -> None:
    gammu = importlib.import_module("gammu")  # only this process may crash with it; it has no types

    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # libGammu has remarks of its own for the standard output
    events: list[tuple[str, Wire]] = []
    machine = gammu.StateMachine()
    with tempfile.NamedTemporaryFile("w", suffix=".gammurc") as configuration:
        configuration.write(CONFIGURATION.format(device=device))
        configuration.flush()
        machine.ReadConfig(Filename=configuration.name)
    machine.SetIncomingCallback(lambda _machine, kind, event: events.append((kind, event)))
    for line in sys.stdin:
        question = _rich(json.loads(line))
        answer: Wire = {}
        try:
            if "function" in question:
                answer["result"] = getattr(gammu, question["function"])(*question["positional"])
            else:
                called = getattr(machine, question["call"])
                answer["result"] = called(*question["positional"], **question["named"])
        except gammu.GSMError as error:
            answer["error"] = (type(error).__name__, str(error))
        answer["events"] = list(events)
        events.clear()
        print(json.dumps(answer, default=_plain), file=answers, flush=True)


if __name__ == "__main__":
    _serve(sys.argv[1])
