"""What waits in a topic's lane as one post, when its group is behind (models/rules/delivery/merged.py says what may).

The first row becomes that post and says in `outbox_message` which messages it shows; the others end. All of it is one
transaction before anything is sent: whoever takes over from a sender that vanished finds either many rows or one.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import takewhile
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from models.actions.queue import lanes, outbox
from models.actions.queue.lanes import Lease
from models.actions.queue.outbox import OutgoingRow
from models.phrases.catalogue import say
from models.phrases.times import day_and_time
from models.queries.copies import Copy
from models.queries.merged_posts import entries_of
from models.queries.messages import MessageView, messages_by_ids
from models.queries.regulation import edition_of
from models.queries.tickets import TicketView, ticket_of_row
from models.rules.delivery.merged import (
    Behind,
    Entry,
    corrected,
    drawn,
    entry_of,
    fits,
    gathered,
    is_plain,
    quote_of,
)
from models.rules.delivery.outgoing import RowKind, Urgency
from models.rules.delivery.payloads import EditPayload, Payload, PostPayload, as_edit, as_post
from models.rules.delivery.places import Place
from models.rules.delivery.states import READY, WAITING, DeliveryState
from models.rules.texts.content import Piece, clip, one_line, utf16_length
from models.tables.among import is_one_of
from models.tables.lanes import lane
from models.tables.lanes import outbox as outbox_table
from models.tables.messages import outbox_message

#: So many rows are looked at; no post has room for more.
_MOST: Final = 100
_NAME_LIMIT: Final = 60

_OURS = (
    select(outbox_table)
    .join(lane, lane.c.id == outbox_table.c.lane_id)
    .where(
        outbox_table.c.id == bindparam("row_id"),
        is_one_of(outbox_table.c.state, READY),
        lane.c.lease == bindparam("token"),
    )
)
_BEHIND = (
    select(outbox_table)
    .where(
        outbox_table.c.lane_id == bindparam("of_lane"),
        outbox_table.c.seq > bindparam("after"),
        is_one_of(outbox_table.c.state, WAITING),
    )
    .order_by(outbox_table.c.seq)
    .limit(_MOST)
)
_WORDS = (
    update(outbox_message)
    .where(
        outbox_message.c.outbox_id == bindparam("row_id"),
        outbox_message.c.message_id == bindparam("of_message"),
        outbox_message.c.part == bindparam("of_part"),
    )
    .values(text=bindparam("new_text"), entities=bindparam("new_entities", type_=outbox_message.c.entities.type))
)
_PAYLOAD = (
    update(outbox_table)
    .where(outbox_table.c.id == bindparam("row_id"))
    .values(payload=bindparam("new_payload", type_=outbox_table.c.payload.type))
)


def join(tx: Connection, lease: Lease, row_id: int, real: datetime) -> bool:
    """That row, which goes now, takes with it what waits behind it and may share its post.

    False: there is nothing, or the lane is somebody else's.
    """
    lanes.lock_lane(tx, lease.lane_id)
    row = tx.execute(_OURS, {"row_id": row_id, "token": lease.token}).one_or_none()
    if row is None or not _may_lead(row):
        return False
    behind = tx.execute(_BEHIND, {"of_lane": lease.lane_id, "after": row.seq})
    rows = list(takewhile(lambda one: _may_follow(one, row, real), behind))
    first, others = _described(tx, row, rows) if rows else ([], [])
    entries, taken = gathered(first, others, row.payload.get("repeated_mark", "")) if first else ([], [])
    if not taken or len(entries) < 2:
        return False
    _store(tx, row, entries)
    ended = {"state": DeliveryState.MERGED, "ended_at": real, "error": f"in the post of row {row_id}"}
    tx.execute(update(outbox_table).where(outbox_table.c.id.in_(taken)).values(**ended))
    _change_places(tx, row, next(one for one in rows if one.id == taken[-1]))
    return True


def _change_places(tx: Connection, row: Row[Any], last: Row[Any]) -> None:
    """Whoever slept through a lease with the row as it was, and sent it so, must not end it as it is now."""
    for which, seq in ((last, -last.id), (row, last.seq), (last, row.seq)):
        tx.execute(update(outbox_table).where(outbox_table.c.id == which.id).values(seq=seq))
    lanes.note_run(tx, row.lane_id, last.seq)


def _may_lead(row: Row[Any]) -> bool:
    of_somebody = row.message_id is not None and row.kind == RowKind.POST
    is_words = "together" in row.payload or is_plain(row.payload)
    return row.place == Place.TOPIC and row.repeatable and of_somebody and is_words


def _may_follow(row: Row[Any], head: Row[Any], real: datetime) -> bool:
    """As far as the row itself says."""
    place = (row.transport, row.account, row.place, row.ticket_id, row.repeatable, row.repeated)
    same = place == (head.transport, head.account, head.place, head.ticket_id, True, head.repeated)
    return same and row.state in READY and row.not_before <= real


def _described(tx: Connection, head: Row[Any], rows: Sequence[Row[Any]]) -> tuple[list[Entry], list[Behind]]:
    """Nothing first: the row shows nobody's words."""
    named = [row.message_id for row in (head, *rows) if row.message_id is not None]
    view = ticket_of_row(tx, head.ticket_id)
    said = {one.id: one for one in messages_by_ids(tx, view.organisation_id, named) if one.author == "requester"}
    stamps = {message_id: _stamp(tx, view, one) for message_id, one in said.items()}
    others = [
        Behind(row.id, RowKind(row.kind), row.payload, row.message_id, *stamps.get(row.message_id, ("", "")))
        for row in rows
    ]
    if "together" in head.payload:
        return entries_of(tx, head.id), others
    if head.message_id not in stamps:
        return [], others
    return [entry_of(head.payload, head.message_id, *stamps[head.message_id])], others


