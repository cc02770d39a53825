"""What the log says of each clock of a ticket, before any target is applied."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from models.rules.deadlines.clock_states import Event, Extension, Happened, Pause
from models.rules.regulation.clocks import SlaClock


@dataclass
class Run:
    """One run of a clock. amends: when a missed time was apologised for, and the time that was promised instead.

    flights: while words were on their way that seemed to end it, and never arrived.
    """

    since: datetime
    extensions: list[Extension] = field(default_factory=list)
    flights: list[Pause] = field(default_factory=list)
    amends: tuple[datetime, datetime] | None = None
    ended_at: datetime | None = None
    asked_for: bool = True  # it ended by what it waited for
    waived: bool = False


@dataclass(frozen=True)
class Waived:
    """What an agent's word that no answer is wanted did. wait: what goes on again, as the requester had ended it."""

    run: Run | None
    wait: Pause | None


class Runs:
    """The clocks as the log leaves them. Each line of it is passed to `hear`."""

    def __init__(self) -> None:
        self.latest: dict[SlaClock, Run] = {}
        self.pauses: list[Pause] = []
        #: Why the requester is waited for, and since when: a question, a proposal to close.
        self.waiting: dict[str, datetime] = {}
        #: The wait for an answer that the requester's last words ended.
        self.cut_wait: Pause | None = None
        self.waived: Waived | None = None
        #: As everything stood before the ticket was dismissed.
        self.before: tuple[dict[SlaClock, Run], list[Pause], dict[str, datetime]] | None = None

    def hear(self, happened: Happened) -> None:
        heard = _HEARD.get(happened.kind)
        if heard is None:
            return
        if happened.kind not in _LEAVE_WORDS:
            self.cut_wait = self.waived = None
        heard(self, happened)

    def start(self, at: datetime, *clocks: SlaClock) -> None:
        for clock in clocks:
            self.latest[clock] = Run(at)

    def end(self, at: datetime, *clocks: SlaClock, asked_for: bool = True) -> None:
        for clock in clocks:
            run = self.latest.get(clock)
            if run is not None and run.ended_at is None:
                run.ended_at, run.asked_for = at, asked_for

    def ended(self, clock: SlaClock) -> bool:
        run = self.latest.get(clock)
        return run is not None and run.ended_at is not None

    def runs(self, clock: SlaClock) -> bool:
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


def _opened(runs: Runs, happened: Happened) -> None:
    runs.start(happened.at, SlaClock.FIRST_RESPONSE, SlaClock.WORK_STARTED, SlaClock.RESOLUTION)


def _answered(runs: Runs, happened: Happened) -> None:
    runs.end(happened.at, SlaClock.FIRST_RESPONSE, SlaClock.NEXT_RESPONSE)
    runs.start(happened.at, SlaClock.UPDATE)


def _answer_failed(runs: Runs, happened: Happened) -> None:
    """The clock of the first response goes on where the answer stopped it: nobody could know that it would fail."""
    first = runs.latest.get(SlaClock.FIRST_RESPONSE)
    if first is not None and first.asked_for:
        if first.ended_at is not None:
            first.flights.append(Pause(first.ended_at, max(first.ended_at, happened.at), in_flight=True))
        first.ended_at = None
    runs.latest.pop(SlaClock.UPDATE, None)


def _requester_wrote(runs: Runs, happened: Happened) -> None:
    if runs.ended(SlaClock.FIRST_RESPONSE) and not runs.runs(SlaClock.NEXT_RESPONSE):
        runs.start(happened.at, SlaClock.NEXT_RESPONSE)
    runs.waived = None
    waited = set(runs.waiting) == {Event.WAITING}
    runs.resume(happened.at, Event.WAITING)
    if waited:
        runs.cut_wait = runs.pauses[-1]


def _closing_withdrawn(runs: Runs, happened: Happened) -> None:
    """The requester said so, and waits for an answer."""
    _requester_wrote(runs, happened)
    runs.resume(happened.at, Event.CLOSING_PROPOSED)


def _extended(runs: Runs, happened: Happened) -> None:
    run = runs.latest.get(SlaClock.RESOLUTION)
    if run is not None and run.ended_at is None:
        until = datetime.fromisoformat(str(happened.facts["until"]))
        run.extensions.append(Extension(happened.at, until, str(happened.facts.get("reason", ""))))
        run.amends = None  # what is promised last holds


