"""Staff groups and heads: who may act for a desk, and who can be reached."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, exists, not_, or_, select

from models.rules.delivery.transports import staff_chat_id
from models.rules.regulation.organisations import OrganisationId
from models.tables.organisations import desk, staff_group
from models.tables.staff import agent, desk_head, desk_member


@dataclass(frozen=True)
class StaffGroup:
    """additional: beside the group where the desk's new tickets appear. ended_at: since when it is not bound.

    strain, strain_at: why new tickets had better go elsewhere (models/rules/health/group_load.py), since when.
    """

    id: int
    desk_id: int
    desk_key: str
    organisation_id: OrganisationId
    account: str
    chat_id: int
    title: str
    state: str
    additional: bool
    ended_at: datetime | None
    strain: str | None
    strain_at: datetime | None

    @property
    def is_bound(self) -> bool:
        return self.state == "bound"


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
    staff_group.c.strain,
    staff_group.c.strain_at,
).select_from(staff_group.join(desk))


_OURS = desk.c.organisation_id == bindparam("organisation_id")
_OWN = _GROUP.where(_OURS)
_HERE = (staff_group.c.account == bindparam("account"), staff_group.c.chat_id == bindparam("chat_id"))
_IS_BOUND = staff_group.c.state == "bound"
_BOUND = _OWN.where(*_HERE, _IS_BOUND)
#: Whosever it is, for what works for all organisations: a row of the outbox says no more than where it goes.
_KNOWN_THERE = _GROUP.where(*_HERE)
_OF_BOT = _GROUP.where(staff_group.c.account == bindparam("account"), _IS_BOUND).order_by(staff_group.c.id)
_KNOWN = _OWN.where(*_HERE)
_OF_DESK = (
    _OWN.where(staff_group.c.desk_id == bindparam("desk_id"), _IS_BOUND)
    # one beside the first shows what comes while that is away or behind; when all are, whichever did so last goes on
    .order_by(
        staff_group.c.strain.is_not(None), staff_group.c.strain_at.desc(), staff_group.c.additional, staff_group.c.id
    )
)
_FIRST_OF_DESK = _OF_DESK.limit(1)
_SERVING = _OWN.where(staff_group.c.desk_id == bindparam("desk_id"), staff_group.c.state != "replaced").order_by(
    staff_group.c.additional, staff_group.c.id
)
_REPLACED = _OWN.where(staff_group.c.desk_id == bindparam("desk_id"), staff_group.c.state == "replaced").order_by(
    staff_group.c.ended_at.desc(), staff_group.c.id.desc()
)
_OF_ORGANISATION = _OWN.where(_IS_BOUND).order_by(staff_group.c.id)
_OF_ALL = _GROUP.where(_IS_BOUND).order_by(staff_group.c.id)
_DESKS = select(desk.c.key, desk.c.id).where(_OURS)
_DESK_KEY = select(desk.c.key).where(_OURS, desk.c.id == bindparam("desk_id"))


def bound_group(tx: Connection, organisation_id: OrganisationId, account: str, chat_id: int) -> StaffGroup | None:
    """The desk's group that this chat is; None for any other chat."""
    return _one(tx, _BOUND, {"organisation_id": organisation_id, "account": account, "chat_id": chat_id})


def groups_of_bot(tx: Connection, account: str) -> list[StaffGroup]:
    """Every group that is bound by that bot."""
    return [StaffGroup(*row) for row in tx.execute(_OF_BOT, {"account": account})]


def groups_of_organisation(tx: Connection, organisation_id: OrganisationId) -> list[StaffGroup]:
    """Every bound group of every desk."""
    return [StaffGroup(*row) for row in tx.execute(_OF_ORGANISATION, {"organisation_id": organisation_id})]


def groups_of_all(tx: Connection) -> list[StaffGroup]:
    """Every bound group of every organisation, for what works for all; each says whose it is."""
    return [StaffGroup(*row) for row in tx.execute(_OF_ALL)]


def known_group(tx: Connection, organisation_id: OrganisationId, account: str, chat_id: int) -> StaffGroup | None:
    """The group that this chat is or was; None for one that was never bound."""
    return _one(tx, _KNOWN, {"organisation_id": organisation_id, "account": account, "chat_id": chat_id})


