"""Under which ids a row finds what it edits or answers, in the chat or topic where it goes."""

from typing import Any

from sqlalchemy import Connection, Row

from models.queries.copies import Copy, copies_at
from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.payloads import as_edit, as_post
from models.rules.delivery.places import Place


def what_it_answers(tx: Connection, row: Row[Any], address: str | None) -> Copy | None:
    """None: it is not there, or not any more."""
    reply = as_post(row.payload)["reply"]  # as an edit has it too
    if reply.get("card"):
        return Copy(str(row.card_provider_id), None) if row.card_provider_id else None
    place = {
        "message_id": reply["message_id"],
        "account": row.account,
        "address": address,
        "thread_id": row.thread_id if row.place == Place.TOPIC else None,
        "part": reply["part"],
    }
    seen = copies_at(tx, place)
    return seen[reply["place"]] if len(seen) >= -reply["place"] else None


def what_to_edit(tx: Connection, kind: RowKind, row: Row[Any], address: str | None) -> tuple[Copy, ...]:
    if kind == RowKind.EDIT_CARD:
        return (Copy(row.card_provider_id, None),) if row.card_provider_id else ()
    if kind not in (RowKind.EDIT, RowKind.REMOVE) or "provider_id" in row.payload or "correction" in row.payload:
        return ()  # a post of ours that is no message of a ticket is named in the row itself
    place = {
        "message_id": row.message_id,
        "account": row.account,
        "address": address,
        "thread_id": row.thread_id if row.place == Place.TOPIC else None,
        "part": as_edit(row.payload).get("part", 0),
    }
    return copies_at(tx, place)