def _promised(runs: Runs, happened: Happened) -> None:
    run = runs.latest.get(SlaClock(happened.facts["clock"]))
    if run is not None and run.ended_at is None:
        run.amends = (happened.at, datetime.fromisoformat(str(happened.facts["until"])))


def _closed(runs: Runs, happened: Happened) -> None:
    # who was waited for has agreed: the work was done when the waiting began
    runs.end(runs.waiting.get(Event.CLOSING_PROPOSED, happened.at), SlaClock.RESOLUTION)
    _stopped(runs, happened)


def _stopped(runs: Runs, happened: Happened) -> None:
    runs.end(happened.at, *SlaClock, asked_for=False)
    runs.resume(happened.at)


def _reopened(runs: Runs, happened: Happened) -> None:
    answered = runs.latest.get(SlaClock.FIRST_RESPONSE)
    runs.start(happened.at, SlaClock.RESOLUTION)
    if answered is None or not answered.asked_for:
        runs.start(happened.at, SlaClock.FIRST_RESPONSE)
    elif happened.facts.get("by_requester"):
        runs.start(happened.at, SlaClock.NEXT_RESPONSE)
    if answered is not None and answered.asked_for:
        runs.start(happened.at, SlaClock.UPDATE)
    started = runs.latest.get(SlaClock.WORK_STARTED)
    if started is not None and not started.asked_for:
        runs.start(happened.at, SlaClock.WORK_STARTED)


def _dismissed(runs: Runs, happened: Happened) -> None:
    runs.before = deepcopy((runs.latest, runs.pauses, runs.waiting))
    _stopped(runs, happened)


def _restored(runs: Runs, happened: Happened) -> None:
    """Dismissing it was a mistake: what was promised holds as if it had not happened."""
    if runs.before is not None:
        runs.latest, runs.pauses, runs.waiting = runs.before
        runs.before = None
    runs.resume(happened.at, Event.CLOSING_PROPOSED)


def _no_answer_wanted(runs: Runs, happened: Happened) -> None:
    """The clock of the next response ends, and the wait that was cut goes on."""
    run = runs.latest.get(SlaClock.NEXT_RESPONSE) if runs.runs(SlaClock.NEXT_RESPONSE) else None
    if run is not None:
        run.ended_at, run.asked_for, run.waived = happened.at, False, True
    wait, runs.cut_wait = runs.cut_wait, None
    if wait is not None:
        runs.waiting[Event.WAITING] = wait.since
        runs.pauses[-1] = Pause(wait.since, None)
    runs.waived = Waived(run, wait)


def _answer_wanted(runs: Runs, _happened: Happened) -> None:
    """As if nobody had said that none is."""
    waived, runs.waived = runs.waived, None
    if waived is None:
        return
    if waived.run is not None:
        waived.run.ended_at, waived.run.asked_for, waived.run.waived = None, True, False
    if waived.wait is not None and waived.wait.until is not None:
        runs.resume(waived.wait.until, Event.WAITING)
        runs.cut_wait = waived.wait


#: After anything else the requester's last words can't be waived any more.
_LEAVE_WORDS: Final = (
    Event.REQUESTER_WROTE,
    Event.NO_ANSWER_WANTED,
    Event.ANSWER_WANTED,
    Event.TAKEN,
    Event.EXTENDED,
    Event.PROMISED,
)
_HEARD: Final[Mapping[str, Callable[[Runs, Happened], None]]] = {
    Event.OPENED: _opened,
    Event.FIRST_ANSWERED: _answered,
    Event.ANSWERED: _answered,
    Event.ANSWER_FAILED: _answer_failed,
    Event.REQUESTER_WROTE: _requester_wrote,
    Event.TAKEN: lambda runs, happened: runs.end(happened.at, SlaClock.WORK_STARTED),
    Event.WAITING: lambda runs, happened: runs.wait(happened.at, Event.WAITING),
    Event.RESUMED: lambda runs, happened: runs.resume(happened.at, Event.WAITING),
    Event.EXTENDED: _extended,
    Event.PROMISED: _promised,
    Event.CLOSING_PROPOSED: lambda runs, happened: runs.wait(happened.at, Event.CLOSING_PROPOSED),
    Event.CLOSING_WITHDRAWN: _closing_withdrawn,
    Event.CLOSED: _closed,
    Event.MERGED: _stopped,
    Event.REOPENED: _reopened,
    Event.NO_ANSWER_WANTED: _no_answer_wanted,
    Event.ANSWER_WANTED: _answer_wanted,
    Event.DISMISSED: _dismissed,
    Event.RESTORED: _restored,
}
