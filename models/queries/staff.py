"""Staff groups and heads: who may act for a desk, and who can be reached."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, bindparam, exists, not_, or_, select

from models.rules.delivery.transports import staff_chat_id
from models.tables.organisations import desk, staff_group
from models.tables.staff import agent, desk_head, desk_member


@dataclass(frozen=True)
class StaffGroup:
    """additional: beside the group where the desk's new tickets appear. ended_at: since when it is not bound."""

    id: int
    desk_id: int
    desk_key: str
    organisation_id: int
    account: str
    chat_id: int
    title: str
    state: str
    additional: bool
    ended_at: datetime | None


@dataclass(frozen=True)
class Colleague:
    """Somebody of the staff who can be written to in private: enrolled, not gone, and the bot is not stopped."""

    agent_id: int
    account: str
    chat_id: int
    language: str
    name: str


Head = Colleague


@dataclass(frozen=True)
class Enrolled:
    """Somebody of the regulation. name: as their account is called. state: as of models/tables/staff.py."""

    key: str
    agent_id: int
    name: str
    state: str


_GROUP: Select[Any] = select(
    staff_group.c.id,
    staff_group.c.desk_id,
    desk.c.key.label("desk_key"),
    desk.c.organisation_id,
    staff_group.c.account,
    staff_group.c.chat_id,
    staff_group.c.title,
    staff_group.c.state,
    staff_group.c.additional,
    staff_group.c.ended_at,
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
    # when the bot was removed from the first one, one beside it shows what comes
    .order_by(staff_group.c.additional, staff_group.c.id)
)
_KNOWN = _GROUP.where(staff_group.c.account == bindparam("account"), staff_group.c.chat_id == bindparam("chat_id"))
_SERVING = _GROUP.where(staff_group.c.desk_id == bindparam("desk_id"), staff_group.c.state != "replaced").order_by(
    staff_group.c.additional, staff_group.c.id
)
_REPLACED = _GROUP.where(staff_group.c.desk_id == bindparam("desk_id"), staff_group.c.state == "replaced").order_by(
    staff_group.c.ended_at.desc(), staff_group.c.id.desc()
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


def known_group(tx: Connection, account: str, chat_id: int) -> StaffGroup | None:
    """The group that this chat is or was; None for one that was never bound."""
    row = tx.execute(_KNOWN, {"account": account, "chat_id": chat_id}).one_or_none()
    return None if row is None else StaffGroup(*row)


def groups_of_desk(tx: Connection, desk_id: int) -> list[StaffGroup]:
    """Those that are bound, the one where new tickets appear first."""
    return [StaffGroup(*row) for row in tx.execute(_OF_DESK, {"desk_id": desk_id})]


def serving_groups(tx: Connection, desk_id: int) -> list[StaffGroup]:
    """The same, and those that the bot was removed from."""
    return [StaffGroup(*row) for row in tx.execute(_SERVING, {"desk_id": desk_id})]


def replaced_groups(tx: Connection, desk_id: int) -> list[StaffGroup]:
    """Those that served the desk, the last one first."""
    return [StaffGroup(*row) for row in tx.execute(_REPLACED, {"desk_id": desk_id})]


def group_of_desk(tx: Connection, desk_id: int) -> StaffGroup | None:
    """Where the desk's new tickets appear."""
    row = tx.execute(_OF_DESK.limit(1), {"desk_id": desk_id}).one_or_none()
    return None if row is None else StaffGroup(*row)


_COLLEAGUE: Select[Any] = select(agent.c.id, agent.c.account, agent.c.address, agent.c.language, agent.c.name)
_LEFT = exists().where(
    desk_member.c.agent_id == agent.c.id, desk_member.c.desk_id == bindparam("desk_id"), desk_member.c.state == "left"
)
_HEADS = (
    _COLLEAGUE.select_from(desk_head.join(agent))
    .where(desk_head.c.desk_id == bindparam("desk_id"), desk_head.c.state == "reachable", not_(_LEFT))
    .order_by(desk_head.c.id)
)
_ENROLLED = or_(agent.c.staff_key.is_not(None), exists().where(desk_head.c.agent_id == agent.c.id))
_ONE_COLLEAGUE = _COLLEAGUE.where(
    agent.c.id == bindparam("agent_id"), agent.c.state == "reachable", not_(_LEFT), _ENROLLED
)
_NAMED = (
    select(agent.c.staff_key, agent.c.state, _LEFT.label("left"), *_COLLEAGUE.selected_columns)
    .where(agent.c.organisation_id == bindparam("organisation_id"), agent.c.staff_key.is_not(None))
    .order_by(agent.c.id)
)


_IS_HEAD = (
    select(desk_head.c.id)
    .select_from(desk_head.join(agent))
    .where(
        desk_head.c.desk_id == bindparam("desk_id"),
        desk_head.c.agent_id == bindparam("of_agent"),
        desk_head.c.state != "dismissed",
        not_(_LEFT),
    )
)
_IS_GONE = select(agent.c.id).where(agent.c.id == bindparam("of_agent"), or_(agent.c.state == "dismissed", _LEFT))
_ITS_ORGANISATION = select(desk.c.organisation_id).where(desk.c.id == bindparam("desk_id")).scalar_subquery()
_GONE = select(agent.c.staff_key).where(
    agent.c.organisation_id == _ITS_ORGANISATION,
    agent.c.staff_key.is_not(None),
    or_(agent.c.state == "dismissed", _LEFT),
)


def reachable_heads(tx: Connection, desk_id: int) -> list[Head]:
    return [_colleague(row) for row in tx.execute(_HEADS, {"desk_id": desk_id})]


def colleague(tx: Connection, agent_id: int, desk_id: int) -> Colleague | None:
    """None for who never enrolled, stopped the bot, or left the desk."""
    row = tx.execute(_ONE_COLLEAGUE, {"agent_id": agent_id, "desk_id": desk_id}).one_or_none()
    return None if row is None else _colleague(row)


def colleagues(tx: Connection, organisation_id: int, desk_id: int) -> dict[str, Colleague]:
    """Those who enrolled as somebody of the regulation and can be reached for that desk, by that id."""
    rows = tx.execute(_NAMED, {"organisation_id": organisation_id, "desk_id": desk_id})
    return {row.staff_key: _colleague(row) for row in rows if row.state == "reachable" and not row.left}


def gone_from(tx: Connection, desk_id: int) -> frozenset[str]:
    """Ids in the regulation of those who were dismissed, or left the desk's group."""
    return frozenset(tx.execute(_GONE, {"desk_id": desk_id}).scalars())


def enrolled_staff(tx: Connection, organisation_id: int) -> dict[str, Enrolled]:
    """Whoever enrolled as somebody of the regulation, reachable or not, by that id."""
    rows = tx.execute(_NAMED, {"organisation_id": organisation_id, "desk_id": 0})
    return {row.staff_key: Enrolled(row.staff_key, row.id, row.name, row.state) for row in rows}


def _colleague(row: Row[Any]) -> Colleague:
    return Colleague(row.id, row.account, staff_chat_id(row.address), row.language, row.name)


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
    """Also of one who stopped the bot; not of one who was dismissed, or left the desk."""
    return tx.execute(_IS_HEAD, {"desk_id": desk_id, "of_agent": agent_id}).first() is not None


def is_gone(tx: Connection, desk_id: int, agent_id: int) -> bool:
    """Whether they were dismissed, or left the desk's group."""
    return tx.execute(_IS_GONE, {"desk_id": desk_id, "of_agent": agent_id}).first() is not None


def desk_ids(tx: Connection, organisation_id: int) -> dict[str, int]:
    """Key in the regulation → id."""
    rows = tx.execute(_DESKS, {"organisation_id": organisation_id})
    return {row.key: row.id for row in rows}


def desk_key(tx: Connection, desk_id: int) -> str:
    """The desk's id in the regulation."""
    key: str = tx.execute(select(desk.c.key).where(desk.c.id == desk_id)).scalar_one()
    return key


@dataclass(frozen=True)
class Listed:
    """Somebody who acts or acted for a desk. head_of, left: keys of desks. state: as of models/tables/staff.py."""

    agent_id: int
    name: str
    telegram_id: str
    staff_key: str | None
    state: str
    head_of: tuple[str, ...]
    left: tuple[str, ...]


def everybody(tx: Connection, organisation_id: int) -> list[Listed]:
    """Everybody who ever acted for a desk or enrolled, in the order in which they came."""
    heads = _keys_by_agent(tx, desk_head, desk_head.c.state != "dismissed")
    left = _keys_by_agent(tx, desk_member, desk_member.c.state == "left")
    rows = tx.execute(select(agent).where(agent.c.organisation_id == organisation_id).order_by(agent.c.id))
    return [
        Listed(
            row.id,
            row.name,
            row.address,
            row.staff_key,
            row.state,
            tuple(heads.get(row.id, ())),
            tuple(left.get(row.id, ())),
        )
        for row in rows
    ]


def _keys_by_agent(tx: Connection, table: Table, where: ColumnElement[bool]) -> dict[int, list[str]]:
    keys: dict[int, list[str]] = {}
    found = select(table.c.agent_id, desk.c.key).select_from(table.join(desk)).where(where).order_by(desk.c.id)
    for agent_id, key in tx.execute(found):
        keys.setdefault(agent_id, []).append(key)
    return keys
