"""What was said in a ticket, and where it can be seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, func, select

from models.rules.contracts.sight import Audience
from models.rules.delivery.post_content import Attachment, Native
from models.rules.delivery.replies import PARTICIPANT, AnsweredMessage
from models.rules.regulation.organisations import OrganisationId
from models.rules.texts.manner import PLAIN, Manner
from models.tables.among import among
from models.tables.messages import attachment, message, message_copy
from models.tables.persons import person
from models.tables.staff import agent


@dataclass(frozen=True)
class FileView:
    """transport, account: who knows it as file_id."""

    id: int
    kind: str
    transport: str
    account: str
    file_id: str
    file_name: str | None
    unique_id: str | None = None

    def as_attachment(self) -> Attachment:
        """In the payload of an outgoing row."""
        return {
            "id": self.id,
            "kind": self.kind,
            "transport": self.transport,
            "account": self.account,
            "file_id": self.file_id,
        }


@dataclass(frozen=True)
class MessageView:
    """author: requester, participant, agent, note, unsent, kept or system. text: empty when erased or there was none.

    answered: the message that it replies to. audience: where its author does not say it. person_id: whose it is
    outside the staff; of an agent's, whom it went to besides the requester. person_name: of a participant.
    """

    id: int
    organisation_id: OrganisationId
    ticket_id: int | None
    author: str
    agent_name: str | None
    text: str
    entities: tuple[dict[str, Any], ...]
    version: int
    at: datetime
    files: tuple[FileView, ...]
    unsupported: str | None
    address_id: int | None = None
    native: Native | None = None
    meaning: str | None = None
    manner: Manner = PLAIN
    answered: AnsweredMessage | None = None
    person_id: int | None = None
    person_name: str | None = None
    audience: Audience | None = None


_BY_AGENT = and_(agent.c.id == message.c.agent_id, agent.c.organisation_id == message.c.organisation_id)
_OURS = message.c.organisation_id == bindparam("organisation_id")
#: A requester is named by their ticket.
_BY_PARTICIPANT = and_(
    message.c.author == PARTICIPANT,
    person.c.id == message.c.person_id,
    person.c.organisation_id == message.c.organisation_id,
)
_MESSAGE = (
    select(message, agent.c.name.label("agent_name"), person.c.name.label("person_name"))
    .select_from(message.outerjoin(agent, _BY_AGENT).outerjoin(person, _BY_PARTICIPANT))
    .where(_OURS)
)


_BY_IDS = _MESSAGE.where(among(message.c.id, "message_ids")).order_by(message.c.id)
_OF_TICKET = _MESSAGE.where(message.c.ticket_id == bindparam("ticket_id")).order_by(message.c.id)
_FILES = (
    select(attachment)
    .where(
        attachment.c.message_id.in_(bindparam("message_ids", expanding=True)),
        attachment.c.replaced_at.is_(None),
    )
    .order_by(attachment.c.message_id, attachment.c.position)
)
_HERE = (
    message_copy.c.transport == bindparam("transport"),
    message_copy.c.account == bindparam("account"),
    message_copy.c.address == bindparam("address"),
    message_copy.c.provider_id == bindparam("provider_id"),
)
_SEEN_AT = (
    select(message_copy.c.message_id, message.c.ticket_id)
    .select_from(message_copy.join(message, message.c.id == message_copy.c.message_id))
    .where(_OURS, *_HERE)
    .order_by(message_copy.c.id.desc())
    .limit(1)
)
_PART_AT = select(message_copy.c.part).where(*_HERE).order_by(message_copy.c.id.desc()).limit(1)
_ORIGINAL = (
    select(message_copy.c.provider_id)
    .where(message_copy.c.message_id == bindparam("message_id"))
    .order_by(message_copy.c.id)
    .limit(1)
)
_LAST_ANSWER = (
    select(message.c.agent_id, agent.c.name, message.c.created_at)
    .select_from(message.join(agent, _BY_AGENT))
    .where(_OURS, message.c.ticket_id == bindparam("ticket_id"), message.c.author == "agent")
    .order_by(message.c.id.desc())
    .limit(1)
)


_LAST_OF = _MESSAGE.where(message.c.ticket_id == bindparam("ticket_id")).order_by(message.c.id.desc()).limit(1)
_LAST_WORDS = (
    select(message.c.ticket_id, func.max(message.c.created_at).label("at"))
    .where(_OURS, message.c.ticket_id.in_(bindparam("ticket_ids", expanding=True)))
    .group_by(message.c.ticket_id)
)
_LAST_ANSWERS = (
    select(message.c.ticket_id, func.max(message.c.created_at).label("at"))
    .where(_OURS, message.c.ticket_id.in_(bindparam("ticket_ids", expanding=True)), message.c.author == "agent")
    .group_by(message.c.ticket_id)
)


def messages_by_ids(tx: Connection, organisation_id: OrganisationId, message_ids: Sequence[int]) -> list[MessageView]:
    """In the order in which they were stored."""
    wanted = {"organisation_id": organisation_id, "message_ids": message_ids}
    return views_of(tx, organisation_id, tx.execute(_BY_IDS, wanted).all())


def messages_of(tx: Connection, organisation_id: OrganisationId, ticket_id: int) -> list[MessageView]:
    """The whole conversation, oldest first."""
    whose = {"organisation_id": organisation_id, "ticket_id": ticket_id}
    return views_of(tx, organisation_id, tx.execute(_OF_TICKET, whose).all())


def views_of(
    tx: Connection, organisation_id: OrganisationId, rows: Sequence[Row[Any] | SimpleNamespace]
) -> list[MessageView]:
    """rows: of `message`, each with its `agent_name` and `person_name`. Files and what they
    answer are asked for when there are any.
    """
    files: dict[int, list[FileView]] = {}
    with_files = [row.id for row in rows if row.files]
    if with_files:
        for file in tx.execute(_FILES, {"message_ids": with_files}):
            known_to = (file.transport, file.account, file.provider_file_id)
            view = FileView(file.id, file.kind, *known_to, file.file_name, file.provider_unique_id)
            files.setdefault(file.message_id, []).append(view)
    answered = _answered_by(tx, organisation_id, {row.id: Manner.from_json(row.manner) for row in rows if row.manner})
    return [
        MessageView(
            id=row.id,
            organisation_id=organisation_id,
            ticket_id=row.ticket_id,
            author=row.author,
            agent_name=row.agent_name,
            text=row.text or "",
            entities=tuple(row.entities or ()),
            version=row.version,
            at=row.provider_at,
            files=tuple(files.get(row.id, ())),
            unsupported=row.unsupported,
            address_id=row.address_id,
            native=row.native,
            meaning=row.meaning,
            manner=Manner.from_json(row.manner),
            answered=answered.get(row.id),
            person_id=row.person_id,
            person_name=row.person_name,
            audience=None if row.audience is None else Audience(row.audience),
        )
        for row in rows
    ]


def _answered_by(
    tx: Connection, organisation_id: OrganisationId, manners: Mapping[int, Manner]
) -> dict[int, AnsweredMessage]:
    """By the message that replies."""
    asked = {one: manner.reply.to for one, manner in manners.items() if manner.reply and manner.reply.to}
    found = _answered_messages(tx, organisation_id, [*asked.values()]) if asked else {}
    return {one: found[to] for one, to in asked.items() if to in found}


def _answered_messages(
    tx: Connection, organisation_id: OrganisationId, message_ids: Sequence[int]
) -> dict[int, AnsweredMessage]:
    kinds: dict[int, tuple[str, ...]] = {}
    for file in tx.execute(_FILES, {"message_ids": message_ids}):
        kinds[file.message_id] = (*kinds.get(file.message_id, ()), file.kind)
    rows = tx.execute(_BY_IDS, {"organisation_id": organisation_id, "message_ids": message_ids})
    return {
        row.id: AnsweredMessage(row.id, row.ticket_id, row.author, kinds.get(row.id, ()), row.person_id)
        for row in rows
    }


def message_at(
    tx: Connection, organisation_id: OrganisationId, transport: str, account: str, address: str, provider_id: str
) -> int | None:
    """Which message is seen there: an original or a copy; of a post that shows several, the last."""
    place = {"transport": transport, "account": account, "address": address, "provider_id": provider_id}
    seen = tx.execute(_SEEN_AT, {**place, "organisation_id": organisation_id}).one_or_none()
    return None if seen is None else seen.message_id


def ticket_of_message(
    tx: Connection, organisation_id: OrganisationId, transport: str, account: str, address: str, provider_id: str
) -> int | None:
    """The ticket that a message in a chat belongs to: an original, or a copy of ours."""
    place = {"transport": transport, "account": account, "address": address, "provider_id": provider_id}
    seen = tx.execute(_SEEN_AT, {**place, "organisation_id": organisation_id}).one_or_none()
    return None if seen is None else seen.ticket_id


def part_at(tx: Connection, transport: str, account: str, address: str, provider_id: str) -> int:
    """Which part of its message is seen there, from 0: which file of an album."""
    place = {"transport": transport, "account": account, "address": address, "provider_id": provider_id}
    part: int = tx.execute(_PART_AT, place).scalar_one()
    return part


def original_of(tx: Connection, message_id: int) -> str | None:
    """The provider's id of the message as it was written, before any copy of it was made."""
    return tx.execute(_ORIGINAL, {"message_id": message_id}).scalar_one_or_none()


