"""Words of ours about a ticket appeared in somebody's chat: replies and reactions to them will be about it.

So are calls of the ladder in the topic remembered: their button goes when somebody took the ticket.
"""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection, bindparam, insert, update

from models.actions.queue.dispatching import Dispatch
from models.rules.delivery.choices import TAKEN, DialogueChoice, TicketChoice, parse_choice
from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.payloads import as_edit, as_post
from models.rules.delivery.places import Place
from models.rules.delivery.send_results import Sent
from models.tables.messages import told

_NEW: Final = insert(told)
_ASKS_NOW: Final = (
    update(told)
    .where(
        told.c.transport == bindparam("its_transport"),
        told.c.account == bindparam("its_account"),
        told.c.address == bindparam("its_address"),
        told.c.provider_id == bindparam("its_provider_id"),
    )
    .values(asks_if_solved=bindparam("asks"))
)


def remember(tx: Connection, dispatch: Dispatch, result: Sent) -> None:
    """Of anything but a message of somebody, which is remembered by its copies."""
    if dispatch.ticket_id is None or dispatch.message_id is not None:
        return
    calls = dispatch.place is Place.TOPIC and dispatch.kind == RowKind.POST and _calls_for_somebody(dispatch)
    if dispatch.place is not Place.ADDRESS and not calls:
        return
    place = {"transport": dispatch.transport, "account": dispatch.account, "address": dispatch.address}
    asks = _asks_if_solved(dispatch)
    if dispatch.kind == RowKind.POST and result.provider_ids:
        row = {**place, "ticket_id": dispatch.ticket_id, "asks_if_solved": asks, "outbox_id": None}
        if calls:
            row["outbox_id"] = dispatch.id
        tx.execute(_NEW, [{**row, "provider_id": provider_id} for provider_id in result.provider_ids])
    elif dispatch.kind == RowKind.EDIT and "provider_id" in dispatch.payload:
        its = {f"its_{name}": value for name, value in place.items()}
        tx.execute(_ASKS_NOW, {**its, "its_provider_id": as_edit(dispatch.payload)["provider_id"], "asks": asks})


def _asks_if_solved(dispatch: Dispatch) -> bool:
    offered = _offered(dispatch)
    return any(isinstance(one, DialogueChoice) and one.key.startswith("solved:") for one in offered)


def _calls_for_somebody(dispatch: Dispatch) -> bool:
    return any(isinstance(one, TicketChoice) and one.verb == TAKEN for one in _offered(dispatch))


def _offered(dispatch: Dispatch) -> Sequence[object]:
    choices = as_post(dispatch.payload).get("choices", ())  # as an edit has them too
    return [parse_choice(choice["key"]) for row in choices for choice in row]
