"""When a proposal to close that nobody answers closes the ticket, and when the requester is reminded."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from models.rules.hours.working_time import WorkingTime
from models.rules.regulation.schema import Closing


@dataclass(frozen=True)
class Silence:
    """remind_at: None when the regulation wants no reminder. Both aware UTC."""

    remind_at: datetime | None
    close_at: datetime


def plan_silence(proposed_at: datetime, closing: Closing, hours: WorkingTime) -> Silence:
    """The ticket closes when the last of the regulation's working days ends; the day of the proposal
    doesn't count. The reminder comes its working days earlier, at the time of day of the proposal.

    Raises NoWorkingTime. Source: REQUIREMENTS B6, docs/adr/0004-ticket-clock.md
    """
    days, before = closing.silence_working_days, closing.remind_before_working_days
    remind_at = None
    if 0 < before < days:
        remind_at = hours.at_time_of_day(hours.working_day(proposed_at, days - before), proposed_at)
    return Silence(remind_at, hours.working_day(proposed_at, days).closes_at)


def may_reopen(closed_at: datetime, now: datetime, closing: Closing) -> bool:
    """The last moment of the term included; a regulation that allows no days allows no reopening."""
    return closing.reopen_days > 0 and now - closed_at <= timedelta(days=closing.reopen_days)
