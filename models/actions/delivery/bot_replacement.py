"""Another bot takes the place of the former one: groups, people and open tickets are its own from now on.

Telegram keeps the two apart. The new bot has to be taken into the groups, and can't write to anybody first; what the
former one had not sent to people is not sent by it, and staff learn of that.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    String,
    Table,
    and_,
    cast,
    delete,
    exists,
    func,
    insert,
    not_,
    or_,
    select,
    update,
)

from models.actions.delivery import deliveries, outcomes
from models.actions.desk import card_edits, topic_posts, topics
from models.actions.queue import inbox
from models.actions.queue.outbox import OutgoingRow, cancel, put_before
from models.actions.talk import chains
from models.clock import Instant
from models.phrases.catalogue import say, say_many
from models.queries.cards import card_of
from models.queries.persons import NOT_STARTED
from models.queries.regulation import edition_of
from models.queries.tickets import OPEN_STATES, TicketView, ticket_by_id, ticket_of_row
from models.rules.delivery.address_changes import REMOVED
from models.rules.delivery.outgoing import DELIVER, SLOW, RowKind
from models.rules.delivery.places import Place
from models.rules.delivery.states import WAITING, DeliveryState
from models.rules.delivery.transports import STAFF_TRANSPORT
from models.rules.desk.card import render_card
from models.rules.regulation.organisations import OrganisationId
from models.rules.requests.file_quota import FileState
from models.tables.group_checks import group_check
from models.tables.lanes import lane, outbox
from models.tables.messages import attachment, message_copy
from models.tables.organisations import bot_account, staff_group
from models.tables.persons import address
from models.tables.staff import agent, desk_head
from models.tables.tickets import former_topic, ticket, topic

#: Lanes whose rows any bot of the group can send.
_OF_GROUPS = ("ticket:%", "view:%", "ladder:%", "chat:-%", "ahead:-%")
#: Done to posts of the former bot, which no other one can change.
_TO_ITS_POSTS = (RowKind.EDIT, RowKind.EDIT_CARD, RowKind.DROP_CHOICES)


@dataclass(frozen=True)
class Replaced:
    """groups: titles. tickets: open ones that got the new bot's card. unsent: messages to people that stay unsent."""

    groups: list[str]
    tickets: int
    unsent: int


def replace_bot(tx: Connection, at: Instant, organisation_id: OrganisationId, old: str, new: str) -> Replaced:
    """old, new: accounts, of that organisation. Nothing of either may run meanwhile."""
    groups = _groups(tx, at, old, new)
    unsent = _end_what_only_it_could_send(tx, at, old)
    _lanes(tx, old, new)
    inbox.take_over(tx, old, new, at.real)
    _people(tx, at, organisation_id, old, new)
    _posts(tx, old, new)
    tickets = _cards(tx, at, organisation_id, new)
    unsent = [row for row in unsent if not _goes_on(tx, at, row)]
    for ticket_id, count in Counter(row.ticket_id for row in unsent).items():
        _tell_unsent(tx, at, ticket_by_id(tx, organisation_id, ticket_id), count)
    _note(tx, at, old, new)
    return Replaced(groups, tickets, len(unsent))


def _goes_on(tx: Connection, at: Instant, row: Row[*tuple[Any, ...]]) -> bool:
    """By another of the person's addresses, or the agent was asked whether it may."""
    if row.delivery_id is None:
        return False
    went = chains.failed(tx, at, row.delivery_id, row.ticket_id, lambda language: say(language, "chain.bot_replaced"))
    if went is chains.Went.ASKED:
        outcomes.go_on_if_unanswered(tx, at, ticket_of_row(tx, row.ticket_id))
    return went is not chains.Went.OVER


