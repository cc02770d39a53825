"""What a ticket's card shows now."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from models.phrases.times import zone_of
from models.queries.messages import MessageView, messages_by_ids
from models.queries.persons import NOT_STARTED
from models.queries.reach import read_others
from models.queries.tickets import TicketView
from models.rules.contracts.in_words import standing
from models.rules.delivery.address_changes import ANOTHERS, REMOVED
from models.rules.delivery.address_states import AddressState
from models.rules.delivery.carried import below
from models.rules.delivery.chain import UsedFor
from models.rules.delivery.replies import Towards, words_above
from models.rules.delivery.transports import SHIPPED
from models.rules.desk.card import CardView
from models.rules.desk.ways import Way
from models.rules.regulation.clocks import SlaClock
from models.rules.regulation.parsing import ANY, Policy, Regulation
from models.rules.requests.unfinished import lacking_in_words
from models.rules.sms.automatic import Hold, number_hold, oddness
from models.rules.sms.phone_numbers import is_withheld
from models.rules.texts.content import Piece


def card_of(tx: Connection, ticket: TicketView, regulation: Regulation, now: datetime) -> CardView:
    """regulation: the edition of the ticket."""
    first = []
    if ticket.first_message_id is not None:
        first = messages_by_ids(tx, ticket.organisation_id, [ticket.first_message_id])
    return card_view(ticket, first[0] if first else None, regulation, now)


def card_view(ticket: TicketView, first: MessageView | None, regulation: Regulation, now: datetime) -> CardView:
    """first: the first message, when it is at hand already."""
    language = regulation.desk(ticket.desk_key).staff_language
    policy, words = _policy(ticket, regulation), _first_words(ticket, first, language)
    return CardView(
        number=ticket.number,
        requester_name=ticket.requester_name,
        language=ticket.language,
        kind_title=regulation.kind(ticket.kind).title.in_(language),
        state=ticket.state,
        opened_at=ticket.opened_at,
        zone=regulation.organisation.timezone,
        now=now,
        first_text=words.text,
        first_text_entities=words.entities,
        attachments=len(first.files) if first else 0,
        fields=labelled_fields(ticket, regulation, language),
        assignee=ticket.assignee_name,
        **_times(ticket),
        reachability=_reachability(ticket, regulation),
        reached_by=ticket.traits.title,
        our_number=_our_number(ticket, regulation, language),
        ways=other_ways(ticket, regulation),
        has_window=ticket.traits.window is not None,
        closes_at=ticket.traits.closes_at(ticket.heard_at),
        unidentified=ticket.unidentified,
        unfinished=_unfinished(ticket, regulation, language),
        severity=told_severity(ticket.severity, regulation),
        tier=_tier_title(ticket, regulation, language),
        contract=_contract(ticket, regulation, now, language),
        extended=ticket.extended,
        stands=resolution_waits(ticket, regulation),
        may_extend=policy.resolution is not None,
        may_wait=any(policy.target(clock) is not None for clock in policy.pauses),
        merged_into=ticket.merged_into,
        dismissed_as=ticket.dismissed_as,
        blocked_messages=ticket.blocked_messages if ticket.blocked_at is not None else None,
    )


def _our_number(ticket: TicketView, regulation: Regulation, language: str) -> str | None:
    number = regulation.number(ticket.role)
    return None if number is None or number.transport != ticket.transport else number.title.in_(language)


def _times(ticket: TicketView) -> dict[str, datetime | None]:
    """When something is due, and when something happened."""
    return {
        "first_response_due": ticket.first_response_due_at,
        "answered_at": ticket.answered_at,
        "next_response_due": ticket.next_response_due_at,
        "work_started_due": ticket.work_started_due_at,
        "resolution_due": ticket.resolution_due_at,
        "update_due": ticket.update_due_at,
        "waiting_since": ticket.waiting_since,
        "closed_at": ticket.closed_at,
    }


def _contract(ticket: TicketView, regulation: Regulation, now: datetime, language: str) -> str | None:
    if ticket.contract_number is None:
        return None
    today = now.astimezone(zone_of(regulation.organisation.timezone)).date()
    return standing(ticket.contract_number, ticket.contract_state, ticket.contract_paid_until, today, language)


def other_ways(ticket: TicketView, regulation: Regulation) -> tuple[Way, ...]:
    """Where else the requester is reached, in the order in which it is tried."""
    others = read_others(ticket.others)
    return tuple(way_of(one.id, one.transport, one.address, one.state, regulation) for one in others)


def way_of(address_id: int, transport: str, address: str, state: AddressState | None, regulation: Regulation) -> Way:
    traits = SHIPPED.get(transport)
    number = address if traits is not None and traits.by_sms else None
    title = transport if traits is None else traits.title
    return Way(address_id, title, number, state, regulation.used_for(transport))


def _tier_title(ticket: TicketView, regulation: Regulation, language: str) -> str | None:
    tier = regulation.tier(ticket.tier)
    return tier.title.in_(language) if tier is not None else None


def _first_words(ticket: TicketView, first: MessageView | None, language: str) -> Piece:
    """Below lines of ours: whose words they are, what they answer. A card itself can't be a reply."""
    if first is None:
        return Piece("")
    above = words_above(first.manner, Towards(ticket.id, to_topic=True, language=language), is_reply=False)
    return below(above, Piece(first.text, first.entities))