def _stamp(tx: Connection, view: TicketView, one: MessageView) -> tuple[str, str]:
    """Whose words and of which day; the time of that day."""
    regulation, language = edition_of(tx, view).regulation, _language(tx, view)
    date, time = day_and_time(one.at, regulation.organisation.timezone, language)
    name = clip(one_line(view.requester_name), _NAME_LIMIT) or say(language, "card.no_name")
    return say(language, "staff.merged_heading", name=name, date=date), time


def _language(tx: Connection, view: TicketView) -> str:
    return edition_of(tx, view).regulation.desk(view.desk_key).staff_language


def _store(tx: Connection, row: Row[Any], entries: Sequence[Entry]) -> None:
    tx.execute(delete(outbox_message).where(outbox_message.c.outbox_id == row.id))
    tx.execute(
        insert(outbox_message),
        [
            {
                "outbox_id": row.id,
                "position": position,
                "message_id": entry.message_id,
                "part": entry.part,
                "heading": entry.heading,
                "time": entry.time,
                "text": entry.words.text,
                "entities": list(entry.words.entities) or None,
            }
            for position, entry in enumerate(entries)
        ],
    )
    post = drawn(entries)
    said: PostPayload = {"part": 0, "text": post.text, "entities": list(post.entities), "together": True}
    if "repeated_mark" in row.payload:
        said["repeated_mark"] = row.payload["repeated_mark"]
    tx.execute(_PAYLOAD, {"row_id": row.id, "new_payload": said})


def shown_by(tx: Connection, row: Row[Any]) -> tuple[tuple[int, int], ...]:
    """Messages and parts, when it shows several."""
    if "together" not in row.payload:
        return ()
    return tuple((entry.message_id, entry.part) for entry in entries_of(tx, row.id))


def quoting(tx: Connection, payload: Payload, shown_in: int) -> Payload:
    """A reply to a message in the post of that row quotes it, so that it is seen which is meant."""
    post = as_post(payload)
    reply = post["reply"]
    quote = quote_of(entries_of(tx, shown_in), reply["message_id"], reply["part"], reply.get("quote"))
    answering: PostPayload = {**post, "reply": {**reply, "quote": quote}} if quote is not None else post
    return answering


