"""Cards that changed: one edit for each, folded into what has not left yet."""

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, bindparam, select, update

from models.actions.queue import outbox
from models.actions.queue.outbox import OutgoingRow, Post
from models.clock import Instant
from models.queries.cards import card_view
from models.queries.messages import MessageView, messages_by_ids
from models.queries.tickets import TicketRef, TicketView, tickets_by_ids
from models.rules.delivery.choices import ticket_key
from models.rules.delivery.outgoing import DELIVER, RowKind, Urgency
from models.rules.delivery.payloads import CardPayload
from models.rules.delivery.post_content import OfferedChoice
from models.rules.delivery.states import READY
from models.rules.desk.card import Rendered, render_card
from models.rules.regulation.organisations import OrganisationId
from models.rules.regulation.parsing import Regulation
from models.tables.among import among, is_one_of
from models.tables.lanes import lane
from models.tables.lanes import outbox as outbox_table

#: New contents for a card, or an edit of it, that has not left yet: by lane, as there are few of those.
_WAITING = (
    select(outbox_table.c.id, outbox_table.c.ticket_id, outbox_table.c.kind)
    .select_from(outbox_table.join(lane))
    .where(
        lane.c.queue == DELIVER,
        lane.c.account == bindparam("of_account"),
        among(lane.c.key, "of_keys"),
        is_one_of(outbox_table.c.kind, (RowKind.EDIT_CARD, RowKind.CARD)),
        is_one_of(outbox_table.c.state, READY),
    )
)
#: One that left meanwhile waits no more, and the next look at its result finds the newer contents.
_FOLD = (
    update(outbox_table)
    .where(outbox_table.c.id == bindparam("row"), is_one_of(outbox_table.c.state, READY))
    .values(payload=bindparam("new_payload", type_=outbox_table.c.payload.type))
)


def card_payload(ticket: TicketView, card: Rendered) -> CardPayload:
    rows: list[list[OfferedChoice]] = [
        [{"key": ticket_key(ticket.id, ticket.version, b.key), "label": b.label} for b in row] for row in card.buttons
    ]
    return {"text": card.text, "entities": list(card.entities), "choices": rows}


def card_edit(account: str, ticket_id: int, payload: CardPayload) -> Post:
    draft = OutgoingRow(RowKind.EDIT_CARD, payload, repeatable=True, ticket_id=ticket_id)
    return Post(account, outbox.view_lane(ticket_id), Urgency.VIEW, [draft])


def refresh_cards(
    tx: Connection,
    at: Instant,
    regulations: Mapping[TicketRef, Regulation],
    known: Mapping[int, TicketView] | None = None,
    *,
    more: bool = False,
) -> None:
    """Shows the state of these tickets as it is now (`edits_of_cards`)."""
    posts = edits_of_cards(tx, at, regulations, known, more=more)
    if posts:
        outbox.post_many(tx, posts, at.real)


def edits_of_cards(
    tx: Connection,
    at: Instant,
    regulations: Mapping[TicketRef, Regulation],
    known: Mapping[int, TicketView] | None = None,
    *,
    more: bool = False,
) -> list[Post]:
    """What remains to be posted so that these tickets are shown as they are now; cards and edits that have not left
    yet are changed at once. regulations: by ticket, the edition that it follows.

    known: those that were read in this transaction and not changed since; the others are read. more: with the buttons
    behind «more», until the card changes.
    """
    at_hand = [view for view in (known or {}).values() if view.ref in regulations and view.topic_state is not None]
    read = {view.ref for view in at_hand}
    unread = [one for one in regulations if one not in read]
    shown = [view for view in (*at_hand, *_read(tx, unread)) if view.topic_state is not None]
    firsts = _first_messages(tx, shown)
    payloads = {}
    for view in shown:
        regulation = regulations[view.ref]
        first = firsts.get(view.first_message_id) if view.first_message_id is not None else None
        language = regulation.desk(view.desk_key).staff_language
        payloads[view.id] = card_payload(
            view, render_card(card_view(view, first, regulation, at.now), language, more=more)
        )
    posts = list[Post]()
    for account in sorted({str(view.topic_account) for view in shown}):
        of_account = {view.id: payloads[view.id] for view in shown if view.topic_account == account}
        posts += _edits(tx, account, of_account)
    return posts


def _read(tx: Connection, wanted: Iterable[TicketRef]) -> list[TicketView]:
    ids = _by_organisation((one.organisation_id, one.id) for one in wanted)
    return [view for whose, some in ids.items() for view in tickets_by_ids(tx, whose, some).values()]


def _first_messages(tx: Connection, views: Iterable[TicketView]) -> dict[int, MessageView]:
    ids = _by_organisation((one.organisation_id, one.first_message_id) for one in views)
    return {one.id: one for whose, some in ids.items() for one in messages_by_ids(tx, whose, some)}


def _by_organisation(ids: Iterable[tuple[OrganisationId, int | None]]) -> dict[OrganisationId, list[int]]:
    """A batch may be of several; mostly it is of one."""
    found: dict[OrganisationId, list[int]] = {}
    for organisation_id, one in ids:
        if one is not None:
            found.setdefault(organisation_id, []).append(one)
    return found


def _edits(tx: Connection, account: str, payloads: Mapping[int, CardPayload]) -> list[Post]:
    folded = set()
    for row_id, ticket_id in _waiting(tx, account, payloads):
        if tx.execute(_FOLD, {"row": row_id, "new_payload": payloads[ticket_id]}).rowcount:
            folded.add(ticket_id)
    return [card_edit(account, one, payload) for one, payload in payloads.items() if one not in folded]


def _waiting(tx: Connection, account: str, tickets: Iterable[int]) -> list[tuple[int, int]]:
    """(row, ticket): an edit of its card, else the card itself, that has not left."""
    keys = [key for one in tickets for key in (outbox.view_lane(one), outbox.topic_lane(one))]
    found = tx.execute(_WAITING, {"of_account": account, "of_keys": keys}).all()
    rows = {row.ticket_id: row.id for row in found if row.kind == RowKind.CARD}
    rows |= {row.ticket_id: row.id for row in found if row.kind == RowKind.EDIT_CARD}
    return [(row_id, ticket_id) for ticket_id, row_id in rows.items()]