def resolution_waits(ticket: TicketView, regulation: Regulation) -> bool:
    """Whether the time to solve stands still while the requester is waited for. regulation: of the ticket."""
    policy = _policy(ticket, regulation)
    return policy.resolution is not None and SlaClock.RESOLUTION in policy.pauses


def _policy(ticket: TicketView, regulation: Regulation) -> Policy:
    tier = regulation.tier(ticket.tier)
    return regulation.policy(ticket.desk_key, ticket.kind, tier.id if tier else None, ticket.severity)


def told_severity(severity: str, regulation: Regulation) -> str | None:
    """None where nothing is promised or marked by severity, and this one is ordinary too."""
    told_apart = (
        severity != "normal"
        or any(policy.severity != ANY for policy in regulation.policies)
        or any(kind.severity != "normal" for kind in regulation.kinds)
    )
    return severity if told_apart else None


def _unfinished(ticket: TicketView, regulation: Regulation, language: str) -> tuple[str, ...] | None:
    if ticket.unfinished is None:
        return None
    return lacking_in_words(ticket.unfinished, regulation.kind(ticket.kind), ticket.fields, language)


_WHY_DEAD: Final = {"blocked": "blocked", NOT_STARTED: "not_started", REMOVED: "removed", ANOTHERS: "anothers"}


def _reachability(ticket: TicketView, regulation: Regulation) -> str:
    if ticket.address_state == AddressState.DEAD:
        return _WHY_DEAD.get(ticket.address_reason or "", "dead")
    used_for = regulation.used_for(ticket.transport)
    if used_for is not UsedFor.ALL:
        return f"rule_{used_for}"
    if ticket.traits.by_sms:
        return _by_sms(ticket.address, regulation.sms.texted_countries)
    return "reachable"


def _by_sms(address: str, countries: Sequence[str]) -> str:
    hold = number_hold(address, countries)
    if hold == Hold.NO_NUMBER:
        return "withheld" if is_withheld(address) else "no_number"
    return f"odd_{oddness(address, countries)}" if hold else "by_sms"


def labelled_fields(ticket: TicketView, regulation: Regulation, language: str) -> tuple[tuple[str, str], ...]:
    """(label, value) in the order of the regulation: PostgreSQL sorts the keys of what is stored its own way."""
    rows = []
    for field in regulation.kind(ticket.kind).fields:
        value = ticket.fields.get(field.id)
        if value is not None:
            chosen = next((c.label.in_(language) for c in field.choices if c.id == value), value)
            rows.append((field.label.in_(language), chosen))
    return tuple(rows)
