"""«Why this deadline?» by SMS, where every letter is paid for: one clock, and only what settles it."""

from datetime import datetime, timedelta
from typing import Final

from models.phrases.times import duration, shortest
from models.rules.deadlines.clock_states import ClockState, Standing, TicketClocks
from models.rules.deadlines.explanation import Grounds, promise, result, told
from models.rules.deadlines.explanation_lines import Reader, Scribe
from models.rules.hours.working_time import WorkingTime

_GOES_ON: Final = (Standing.RUNNING, Standing.PAUSED)
_NOTHING: Final = timedelta(0)


def explain_briefly(grounds: Grounds, clocks: TicketClocks, hours: WorkingTime, reader: Reader) -> str:
    """Of the clock that runs, the first of them if several do; else of the last one that ran.

    Raises NoWorkingTime.
    """
    scribe = Scribe(reader, hours)
    states = told(clocks, staff=False)
    state = next((one for one in states if one.standing in _GOES_ON), states[-1])
    parts = [
        scribe.say("why.sms_promise", number=grounds.number, promise=promise(state, scribe)),
        scribe.say("why.sms_since", since=_short(state.since, scribe)),
        *_waits(state, scribe),
    ]
    if state.extensions:
        parts.append(scribe.say("why.sms_extended"))
    if state.standing is not Standing.PAUSED:
        parts.append(scribe.say("why.sms_due", due=_short(state.due_at, scribe)))
    ends = result(state, grounds, scribe)
    return " ".join([*parts, *([ends] if ends else [])])


def _waits(state: ClockState, scribe: Scribe) -> list[str]:
    over = [pause for pause in state.pauses if pause.until and pause.since < state.due_at]
    found, is_you = [], scribe.reader.is_you
    waited_for = "why.sms_waited" if is_you else "why.sms_waited_them"
    for phrase, in_flight in (("why.sms_in_flight", True), (waited_for, False)):
        some = (pause.until - pause.since for pause in over if pause.until and pause.in_flight is in_flight)
        if waited := sum(some, _NOTHING):
            found.append(scribe.say(phrase, waited=duration(waited, scribe.reader.language)))
    if state.standing is Standing.PAUSED:
        waiting = "why.sms_waiting" if is_you else "why.sms_waiting_them"
        found.append(scribe.say(waiting, since=_short(state.pauses[-1].since, scribe)))
    return found


def _short(at: datetime, scribe: Scribe) -> str:
    return shortest(at, scribe.reader.now, scribe.reader.zone, scribe.reader.language)
