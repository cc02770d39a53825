"""What is for a topic waits until the topic is there, and the bot with it."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.places import Place

#: What needs a topic or a card that is still being made looks again after this, and gives up in the end.
_LOOK_AGAIN = timedelta(seconds=1)
_GIVE_UP = timedelta(minutes=10)
#: What waits for a group is woken when there is one; this only catches what was missed.
_GROUP_IS_AWAY = timedelta(minutes=1)


def must_wait(row: Row[Any], real: datetime) -> timedelta | None:
    """How soon to look again whether the topic or the card that the row is about is there; None: it is."""
    if not goes_to_topic(row):
        return None
    if row.kind == RowKind.DELETE_TOPIC:
        return None  # of one that never came to be nothing has to go
    if row.topic_state == "lost":
        return _GROUP_IS_AWAY  # nobody would see it: the bot is not in the group
    if row.kind == RowKind.CREATE_TOPIC:
        return None
    if row.thread_id is None:
        return _LOOK_AGAIN  # without its topic it would land in the group's general one
    fresh = real - row.created_at < _GIVE_UP
    return _LOOK_AGAIN if row.kind == RowKind.EDIT_CARD and row.card_provider_id is None and fresh else None


def goes_to_topic(row: Row[Any]) -> bool:
    return bool(row.place == Place.TOPIC)
