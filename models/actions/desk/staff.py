"""Staff: codes, agents, enrolling heads and people of the ladder, and who of them can be reached."""

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Row, Select, and_, bindparam, insert, select, update

from models.actions.queue import outbox
from models.actions.queue.outbox import OutgoingRow
from models.clock import Instant
from models.rules.delivery.outgoing import DELIVER, RowKind, Urgency
from models.rules.delivery.payloads import PostPayload, as_post
from models.rules.delivery.places import in_staff_chat
from models.rules.delivery.post_content import Choices
from models.rules.delivery.transports import STAFF_TRANSPORT
from models.rules.regulation.organisations import OrganisationId
from models.rules.texts.content import Entity
from models.tables.lanes import lane
from models.tables.lanes import outbox as outbox_row
from models.tables.organisations import desk, one_time_code
from models.tables.staff import agent, desk_head, desk_member

CODE_LIFE = timedelta(hours=24)
_CODE = re.compile(r"[A-Za-z0-9]{8,32}")
#: Purposes of codes.
GROUP = "group"
ADDITIONAL = "additional"
HEAD = "head"
MEMBER = "staff"
BINDING = (GROUP, ADDITIONAL)
PURPOSES = (*BINDING, HEAD, MEMBER)


@dataclass(frozen=True)
class Invitation:
    """What a code is for, and since when. staff_key: id in the regulation, for MEMBER."""

    desk_id: int
    staff_key: str | None
    purpose: str
    created_at: datetime


@dataclass(frozen=True)
class Reach:
    """Whom it concerns that somebody stopped or started the bot.

    desks: whose head they are. staff_key: id in the regulation.
    """

    desks: list[int]
    staff_key: str | None


_AGENT = select(agent.c.id, agent.c.name).where(
    agent.c.organisation_id == bindparam("organisation_id"),
    agent.c.transport == STAFF_TRANSPORT,
    agent.c.account == bindparam("account"),
    agent.c.address == bindparam("address"),
)


_MEMBER_HERE = and_(desk_member.c.agent_id == agent.c.id, desk_member.c.desk_id == bindparam("desk_id"))
_SEEN = (
    select(agent.c.id, agent.c.name, agent.c.state, desk_member.c.state.label("member_state"))
    .select_from(agent.outerjoin(desk_member, _MEMBER_HERE))
    .where(
        agent.c.organisation_id == bindparam("organisation_id"),
        agent.c.transport == STAFF_TRANSPORT,
        agent.c.account == bindparam("account"),
        agent.c.address == bindparam("address"),
    )
)


def issue_code(tx: Connection, desk_id: int, purpose: str, now: datetime, staff_key: str | None = None) -> str:
    """A code that works once, for a day. Only its digest is stored. staff_key: whom it enrols, for MEMBER."""
    code = secrets.token_urlsafe(9).replace("-", "x").replace("_", "y")
    tx.execute(
        insert(one_time_code).values(
            desk_id=desk_id,
            purpose=purpose,
            staff_key=staff_key,
            digest=_digest(code),
            created_at=now,
            expires_at=now + CODE_LIFE,
        )
    )
    return code


def is_like_a_code(word: str) -> bool:
    """Whether it could be one that we issued, now or in an earlier version."""
    return _CODE.fullmatch(word) is not None


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


def invitation(
    tx: Connection, organisation_id: OrganisationId, code: str, purposes: Sequence[str], now: datetime
) -> Invitation | None:
    """None for a code that is wrong, used, expired, for something else or of another organisation."""
    row = tx.execute(
        select(
            one_time_code.c.desk_id, one_time_code.c.staff_key, one_time_code.c.purpose, one_time_code.c.created_at
        ).where(
            one_time_code.c.digest == _digest(code.strip()),
            one_time_code.c.desk_id.in_(_desks_of(organisation_id)),
            one_time_code.c.purpose.in_(purposes),
            one_time_code.c.used_at.is_(None),
            one_time_code.c.expires_at > now,
        )
    ).one_or_none()
    return None if row is None else Invitation(*row)


def spend_code(tx: Connection, organisation_id: OrganisationId, code: str, now: datetime) -> bool:
    """False: somebody else spent it a moment ago, it is expired or of another organisation."""
    good = (one_time_code.c.used_at.is_(None), one_time_code.c.expires_at > now)
    this = one_time_code.c.digest == _digest(code.strip())
    ours = one_time_code.c.desk_id.in_(_desks_of(organisation_id))
    spent = tx.execute(update(one_time_code).where(this, ours, *good).values(used_at=now))
    return spent.rowcount == 1


def _desks_of(organisation_id: OrganisationId) -> Select[tuple[int]]:
    return select(desk.c.id).where(desk.c.organisation_id == organisation_id)


def void_codes(tx: Connection, now: datetime, desk_ids: Sequence[int], purposes: Sequence[str]) -> None:
    """What of them nobody used yet is good for nothing any more."""
    tx.execute(
        update(one_time_code)
        .where(
            one_time_code.c.desk_id.in_(desk_ids),
            one_time_code.c.purpose.in_(purposes),
            one_time_code.c.used_at.is_(None),
            one_time_code.c.expires_at > now,
        )
        .values(used_at=now)
    )


def known_agent(
    tx: Connection, organisation_id: OrganisationId, account: str, telegram_id: int, name: str, language: str
) -> int:
    """The agent behind a Telegram account, made at the first act; a changed name is followed."""
    row = _agent_row(tx, organisation_id, account, telegram_id)
    if row is not None:
        follow_name(tx, organisation_id, row.id, row.name, name)
        return int(row.id)
    agent_id: int = tx.execute(
        insert(agent)
        .values(
            organisation_id=organisation_id,
            transport=STAFF_TRANSPORT,
            account=account,
            address=str(telegram_id),
            name=name,
            language=language,
        )
        .returning(agent.c.id)
    ).scalar_one()
    return agent_id


