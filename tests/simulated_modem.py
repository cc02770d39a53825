"""The GSM modem simulator as tests use it: a real process on a real pty, and short verbs for phones and faults.

    with SimulatedModem(tmp_path) as modem:
        machine = connected(modem.device)      # whatever speaks AT
        modem.texts("+79161234567", "Не работает интернет")
        modem.waits_for_sms_to("+79161234567", "Заявка № 1 принята")

It speaks HTTP only (docs/simulators.md), so it fits a modem that already runs: SimulatedModem.at(url).
"""

import http.client
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import urlencode, urlsplit

from tests.nursery import Born, begin
from tests.simulator_process import ControlRefused, NothingCame, Wire, free_port

__all__ = ["ControlRefused", "NothingCame", "SimulatedModem", "Wire"]
Found = TypeVar("Found")


class SimulatedModem:
    """folder: for its state, and for its device unless `device` names another path."""

    def __init__(
        self, folder: Path, *, number: str = "+79000000001", device: Path | None = None, port: int = 0
    ) -> None:
        self.folder = folder
        self.number = number
        self.device = str(device or folder / "ttyModem")
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | Born | None = None

    @classmethod
    def at(cls, url: str) -> Self:
        """A modem that somebody else runs."""
        modem = cls(Path(), port=urlsplit(url).port or 80)
        state = modem.state()
        modem.device, modem.number = state["device"], state["number"]
        return modem

    # -- the process

    def start(self, seconds: float = 90) -> Self:
        command = ["simulators", "modem", "--listen", f"127.0.0.1:{self.port}"]
        command += ["--state", str(self.folder), "--device", self.device, "--number", self.number]
        environment = {name: value for name, value in os.environ.items() if name != "OTKLIK_READY_DIR"}
        self._process = begin(command, environment, Path(os.devnull))
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self._process.poll() is not None:
                raise RuntimeError(f"the simulator ended with {self._process.returncode}")
            try:
                if self.state()["cable"]:
                    return self
            except OSError:
                pass  # it does not listen yet
            time.sleep(0.03)
        self.kill()
        raise TimeoutError("the simulator does not answer")

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """kill -9, as a power cut or the kernel would."""
        self._end(signal.SIGKILL)

    def _end(self, number: int) -> None:
        if self._process is not None:
            self._process.send_signal(number)
            self._process.wait(timeout=40)
            self._process = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    # -- what people do

    def texts(self, from_: str, text: str, **how: Any) -> Wire:
        """{"id", "parts", "reference"}. flash, encoding, missing_parts, repeat_part, order, reference, cut_pairs."""
        return self.post("/sms", **{"from": from_, "text": text, **how})

    def sends_bytes(self, from_: str, content: bytes, **how: Any) -> Wire:
        return self.post("/sms", **{"from": from_, "binary_hex": content.hex(), **how})

    def hands_over(self, pdu: str) -> Wire:
        """An SMS octet by octet (simulators/modem/pdu.py makes them)."""
        return self.post("/pdu", pdu=pdu)

    def rings(self, from_: str = "", rings: int = 4, interval: float = 1.0) -> int:
        """The call's number for `call`. from_ "" withholds the caller's."""
        return int(self.post("/ring", **{"from": from_, "rings": rings, "interval": interval})["call"])

    def hangs_up(self, call: int) -> Wire:
        return self.post(f"/calls/{call}/hang_up")

    # -- what phones have got

    def call(self, call: int) -> Wire:
        """state: ringing, rejected, answered, missed; rings, clip_to_hangup_ms, over."""
        return self.get(f"/calls/{call}")

    def calls_out(self) -> list[Wire]:
        """Dialled by the modem: number, at, seconds (None while it lasts), state, ended_by."""
        found: list[Wire] = self.get("/calls_out")["calls"]
        return found

    def waits_for_ringing(self, number: str, seconds: float = 90) -> int:
        """Until a phone shows a call of the modem's; the call's number."""

        def found() -> list[Wire]:
            open_ones = [call for call in self.calls_out() if call["number"] == number and not call["ended_by"]]
            return [call for call in open_ones if call["state"] == "ringing"]

        return int(self.wait_for(found, seconds)[-1]["id"])

    def answers(self, call: int) -> Wire:
        return self.post(f"/calls/{call}/answer")

    def rejects(self, call: int) -> Wire:
        """The person at the phone that the modem rings: BUSY."""
        return self.post(f"/calls/{call}/reject")

    def refuses_to_dial(self, result: str = "ERROR", *, after_ok: bool = False, count: int | None = None) -> None:
        """result: ERROR, NO CARRIER, BUSY, NO ANSWER, NO DIALTONE."""
        self.order("refuse_dial", result=result, after_ok=after_ok, count=count)

    def sent(self, after: int = 0) -> list[Wire]:
        """after: only messages with a higher id."""
        found: list[Wire] = self.get(f"/sent?after={after}")["sent"]
        return found

    def sent_to(self, number: str) -> list[Wire]:
        """Messages, joined: id, to, text, complete, parts."""
        found: list[Wire] = self.get(f"/sent?{urlencode({'to': number})}")["sent"]
        return found

    def texts_to(self, number: str) -> list[str]:
        """Of those that arrived whole."""
        return [message["text"] for message in self.sent_to(number) if message["complete"]]

    def waits_for_sms_to(self, number: str, containing: str = "", seconds: float = 90) -> Wire:
        """The first whole message to this number that contains the words. Raises NothingCame."""

        def found() -> list[Wire]:
            whole = [message for message in self.sent_to(number) if message["complete"]]
            return [message for message in whole if containing in message["text"]]

        return self.wait_for(found, seconds)[0]

    def waits_for_call(self, call: int, state: str, seconds: float = 90) -> Wire:
        return self.wait_for(lambda: [shown for shown in [self.call(call)] if shown["state"] == state], seconds)[0]

    def events(self, after: int = 0, wait: float = 0) -> list[Wire]:
        found: list[Wire] = self.get(f"/events?after={after}&wait={wait}")["events"]
        return found

    def wait_for(self, found: Callable[[], Found], seconds: float = 90) -> Found:
        """The first true value of found(). Raises NothingCame."""
        until = time.monotonic() + seconds
        while not (value := found()):
            if time.monotonic() > until:
                raise NothingCame(f"waited {seconds} s; the last value was {value!r}")
            time.sleep(0.03)
        return value

    # -- reports

    def reports(self, mode: str, delay: float | None = None, to: str | None = None) -> None:
        """mode: delivered withheld failed trying twice reversed. to: for this number only."""
        given = {"delay": delay, "to": to}
        self.post("/reports", mode=mode, **{name: value for name, value in given.items() if value is not None})

    def withholds_reports(self) -> None:
        self.reports("withheld")

    def sends_reports(self, status: str = "delivered", **which: str) -> int:
        """How many were held back. to=number."""
        return int(self.post("/reports/send", status=status, **which)["reports"])

    # -- faults

    def order(self, kind: str, **details: Any) -> Wire:
        """command, count, after_ctrl_z, seconds, code, lines, line, where, hex, slot."""
        return self.post("/orders", kind=kind, **details)

    def orders(self) -> list[Wire]:
        """Standing orders, with how often each was `done`."""
        standing: list[Wire] = self.get("/orders")["orders"]
        return standing

    def goes_silent(self) -> None:
        """Answers nothing and tells nothing, until `speaks_again`."""
        self.order("silent")

    def speaks_again(self) -> None:
        """Ends every order."""
        self._request("DELETE", "/orders")

    def swallows_result(self, count: int | None = 1) -> None:
        """The message goes, and the modem never says so."""
        self.order("swallow_result", count=count)

    def refuses_to_send(self, code: int = 500, count: int | None = None) -> None:
        self.order("cms_error", code=code, count=count)

    def refuses_to_delete(self, count: int | None = None) -> None:
        self.order("refuse_delete", count=count)

    def refuses_to_hang_up(self, count: int | None = None) -> None:
        self.order("refuse_hangup", count=count)

    def reboots_into_text_mode(self) -> None:
        self.order("reboot_into_text_mode")

    def corrupts_slot(self, slot: int) -> None:
        self.order("corrupt_slot", slot=slot)

    def pulls_cable(self) -> None:
        self.post("/cable", plugged=False)

    def puts_cable_back(self) -> None:
        self.post("/cable", plugged=True)

    def fills_sim(self, filler: str = "drafts") -> None:
        """filler: drafts, or received (old messages)."""
        self.post("/sim", full=True, filler=filler)

    def empties_sim(self) -> None:
        """Of what filled it."""
        self.post("/sim", full=False)

    def wants_pin(self, pin: str) -> None:
        """And starts anew; "" wants none any more."""
        self.post("/sim", pin=pin)

    def loses_network(self) -> None:
        self.post("/network", registered=False)

    def finds_network(self) -> None:
        self.post("/network", registered=True)

    def tells_who_rings(self, told: bool) -> None:
        """False: RING and no +CLIP, whoever calls."""
        self.post("/network", caller_id=told)

    def hears(self, signal: int) -> None:
        self.post("/network", signal=signal)

    def has_balance(self, text: str) -> None:
        """The answer to *100#."""
        self.post("/network", balance_text=text)

    def clock(self, ahead_seconds: float) -> None:
        self.post("/clock", ahead_seconds=ahead_seconds)

    def state(self) -> Wire:
        """slots, waiting, echo, cmgf, cnmi, clip, registered, signal, operator, cable, pin, …"""
        return self.get("/state")

    # -- the wire

    def get(self, path: str) -> Wire:
        found: Wire = json.loads(self._request("GET", path))
        return found

    def post(self, path: str, **value: Any) -> Wire:
        answer: Wire = json.loads(self._request("POST", path, json.dumps(value).encode()))
        return answer

    def _request(self, verb: str, path: str, body: bytes | None = None) -> bytes:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=90)
        try:
            connection.request(verb, path, body, {"Content-Type": "application/json"})
            response = connection.getresponse()
            content = response.read()
        finally:
            connection.close()
        if response.status >= 400:
            raise ControlRefused(f"{verb} {path}: {content.decode()}")
        return content
