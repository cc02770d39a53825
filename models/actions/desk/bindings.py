"""Which groups serve a desk: bound, replaced, unbound, moved, lost with the bot, found again."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, Update, and_, delete, exists, insert, not_, select, update

from models.actions.desk import staff, topics
from models.actions.queue import lanes
from models.clock import Instant
from models.queries.regulation import edition_of
from models.queries.staff import StaffGroup, group_of_desk, known_group, serving_groups
from models.queries.tickets import TicketView, ticket_by_id, tickets_without_topic
from models.rules.delivery.outgoing import DELIVER
from models.rules.regulation.organisations import OrganisationId
from models.rules.regulation.parsing import Regulation
from models.tables.messages import message_copy, told
from models.tables.organisations import staff_group
from models.tables.tickets import former_topic, ticket, topic

BOUND = "bound"
LEFT = "left"
REPLACED = "replaced"


def bind_group(
    tx: Connection,
    now: datetime,
    organisation_id: OrganisationId,
    desk_id: int,
    account: str,
    chat_id: int,
    title: str,
    agent_id: int,
    *,
    additional: bool = False,
) -> list[StaffGroup]:
    """The group serves the desk from now on, whatever it served before. Returns the groups that it replaces.

    additional: beside the group where the desk's new tickets appear; where there is none, it becomes that one.
    """
    first = next((one for one in serving_groups(tx, organisation_id, desk_id) if not one.additional), None)
    is_first = first is None or not additional or (first.account, first.chat_id) == (account, chat_id)
    former = [first] if first is not None and is_first and first.chat_id != chat_id else []
    served = known_group(tx, organisation_id, account, chat_id)
    tx.execute(_of(former).values(state=REPLACED, ended_at=now, trouble=None))
    tx.execute(delete(staff_group).where(staff_group.c.account == account, staff_group.c.chat_id == chat_id))
    tx.execute(
        insert(staff_group).values(
            desk_id=desk_id,
            account=account,
            chat_id=chat_id,
            title=title,
            state=BOUND,
            bound_at=now,
            bound_by=agent_id,
            additional=not is_first,
        )
    )
    if served is not None and served.desk_id != desk_id:
        _promote(tx, organisation_id, served.desk_id)
    _follow_topics(tx, organisation_id, account, chat_id)
    return former


def unbind_group(tx: Connection, now: datetime, group: StaffGroup) -> None:
    """It serves no desk any more; one beside it takes its place. Whoever holds a code from before binds nothing."""
    staff.void_codes(tx, now, [group.desk_id], staff.BINDING)
    tx.execute(_of([group]).values(state=REPLACED, ended_at=now, trouble=None))
    _promote(tx, group.organisation_id, group.desk_id)
    _lose_topics(tx, group.account, group.chat_id)


def _promote(tx: Connection, organisation_id: OrganisationId, desk_id: int) -> None:
    """One of the groups beside the first takes its place once there is none; one with the bot in it if there is."""
    serving = serving_groups(tx, organisation_id, desk_id)
    if serving and all(one.additional for one in serving):
        heard = [one for one in serving if one.state == BOUND]
        tx.execute(_of((heard or serving)[:1]).values(additional=False))


def _of(groups: Sequence[StaffGroup]) -> Update:
    return update(staff_group).where(staff_group.c.id.in_([group.id for group in groups]))


def show_waiting(
    tx: Connection, at: Instant, organisation_id: OrganisationId, desk_id: int, phrase: str = "staff.topic_recreated"
) -> int:
    """Open tickets that no group of the desk shows appear in the first one; how many.

    phrase: what stands before the history of those that had a topic.
    """
    first = group_of_desk(tx, organisation_id, desk_id)
    if first is None:
        return 0
    _lose_homeless(tx, organisation_id, desk_id)
    lanes.look_at_once(tx, DELIVER, first.account, at.real)
    waiting = tickets_without_topic(tx, organisation_id, desk_id)
    for ticket_id in waiting:
        view = ticket_by_id(tx, organisation_id, ticket_id)
        topics.show_ticket(tx, at, view, edition_of(tx, view).regulation, phrase=phrase)
    return len(waiting)


def in_sight(tx: Connection, at: Instant, view: TicketView, regulation: Regulation) -> TicketView:
    """A ticket that opens again after its group was replaced gets a topic where its desk is served now."""
    if view.topic_state == "lost":
        now = ticket_by_id(tx, view.organisation_id, view.id)
        topics.show_ticket(tx, at, now, regulation, phrase="staff.topic_moved")
        return ticket_by_id(tx, view.organisation_id, view.id)
    return view


def _lose_homeless(tx: Connection, organisation_id: OrganisationId, desk_id: int) -> None:
    """Topics of the desk's tickets in groups that do not serve it."""
    home = exists().where(
        staff_group.c.desk_id == desk_id,
        staff_group.c.account == topic.c.account,
        staff_group.c.chat_id == topic.c.chat_id,
        staff_group.c.state == BOUND,
    )
    theirs = (ticket.c.organisation_id == organisation_id, ticket.c.desk_id == desk_id)
    of_desk = topic.c.ticket_id.in_(select(ticket.c.id).where(*theirs))
    tx.execute(update(topic).where(of_desk, not_(home)).values(state="lost"))


