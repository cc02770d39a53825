"""All tables, one aggregate per file, on one metadata.

organisations staff group_checks regulation · persons tickets messages · lanes (inbox, outbox) timers ·
sms modems heartbeats
"""

from models.tables import (
    group_checks,
    heartbeats,
    lanes,
    messages,
    modems,
    organisations,
    persons,
    regulation,
    sms,
    staff,
    tickets,
    timers,
)
from models.tables.base import metadata

__all__ = [
    "group_checks",
    "heartbeats",
    "lanes",
    "messages",
    "metadata",
    "modems",
    "organisations",
    "persons",
    "regulation",
    "sms",
    "staff",
    "tickets",
    "timers",
]
