"""All tables, one aggregate per file, on one metadata.

organisations staff group_checks regulation · persons contracts identification tickets messages · reach (codes,
changes of addresses, consents) · erasures · lanes (inbox, outbox)
deliveries timers · sms modems · heartbeats troubles windows
"""

from models.tables import (
    contracts,
    deliveries,
    erasures,
    group_checks,
    heartbeats,
    identification,
    lanes,
    messages,
    modems,
    organisations,
    persons,
    reach,
    regulation,
    sms,
    staff,
    tickets,
    timers,
    troubles,
    windows,
)
from models.tables.base import metadata

__all__ = [
    "contracts",
    "deliveries",
    "erasures",
    "group_checks",
    "heartbeats",
    "identification",
    "lanes",
    "messages",
    "metadata",
    "modems",
    "organisations",
    "persons",
    "reach",
    "regulation",
    "sms",
    "staff",
    "tickets",
    "timers",
    "troubles",
    "windows",
]
