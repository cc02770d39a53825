"""Where a post stands among those that wait for the same group, which may be posted in only so often.

Each counts as if it had come a little earlier or later than it did, by what it is. So an escalation goes before a new
ticket, that before a message, and that before the edit of a card; and nothing waits for ever, as what comes much
later stands behind it whatever it is (REQUIREMENTS C8, ADR 23).
"""

from datetime import datetime, timedelta
from typing import Final

from models.rules.delivery.outgoing import RowKind, Urgency

#: What came so much earlier still goes before it.
_LADDER: Final = timedelta(days=-1)
_NEW_TICKET: Final = timedelta(minutes=-30)
_MESSAGE: Final = timedelta(0)
#: An edit gives way to what comes within so much time after it.
_CARD_EDIT: Final = timedelta(minutes=30)

_OF_NEW_TICKET = (RowKind.CREATE_TOPIC, RowKind.CARD)
_OF_LOOKS = (RowKind.EDIT_CARD, RowKind.DROP_CHOICES)


def stands_at(kind: RowKind, urgency: Urgency, created_at: datetime) -> datetime:
    """As if it had come then; the earliest goes first. urgency: of its lane."""
    return created_at + _shift(kind, urgency)


def _shift(kind: RowKind, urgency: Urgency) -> timedelta:
    if kind in _OF_NEW_TICKET:
        return _NEW_TICKET
    if kind in _OF_LOOKS or urgency == Urgency.VIEW:
        return _CARD_EDIT
    return _LADDER if urgency == Urgency.LADDER else _MESSAGE
