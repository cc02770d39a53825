"""In which lanes something waits for one address: a chat has one with its bot, a phone one with each SIM."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection, bindparam, or_, select

from models.actions.queue.outbox import lane_of
from models.rules.delivery.transports import Transport
from models.tables.lanes import lane

_LANES: Final = select(lane.c.id).where(
    lane.c.due_at.is_not(None),
    lane.c.queue == bindparam("of_queue"),
    lane.c.key == bindparam("of_key"),
    or_(lane.c.account == bindparam("of_account"), bindparam("of_any_account")),
)


def lanes_to(tx: Connection, traits: Transport, account: str, text: str) -> Sequence[int]:
    """Those that are not empty."""
    wanted = {
        "of_queue": traits.queue,
        "of_key": lane_of(traits, text),
        "of_account": account,
        "of_any_account": bool(traits.shared_account),
    }
    return tx.execute(_LANES, wanted).scalars().all()
