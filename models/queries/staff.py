"""Staff groups and heads: who may act for a desk, and who can be reached."""

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from models.tables.organisations import bot_account, desk, staff_group
from models.tables.staff import agent, desk_head


@dataclass(frozen=True)
class StaffGroup:
    id: int
    desk_id: int
    desk_key: str
    organisation_id: int
    account: str
    chat_id: int


@dataclass(frozen=True)
class Head:
    agent_id: int
    account: str
    chat_id: int
    language: str
    name: str


_GROUP = select(
    staff_group.c.id,
    staff_group.c.desk_id,
    desk.c.key.label("desk_key"),
    desk.c.organisation_id,
    staff_group.c.account,
    staff_group.c.chat_id,
).select_from(staff_group.join(desk))


_BOUND = _GROUP.where(
    staff_group.c.account == bindparam("account"),
    staff_group.c.chat_id == bindparam("chat_id"),
    staff_group.c.state == "bound",
)
_ALL_BOUND = _GROUP.where(staff_group.c.account == bindparam("account"), staff_group.c.state == "bound").order_by(
    staff_group.c.id
)
_OF_DESK = (
    _GROUP.where(staff_group.c.desk_id == bindparam("desk_id"), staff_group.c.state == "bound")
    .order_by(staff_group.c.id)
    .limit(1)
)
_OF_ORGANISATION = _GROUP.where(
    desk.c.organisation_id == bindparam("organisation_id"), staff_group.c.state == "bound"
).order_by(staff_group.c.id)
_DESKS = select(desk.c.key, desk.c.id).where(desk.c.organisation_id == bindparam("organisation_id"))


def bound_group(tx: Connection, account: str, chat_id: int) -> StaffGroup | None:
    """The desk's group that this chat is; None for any other chat."""
    row = tx.execute(_BOUND, {"account": account, "chat_id": chat_id}).one_or_none()
    return None if row is None else StaffGroup(*row)


def bound_groups(tx: Connection, account: str) -> list[StaffGroup]:
    """Every staff group of that bot."""
    return [StaffGroup(*row) for row in tx.execute(_ALL_BOUND, {"account": account})]


def groups_of_organisation(tx: Connection, organisation_id: int) -> list[StaffGroup]:
    """Every bound group of every desk."""
    return [StaffGroup(*row) for row in tx.execute(_OF_ORGANISATION, {"organisation_id": organisation_id})]


def group_of_desk(tx: Connection, desk_id: int) -> StaffGroup | None:
    """Where the desk's new tickets appear."""
    row = tx.execute(_OF_DESK, {"desk_id": desk_id}).one_or_none()
    return None if row is None else StaffGroup(*row)


def reachable_heads(tx: Connection, desk_id: int) -> list[Head]:
    rows = tx.execute(
        select(agent.c.id, agent.c.account, agent.c.address, agent.c.language, agent.c.name)
        .select_from(desk_head.join(agent))
        .where(desk_head.c.desk_id == desk_id, desk_head.c.state == "reachable")
        .order_by(desk_head.c.id)
    )
    return [Head(row.id, row.account, int(row.address), row.language, row.name) for row in rows]


def is_head(tx: Connection, desk_id: int, agent_id: int) -> bool:
    return (
        tx.execute(
            select(desk_head.c.id).where(desk_head.c.desk_id == desk_id, desk_head.c.agent_id == agent_id)
        ).first()
        is not None
    )


def desk_ids(tx: Connection, organisation_id: int) -> dict[str, int]:
    """Key in the regulation → id."""
    rows = tx.execute(_DESKS, {"organisation_id": organisation_id})
    return {row.key: row.id for row in rows}


def bot_username(tx: Connection) -> str | None:
    """Of the bot that was seen last; None before the first start."""
    return tx.execute(
        select(bot_account.c.username).order_by(bot_account.c.seen_at.desc()).limit(1)
    ).scalar_one_or_none()


def desk_key(tx: Connection, desk_id: int) -> str:
    """The desk's id in the regulation."""
    key: str = tx.execute(select(desk.c.key).where(desk.c.id == desk_id)).scalar_one()
    return key
