"""A ticket as staff and requesters see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from models.rules.delivery.transports import Transport
from models.rules.regulation.organisations import OrganisationId

OPEN_STATES = ("open", "closing_proposed")


@dataclass(frozen=True)
class TicketRef:
    """No more than which ticket it is."""

    id: int
    organisation_id: OrganisationId


@dataclass(frozen=True)
class TicketView:
    """A ticket with its requester, its assignee and its topic, as they are now.

    transport, account, address, traits: where the requester is reached. sim: of a phone, which SIM answers it.
    role: of our number that they write to, as the regulation calls it.
    contract_…: of the contract that it is under; None: it is under none.
    unfinished: filed as it was, because the requester stopped answering; None: filed by them.
    extended: an agent named a later date for its resolution. merged_into: the number of the ticket it went on in.
    topic_account: the bot that made the topic. blocked_at, blocked_messages, paused_at, quiet_from, quiet_until
    and heard_at: of the requester's address. others: their others (models/queries/reach.py); None: there is none.
    """

    id: int
    organisation_id: OrganisationId
    desk_id: int
    desk_key: str
    edition_id: int
    number: int
    person_id: int
    address_id: int
    came_by_transport: str | None
    came_by_address_id: int | None
    kind: str
    severity: str
    tier: str | None
    contract_id: int | None
    contract_number: str | None
    contract_state: str | None
    contract_paid_until: date | None
    fields: Mapping[str, str]
    title: str
    first_message_id: int | None
    state: str
    version: int
    assignee_id: int | None
    opened_at: datetime
    first_response_due_at: datetime | None
    next_response_due_at: datetime | None
    work_started_due_at: datetime | None
    resolution_due_at: datetime | None
    update_due_at: datetime | None
    answered_at: datetime | None
    waiting_since: datetime | None
    closing_proposed_at: datetime | None
    closed_at: datetime | None
    merged_into_id: int | None
    unidentified: bool
    dismissed_as: str | None
    unfinished: Sequence[str] | None
    extended: bool
    merged_into: int | None
    transport: str
    traits: Transport
    account: str
    address: str
    sim: str | None
    address_state: str
    address_reason: str | None
    blocked_at: datetime | None
    blocked_messages: int
    paused_at: datetime | None
    quiet_from: int | None
    quiet_until: int | None
    heard_at: datetime | None
    others: str | None
    requester_name: str
    language: str
    zone: str
    assignee_name: str | None
    topic_account: str | None
    topic_chat_id: int | None
    thread_id: int | None
    topic_state: str | None
    role: str | None = None

    @property
    def ref(self) -> TicketRef:
        return TicketRef(self.id, self.organisation_id)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


class Asker(Protocol):
    """A requester, or the ticket of one."""

    @property
    def organisation_id(self) -> OrganisationId: ...
    @property
    def person_id(self) -> int: ...