def follow_name(tx: Connection, organisation_id: int, agent_id: int, known: str, name: str) -> None:
    if known != name:
        this = (agent.c.id == agent_id, agent.c.organisation_id == organisation_id)
        tx.execute(update(agent).where(*this).values(name=name))


@dataclass(frozen=True)
class Seen:
    """An agent who acts in a group. dismissed: they act for nobody. inside: the desk knows that they are in it."""

    agent_id: int
    name: str
    dismissed: bool
    inside: bool


def seen_agent(
    tx: Connection, organisation_id: OrganisationId, account: str, telegram_id: int, desk_id: int
) -> Seen | None:
    """None for who never acted before."""
    who = {"organisation_id": organisation_id, "account": account, "address": str(telegram_id)}
    row = tx.execute(_SEEN, {**who, "desk_id": desk_id}).one_or_none()
    return None if row is None else Seen(row.id, row.name, row.state == "dismissed", row.member_state == "inside")


def find_agent(tx: Connection, organisation_id: OrganisationId, account: str, telegram_id: int) -> int | None:
    """Like `known_agent`, but makes nobody an agent."""
    row = _agent_row(tx, organisation_id, account, telegram_id)
    return None if row is None else int(row.id)


def _agent_row(
    tx: Connection, organisation_id: OrganisationId, account: str, telegram_id: int
) -> Row[int, str] | None:
    who = {"organisation_id": organisation_id, "account": account, "address": str(telegram_id)}
    return tx.execute(_AGENT, who).one_or_none()


def enrol_head(tx: Connection, now: datetime, desk_id: int, agent_id: int) -> None:
    known = tx.execute(
        update(desk_head)
        .where(desk_head.c.desk_id == desk_id, desk_head.c.agent_id == agent_id)
        .values(state="reachable")
    )
    if known.rowcount == 0:
        tx.execute(insert(desk_head).values(desk_id=desk_id, agent_id=agent_id, enrolled_at=now))


def enrol_member(tx: Connection, organisation_id: OrganisationId, agent_id: int, staff_key: str) -> None:
    """The agent is that person of the regulation from now on, and nobody else is: people change their accounts."""
    tx.execute(
        update(agent)
        .where(agent.c.organisation_id == organisation_id, agent.c.staff_key == staff_key)
        .values(staff_key=None)
    )
    this = (agent.c.id == agent_id, agent.c.organisation_id == organisation_id)
    tx.execute(update(agent).where(*this).values(staff_key=staff_key, state="reachable"))


def unreachable(tx: Connection, organisation_id: OrganisationId, account: str, chat_id: int) -> Reach:
    """They stopped the bot: the ladder has to know before the next breach. Empty when it knew."""
    return _becomes(tx, organisation_id, account, chat_id, "unreachable")


def back(tx: Connection, organisation_id: OrganisationId, account: str, chat_id: int) -> Reach:
    """They started the bot again; no new link is needed. Empty when nobody missed them."""
    return _becomes(tx, organisation_id, account, chat_id, "reachable")


def _becomes(tx: Connection, organisation_id: OrganisationId, account: str, chat_id: int, state: str) -> Reach:
    """Who was dismissed stays so, whatever they do with the bot."""
    others = (state, "dismissed")
    here = (agent.c.account == account, agent.c.address == str(chat_id))
    they = (agent.c.organisation_id == organisation_id, *here)
    who = select(agent.c.id).where(*they)
    heads = update(desk_head).where(desk_head.c.agent_id.in_(who), desk_head.c.state.not_in(others))
    desks = list(tx.execute(heads.values(state=state).returning(desk_head.c.desk_id)).scalars())
    agents = update(agent).where(*they, agent.c.state.not_in(others)).values(state=state)
    keys: Sequence[str | None] = tx.execute(agents.returning(agent.c.staff_key)).scalars().all()
    return Reach(desks, keys[0] if keys else None)


def told_since(
    tx: Connection, account: str, chat_id: int, text: str, since: datetime, thread_id: int | None = None
) -> bool:
    """Whether the same was written to the chat after that. since: real time. thread_id: of the only topic meant."""
    here = and_(lane.c.queue == DELIVER, lane.c.account == account, lane.c.key == outbox.chat_lane(chat_id))
    lately = (
        select(outbox_row.c.payload)
        .select_from(outbox_row.join(lane))
        .where(here, outbox_row.c.created_at > since, outbox_row.c.kind == RowKind.POST)
    )
    return any(
        post.get("text") == text and thread_id in (None, post.get("thread_id"))
        for post in map(as_post, tx.execute(lately).scalars())
    )


def tell_group(
    tx: Connection,
    at: Instant,
    account: str,
    chat_id: int,
    text: str,
    thread_id: int | None = None,
    choices: Choices = (),
    entities: Sequence[Entity] = (),
    urgency: Urgency = Urgency.CONVERSATION,
    secret: str | None = None,
) -> None:
    """A word of ours to a group outside any ticket's topic. thread_id: where it was asked for. secret: what of it is
    not kept once it is there.

    What is about the group's delay itself is as urgent as the ladder: it must not come last.
    """
    payload: PostPayload = {"part": 0, "text": text, "entities": list(entities), "thread_id": thread_id}
    if choices:
        payload["choices"] = choices
    draft = OutgoingRow(RowKind.POST, payload, repeatable=True, to=in_staff_chat(chat_id), secret=secret)
    key = outbox.chat_lane(chat_id) if urgency != Urgency.LADDER else outbox.ahead_lane(chat_id)
    outbox.post(tx, account, key, urgency, [draft], at.real)
