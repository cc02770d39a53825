"""A step of a chain arrived, perhaps after the chain had gone on."""

from sqlalchemy import Connection, update

from models.clock import Instant
from models.queries.chains import tried_of
from models.rules.delivery.chain import Proof, proves
from models.rules.delivery.states import READY, DeliveryState
from models.tables.lanes import outbox as outbox_table


def prove(tx: Connection, at: Instant, whole_id: int) -> None:
    """A step arrived, perhaps late: what waits of other steps stays where it is."""
    tried = tried_of(tx, whole_id, at.now)
    arrived = [number for number, one in enumerate(tried, 1) if proves(one, Proof.DELIVERED)]
    if arrived:
        waits = (outbox_table.c.delivery_id == whole_id, outbox_table.c.state.in_(READY))
        others = (*waits, outbox_table.c.step.not_in(arrived))
        ended = {"state": DeliveryState.CANCELLED, "ended_at": at.real, "error": "it arrived by another address"}
        tx.execute(update(outbox_table).where(*others).values(ended))
