"""Conversations in which something was begun and nobody goes on: when the time has come, the dialogue looks again."""

from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, select, update
from sqlalchemy.exc import IntegrityError

from models.actions.queue import outbox
from models.actions.queue.inbox import RawInbound, store_inbound
from models.clock import Instant
from models.queries.transports import traits_of
from models.tables.persons import address, conversation

BATCH: Final = 100
#: The kind of an inbox row that says so: {kind, address, organisation_id}.
SILENCE: Final = "silence"
#: In its payload, as in that of any row which we put there ourselves about somebody whom we know.
ORGANISATION: Final = "organisation_id"

_DUE = (
    select(
        conversation.c.id,
        conversation.c.next_at,
        address.c.organisation_id,
        address.c.transport,
        address.c.account,
        address.c.address,
    )
    .join(address, address.c.id == conversation.c.address_id)
    .where(conversation.c.next_at.is_not(None), conversation.c.next_at <= bindparam("now"))
    .order_by(conversation.c.next_at)
    .limit(BATCH)
)
#: Only if nobody has said anything since it was looked at.
_WOKEN = (
    update(conversation)
    .where(conversation.c.id == bindparam("of_id"), conversation.c.next_at == bindparam("seen"))
    .values(next_at=None)
)


def wake(tx: Connection, at: Instant) -> int:
    """Puts a row for each into its lane of the inbox, behind what the person has said. Returns how many were due.

    The lane keeps the order: what is decided there is decided by the conversation as it is then. Whoever wakes the
    same one at the same moment finds the row there, by its name.
    """
    due = tx.execute(_DUE, {"now": at.now}).all()
    # sorted: all who lock several lanes do so in the same order
    for row in sorted(due, key=lambda row: _lane(tx, row)):
        name = f"{SILENCE}:{row.id}:{row.next_at.isoformat()}"
        payload = {"kind": SILENCE, "address": row.address, ORGANISATION: row.organisation_id}
        item = RawInbound(name, _lane(tx, row), payload)
        try:
            with tx.begin_nested():
                store_inbound(tx, row.transport, row.account, [item], at.real)
        except IntegrityError:
            continue
        tx.execute(_WOKEN, {"of_id": row.id, "seen": row.next_at})
    return len(due)


def _lane(tx: Connection, row: Row[*tuple[Any, ...]]) -> str:
    return outbox.lane_of(traits_of(tx, row.transport), row.address)
