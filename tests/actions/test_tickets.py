"""Opening, closing, reopening: each tells both sides and moves the clocks, in one transaction."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import Connection, select

from models.actions.desk import bindings, topics
from models.actions.tickets import tickets
from models.actions.tickets.tickets import OpenedTicket, TicketAlreadyClosed
from models.db import Database
from models.queries.persons import Requester
from models.queries.regulation import edition_by_id
from models.queries.staff import group_of_desk
from models.queries.tickets import find_ticket, open_tickets_of, ticket_by_number, tickets_without_topic
from models.rules.delivery.outgoing import RowKind
from models.rules.regulation.organisations import OrganisationId
from models.tables.persons import person
from models.tables.tickets import ticket_event
from models.tables.timers import timer
from tests.actions.office import ACCOUNT, GROUP, NOON, Office, at


def clocks(office: Office, ticket_id: int) -> dict[str, str]:
    with office.database.read() as tx:
        rows = tx.execute(select(timer.c.clock, timer.c.state).where(timer.c.ticket_id == ticket_id))
        return {row.clock: row.state for row in rows}


def proposes(office: Office, ticket_id: int, span: str = "1m") -> None:
    with office.database.write() as tx:
        view = office.view(ticket_id)
        tickets.propose_closing(office.acting(tx, at(span), view))


def closes(office: Office, ticket_id: int, span: str = "2m") -> None:
    with office.database.write() as tx:
        phrase = "staff.closed_by_requester"
        tickets.close(tx, at(span), office.view(ticket_id), office.regulation, phrase=phrase)


def file_request(tx: Connection, office: Office, who: Requester, stored: str = "0s") -> OpenedTicket:
    """Said at noon, stored so much later."""
    return tickets.open_ticket(
        tx,
        at(stored),
        office.edition,
        who,
        desk_key="support",
        kind="question",
        fields={},
        message_ids=[],
        opened_at=NOON,
    )


def test_numbers_are_given_in_order(office: Office) -> None:
    anna = office.meets()
    assert [office.view(office.opens(anna)).number for _ in range(3)] == [1, 2, 3]


def test_four_at_once_get_four_numbers(office: Office) -> None:
    people = [office.meets(str(number)) for number in range(12)]
    with ThreadPoolExecutor(4) as pool:
        numbers = [office.view(ticket_id).number for ticket_id in pool.map(office.opens, people)]
    assert sorted(numbers) == list(range(1, 13))


def test_a_request_that_failed_to_open_leaves_no_hole_in_the_numbers(office: Office) -> None:
    anna = office.meets()

    def fails() -> None:
        with office.database.write() as tx:
            file_request(tx, office, anna)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    assert office.view(office.opens(anna)).number == 1


def test_an_opened_ticket_has_its_due_times_its_clocks_and_its_topic_under_way(office: Office) -> None:
    ticket_id = office.opens(office.meets(), "Не греет батарея")
    view = office.view(ticket_id)
    assert (view.first_response_due_at, view.resolution_due_at) == (
        NOON + timedelta(hours=1),
        NOON + timedelta(hours=8),
    )
    assert clocks(office, ticket_id) == {"first_response": "running", "resolution": "running"}
    assert view.title == "Не греет батарея"
    assert view.topic_state == "creating"
    assert [row.kind for row in office.rows()] == [RowKind.CREATE_TOPIC, RowKind.CARD]


def test_the_clock_starts_when_it_was_said_not_when_it_was_stored(office: Office) -> None:
    anna = office.meets()
    with office.database.write() as tx:
        opened = file_request(tx, office, anna, "30m")
    assert opened.first_response_due == NOON + timedelta(hours=1)


def test_the_first_request_accepts_the_edition_and_a_later_one_does_not_again(office: Office) -> None:
    anna = office.meets()
    office.opens(anna)
    office.opens(anna)
    with office.database.read() as tx:
        accepted = tx.execute(select(person.c.accepted_edition_id).where(person.c.id == anna.person_id)).scalar_one()
    assert accepted == office.edition.id


def test_without_a_group_a_ticket_waits_for_one_and_appears_with_it(database: Database) -> None:
    office = Office(database, bound=False)
    ticket_id = office.opens(office.meets())
    assert office.rows() == []
    assert office.view(ticket_id).topic_state is None
    office.binds()
    with database.write() as tx:
        assert tickets_without_topic(tx, office.organisation_id, office.desk_id) == [ticket_id]
        assert topics.show_ticket(tx, at("1h"), office.view(ticket_id), office.regulation)
    assert [one.kind for one in office.delivers(at("1h"))] == [RowKind.CREATE_TOPIC, RowKind.CARD]


def test_closing_stops_every_clock(office: Office) -> None:
    ticket_id = office.opens(office.meets())
    proposes(office, ticket_id)
    assert clocks(office, ticket_id)["closing"] == "running"
    closes(office, ticket_id)
    assert clocks(office, ticket_id) == {"first_response": "stopped", "resolution": "met", "closing": "stopped"}
    assert office.view(ticket_id).closed_at == at("2m").now


def test_a_closed_ticket_is_not_closed_again(office: Office) -> None:
    ticket_id = office.opens(office.meets())
    closes(office, ticket_id)
    with pytest.raises(TicketAlreadyClosed):
        closes(office, ticket_id)
    with pytest.raises(TicketAlreadyClosed):
        proposes(office, ticket_id)


def test_writing_withdraws_a_proposal_to_close(office: Office) -> None:
    ticket_id = office.opens(office.meets())
    proposes(office, ticket_id)
    office.adds(ticket_id, "нет, не работает", at("3m"))
    view = office.view(ticket_id)
    assert (view.state, view.closing_proposed_at) == ("open", None)
    assert clocks(office, ticket_id)["closing"] == "stopped"


def test_reopening_counts_the_resolution_anew_and_is_never_instantly_overdue(office: Office) -> None:
    ticket_id = office.opens(office.meets())
    office.answers(ticket_id, "Ответ", at("5m"))
    closes(office, ticket_id)
    with office.database.write() as tx:
        edition = edition_by_id(tx, office.organisation_id, office.edition.id)
        tickets.reopen(tx, at("9h"), office.view(ticket_id), edition, phrase="staff.reopened")
    view = office.view(ticket_id)
    assert (view.state, view.closed_at) == ("open", None)
    assert view.resolution_due_at == NOON + timedelta(hours=17)
    assert view.first_response_due_at == NOON + timedelta(hours=1)
    assert clocks(office, ticket_id) == {"first_response": "met", "resolution": "running"}


def test_reopening_what_was_never_answered_waits_for_a_first_answer_again(office: Office) -> None:
    ticket_id = office.opens(office.meets())
    closes(office, ticket_id)
    with office.database.write() as tx:
        edition = edition_by_id(tx, office.organisation_id, office.edition.id)
        tickets.reopen(tx, at("9h"), office.view(ticket_id), edition, phrase="staff.reopened")
    assert office.view(ticket_id).first_response_due_at == NOON + timedelta(hours=10)
    assert clocks(office, ticket_id)["first_response"] == "running"


def test_every_change_of_state_makes_older_buttons_stale(office: Office) -> None:
    ticket_id = office.opens(office.meets())
    versions = [office.view(ticket_id).version]
    proposes(office, ticket_id)
    versions.append(office.view(ticket_id).version)
    closes(office, ticket_id)
    versions.append(office.view(ticket_id).version)
    assert versions == sorted(set(versions))


def test_what_happened_is_logged_in_order(office: Office) -> None:
    ticket_id = office.opens(office.meets())
    office.answers(ticket_id, "Ответ")
    office.answers(ticket_id, "Ещё ответ")
    proposes(office, ticket_id)
    closes(office, ticket_id)
    with office.database.read() as tx:
        kinds = tx.execute(select(ticket_event.c.kind).order_by(ticket_event.c.id)).scalars().all()
    assert kinds == ["opened", "first_answered", "answered", "closing_proposed", "closed"]


def test_a_ticket_of_another_organisation_is_not_found(office: Office) -> None:
    ticket_id = office.opens(office.meets())
    number = office.view(ticket_id).number
    with office.database.read() as tx:
        ours, others = office.organisation_id, OrganisationId(office.organisation_id + 1)
        assert find_ticket(tx, ours, ticket_id) is not None
        assert find_ticket(tx, others, ticket_id) is None
        assert ticket_by_number(tx, others, number) is None


def test_only_open_tickets_are_a_persons_open_tickets(office: Office) -> None:
    anna = office.meets()
    first, second, third = (office.opens(anna) for _ in range(3))
    proposes(office, second)
    closes(office, third)
    with office.database.read() as tx:
        assert [view.id for view in open_tickets_of(tx, anna)] == [first, second]


def test_a_lost_group_leaves_its_tickets_to_the_next(office: Office) -> None:
    ticket_id = office.opens(office.meets())
    office.delivers()
    with office.database.write() as tx:
        assert bindings.lose_group(tx, ACCOUNT, GROUP, NOON)
        assert not bindings.lose_group(tx, ACCOUNT, GROUP, NOON)
        assert tickets_without_topic(tx, office.organisation_id, office.desk_id) == [ticket_id]
        assert group_of_desk(tx, office.organisation_id, office.desk_id) is None
