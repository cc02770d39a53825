"""The clocks of a ticket, folded from the log of what happened to it (docs/adr/0013-clock-from-the-log.md)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from models.rules.clock_states import (
    ClockState,
    Event,
    Extension,
    Happened,
    Pause,
    Standing,
    TicketClocks,
    is_met,
)
from models.rules.clocks import PAUSABLE, Clock
from models.rules.regulation_policies import Policy, Target
from models.rules.terms import Term, Unit, shifted, term_end
from models.rules.working_time import WorkingTime

__all__ = ("ClockState", "Event", "Extension", "Happened", "Pause", "Standing", "TicketClocks", "fold", "is_met")

#: A date that an agent named moves like working time when the requester is waited for after that.
_AS_WORKING_TIME: Final = Term(Unit.WORKING_TIME)


def fold(log: Iterable[Happened], policy: Policy, hours: WorkingTime) -> TicketClocks:
    """Every clock that ever ran under this policy, as the log leaves it.

    log: in the order in which it was written. policy, hours: those that hold now, for the whole of the log: a change
    of kind or calendar counts from the opening.
    Raises NoWorkingTime. Source: REQUIREMENTS E2, E3
    """
    runs = _Runs()
    for happened in log:
        runs.hear(happened)
    clocks = {
        clock: _state(clock, run, target, policy, runs.pauses, hours)
        for clock, run in runs.latest.items()
        if (target := policy.target(clock)) is not None
    }
    return TicketClocks(clocks, runs.waiting.get(Event.WAITING))


@dataclass
class _Run:
    since: datetime
    extensions: list[Extension] = field(default_factory=list)
    #: When a missed time was apologised for, and the time that was promised instead.
    amends: tuple[datetime, datetime] | None = None
    ended_at: datetime | None = None
    asked_for: bool = True  # it ended by what it waited for


class _Runs:
    """What the log says of each clock, before any target is applied."""

    def __init__(self) -> None:
        self.latest: dict[Clock, _Run] = {}
        self.pauses: list[Pause] = []
        #: Why the requester is waited for, and since when: a question, a proposal to close.
        self.waiting: dict[str, datetime] = {}

    def hear(self, happened: Happened) -> None:
        heard = _HEARD.get(happened.kind)
        if heard is not None:
            heard(self, happened)

    def start(self, at: datetime, *clocks: Clock) -> None:
        for clock in clocks:
            self.latest[clock] = _Run(at)

    def end(self, at: datetime, *clocks: Clock, asked_for: bool = True) -> None:
        for clock in clocks:
            run = self.latest.get(clock)
            if run is not None and run.ended_at is None:
                run.ended_at, run.asked_for = at, asked_for

    def ended(self, clock: Clock) -> bool:
        run = self.latest.get(clock)
        return run is not None and run.ended_at is not None

    def runs(self, clock: Clock) -> bool:
        run = self.latest.get(clock)
        return run is not None and run.ended_at is None

    def wait(self, at: datetime, why: str) -> None:
        if not self.waiting:
            self.pauses.append(Pause(at, None))
        self.waiting.setdefault(why, at)

    def resume(self, at: datetime, *whys: str) -> None:
        """A message may have been sent before we wrote the question down: a wait is never shorter than nothing."""
        waited = bool(self.waiting)
        for why in whys or tuple(self.waiting):
            self.waiting.pop(why, None)
        if waited and not self.waiting:
            since = self.pauses[-1].since
            self.pauses[-1] = Pause(since, max(since, at))


def _opened(runs: _Runs, happened: Happened) -> None:
    runs.start(happened.at, Clock.FIRST_RESPONSE, Clock.WORK_STARTED, Clock.RESOLUTION)


def _answered(runs: _Runs, happened: Happened) -> None:
    runs.end(happened.at, Clock.FIRST_RESPONSE, Clock.NEXT_RESPONSE)
    runs.start(happened.at, Clock.UPDATE)


def _answer_failed(runs: _Runs, _happened: Happened) -> None:
    first = runs.latest.get(Clock.FIRST_RESPONSE)
    if first is not None and first.asked_for:
        first.ended_at = None
    runs.latest.pop(Clock.UPDATE, None)


def _requester_wrote(runs: _Runs, happened: Happened) -> None:
    if runs.ended(Clock.FIRST_RESPONSE) and not runs.runs(Clock.NEXT_RESPONSE):
        runs.start(happened.at, Clock.NEXT_RESPONSE)
    runs.resume(happened.at, Event.WAITING)


def _closing_withdrawn(runs: _Runs, happened: Happened) -> None:
    """The requester said so, and waits for an answer."""
    _requester_wrote(runs, happened)
    runs.resume(happened.at, Event.CLOSING_PROPOSED)


def _extended(runs: _Runs, happened: Happened) -> None:
    run = runs.latest.get(Clock.RESOLUTION)
    if run is not None and run.ended_at is None:
        until = datetime.fromisoformat(str(happened.facts["until"]))
        run.extensions.append(Extension(happened.at, until, str(happened.facts.get("reason", ""))))
        run.amends = None  # what is promised last holds


def _promised(runs: _Runs, happened: Happened) -> None:
    run = runs.latest.get(Clock(happened.facts["clock"]))
    if run is not None and run.ended_at is None:
        run.amends = (happened.at, datetime.fromisoformat(str(happened.facts["until"])))


def _closed(runs: _Runs, happened: Happened) -> None:
    # who was waited for has agreed: the work was done when the waiting began
    runs.end(runs.waiting.get(Event.CLOSING_PROPOSED, happened.at), Clock.RESOLUTION)
    _stopped(runs, happened)


def _stopped(runs: _Runs, happened: Happened) -> None:
    runs.end(happened.at, *Clock, asked_for=False)
    runs.resume(happened.at)


def _reopened(runs: _Runs, happened: Happened) -> None:
    answered = runs.latest.get(Clock.FIRST_RESPONSE)
    runs.start(happened.at, Clock.RESOLUTION)
    if answered is None or not answered.asked_for:
        runs.start(happened.at, Clock.FIRST_RESPONSE)
    elif happened.facts.get("by_requester"):
        runs.start(happened.at, Clock.NEXT_RESPONSE)
    if answered is not None and answered.asked_for:
        runs.start(happened.at, Clock.UPDATE)
    started = runs.latest.get(Clock.WORK_STARTED)
    if started is not None and not started.asked_for:
        runs.start(happened.at, Clock.WORK_STARTED)


_HEARD: Final[Mapping[str, Callable[[_Runs, Happened], None]]] = {
    Event.OPENED: _opened,
    Event.FIRST_ANSWERED: _answered,
    Event.ANSWERED: _answered,
    Event.ANSWER_FAILED: _answer_failed,
    Event.REQUESTER_WROTE: _requester_wrote,
    Event.TAKEN: lambda runs, happened: runs.end(happened.at, Clock.WORK_STARTED),
    Event.WAITING: lambda runs, happened: runs.wait(happened.at, Event.WAITING),
    Event.RESUMED: lambda runs, happened: runs.resume(happened.at, Event.WAITING),
    Event.EXTENDED: _extended,
    Event.PROMISED: _promised,
    Event.CLOSING_PROPOSED: lambda runs, happened: runs.wait(happened.at, Event.CLOSING_PROPOSED),
    Event.CLOSING_WITHDRAWN: _closing_withdrawn,
    Event.CLOSED: _closed,
    Event.MERGED: _stopped,
    Event.REOPENED: _reopened,
}


def _state(
    clock: Clock, run: _Run, target: Target, policy: Policy, pauses: Iterable[Pause], hours: WorkingTime
) -> ClockState:
    stands_still = clock in PAUSABLE and clock in policy.pauses
    own = _while_it_ran(run, pauses) if stands_still else ()
    due = _moved(target.promised, run.since, run.extensions, own, hours)
    aimed = target.aimed
    return ClockState(
        clock=clock,
        standing=_standing(run, due, own),
        target=target,
        since=run.since,
        due_at=due,
        aimed_at=None if aimed is None or run.extensions else _moved(aimed, run.since, (), own, hours),
        pauses=own,
        extensions=tuple(run.extensions),
        ended_at=run.ended_at,
        amends_at=_amends(run, own, hours),
    )


def _while_it_ran(run: _Run, pauses: Iterable[Pause]) -> tuple[Pause, ...]:
    """A wait that went on when the clock ended, as for a ticket that somebody took meanwhile, counts until then."""
    own, end = _since(run.since, pauses), run.ended_at
    if end is None:
        return own
    return tuple(Pause(pause.since, min(pause.until or end, end)) for pause in own if pause.since < end)


def _since(began: datetime, pauses: Iterable[Pause]) -> tuple[Pause, ...]:
    """What of the pauses lies after a moment."""
    return tuple(
        Pause(max(pause.since, began), pause.until) for pause in pauses if pause.until is None or pause.until > began
    )


def _moved(
    term: Term, since: datetime, extensions: Sequence[Extension], pauses: Sequence[Pause], hours: WorkingTime
) -> datetime:
    """The end of a term after waits and extensions. What an agent promised last outweighs what was before it."""
    if extensions:
        promised = extensions[-1]
        return _waited(_AS_WORKING_TIME, promised.until, _since(promised.at, pauses), hours)
    return _waited(term, term_end(term, since, hours), pauses, hours)


def _waited(term: Term, due: datetime, pauses: Sequence[Pause], hours: WorkingTime) -> datetime:
    for pause in pauses:
        if pause.until is not None and pause.since < due:
            due = shifted(term, due, pause.since, pause.until, hours)
    return due


def _amends(run: _Run, pauses: Sequence[Pause], hours: WorkingTime) -> datetime | None:
    if run.amends is None:
        return None
    promised_at, until = run.amends
    return _waited(_AS_WORKING_TIME, until, _since(promised_at, pauses), hours)


def _standing(run: _Run, due: datetime, pauses: Sequence[Pause]) -> Standing:
    if run.ended_at is None:
        return Standing.PAUSED if pauses and pauses[-1].until is None else Standing.RUNNING
    if not run.asked_for:
        return Standing.STOPPED
    return Standing.MET if is_met(due, run.ended_at) else Standing.MISSED
