"""What is logged about a ticket's clocks, and how each of them stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from models.rules.regulation.clocks import SlaClock
from models.rules.regulation.policies import Target


class Event(StrEnum):
    """What the clocks hear. The log holds more (taken rungs, notes of what was shown), which they pass over."""

    OPENED = "opened"
    FIRST_ANSWERED = "first_answered"
    ANSWERED = "answered"
    ANSWER_FAILED = "answer_failed"  # nothing that agents wrote can have arrived
    REQUESTER_WROTE = "requester_wrote"
    NO_ANSWER_WANTED = "no_answer_wanted"  # an agent read it: what the requester wrote last asks for nothing
    ANSWER_WANTED = "answer_wanted"  # that was a mistake
    TAKEN = "taken"
    WAITING = "waiting"  # for the requester
    RESUMED = "resumed"
    EXTENDED = "extended"  # facts: until (ISO), reason
    PROMISED = "promised"  # a missed time was apologised for, with a new one; facts: clock, until (ISO)
    CLOSING_PROPOSED = "closing_proposed"
    CLOSING_WITHDRAWN = "closing_withdrawn"
    CLOSED = "closed"
    MERGED = "merged"
    REOPENED = "reopened"  # facts: by_requester
    DISMISSED = "dismissed"  # it was no request; facts: reason
    RESTORED = "restored"  # it was one after all


class Standing(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    MISSED = "missed"
    STOPPED = "stopped"  # ended without having been asked for: closed, merged


@dataclass(frozen=True)
class Happened:
    """One row of the log. at: aware UTC."""

    at: datetime
    kind: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Pause:
    """until: None while it lasts. in_flight: nobody was waited for; an answer was on its way that never arrived."""

    since: datetime
    until: datetime | None
    in_flight: bool = False


@dataclass(frozen=True)
class Extension:
    at: datetime
    until: datetime
    reason: str


@dataclass(frozen=True)
class ClockState:
    """One clock as it stands.

    due_at: the promise; while paused, as it was when the pause began. aimed_at: what is aimed at before that.
    amends_at: the new time that came with the apology for a missed one. ended_at: when it was met, missed or stopped.
    waived: stopped because an agent said that no answer is wanted.
    """

    clock: SlaClock
    standing: Standing
    target: Target
    since: datetime
    due_at: datetime
    aimed_at: datetime | None
    pauses: tuple[Pause, ...] = ()
    extensions: tuple[Extension, ...] = ()
    ended_at: datetime | None = None
    amends_at: datetime | None = None
    waived: bool = False

    @property
    def running_due(self) -> datetime | None:
        """The deadline that somebody can still meet now; None while paused and after the end."""
        return self.due_at if self.standing is Standing.RUNNING else None


@dataclass(frozen=True)
class TicketClocks:
    """waiting_since: for the requester's answer to a question; None when nobody waits.

    may_waive: the requester's last words started a clock or ended a wait, and nobody answered since. waived: an agent
    said that they want no answer, and neither side wrote since.
    """

    clocks: Mapping[SlaClock, ClockState]
    waiting_since: datetime | None
    may_waive: bool = False
    waived: bool = False


def is_met(due: datetime, answered_at: datetime) -> bool:
    """An answer exactly at the deadline is in time."""
    return answered_at <= due
