"""Voice calls: phones that ring the modem, and phones that it rings. One line: a second caller finds it busy."""

import asyncio
import time
from dataclasses import asdict
from typing import TYPE_CHECKING

from simulators.modem.records import Call, DialledCall

if TYPE_CHECKING:
    from simulators.modem.world import World

#: Seconds until the other phone rings: a real network takes some more.
SETUP = 0.2


class Calls:
    def __init__(self, world: "World") -> None:
        self._world = world
        self.incoming: dict[int, Call] = {}
        self.dialled: dict[int, DialledCall] = {}
        self.current: Call | None = None
        self.dialling: DialledCall | None = None
        self._dialled_at = 0.0
        self._first_clip_at: float | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._setup: asyncio.TimerHandle | None = None

    @property
    def busy(self) -> bool:
        return self.current is not None or self.dialling is not None

    # -- phones ring

    def ring(self, caller: str, rings: int, interval: float) -> Call:
        """caller: "" withholds the number. Busy, out of reach or hung: missed at once, without a ring."""
        call = Call(self._world.next_number("call"), caller, rings, interval)
        self.incoming[call.id] = call
        if self.busy or not self._world.modem.reachable:
            self._end(call, "missed")
            return call
        self.current, self._first_clip_at = call, None
        self._show(call)
        self._next_ring()
        return call

    def _next_ring(self) -> None:
        call = self.current
        if call is None:
            return
        if call.rings >= call.rings_planned:
            self.caller_hangs_up(call)
            return
        call.rings += 1
        if self._world.modem.announce_ring(call.caller) and self._first_clip_at is None:
            self._first_clip_at = time.monotonic()
        self._timer = asyncio.get_running_loop().call_later(call.interval, self._next_ring)
        self._world.journal.flush()

    def caller_hangs_up(self, call: Call) -> None:
        if call.over:
            return
        self._end(call, "missed" if call.state == "ringing" else call.state)
        self._world.modem.terminal.unsolicited("NO CARRIER")

    # -- the terminal

    def answer(self) -> bool:
        """False when nobody rings."""
        if self.current is None or self.current.state != "ringing":
            return False
        self._stop_timer()
        self.current.state = "answered"
        self._show(self.current)
        return True

    def hang_up(self) -> None:
        """Rejects what rings, ends what was answered or dialled."""
        if self.current is not None:
            if self.current.state == "ringing" and self._first_clip_at is not None:
                self.current.clip_to_hangup_ms = round((time.monotonic() - self._first_clip_at) * 1000, 3)
            self._end(self.current, "rejected" if self.current.state == "ringing" else self.current.state)
        self.end_dialled()

    def dial(self, number: str, refusal: str = "") -> None:
        """refusal: the network does not put it through, and this is what the terminal hears of that."""
        world = self._world
        self.dialling = DialledCall(world.next_number("call"), number, world.now().isoformat())
        self._dialled_at = time.monotonic()
        self.dialled[self.dialling.id] = self.dialling
        world.journal.put("dialled", str(self.dialling.id), asdict(self.dialling))
        loop = asyncio.get_running_loop()
        if refusal:
            self._setup = loop.call_later(SETUP, self.cut_dialled, "network", refusal)
        else:
            self._setup = loop.call_later(SETUP, self._other_phone, "ringing")

    def _other_phone(self, state: str) -> None:
        if self.dialling is not None:
            self.dialling.state = state
            self._show_dialled(self.dialling, state)
            self._world.journal.flush()

    def picked_up(self) -> None:
        """By the person at the other phone; the terminal is not told."""
        self._other_phone("answered")

    def cut_dialled(self, ended_by: str, told: str) -> None:
        """By the other side. told: to the terminal (NO CARRIER, BUSY …)."""
        self.end_dialled(ended_by)
        self._world.modem.terminal.unsolicited(told)

    def end_dialled(self, ended_by: str = "modem") -> None:
        call, self.dialling = self.dialling, None
        if self._setup is not None:
            self._setup.cancel()
        if call is None:
            return
        call.seconds, call.ended_by = round(time.monotonic() - self._dialled_at, 3), ended_by
        if call.state == "dialling":  # the phone has seen nothing of it
            self._world.journal.put("dialled", str(call.id), asdict(call))
        else:
            self._show_dialled(call, "over")

    def cut(self) -> None:
        """The modem went away."""
        if self.current is not None:
            self._end(self.current, "missed" if self.current.state == "ringing" else self.current.state)
        self.end_dialled("network")

    # -- what is remembered

    def _end(self, call: Call, state: str) -> None:
        if call is self.current:
            self._stop_timer()
            self.current = None
        call.state, call.over = state, True
        self._show(call)

    def _show(self, call: Call) -> None:
        self._world.journal.put("call", str(call.id), asdict(call))
        fields = {"phone": call.caller, "call": call.id, "state": call.state, "over": call.over}
        self._world.feed.add("call_from_phone", self._world.now(), **fields)

    def _show_dialled(self, call: DialledCall, state: str) -> None:
        self._world.journal.put("dialled", str(call.id), asdict(call))
        fields = {"phone": call.number, "call": call.id, "state": state, "over": bool(call.ended_by)}
        fields |= {"ended_by": call.ended_by} if call.ended_by else {}
        self._world.feed.add("call_to_phone", self._world.now(), **fields)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