def move_group(tx: Connection, organisation_id: OrganisationId, account: str, old_chat: int, new_chat: int) -> bool:
    """The group was upgraded: the same people, another id. Topics and copies are found under the new one."""
    bound = select(staff_group.c.id).where(staff_group.c.account == account, staff_group.c.chat_id == new_chat)
    if tx.execute(bound).first() is not None:
        # staff bound the new one themselves, before we heard of the move
        old = known_group(tx, organisation_id, account, old_chat)
        tx.execute(delete(staff_group).where(staff_group.c.account == account, staff_group.c.chat_id == old_chat))
        if old is not None:
            _promote(tx, organisation_id, old.desk_id)
    moved = tx.execute(
        update(staff_group)
        .where(staff_group.c.account == account, staff_group.c.chat_id == old_chat)
        .values(chat_id=new_chat)
    )
    for shown in (message_copy, told):
        there = update(shown).where(shown.c.account == account, shown.c.address == str(old_chat))
        tx.execute(there.values(address=str(new_chat)))
    for table in (topic, former_topic):
        tx.execute(
            update(table).where(table.c.account == account, table.c.chat_id == old_chat).values(chat_id=new_chat)
        )
    _follow_topics(tx, organisation_id, account, new_chat)
    return moved.rowcount > 0


def lose_group(tx: Connection, account: str, chat_id: int, now: datetime) -> bool:
    """The bot was removed: new tickets wait for another group, and what is for topics there waits as well.

    False: that was known, or the group serves no desk.
    """
    lost = tx.execute(
        update(staff_group)
        .where(staff_group.c.account == account, staff_group.c.chat_id == chat_id, staff_group.c.state == BOUND)
        .values(state=LEFT, ended_at=now, trouble=None)
    )
    _lose_topics(tx, account, chat_id)
    return lost.rowcount > 0


def find_group_again(tx: Connection, at: Instant, group: StaffGroup) -> None:
    """The bot is back in a group that it was removed from: its topics go on, and what waited for them goes."""
    tx.execute(_of([group]).values(state=BOUND, ended_at=None))
    _follow_topics(tx, group.organisation_id, group.account, group.chat_id)
    lanes.look_at_once(tx, DELIVER, group.account, at.real)


def _lose_topics(tx: Connection, account: str, chat_id: int) -> None:
    tx.execute(update(topic).where(topic.c.account == account, topic.c.chat_id == chat_id).values(state="lost"))


def _follow_topics(tx: Connection, organisation_id: OrganisationId, account: str, chat_id: int) -> None:
    """Topics in this group are good again if it serves their tickets' desk, and lost if it does not."""
    served = select(staff_group.c.desk_id).where(
        staff_group.c.account == account, staff_group.c.chat_id == chat_id, staff_group.c.state == BOUND
    )
    theirs = (ticket.c.organisation_id == organisation_id, ticket.c.desk_id.in_(served))
    ours = topic.c.ticket_id.in_(select(ticket.c.id).where(*theirs))
    here = and_(topic.c.account == account, topic.c.chat_id == chat_id)
    lost = topic.c.state == "lost"
    tx.execute(update(topic).where(here, ours, lost, topic.c.thread_id.is_not(None)).values(state="created"))
    tx.execute(update(topic).where(here, ours, lost, topic.c.thread_id.is_(None)).values(state="creating"))
    tx.execute(update(topic).where(here, not_(ours)).values(state="lost"))