def group_of_row(tx: Connection, account: str, chat_id: int | None) -> StaffGroup | None:
    """The group to which a row of the outbox went, of any organisation. Never for a chat that spoke to us."""
    return None if chat_id is None else _one(tx, _KNOWN_THERE, {"account": account, "chat_id": chat_id})


def groups_of_desk(tx: Connection, organisation_id: OrganisationId, desk_id: int) -> list[StaffGroup]:
    """Those that are bound, the one where new tickets appear first."""
    return _of_desk(tx, _OF_DESK, organisation_id, desk_id)


def serving_groups(tx: Connection, organisation_id: OrganisationId, desk_id: int) -> list[StaffGroup]:
    """The same, and those that the bot was removed from."""
    return _of_desk(tx, _SERVING, organisation_id, desk_id)


def replaced_groups(tx: Connection, organisation_id: OrganisationId, desk_id: int) -> list[StaffGroup]:
    """Those that served the desk, the last one first."""
    return _of_desk(tx, _REPLACED, organisation_id, desk_id)


def group_of_desk(tx: Connection, organisation_id: OrganisationId, desk_id: int) -> StaffGroup | None:
    """Where the desk's new tickets appear."""
    return _one(tx, _FIRST_OF_DESK, {"organisation_id": organisation_id, "desk_id": desk_id})


def _one(tx: Connection, query: Select[Any], parameters: Mapping[str, object]) -> StaffGroup | None:
    row = tx.execute(query, parameters).one_or_none()
    return None if row is None else StaffGroup(*row)


def _of_desk(tx: Connection, query: Select[Any], organisation_id: OrganisationId, desk_id: int) -> list[StaffGroup]:
    rows = tx.execute(query, {"organisation_id": organisation_id, "desk_id": desk_id})
    return [StaffGroup(*row) for row in rows]


_COLLEAGUE: Select[Any] = select(agent.c.id, agent.c.account, agent.c.address, agent.c.language, agent.c.name)
_LEFT = exists().where(
    desk_member.c.agent_id == agent.c.id, desk_member.c.desk_id == bindparam("desk_id"), desk_member.c.state == "left"
)
_OUR_AGENT = agent.c.organisation_id == bindparam("organisation_id")
_HEADS = (
    _COLLEAGUE.select_from(desk_head.join(agent, agent.c.id == desk_head.c.agent_id))
    .where(_OUR_AGENT, desk_head.c.desk_id == bindparam("desk_id"), desk_head.c.state == "reachable", not_(_LEFT))
    .order_by(desk_head.c.id)
)
_ENROLLED = or_(agent.c.staff_key.is_not(None), exists().where(desk_head.c.agent_id == agent.c.id))
_ONE_COLLEAGUE = _COLLEAGUE.where(
    _OUR_AGENT, agent.c.id == bindparam("agent_id"), agent.c.state == "reachable", not_(_LEFT), _ENROLLED
)
_NAMED = (
    select(agent.c.staff_key, agent.c.state, _LEFT.label("left"), *_COLLEAGUE.selected_columns)
    .where(_OUR_AGENT, agent.c.staff_key.is_not(None))
    .order_by(agent.c.id)
)


_IS_HEAD = (
    select(desk_head.c.id)
    .select_from(desk_head.join(agent))
    .where(
        _OUR_AGENT,
        desk_head.c.desk_id == bindparam("desk_id"),
        desk_head.c.agent_id == bindparam("of_agent"),
        desk_head.c.state != "dismissed",
        not_(_LEFT),
    )
)
_IS_GONE = select(agent.c.id).where(
    _OUR_AGENT, agent.c.id == bindparam("of_agent"), or_(agent.c.state == "dismissed", _LEFT)
)
_AGENT = select(agent.c.name, agent.c.staff_key, agent.c.address).where(
    _OUR_AGENT, agent.c.id == bindparam("of_agent")
)
#: Whosever they are: a row of the outbox says no more than the chat.
_COLLEAGUE_THERE = select(agent.c.organisation_id).where(
    agent.c.account == bindparam("account"), agent.c.address == bindparam("address")
)
_GONE = select(agent.c.staff_key).where(
    _OUR_AGENT,
    agent.c.staff_key.is_not(None),
    or_(agent.c.state == "dismissed", _LEFT),
)


