"""«Why this deadline?» of one ticket, put together from its log, its edition and the calendar in force."""

from datetime import datetime
from typing import Protocol

from sqlalchemy import Connection

from models.actions.clocks.ticket_clocks import Basis, clocks_of
from models.phrases.catalogue import say
from models.queries.cards import told_severity
from models.queries.explanations import agents_by_moment
from models.queries.regulation import EditionView, edition_of
from models.queries.tickets import TicketView
from models.rules.deadlines.clock_states import Event
from models.rules.deadlines.explanation import Grounds, explain
from models.rules.deadlines.explanation_lines import Reader
from models.rules.deadlines.explanation_sms import explain_briefly
from models.rules.desk.ways import window_in_words
from models.rules.hours.calendar_versions import calendar_version
from models.rules.hours.working_time import NoWorkingTime
from models.rules.texts.content import Piece


class Asks(Protocol):
    """Somebody outside the staff: a requester."""

    @property
    def person_id(self) -> int: ...
    @property
    def language(self) -> str: ...
    @property
    def zone(self) -> str: ...


def for_person(tx: Connection, now: datetime, view: TicketView, who: Asks) -> Piece:
    """In their language and time."""
    return _explained(tx, view, _reader(now, view, who))


def _reader(now: datetime, view: TicketView, who: Asks) -> Reader:
    return Reader(who.language, who.zone, now, asked=view.person_id == who.person_id)


def for_staff(tx: Connection, now: datetime, view: TicketView, language: str) -> Piece:
    """In the organisation's time, as on the card; with until when they can be written to, where that ends."""
    zone = edition_of(tx, view).regulation.organisation.timezone
    told, traits = _explained(tx, view, Reader(language, zone, now, staff=True)), view.traits
    if traits.window is None or not view.is_open:
        return told
    window = window_in_words(traits.title, traits.closes_at(view.heard_at), now, zone, language)
    return Piece(f"{told.text}\n\n{window}", told.entities)


def by_sms(tx: Connection, now: datetime, view: TicketView, who: Asks) -> str:
    try:
        clocks, basis = clocks_of(tx, now, view)
        reader = _reader(now, view, who)
        return explain_briefly(_grounds(tx, view, basis, reader), clocks, basis.hours, reader)
    except NoWorkingTime:
        return say(who.language, "why.no_working_time", number=view.number)


def _explained(tx: Connection, view: TicketView, reader: Reader) -> Piece:
    try:
        clocks, basis = clocks_of(tx, reader.now, view)
        return explain(_grounds(tx, view, basis, reader), clocks, basis.hours, reader)
    except NoWorkingTime:
        return Piece(say(reader.language, "why.no_working_time", number=view.number))


def _grounds(tx: Connection, view: TicketView, basis: Basis, reader: Reader) -> Grounds:
    edition: EditionView = edition_of(tx, view)
    regulation, language = edition.regulation, reader.language
    tier = regulation.tier(view.tier)
    return Grounds(
        number=view.number,
        opened_at=view.opened_at,
        edition=regulation.edition.title.in_(language),
        edition_number=edition.number,
        kind=regulation.kind(view.kind).title.in_(language),
        calendar=regulation.desk(view.desk_key).calendar,
        calendar_version=calendar_version(basis.hours.calendar),
        tier=tier.title.in_(language) if tier is not None else None,
        severity=told_severity(view.severity, regulation),
        extended_by=agents_by_moment(tx, view.organisation_id, view.id, Event.EXTENDED) if reader.staff else {},
        waived_by=agents_by_moment(tx, view.organisation_id, view.id, Event.NO_ANSWER_WANTED) if reader.staff else {},
        merged_into=view.merged_into,
    )
