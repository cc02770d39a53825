"""How long before a window closes something is done about it; `Transport.is_closed` says when it has."""

from datetime import datetime, timedelta
from typing import Final

_REMIND_BEFORE: Final = timedelta(hours=1)
#: What was written longer ago may be true no more: an agent looks at it first.
_STAYS_TRUE: Final = timedelta(days=7)


def reminded_at(heard_at: datetime, window: timedelta) -> datetime:
    """When staff are reminded that somebody waits for an answer. heard_at: when that person wrote last."""
    return heard_at + window - _REMIND_BEFORE


def is_wide_open(heard_at: datetime | None, window: timedelta, now: datetime) -> bool:
    """So long before it closes nobody asks for leave or is reminded of them: what was read of them is enough, and
    their words and answers to them may share a batch. heard_at: as it was read, it may be later by now.
    """
    return heard_at is not None and now - heard_at < window - 2 * _REMIND_BEFORE


def goes_by_itself(written_at: datetime, now: datetime) -> bool:
    """Whether an answer that was kept may go once its person writes, without an agent who reads it again."""
    return now - written_at <= _STAYS_TRUE
