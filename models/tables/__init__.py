"""All tables, one aggregate per file, on one metadata.

organisations staff regulation · persons tickets messages · lanes (inbox, outbox) timers · evidence
"""

from models.tables import (
    evidence,
    lanes,
    messages,
    organisations,
    persons,
    regulation,
    staff,
    tickets,
    timers,
)
from models.tables.base import metadata

__all__ = [
    "evidence",
    "lanes",
    "messages",
    "metadata",
    "organisations",
    "persons",
    "regulation",
    "staff",
    "tickets",
    "timers",
]
