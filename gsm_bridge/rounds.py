"""What a child does all day: looks at the modem, attends to callers, empties the SIM, sends, and rests until
something happens. One thread; whoever rings waits for one part at most."""

import logging
import select
import time
from collections.abc import Callable
from dataclasses import dataclass

from bell.wakes import Listener
from gsm_bridge import device as devices
from gsm_bridge.beats import Activity
from gsm_bridge.callers import Callers
from gsm_bridge.endings import Ending, EndOfChild
from gsm_bridge.gammu_modem import GammuModem
from gsm_bridge.health import Health
from gsm_bridge.sender import Sender
from gsm_bridge.sim_reader import SimReader
from gsm_bridge.store import AWAY, Store
from models.actions.delivery.sms_departures import Receipt, record_receipt
from models.actions.reach.sms_arrivals import give_up_waiting
from models.actions.reach.sms_listening import note_listening

#: Seconds. Events of libGammu only wake: the SIM is listed anyway, and SQL is looked at anyway.
_LIST_EVERY, _SQL_EVERY, _ARM_EVERY, _GIVE_UP_EVERY = 7.0, 1.0, 60.0, 30.0
_LISTENING_EVERY = 30.0
_AFTER_ERROR = 1.0
_HUNG_UP = select.POLLHUP | select.POLLERR | select.POLLNVAL

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Hands:
    """Those who do the work for one SIM in one modem. stop: a descriptor, readable when we are to stop."""

    device: str
    sim: str
    modem: GammuModem
    store: Store
    callers: Callers
    reader: SimReader
    sender: Sender
    health: Health
    listener: Listener
    stop: int
    woken: Callable[[], None]
    about_to: Callable[[Activity], None]


class Rounds:
    """Runs until stopped; ModemLost and EndOfChild end it too."""

    def __init__(self, hands: Hands) -> None:
        self._hands = hands
        self._terminal_is = devices.identity(hands.device)
        self._reports: list[Receipt] = []
        self._list_at = self._sql_at = self._give_up_at = self._listening_at = 0.0
        self._full = False
        self._arm_at = time.monotonic() + _ARM_EVERY
        self._pause_until = 0.0
        self._stopping = False
        self._sending = False
        self._poll = select.poll()
        for descriptor in (hands.modem.terminal, hands.listener.fileno(), hands.stop):
            self._poll.register(descriptor, select.POLLIN)

    def run(self) -> None:
        while not self._stopping:
            try:
                more = self._round()
            except AWAY as error:
                log.warning("the database is away: %s", type(error).__name__)
                more, self._pause_until = False, time.monotonic() + _AFTER_ERROR
            self._rest(0.0 if more else self._next_at() - time.monotonic())

    def attend(self) -> None:
        """For those who must not wait: between two talks with the modem."""
        if self._hands.callers.attend():
            self._hands.woken()

    def _round(self) -> bool:
        """True if the next one should follow at once."""
        hands, now = self._hands, time.monotonic()
        self.attend()
        self._record_reports()
        if hands.modem.sms_announced or now >= self._list_at:
            self._list_at = now + _LIST_EVERY
            hands.reader.empty()
            self._full = hands.reader.something_stays and hands.modem.is_full()
            hands.health.sim_is(full=self._full, unreadable=hands.reader.unreadable)
        if now >= hands.health.due_at:
            hands.health.check()
        self._note_listening(now)
        self._upkeep(now)
        return self._send(now)

    def _note_listening(self, now: float) -> None:
        """After the SIM was emptied, and only while something can come to it."""
        hands = self._hands
        if now < self._listening_at or self._full or not hands.health.registered:
            return
        self._listening_at = now + _LISTENING_EVERY
        hands.store.write(lambda tx, at: note_listening(tx, at, hands.sim))

    def _send(self, now: float) -> bool:
        hands = self._hands
        wanted = hands.listener.heard() or self._sending or now >= self._sql_at
        if not hands.health.registered or not wanted:
            return False
        self._sql_at = now + _SQL_EVERY
        self._sending = (hands.sender.busy or hands.store.something_departs()) and hands.sender.send_one()
        return self._sending

    def _upkeep(self, now: float) -> None:
        hands = self._hands
        if now >= self._arm_at:
            self._arm_at = now + _ARM_EVERY
            if not hands.modem.takes_pdus():
                raise EndOfChild(Ending.RENEWED, "the modem does not take PDUs any more")
            hands.modem.arm()
        if now >= self._give_up_at:
            self._give_up_at = now + _GIVE_UP_EVERY
            if hands.store.write(lambda tx, at: give_up_waiting(tx, at, hands.sim), durable=True):
                hands.woken()

    def _record_reports(self) -> None:
        """Reports of the network that came by themselves; those for which the database was away are tried again."""
        self._reports += self._hands.modem.take_reports()
        while self._reports:
            self._record(self._reports[0])
            del self._reports[0]

    def _record(self, report: Receipt) -> None:
        self._hands.store.write(lambda tx, at: record_receipt(tx, at, self._hands.sim, report))

    def _next_at(self) -> float:
        """When there is something to do without anything happening. Monotonic seconds."""
        # libGammu takes in what the modem says during any call, and hands it on with a later one
        self._hands.modem.hear_out()
        due = min(self._list_at, self._sql_at, self._arm_at, self._give_up_at, self._hands.health.due_at)
        unnamed = self._hands.modem.unnamed_due_at
        due = due if unnamed is None else min(due, unnamed)
        return max(0.0 if self._hands.modem.has_news else due, self._pause_until)

    def _rest(self, seconds: float) -> None:
        """Until something happens, at most so long; then the modem's words are taken in."""
        self._hands.about_to(Activity.REST)
        happened = dict(self._poll.poll(max(0.0, seconds) * 1000))
        if happened.get(self._hands.stop):
            self._stopping = True
        at_terminal = happened.get(self._hands.modem.terminal, 0)
        if at_terminal & _HUNG_UP or devices.identity(self._hands.device) != self._terminal_is:
            raise EndOfChild(Ending.UNPLUGGED)
        if at_terminal:
            self._hands.modem.look()
