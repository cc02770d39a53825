"""Where the dialogue with a person stands."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from models.tables.persons import conversation

_NEXT_LOOK = select(conversation.c.next_at).where(conversation.c.address_id == bindparam("address_id"))


def next_look_at(tx: Connection, address_id: int) -> datetime | None:
    """When the conversation is looked at again, should nobody go on with it."""
    found: datetime | None = tx.execute(_NEXT_LOOK, {"address_id": address_id}).scalar_one()
    return found