def redrawn(tx: Connection, row: Row[Any], seen: Copy | None, real: datetime) -> Payload:
    """An edit of a message that shares its post changes the whole post. seen: where the message stands."""
    edit = as_edit(row.payload)
    if "redraws" in edit:
        return _edit(edit, entries_of(tx, edit["redraws"]))
    if seen is None or seen.outbox_id is None:
        return edit
    entries, part = entries_of(tx, seen.outbox_id), edit.get("part", 0)
    words = Piece(edit["text"], tuple(edit["entities"]))
    changed = corrected(entries, row.message_id, part, words)
    if changed is None:
        return edit
    if not fits(changed, ""):
        return _posted_below(tx, row, seen.outbox_id, seen.provider_id, entries, real)
    _say(tx, seen.outbox_id, row.message_id, part, words)
    return _edit(edit, changed)


def _edit(edit: EditPayload, entries: Sequence[Entry]) -> EditPayload:
    post = drawn(entries)
    whole: EditPayload = {"part": edit.get("part", 0), "text": post.text, "entities": list(post.entities)}
    return whole | {"provider_id": edit["provider_id"]} if "provider_id" in edit else whole


def _say(tx: Connection, row_id: int, message_id: int, part: int, words: Piece) -> None:
    which = {"row_id": row_id, "of_message": message_id, "of_part": part}
    tx.execute(_WORDS, {**which, "new_text": words.text, "new_entities": list(words.entities) or None})


def _posted_below(
    tx: Connection, row: Row[Any], shown_in: int, provider_id: str, entries: Sequence[Entry], real: datetime
) -> EditPayload:
    """The post has no room for the new words: they come below, under a mark, and then it says so where they stood."""
    view, edit = ticket_of_row(tx, row.ticket_id), as_edit(row.payload)
    language, part = _language(tx, view), edit.get("part", 0)
    below = say(language, "staff.merged_below")
    changed = corrected(entries, row.message_id, part, Piece(below))
    left = below if changed is not None and fits(changed, "") else "…"
    italic = {"type": "italic", "offset": 0, "length": utf16_length(left)}
    _say(tx, shown_in, row.message_id, part, Piece(left, (italic,)))
    correction: EditPayload = {**edit, "correction": say(language, "staff.edited_mark")}
    tx.execute(_PAYLOAD, {"row_id": row.id, "new_payload": correction})
    again: EditPayload = {
        "part": part,
        "text": "",
        "entities": [],
        "provider_id": provider_id,
        "redraws": shown_in,
    }
    draft = OutgoingRow(RowKind.EDIT, again, repeatable=True, ticket_id=row.ticket_id, message_id=row.message_id)
    key, urgency, queue = lanes.name_of(tx, row.lane_id)
    outbox.post(tx, row.account, key, Urgency(urgency), [draft], real, queue=queue)
    return correction


def split_up(tx: Connection, row_id: int, real: datetime) -> None:
    """The post was refused, and nobody knows for which of its messages: each goes by itself, in its place."""
    row = tx.execute(select(outbox_table).where(outbox_table.c.id == row_id)).one()
    drafts = [
        OutgoingRow(
            RowKind.POST,
            _alone(entry, row.payload.get("repeated_mark", "")),
            repeatable=True,
            ticket_id=row.ticket_id,
            message_id=entry.message_id,
        )
        for entry in entries_of(tx, row_id)
    ]
    ended = {"state": DeliveryState.CANCELLED, "ended_at": real, "error": "refused; each goes by itself"}
    tx.execute(update(outbox_table).where(outbox_table.c.id == row_id).values(**ended))
    outbox.put_before(tx, row.lane_id, row.account, drafts, real)


def _alone(entry: Entry, mark: str) -> PostPayload:
    said: PostPayload = {"part": entry.part, "text": entry.words.text, "entities": list(entry.words.entities)}
    return {**said, "repeated_mark": mark, "alone": True}
