"""That something became known of a person, outside their conversation: it hears of it in its own turn."""

from typing import Final

from sqlalchemy import Connection

from models.actions.queue import outbox
from models.actions.queue.inbox import RawInbound, store_inbound
from models.clock import Instant
from models.queries.persons import Requester

#: The kind of an inbox row that says so: {kind, address, organisation_id, refused}.
KNOWN: Final = "known"


def tell_conversation(tx: Connection, at: Instant, who: Requester, name: str, *, refused: str | None = None) -> None:
    """Behind what they have said so far. name: of what happened; it is told once. refused: staff don't confirm it,
    with their words.
    """
    payload = {
        "kind": KNOWN,
        "address": who.address,
        "organisation_id": who.organisation_id,
        "refused": refused,
    }
    item = RawInbound(f"{KNOWN}:{name}", outbox.lane_of(who.traits, who.address), payload)
    store_inbound(tx, who.transport, who.account, [item], at.real)
