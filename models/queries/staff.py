"""Staff groups and heads: who may act for a desk, and who can be reached."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, exists, or_, select

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
class Colleague:
    """Somebody of the staff who can be written to in private: enrolled, and the bot is not stopped."""

    agent_id: int
    account: str
    chat_id: int
    language: str
    name: str


Head = Colleague


@dataclass(frozen=True)
class Enrolled:
    """Whom an agent is in the regulation. name: as their account is called."""

    key: str
    agent_id: int
    name: str
    reachable: bool


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


_COLLEAGUE: Select[Any] = select(agent.c.id, agent.c.account, agent.c.address, agent.c.language, agent.c.name)
_HEADS = (
    _COLLEAGUE.select_from(desk_head.join(agent))
    .where(desk_head.c.desk_id == bindparam("desk_id"), desk_head.c.state == "reachable")
    .order_by(desk_head.c.id)
)
_ENROLLED = or_(agent.c.staff_key.is_not(None), exists().where(desk_head.c.agent_id == agent.c.id))
_ONE_COLLEAGUE = _COLLEAGUE.where(agent.c.id == bindparam("agent_id"), agent.c.state == "reachable", _ENROLLED)
_NAMED = (
    select(agent.c.staff_key, agent.c.state, *_COLLEAGUE.selected_columns)
    .where(agent.c.organisation_id == bindparam("organisation_id"), agent.c.staff_key.is_not(None))
    .order_by(agent.c.id)
)


def reachable_heads(tx: Connection, desk_id: int) -> list[Head]:
    return [_colleague(row) for row in tx.execute(_HEADS, {"desk_id": desk_id})]


def colleague(tx: Connection, agent_id: int) -> Colleague | None:
    """None for who never enrolled, or stopped the bot."""
    row = tx.execute(_ONE_COLLEAGUE, {"agent_id": agent_id}).one_or_none()
    return None if row is None else _colleague(row)


def colleagues(tx: Connection, organisation_id: int) -> dict[str, Colleague]:
    """Those who enrolled as somebody of the regulation and can be reached, by that id."""
    rows = tx.execute(_NAMED, {"organisation_id": organisation_id})
    return {row.staff_key: _colleague(row) for row in rows if row.state == "reachable"}


def enrolled_staff(tx: Connection, organisation_id: int) -> dict[str, Enrolled]:
    """Whoever enrolled as somebody of the regulation, reachable or not, by that id."""
    rows = tx.execute(_NAMED, {"organisation_id": organisation_id})
    return {row.staff_key: Enrolled(row.staff_key, row.id, row.name, row.state == "reachable") for row in rows}


def _colleague(row: Row[Any]) -> Colleague:
    return Colleague(row.id, row.account, int(row.address), row.language, row.name)


def agent_name(tx: Connection, agent_id: int) -> str:
    """As their account is called."""
    found: str = tx.execute(select(agent.c.name).where(agent.c.id == agent_id)).scalar_one()
    return found


def staff_key_of(tx: Connection, agent_id: int) -> str | None:
    """Whom they enrolled as; None for who never did."""
    found: str | None = tx.execute(select(agent.c.staff_key).where(agent.c.id == agent_id)).scalar_one()
    return found


def telegram_id(tx: Connection, agent_id: int) -> int:
    """By which a post can name them so that they notice."""
    return int(tx.execute(select(agent.c.address).where(agent.c.id == agent_id)).scalar_one())


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