def reachable_heads(tx: Connection, organisation_id: OrganisationId, desk_id: int) -> list[Head]:
    rows = tx.execute(_HEADS, {"organisation_id": organisation_id, "desk_id": desk_id})
    return [_colleague(row) for row in rows]


def colleague(tx: Connection, organisation_id: OrganisationId, agent_id: int, desk_id: int) -> Colleague | None:
    """None for who never enrolled, stopped the bot, or left the desk."""
    which = {"organisation_id": organisation_id, "agent_id": agent_id, "desk_id": desk_id}
    row = tx.execute(_ONE_COLLEAGUE, which).one_or_none()
    return None if row is None else _colleague(row)


def colleagues(tx: Connection, organisation_id: OrganisationId, desk_id: int) -> dict[str, Colleague]:
    """Those who enrolled as somebody of the regulation and can be reached for that desk, by that id."""
    rows = tx.execute(_NAMED, {"organisation_id": organisation_id, "desk_id": desk_id})
    return {row.staff_key: _colleague(row) for row in rows if row.state == "reachable" and not row.left}


def gone_from(tx: Connection, organisation_id: OrganisationId, desk_id: int) -> frozenset[str]:
    """Ids in the regulation of those who were dismissed, or left the desk's group."""
    gone = tx.execute(_GONE, {"organisation_id": organisation_id, "desk_id": desk_id})
    return frozenset(gone.scalars())


def enrolled_staff(tx: Connection, organisation_id: OrganisationId) -> dict[str, Enrolled]:
    """Whoever enrolled as somebody of the regulation, reachable or not, by that id."""
    rows = tx.execute(_NAMED, {"organisation_id": organisation_id, "desk_id": 0})
    return {row.staff_key: Enrolled(row.staff_key, row.id, row.name, row.state) for row in rows}


def _colleague(row: Row[Any]) -> Colleague:
    return Colleague(row.id, row.account, staff_chat_id(row.address), row.language, row.name)


def agent_name(tx: Connection, organisation_id: OrganisationId, agent_id: int) -> str:
    """As their account is called."""
    return str(_agent(tx, organisation_id, agent_id).name)


def staff_key_of(tx: Connection, organisation_id: OrganisationId, agent_id: int) -> str | None:
    """Whom they enrolled as; None for who never did."""
    found: str | None = _agent(tx, organisation_id, agent_id).staff_key
    return found


def telegram_id(tx: Connection, organisation_id: OrganisationId, agent_id: int) -> int:
    """By which a post can name them so that they notice."""
    return staff_chat_id(_agent(tx, organisation_id, agent_id).address)


def _agent(tx: Connection, organisation_id: OrganisationId, agent_id: int) -> Any:
    return tx.execute(_AGENT, {"organisation_id": organisation_id, "of_agent": agent_id}).one()


def organisations_of_colleague(tx: Connection, account: str, chat_id: int) -> list[OrganisationId]:
    """Whose agent sits in a private chat to which a row of the outbox went. Never for a chat that spoke to us."""
    found = tx.execute(_COLLEAGUE_THERE, {"account": account, "address": str(chat_id)}).scalars()
    return [OrganisationId(one) for one in found]


def is_head(tx: Connection, organisation_id: OrganisationId, desk_id: int, agent_id: int) -> bool:
    """Also of one who stopped the bot; not of one who was dismissed, or left the desk."""
    which = {"organisation_id": organisation_id, "desk_id": desk_id, "of_agent": agent_id}
    return tx.execute(_IS_HEAD, which).first() is not None


def is_gone(tx: Connection, organisation_id: OrganisationId, desk_id: int, agent_id: int) -> bool:
    """Whether they were dismissed, or left the desk's group."""
    which = {"organisation_id": organisation_id, "desk_id": desk_id, "of_agent": agent_id}
    return tx.execute(_IS_GONE, which).first() is not None


def desk_ids(tx: Connection, organisation_id: OrganisationId) -> dict[str, int]:
    """Key in the regulation → id."""
    rows = tx.execute(_DESKS, {"organisation_id": organisation_id})
    return {row.key: row.id for row in rows}


def desk_key(tx: Connection, organisation_id: OrganisationId, desk_id: int) -> str:
    """The desk's id in the regulation."""
    key: str = tx.execute(_DESK_KEY, {"organisation_id": organisation_id, "desk_id": desk_id}).scalar_one()
    return key
