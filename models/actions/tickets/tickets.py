"""Opening a ticket and everything that changes its state. Each change tells both sides in its own transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, insert, select, update

from models.actions.clocks import ticket_clocks, timers
from models.actions.clocks.ticket_clocks import Opening
from models.actions.desk import bindings, topics
from models.actions.reach import persons, requester_words
from models.actions.tickets import attachments, extensions, overflows
from models.actions.tickets.acting import Acting
from models.actions.tickets.filing import file_messages
from models.clock import Instant
from models.errors import OtklikError
from models.phrases.catalogue import say
from models.phrases.times import absolute
from models.queries.messages import MessageView, messages_by_ids
from models.queries.new_tickets import new_ticket_view
from models.queries.persons import Requester
from models.queries.regulation import EditionView
from models.queries.staff import desk_ids
from models.queries.tickets import TicketView, ticket_by_id
from models.rules.contracts.choosing import tier_for
from models.rules.contracts.standing import Contract
from models.rules.deadlines.silence import plan_silence
from models.rules.deadlines.ticket_clock import Event
from models.rules.delivery.choices import dialogue_key
from models.rules.delivery.post_content import Choices
from models.rules.desk.ticket_names import ticket_title
from models.rules.hours.terms import Term
from models.rules.regulation.clocks import SlaClock
from models.rules.regulation.organisations import OrganisationId
from models.rules.regulation.parsing import Regulation
from models.tables.base import public_id
from models.tables.organisations import organisation
from models.tables.tickets import ticket


class TicketAlreadyClosed(OtklikError):
    phrase = "staff.already_closed"


@dataclass(frozen=True)
class OpenedTicket:
    """What the requester is told: the number, by when an answer is due, and what is aimed at before that."""

    id: int
    number: int
    first_response_due: datetime
    aimed: Term | None = None


_NEW_TICKET = insert(ticket).returning(ticket.c.id)
_NEXT_NUMBER = (
    update(organisation)
    .where(organisation.c.id == bindparam("of_organisation"))
    .values(next_ticket_number=organisation.c.next_ticket_number + 1)
    .returning(organisation.c.next_ticket_number)
)


def open_ticket(
    tx: Connection,
    at: Instant,
    edition: EditionView,
    requester: Requester,
    *,
    desk_key: str,
    kind: str,
    fields: Mapping[str, str],
    message_ids: Sequence[int],
    opened_at: datetime,
    unidentified: bool = False,
    unfinished: Sequence[str] | None = None,
    contract: Contract | None = None,
) -> OpenedTicket:
    """Files a request: number, clocks, topic with card, in one transaction.

    opened_at: the provider's time of the first message; the ticket's clock starts there. unidentified: nobody knows
    who it is (SMS, calls). unfinished: filed without the requester's last word; what nobody chose. contract: theirs.
    """
    spoken = messages_by_ids(tx, edition.organisation_id, message_ids)
    asked = _asked(edition, desk_key, kind, fields, requester, spoken, contract)
    clocks = ticket_clocks.opening(tx, at.now, edition, desk_key, kind, asked["tier"], asked["severity"], opened_at)
    row = {
        **asked,
        "desk_id": desk_ids(tx, edition.organisation_id)[desk_key],
        "number": _next_number(tx, edition.organisation_id),
        "opened_at": opened_at,
        "unidentified": unidentified,
        "unfinished": None if unfinished is None else list(unfinished),
        **clocks.dues(),
    }
    ticket_id = tx.execute(_NEW_TICKET, {**row, "public_id": public_id(), "created_at": at.now}).scalar_one()
    view = new_ticket_view(ticket_id, desk_key, row, requester, contract)
    file_messages(tx, message_ids, view.ref)
    ticket_clocks.begin(tx, ticket_id, edition.id, opened_at, kind, clocks)
    _accept(tx, at, requester)
    _show(tx, at, view, edition.regulation, spoken)
    overflows.join(tx, at, view, requester.address_id)
    return _opened(ticket_id, row["number"], clocks)


def _accept(tx: Connection, at: Instant, requester: Requester) -> None:
    """The first request accepts the regulation, of whom was told that it does."""
    if not requester.accepted and requester.shown_edition_id is not None:
        persons.accept_edition(tx, at.now, requester, requester.shown_edition_id)


def _show(
    tx: Connection, at: Instant, view: TicketView, regulation: Regulation, spoken: Sequence[MessageView]
) -> None:
    """Topic, card, what was said so far, and which files of it were lost."""
    topics.show_ticket(tx, at, view, regulation, spoken)
    if any(one.files for one in spoken):
        attachments.tell_of_lost(tx, at, view, [one.id for one in spoken])


def _opened(ticket_id: int, number: int, clocks: Opening) -> OpenedTicket:
    first = clocks.folded.clocks[SlaClock.FIRST_RESPONSE]  # every policy promises one
    return OpenedTicket(ticket_id, number, first.due_at, first.target.aimed)


def _asked(
    edition: EditionView,
    desk_key: str,
    kind: str,
    fields: Mapping[str, str],
    requester: Requester,
    spoken: Sequence[MessageView],
    contract: Contract | None,
) -> dict[str, Any]:
    """Columns of a new ticket that say who asks for what."""
    regulation = edition.regulation
    first = next((m for m in spoken if m.text or m.files), None)
    kind_title = regulation.kind(kind).title.in_(regulation.desk(desk_key).staff_language)
    return {
        "organisation_id": edition.organisation_id,
        "edition_id": edition.id,
        "person_id": requester.person_id,
        "address_id": requester.address_id,
        "came_by_transport": requester.transport,
        "came_by_address_id": requester.address_id,
        "kind": kind,
        "severity": regulation.kind(kind).severity_of(fields),
        "tier": tier_for(regulation, contract, requester.tier),
        "contract_id": contract.id if contract is not None else None,
        "fields": dict(fields),
        "title": ticket_title(first.text if first else "", kind_title),
        "first_message_id": first.id if first else None,
        "state": "open",
        "version": 1,
    }


def _next_number(tx: Connection, organisation_id: OrganisationId) -> int:
    following: int = tx.execute(_NEXT_NUMBER, {"of_organisation": organisation_id}).scalar_one()
    return following - 1


def locked(tx: Connection, view: TicketView) -> TicketView:
    """The ticket as it is once nobody else changes it until we commit: what was read before may be over by now.

    Whoever decides by a ticket's state asks for this first (on SQLite a writer is alone anyway).
    """
    if tx.dialect.name == "sqlite":
        return view
    tx.execute(select(ticket.c.id).where(*_this(view)).with_for_update())
    return ticket_by_id(tx, view.organisation_id, view.id)


def change_state(tx: Connection, view: TicketView, **values: Any) -> None:
    """Buttons drawn before are stale from now on."""
    tx.execute(update(ticket).where(*_this(view)).values(version=ticket.c.version + 1, **values))


def _this(view: TicketView) -> tuple[ColumnElement[bool], ...]:
    return ticket.c.id == view.id, ticket.c.organisation_id == view.organisation_id


def take(acting: Acting, *, phrase: str = "staff.taken_by") -> None:
    """The agent leads the ticket from now on, and work on it has started. phrase: what staff are told."""
    change_state(acting.tx, acting.view, assignee_id=acting.agent_id)
    ticket_clocks.happened(acting.tx, acting.at, acting.view, Event.TAKEN, agent_id=acting.agent_id)
    acting.tell_topic(say(acting.language, phrase, agent=acting.agent_name))
    acting.refresh_card()


def give_back(acting: Acting) -> None:
    change_state(acting.tx, acting.view, assignee_id=None)
    timers.log_event(acting.tx, acting.view.id, acting.at.now, "returned", agent_id=acting.agent_id)
    acting.tell_topic(say(acting.language, "staff.returned", agent=acting.agent_name))
    acting.refresh_card()


def propose_closing(acting: Acting) -> None:
    """Asks the requester whether it is solved; silence closes after the regulation's working days."""
    tx, at, view = acting.tx, acting.at, acting.view
    if not view.is_open:
        raise TicketAlreadyClosed(ticket=view.id)
    change_state(tx, view, state="closing_proposed", closing_proposed_at=at.now)
    ticket_clocks.happened(tx, at, view, Event.CLOSING_PROPOSED, agent_id=acting.agent_id)
    hours = ticket_clocks.hours_in_force(tx, at.now, view.organisation_id, acting.regulation, view.desk_key)
    silence = plan_silence(at.now, acting.regulation.closing, hours)
    timers.start_silence(tx, view.id, view.edition_id, silence)
    asked = say(view.language, closing_question(view), number=view.number)
    gone = requester_words.tell(tx, at, view, asked, closing_choices(view.id, view.language))
    acting.tell_topic(say(acting.language, "staff.close_proposed", agent=acting.agent_name))
    if not gone:
        acting.tell_topic(say(acting.language, "staff.requester_not_told"))
    acting.refresh_card()


