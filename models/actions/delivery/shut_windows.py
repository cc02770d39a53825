"""A person's window may close while a message waits to be sent: then it is decided again instead of being refused."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from sqlalchemy import Connection, bindparam, select

from models.actions.queue.dispatching import Dispatch
from models.clock import Instant
from models.queries.transports import traits_of
from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.places import Place
from models.tables.persons import address

#: Whoever decided it looked; what closes within this time the service refuses itself.
_JUST_DECIDED: Final = timedelta(minutes=1)
_HEARD: Final = select(address.c.organisation_id, address.c.heard_at).where(address.c.id == bindparam("of_address"))


def looked_at(tx: Connection, at: Instant, run: Sequence[Dispatch]) -> list[Dispatch]:
    """The same, and of each whether it is shut."""
    return [replace(one, shut=True) if _is_shut(tx, at, one) else one for one in run]


def _is_shut(tx: Connection, at: Instant, dispatch: Dispatch) -> bool:
    if dispatch.place is not Place.ADDRESS or dispatch.address_id is None or dispatch.kind != RowKind.POST:
        return False
    if at.real - dispatch.decided_at < _JUST_DECIDED or "template" in dispatch.payload:
        return False
    traits = traits_of(tx, dispatch.transport)
    if traits.window is None:
        return False
    row = tx.execute(_HEARD, {"of_address": dispatch.address_id}).one_or_none()
    return row is not None and traits.is_closed(row.heard_at, at.now)
