"""The clocks of a ticket, folded from the log of what happened to it (docs/adr/0013-clock-from-the-log.md)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from models.rules.deadlines.clock_runs import Run, Runs
from models.rules.deadlines.clock_states import (
    ClockState,
    Event,
    Extension,
    Happened,
    Pause,
    Standing,
    TicketClocks,
    is_met,
)
from models.rules.hours.terms import Term, Unit, shifted, term_end
from models.rules.hours.working_time import WorkingTime
from models.rules.regulation.clocks import PAUSABLE, SlaClock
from models.rules.regulation.policies import Policy, Target

__all__ = ("ClockState", "Event", "Extension", "Happened", "Pause", "Standing", "TicketClocks", "fold", "is_met")

#: A date that an agent named moves like working time when the requester is waited for after that.
_AS_WORKING_TIME: Final = Term(Unit.WORKING_TIME)


def fold(log: Iterable[Happened], policy: Policy, hours: WorkingTime) -> TicketClocks:
    """Every clock that ever ran under this policy, as the log leaves it.

    log: in the order in which it was written. policy, hours: those that hold now, for the whole of the log: a change
    of kind or calendar counts from the opening.
    Raises NoWorkingTime. Source: REQUIREMENTS E2, E3
    """
    runs = Runs()
    for happened in log:
        runs.hear(happened)
    clocks = {
        clock: _state(clock, run, target, policy, runs.pauses, hours)
        for clock, run in runs.latest.items()
        if (target := policy.target(clock)) is not None
    }
    may_waive = runs.cut_wait is not None or (SlaClock.NEXT_RESPONSE in clocks and runs.runs(SlaClock.NEXT_RESPONSE))
    return TicketClocks(clocks, runs.waiting.get(Event.WAITING), may_waive, runs.waived is not None)


def _state(
    clock: SlaClock, run: Run, target: Target, policy: Policy, pauses: Iterable[Pause], hours: WorkingTime
) -> ClockState:
    stands_still = clock in PAUSABLE and clock in policy.pauses
    own = _while_it_ran(run, pauses if stands_still else run.flights)
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
        waived=run.waived,
    )


def _while_it_ran(run: Run, pauses: Iterable[Pause]) -> tuple[Pause, ...]:
    """A wait that went on when the clock ended, as for a ticket that somebody took meanwhile, counts until then."""
    own, end = _since(run.since, pauses), run.ended_at
    if end is None:
        return own
    return tuple(replace(pause, until=min(pause.until or end, end)) for pause in own if pause.since < end)


def _since(began: datetime, pauses: Iterable[Pause]) -> tuple[Pause, ...]:
    """What of the pauses lies after a moment."""
    return tuple(
        replace(pause, since=max(pause.since, began))
        for pause in pauses
        if pause.until is None or pause.until > began
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


def _amends(run: Run, pauses: Sequence[Pause], hours: WorkingTime) -> datetime | None:
    if run.amends is None:
        return None
    promised_at, until = run.amends
    return _waited(_AS_WORKING_TIME, until, _since(promised_at, pauses), hours)


def _standing(run: Run, due: datetime, pauses: Sequence[Pause]) -> Standing:
    if run.ended_at is None:
        return Standing.PAUSED if pauses and pauses[-1].until is None else Standing.RUNNING
    if not run.asked_for:
        return Standing.STOPPED
    return Standing.MET if is_met(due, run.ended_at) else Standing.MISSED
