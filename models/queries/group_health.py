"""What the doctor looks at: desks, their bound groups and heads, and what Telegram last said about a group."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, String, and_, cast, select

from models.queries.duty import not_reached
from models.queries.regulation import edition_in_force
from models.queries.staff import desk_key
from models.rules.delivery.states import DeliveryState
from models.rules.health.group_health import DeskFacts, GroupFacts
from models.rules.ladder.duty import names_of_people
from models.rules.regulation.organisations import OrganisationId
from models.tables.group_checks import group_check
from models.tables.lanes import outbox
from models.tables.organisations import staff_group
from models.tables.staff import agent, desk_head


@dataclass(frozen=True)
class BoundGroup:
    account: str
    chat_id: int
    title: str


@dataclass(frozen=True)
class Question:
    """A row that asks Telegram about a group, as it stands. error: of the last try."""

    state: str
    error: str | None


def desk_facts(tx: Connection, organisation_id: OrganisationId, desk_id: int, now: datetime) -> DeskFacts:
    heads = tx.execute(
        select(agent.c.name, desk_head.c.state)
        .select_from(desk_head.join(agent))
        .where(desk_head.c.desk_id == desk_id, agent.c.organisation_id == organisation_id)
        .order_by(desk_head.c.id)
    ).all()
    key = desk_key(tx, organisation_id, desk_id)
    edition = edition_in_force(tx, organisation_id, now)
    named = names_of_people(edition.regulation, key) if edition is not None else []
    away = not_reached(tx, edition.regulation, key, edition.organisation_id) if edition is not None else []
    return DeskFacts(
        key,
        groups=len(bound_groups(tx, desk_id)),
        heads=tuple(head.name for head in heads if head.state == "reachable"),
        away=tuple(head.name for head in heads if head.state != "reachable"),
        people=tuple(name for name in named if name not in away),
        people_away=tuple(away),
    )


def bound_groups(tx: Connection, desk_id: int) -> list[BoundGroup]:
    """In the order in which they were bound."""
    rows = tx.execute(
        select(staff_group.c.account, staff_group.c.chat_id, staff_group.c.title)
        .where(staff_group.c.desk_id == desk_id, staff_group.c.state == "bound")
        .order_by(staff_group.c.id)
    )
    return [BoundGroup(row.account, row.chat_id, row.title) for row in rows]


def answered(tx: Connection, outbox_id: int) -> GroupFacts | None:
    """What Telegram said to this question, or to a later one about the same group; None: nothing yet."""
    same_group = and_(
        group_check.c.account == outbox.c.account, cast(group_check.c.chat_id, String) == outbox.c.address
    )
    kept = tx.execute(
        select(group_check.c.answers)
        .select_from(outbox.join(group_check, same_group))
        .where(outbox.c.id == outbox_id, outbox.c.state == DeliveryState.SENT)
    ).scalar_one_or_none()
    return None if kept is None else GroupFacts.of_json(kept)


def question(tx: Connection, outbox_id: int) -> Question:
    row = tx.execute(select(outbox.c.state, outbox.c.error).where(outbox.c.id == outbox_id)).one()
    return Question(row.state, row.error)