def _note(tx: Connection, at: Instant, old: str, new: str) -> None:
    """From now on the former bot is refused at its start, even before the new one has started."""
    ours = bot_account.c.transport == STAFF_TRANSPORT
    former = update(bot_account).where(ours, bot_account.c.account == old).values(replaced_by=new)
    owner = tx.execute(former.returning(bot_account.c.organisation_id)).scalar_one()
    served = {"organisation_id": owner, "replaced_by": None}
    known = tx.execute(update(bot_account).where(ours, bot_account.c.account == new).values(**served))
    if known.rowcount == 0:
        row = {"transport": STAFF_TRANSPORT, "account": new, "username": "", "seen_at": at.now}
        tx.execute(insert(bot_account).values(**row, **served))


def _groups(tx: Connection, at: Instant, old: str, new: str) -> list[str]:
    """The bot is not in them yet: they serve again when it is."""
    served = and_(staff_group.c.account == old, staff_group.c.state != "replaced")
    chats = select(staff_group.c.chat_id).where(served).scalar_subquery()
    tx.execute(delete(staff_group).where(staff_group.c.account == new, staff_group.c.chat_id.in_(chats)))
    left = {"account": new, "state": "left", "trouble": None}
    ended = func.coalesce(staff_group.c.ended_at, at.now)
    moved = update(staff_group).where(served).values(**left, ended_at=ended).returning(staff_group.c.title)
    titles = list(tx.execute(moved).scalars())
    tx.execute(delete(group_check).where(group_check.c.account == old))
    return titles


def _end_what_only_it_could_send(tx: Connection, at: Instant, old: str) -> Sequence[Row[*tuple[Any, ...]]]:
    """Messages to requesters that stay unsent, in their order."""
    ours = and_(outbox.c.account == old, outbox.c.state.in_(WAITING))
    going = select(outbox.c.id, outbox.c.ticket_id, outbox.c.message_id, outbox.c.delivery_id).where(
        ours, outbox.c.state == DeliveryState.SENDING, not_(outbox.c.repeatable)
    )
    for row in tx.execute(going).all():
        tx.execute(update(outbox).where(outbox.c.id == row.id).values(state=DeliveryState.UNKNOWN, ended_at=at.real))
        deliveries.report_unknown(tx, at, row)
    to_people = and_(outbox.c.place == Place.ADDRESS, outbox.c.ticket_id.is_not(None), outbox.c.kind == RowKind.POST)
    lost = select(outbox.c.ticket_id, outbox.c.delivery_id).where(ours, to_people, outbox.c.message_id.is_not(None))
    unsent = tx.execute(lost.order_by(outbox.c.lane_id, outbox.c.seq)).all()
    others = select(lane.c.id).where(lane.c.account == old, lane.c.queue.in_((DELIVER, SLOW)), not_(_of_groups()))
    only_its = or_(outbox.c.lane_id.in_(others), outbox.c.place == Place.ADDRESS, outbox.c.kind.in_(_TO_ITS_POSTS))
    cancel(tx, and_(ours, only_its), at.real, "another bot took over")
    return unsent


def _of_groups() -> ColumnElement[bool]:
    return or_(*(lane.c.key.like(pattern) for pattern in _OF_GROUPS))


def _lanes(tx: Connection, old: str, new: str) -> None:
    taken = lane.alias("taken")
    free = not_(exists().where(taken.c.queue == lane.c.queue, taken.c.account == new, taken.c.key == lane.c.key))
    ours = and_(lane.c.account == old, lane.c.queue == DELIVER, _of_groups())
    tx.execute(update(lane).where(ours, free).values(account=new, lease=None, leased_until=None))
    moved = select(lane.c.id).where(lane.c.account == new, lane.c.queue == DELIVER)
    waits = and_(outbox.c.account == old, outbox.c.state.in_(WAITING), outbox.c.lane_id.in_(moved))
    tx.execute(update(outbox).where(waits).values(account=new))


