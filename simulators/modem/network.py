"""The mobile network: messages that wait for the modem, messages it has sent, and reports about those."""

import asyncio
import time
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

from simulators.modem.pdu import Content, Submit, deliver, status_report
from simulators.modem.records import SentMessage, SentPart, Waiting

if TYPE_CHECKING:
    from simulators.modem.world import World

DELIVERED, FAILED, TRYING = "delivered", "failed", "trying"
#: TP-Status: received; validity period expired; congestion, still trying.
STATUS = {DELIVERED: 0x00, FAILED: 0x46, TRYING: 0x20}
_Key = tuple[str, int, bool, int]  # to, reference, wide, total: what parts of one message have in common
MODES = (DELIVERED, "withheld", FAILED, TRYING, "twice", "reversed")


class Network:
    """Report modes: `mode` for all, `modes` for single numbers; not kept over a restart. delay in seconds."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self.waiting: dict[int, Waiting] = {}
        self.sent: dict[int, SentMessage] = {}
        self.mode, self.delay = DELIVERED, 0.2
        self.modes: dict[str, str] = {}
        self._latest: dict[_Key, SentMessage] = {}

    # -- to the modem

    def send_to_modem(self, sender: str, contents: list[Content]) -> None:
        for content in contents:
            self._queue(deliver(sender, content, self._world.now(), self._world.sim.smsc))

    def hand_pdu_over(self, pdu: str) -> None:
        """Whatever it is, it will lie on the SIM."""
        self._queue(pdu)

    def _queue(self, pdu: str, delay: float = 0, part: list[int] | None = None, verdict: str = "") -> None:
        item = Waiting(self._world.next_number("waiting"), pdu, time.time() + delay, part, verdict)
        self.waiting[item.id] = item
        self._world.journal.put("waiting", str(item.id), asdict(item))
        self.hand_over_soon(delay)

    def hand_over_soon(self, delay: float = 0) -> None:
        """Not within the command that made it possible: its answer goes first."""
        asyncio.get_running_loop().call_later(delay, self._hand_over)

    def _hand_over(self) -> None:
        """In order; reports pass messages for which there is no room."""
        if not self._world.modem.reachable:
            return
        now = time.time() + 0.02  # timers run by another clock than the due time
        room = True
        for item in [item for item in self.waiting.values() if item.due <= now]:
            if item.part is not None:
                if self._world.modem.take_report(item.pdu):
                    self._reported(item, item.part)
                    self._forget(item)
            elif room:
                room = self._world.modem.take_message(item.pdu)
                if room:
                    self._forget(item)
        self._world.journal.flush()

    def _forget(self, item: Waiting) -> None:
        del self.waiting[item.id]
        self._world.journal.put("waiting", str(item.id), None)

    def restart(self) -> None:
        """After a restart: what was under way goes on."""
        for message in self.sent.values():
            first = message.parts[0]
            if first.concat_reference is not None:
                self._latest[(message.to, first.concat_reference, first.wide, first.total)] = message
        for item in self.waiting.values():
            self.hand_over_soon(max(0.0, item.due - time.time()))

    # -- from the modem

    def take(self, submit: Submit, reference: int) -> None:
        """One part has left the modem under this reference."""
        message = self._message_of(submit)
        message.parts.append(self._part(submit, reference))
        self._save(message)
        if (joined := message.joined).complete:
            fields = {"phone": message.to, "message": message.id, "text": joined.text, "flash": submit.content.flash}
            self._world.feed.add("sms_to_phone", self._world.now(), **fields)
        self._plan_report(message)

    def _part(self, submit: Submit, reference: int) -> SentPart:
        content, long = submit.content, submit.content.concatenation
        return SentPart(
            number=long.number if long else 1,
            total=long.total if long else 1,
            reference=reference,
            concat_reference=long.reference if long else None,
            wide=bool(long and long.wide),
            encoding=content.encoding,
            octets=content.octets.hex(),
            flash=content.flash,
            validity=submit.validity_minutes,
            report_wanted=submit.report_wanted,
            at=self._world.now().isoformat(),
        )

    def _message_of(self, submit: Submit) -> SentMessage:
        """The latest one to this phone that lacks exactly this part, else a new one."""
        long = submit.content.concatenation
        key = (submit.to, long.reference, long.wide, long.total) if long else None
        if long and key in self._latest and all(part.number != long.number for part in self._latest[key].parts):
            return self._latest[key]
        message = SentMessage(self._world.next_number("sent"), submit.to)
        self.sent[message.id] = message
        if key is not None:
            self._latest[key] = message
        return message

    def _save(self, message: SentMessage) -> None:
        self._world.journal.put("sent", str(message.id), asdict(message))

    # -- reports

    def _plan_report(self, message: SentMessage) -> None:
        part = message.parts[-1]
        if not part.report_wanted:
            return
        mode = self.modes.get(message.to, self.mode)
        if mode in ("withheld", TRYING, "reversed"):
            part.held = True
        if mode in (DELIVERED, FAILED, TRYING):
            self._report(message, part, mode)
        elif mode == "twice":
            self._report(message, part, DELIVERED)
            self._report(message, part, DELIVERED)
        elif mode == "reversed" and message.joined.complete:
            self._release(message, reversed(message.parts), DELIVERED)
        self._save(message)

    def _report(self, message: SentMessage, part: SentPart, verdict: str) -> None:
        world = self._world
        sent_at = datetime.fromisoformat(part.at)
        pdu = status_report(part.reference, message.to, sent_at, world.now(), STATUS[verdict], world.sim.smsc)
        self._queue(pdu, self.delay, [message.id, message.parts.index(part)], verdict)

    def send_held_reports(self, verdict: str, to: str | None = None) -> int:
        """How many were held back (to this number only, if one is given)."""
        count = 0
        for message in self.sent.values():
            if to in (None, message.to):
                count += self._release(message, message.parts, verdict)
        return count

    def _release(self, message: SentMessage, parts: Iterable[SentPart], verdict: str) -> int:
        held = [part for part in parts if part.held]
        for part in held:
            part.held = False
            self._report(message, part, verdict)
        if held:
            self._save(message)
        return len(held)

    def _reported(self, item: Waiting, place: list[int]) -> None:
        message = self.sent[place[0]]
        message.parts[place[1]].report = item.verdict
        self._save(message)
