"""What waits to be posted in staff groups."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, String, Table, and_, bindparam, case, cast, func, or_, select

from models.queries.staff import StaffGroup
from models.rules.delivery.outgoing import DELIVER
from models.rules.delivery.places import Place
from models.rules.delivery.states import WAITING
from models.rules.health.group_load import AWAITED, GroupLoad
from models.tables.lanes import lane, outbox
from models.tables.organisations import staff_group
from models.tables.tickets import former_topic, topic

_GROUP = case((outbox.c.place == Place.TOPIC, cast(topic.c.chat_id, String)), else_=outbox.c.address)
#: By way of the lanes in which something waits: they are few. What is put off on purpose is not late, and what is for
#: a topic in a group that the bot left waits for the bot.
_WAITING = (
    select(
        outbox.c.account,
        _GROUP.label("chat"),
        func.count().label("waiting"),
        func.min(outbox.c.created_at).label("oldest"),
    )
    .select_from(outbox.join(lane).outerjoin(topic, topic.c.ticket_id == outbox.c.ticket_id))
    .where(
        lane.c.queue == DELIVER,
        lane.c.due_at.is_not(None),
        # in words and not as parameters: the index on what waits is for these very states
        outbox.c.state.in_(bindparam("states", WAITING, expanding=True, literal_execute=True)),
        outbox.c.kind.in_(AWAITED),
        or_(outbox.c.place == Place.GROUP, topic.c.state != "lost"),
        or_(outbox.c.not_before <= bindparam("real"), outbox.c.attempts > 0),
    )
    .group_by(outbox.c.account, _GROUP)
)


def loads_of(tx: Connection, groups: Iterable[StaffGroup], real: datetime) -> dict[int, GroupLoad]:
    """By the id of each group."""
    waiting = {(row.account, row.chat): row for row in tx.execute(_WAITING, {"real": real})}
    loads = {}
    for group in groups:
        row = waiting.get((group.account, str(group.chat_id)))
        loads[group.id] = GroupLoad() if row is None else GroupLoad(row.waiting, _age(row.oldest, real))
    return loads


def _made_in_groups(shown: Table) -> Select[Any]:
    here = and_(shown.c.account == staff_group.c.account, shown.c.chat_id == staff_group.c.chat_id)
    counted = select(staff_group.c.id, func.count().label("topics")).select_from(staff_group.join(shown, here))
    return counted.where(shown.c.thread_id.is_not(None)).group_by(staff_group.c.id)


_MADE = (_made_in_groups(topic), _made_in_groups(former_topic))


def topics_made(tx: Connection) -> dict[int, int]:
    """How many topics the product made in each group, by its id, those that tickets have left included."""
    made: dict[int, int] = {}
    for query in _MADE:
        for row in tx.execute(query):
            made[row.id] = made.get(row.id, 0) + row.topics
    return made


def _age(since: datetime, real: datetime) -> timedelta:
    return max(timedelta(0), real - since)