def _people(tx: Connection, at: Instant, organisation_id: OrganisationId, old: str, new: str) -> None:
    """Requesters, heads and agents are the same persons; nobody can be written to before they start the new bot."""
    ours = address.c.organisation_id == organisation_id
    requesters = and_(
        ours, address.c.transport == STAFF_TRANSPORT, address.c.account == old, _not_there(address, new)
    )
    to_start = {"state": "dead", "state_reason": NOT_STARTED, "state_at": at.now}
    tx.execute(update(address).where(requesters, address.c.state_reason.is_distinct_from(REMOVED)).values(to_start))
    tx.execute(update(address).where(requesters).values(account=new))
    of_old = and_(agent.c.organisation_id == organisation_id, agent.c.account == old)
    agents = select(agent.c.id).where(of_old)
    away = and_(desk_head.c.agent_id.in_(agents), desk_head.c.state == "reachable")
    tx.execute(update(desk_head).where(away).values(state="unreachable"))
    theirs = and_(of_old, _not_there(agent, new))
    tx.execute(update(agent).where(theirs, agent.c.state == "reachable").values(state="unreachable"))
    tx.execute(update(agent).where(theirs).values(account=new))


def _not_there(table: Table, new: str) -> ColumnElement[bool]:
    """Nobody of the same organisation and number is known to the new bot."""
    known = table.alias("known")
    return not_(
        exists().where(
            known.c.organisation_id == table.c.organisation_id,
            known.c.transport == table.c.transport,
            known.c.account == new,
            known.c.address == table.c.address,
        )
    )


def _posts(tx: Connection, old: str, new: str) -> None:
    """A group numbers its posts for all bots alike; in private each bot has its own. Files are each bot's own too."""
    in_groups = and_(message_copy.c.account == old, message_copy.c.address.like("-%"))
    tx.execute(update(message_copy).where(in_groups).values(account=new))
    tx.execute(update(topic).where(topic.c.account == old).values(account=new, state="lost", card_provider_id=None))
    tx.execute(update(former_topic).where(former_topic.c.account == old).values(account=new))
    on_the_way = and_(attachment.c.account == old, attachment.c.state.in_((FileState.WANTED, FileState.ADMITTED)))
    tx.execute(update(attachment).where(on_the_way).values(state=FileState.FAILED))


def _cards(tx: Connection, at: Instant, organisation_id: OrganisationId, new: str) -> int:
    """The new bot can't change the former one's cards: each open ticket gets one of its own, in the same topic.

    Where a card waits to be posted, that one is the new bot's; the topic learns of the new bot all the same.
    """
    home = and_(lane.c.queue == DELIVER, lane.c.account == new, lane.c.key == "ticket:" + cast(ticket.c.id, String))
    waits = exists().where(outbox.c.lane_id == lane.c.id, outbox.c.kind == RowKind.CARD, outbox.c.state.in_(WAITING))
    shown = (
        select(ticket.c.id, lane.c.id.label("lane_id"), waits.label("card_waits"))
        .select_from(ticket.join(topic).join(lane, home))
        .where(
            ticket.c.organisation_id == organisation_id,
            ticket.c.state.in_(OPEN_STATES),
            topic.c.account == new,
            topic.c.thread_id.is_not(None),
        )
    )
    rows = tx.execute(shown.order_by(ticket.c.id)).all()
    for row in rows:
        view = ticket_by_id(tx, organisation_id, row.id)
        regulation = edition_of(tx, view).regulation
        language = topics.staff_language(view, regulation)
        drafts = [topic_posts.plain(view.id, _replaced(view, language))]
        if not row.card_waits:
            card = card_edits.card_payload(view, render_card(card_of(tx, view, regulation, at.now), language))
            drafts.insert(0, OutgoingRow(RowKind.CARD, card, repeatable=True, ticket_id=view.id))
        put_before(tx, row.lane_id, new, drafts, at.real)
    return len(rows)


def _replaced(view: TicketView, language: str) -> str:
    """Phones are written to as before."""
    replaced = say(language, "staff.bot_replaced")
    if view.address_reason != NOT_STARTED:
        return replaced
    return say(language, "staff.bot_replaced_waits", replaced=replaced)


def _tell_unsent(tx: Connection, at: Instant, view: TicketView, count: int) -> None:
    language = topics.staff_language(view, edition_of(tx, view).regulation)
    topics.tell_staff(tx, at, view, say_many(language, "staff.bot_replaced_unsent", count))
    outcomes.go_on_if_unanswered(tx, at, view)
