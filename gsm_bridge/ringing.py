"""A short call to the phone on duty: dialled, left ringing, hung up; and what it came to.

Past libGammu, whose DialVoice dials a second time after an ERROR, waits a minute and more after NO CARRIER or BUSY in
place of OK, and takes a later BUSY for the answer to its next command (docs/gsm.md).

| The modem said to ATD   | and then                              | Result                                        |
|-------------------------|---------------------------------------|-----------------------------------------------|
| ERROR, +CME ERROR       |                                       | FailedPermanently: nothing was dialled        |
| anything                | BUSY                                  | Sent: the phone is at hand                    |
| OK                      | AT+CLCC: it rings, or was answered    | Sent                                          |
| NO CARRIER, NO DIALTONE |                                       | FailedPermanently                             |
| OK                      | AT+CLCC: it never rang                | FailedPermanently                             |
| OK                      | AT+CLCC is refused; over too soon     | FailedPermanently                             |
| OK                      | AT+CLCC is refused; it lasted         | Sent: nothing says the opposite               |
| nothing, or no hang-up  |                                       | Unknown, and the connection is made anew      |
| nothing, child killed   |                                       | Unknown (models/actions/sms_departures)       |
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from gsm_bridge.talk import Talk
from models.rules.delivery.send_results import FailedPermanently, Refusal, SendResult, Sent, Unknown

_NUMBER: Final = re.compile(r"\+?\d{3,15}")
_ACTIVE, _ALERTING = 0, 3  # of AT+CLCC
#: Some modems list a new call only after a moment.
_MISSED_LOOKS: Final = 2
_LOOKS_AFTER_HANGING_UP: Final = 3


@dataclass(frozen=True)
class Pace:
    """Seconds. dial: until the modem says a word; rings: from the first ring on; reach: until the phone rings at the
    latest; blind: a modem that does not tell how a call is doing; too_soon: nobody's phone can have rung by then."""

    dial: float = 15.0
    rings: float = 12.0
    reach: float = 30.0
    blind: float = 20.0
    too_soon: float = 4.0
    look: float = 1.0
    answer: float = 3.0


@dataclass
class Seen:
    """Of one call. refused: the modem's own line; ended: the line that ended it, empty when it was us.

    lasted: seconds since the modem's OK. listed: the modem tells how a call is doing. free: no call of ours is left.
    """

    word: bool = False
    refused: str = ""
    rang: bool = False
    listed: bool = False
    ended: str = ""
    lasted: float = 0.0
    free: bool = True


@dataclass(frozen=True)
class Ringing:
    """One try. voice: whether this modem can ring a phone, None: it does not show. free: as of Seen.

    refused: nothing was dialled, so that another modem may. spoilt: the connection can't be trusted any more, because
    a call or an answer may still be on its way.
    """

    result: SendResult
    voice: bool | None = None
    refused: bool = False
    free: bool = True
    spoilt: bool = False


def came_of(seen: Seen, too_soon: float = Pace.too_soon) -> Ringing:
    if seen.refused:
        failed = FailedPermanently(Refusal.OTHER, f"the modem does not dial ({seen.refused})")
        return Ringing(failed, voice=False, refused=True)
    if seen.rang or seen.ended == "BUSY":
        return Ringing(Sent(), voice=True, free=seen.free, spoilt=not seen.free)
    if not seen.word or not seen.free:
        return Ringing(Unknown("the modem did not say what became of the call"), free=seen.free, spoilt=True)
    if seen.listed or seen.lasted < too_soon:
        why = seen.ended or "no answer of the network"
        return Ringing(FailedPermanently(Refusal.OTHER, f"the phone did not ring ({why})"), voice=False)
    return Ringing(Sent())


class Call:
    """about_to: told before each wait. The line must be ours alone, and no call on it."""

    def __init__(self, talk: Talk, about_to: Callable[[], None], pace: Pace | None = None) -> None:
        self._talk = talk
        self._heard = talk.heard
        self._about_to = about_to
        self._pace = pace or Pace()

    def ring(self, number: str) -> Ringing:
        seen = Seen()
        if not _NUMBER.fullmatch(number):
            return came_of(Seen(refused="no number"))
        self._dial(number, seen)
        return came_of(seen, self._pace.too_soon)

    def _dial(self, number: str, seen: Seen) -> None:
        self._about_to()
        heard = self._heard
        heard.call_end = ""
        seen.word = self._talk.ask(f"ATD{number};", self._pace.dial, enough=lambda: heard.call_end)
        seen.ended = heard.call_end
        if seen.word and heard.final not in ("OK", ""):
            seen.refused = heard.final
            return
        if seen.word and not seen.ended:
            self._watch(seen)
        if not seen.ended:
            seen.free = self.hang_up()

    def _watch(self, seen: Seen) -> None:
        """Until it has rung long enough, or can't ring any more."""
        clock, pace = self._talk.clock, self._pace
        began, alerted, missed = clock(), None, 0
        while True:
            self._about_to()
            self._talk.listen(pace.look, lambda: self._heard.call_end)
            seen.ended = self._heard.call_end
            if seen.ended or self._talk.gone or self._talk.stopped:
                break
            states = self._placed()
            now = clock()
            if states is not None:
                seen.listed = True
                missed = 0 if states else missed + 1
                if alerted is None and {_ALERTING, _ACTIVE}.intersection(states):
                    seen.rang, alerted = True, now
                if _ACTIVE in states or missed >= _MISSED_LOOKS:
                    break
            if now - began >= (pace.reach if seen.listed else pace.blind):
                break
            if alerted is not None and now - alerted >= pace.rings:
                break
        seen.lasted = clock() - began

    def _placed(self) -> list[int] | None:
        """States of the calls that we placed; None: the modem does not tell."""
        self._heard.placed.clear()
        told = self._talk.ask("AT+CLCC", self._pace.answer) and self._heard.final == "OK"
        return list(self._heard.placed) if told else None

    def hang_up(self) -> bool:
        """True: no call of ours is left, as far as the modem tells."""
        self._about_to()
        done = any(
            self._talk.ask(command, self._pace.answer) and self._heard.final == "OK" for command in ("AT+CHUP", "ATH")
        )
        for _ in range(_LOOKS_AFTER_HANGING_UP):
            self._about_to()
            states = self._placed()
            if states is None:
                return done
            if not states:
                return True
            self._talk.listen(self._pace.look / 3, lambda: False)
        return False