def closing_question(view: TicketView, *, again: bool = False) -> str:
    """The phrase that asks whether it is solved; for an SMS one that fits into one."""
    if view.traits.is_brief:
        return "phone.closing_proposed"
    return "ticket.closing_reminder" if again else "ticket.closing_proposed"


def closing_choices(ticket_id: int, language: str) -> Choices:
    return [
        [
            {"key": dialogue_key(0, f"solved:{ticket_id}"), "label": say(language, "choice.solved")},
            {"key": dialogue_key(0, f"unsolved:{ticket_id}"), "label": say(language, "choice.unsolved")},
        ]
    ]


def withdraw_closing(tx: Connection, at: Instant, view: TicketView, regulation: Regulation, phrase: str) -> None:
    """The requester said that it is not solved, or wrote again. phrase: what staff are told."""
    change_state(tx, view, state="open", closing_proposed_at=None)
    timers.stop_silence(tx, view.id)
    ticket_clocks.happened(tx, at, view, Event.CLOSING_WITHDRAWN)
    topics.tell_staff(tx, at, view, say(topics.staff_language(view, regulation), phrase))
    topics.refresh_card(tx, at, view, regulation)


def unanswered_after_all(tx: Connection, at: Instant, view: TicketView, regulation: Regulation) -> None:
    """Nothing that an agent wrote can have reached the requester: the clock of the first response runs again."""
    if not view.is_open or view.answered_at is None:
        return
    tx.execute(update(ticket).where(*_this(view)).values(answered_at=None))
    clocks = ticket_clocks.happened(tx, at, view, Event.ANSWER_FAILED)
    state = clocks.clocks.get(SlaClock.FIRST_RESPONSE)
    if state is not None and state.running_due is not None:
        language = topics.staff_language(view, regulation)
        late = state.running_due <= at.now
        phrase = "staff.unanswered_and_late" if late else "staff.unanswered_after_all"
        due = absolute(state.running_due, regulation.organisation.timezone, language)
        topics.tell_staff(tx, at, view, say(language, phrase, due=due))
    topics.refresh_card(tx, at, view, regulation)


