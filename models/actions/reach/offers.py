"""What was offered last where choices are no buttons of their own: by number, or page by page."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, bindparam, update

from models.rules.delivery.choice_pages import Paged
from models.tables.persons import conversation

_OFFER: Final = (
    update(conversation)
    .where(conversation.c.address_id == bindparam("of_address"))
    .values(offered=bindparam("offer", type_=conversation.c.offered.type))
)


def offer(tx: Connection, address_id: int, keys: Sequence[str] | None) -> None:
    """What the numbers 1, 2 … mean from now on there; None: nothing."""
    _remember(tx, address_id, list(keys) if keys else None)


def offer_pages(tx: Connection, address_id: int, kept: Paged) -> None:
    """The list whose pages can be turned there from now on."""
    _remember(tx, address_id, kept)


def _remember(tx: Connection, address_id: int, offered: Any) -> None:
    tx.execute(_OFFER, {"of_address": address_id, "offer": offered})