@dataclass(frozen=True)
class LastAnswer:
    agent_id: int
    agent_name: str
    created_at: datetime


def last_answer(tx: Connection, organisation_id: OrganisationId, ticket_id: int) -> LastAnswer | None:
    """The last message that an agent wrote to the requester."""
    whose = {"organisation_id": organisation_id, "ticket_id": ticket_id}
    row = tx.execute(_LAST_ANSWER, whose).one_or_none()
    return None if row is None else LastAnswer(*row)


def last_message_of(tx: Connection, organisation_id: OrganisationId, ticket_id: int) -> MessageView | None:
    """Whoever wrote it."""
    whose = {"organisation_id": organisation_id, "ticket_id": ticket_id}
    found = views_of(tx, organisation_id, tx.execute(_LAST_OF, whose).all())
    return found[0] if found else None


def last_words(tx: Connection, organisation_id: OrganisationId, ticket_ids: Sequence[int]) -> dict[int, datetime]:
    """When anybody last said something, for each of these tickets."""
    rows = tx.execute(_LAST_WORDS, {"organisation_id": organisation_id, "ticket_ids": ticket_ids})
    return {row.ticket_id: row.at for row in rows if row.ticket_id is not None}


def last_answers(tx: Connection, organisation_id: OrganisationId, ticket_ids: Sequence[int]) -> dict[int, datetime]:
    """When an agent last wrote, for each of these tickets where one did."""
    rows = tx.execute(_LAST_ANSWERS, {"organisation_id": organisation_id, "ticket_ids": ticket_ids})
    return {row.ticket_id: row.at for row in rows if row.ticket_id is not None}