def close(tx: Connection, at: Instant, view: TicketView, regulation: Regulation, *, phrase: str) -> None:
    """Ends the ticket: its clocks stop, and its topic says so. phrase: what staff are told."""
    if not view.is_open:
        raise TicketAlreadyClosed(ticket=view.id)
    change_state(tx, view, state="closed", closed_at=at.now, closing_proposed_at=None)
    timers.stop_silence(tx, view.id)
    extensions.forget(tx, at.now, view.id)
    ticket_clocks.happened(tx, at, view, Event.CLOSED)
    topics.tell_staff(tx, at, view, say(topics.staff_language(view, regulation), phrase))
    topics.refresh_card(tx, at, view, regulation)


def reopen(
    tx: Connection,
    at: Instant,
    view: TicketView,
    edition: EditionView,
    *,
    phrase: str,
    by_requester: bool = False,
    **facts: object,
) -> None:
    """The ticket is open again. Its resolution counts anew from now: reopening is never instantly overdue."""
    regulation = edition.regulation
    change_state(tx, view, state="open", closed_at=None, merged_into_id=None)
    view = bindings.in_sight(tx, at, view, regulation)
    ticket_clocks.happened(tx, at, view, Event.REOPENED, facts={"by_requester": by_requester})
    language = topics.staff_language(view, regulation)
    topics.tell_staff(tx, at, view, say(language, phrase, **facts))
    topics.refresh_card(tx, at, view, regulation)
