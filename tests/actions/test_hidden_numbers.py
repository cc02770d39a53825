"""Of a hidden number nobody knows who it was: each call is somebody new, save for rings that follow at once."""

from models.db import Database
from models.queries.messages import messages_of
from models.rules.delivery.outgoing import RowKind
from tests.actions.office import GROUP, at
from tests.actions.telephone_office import TelephoneOffice


def test_who_rings_later_is_somebody_new(database: Database) -> None:
    office = TelephoneOffice(database)
    office.is_rung("")
    office.is_rung("", at("9m"))
    office.is_rung("", at("11m"))
    first, second = office.tickets_of_hidden()
    assert first.person_id != second.person_id
    cards = [row.payload["text"] for row in office.rows(RowKind.CARD)]
    assert [card.count("ответить нельзя: номер скрыт") for card in cards] == [1, 1]
    with database.read() as tx:
        assert [one.text for one in messages_of(tx, office.organisation_id, first.id)] == [
            "[CALL] пропущенный звонок ×2"
        ]
        assert [one.text for one in messages_of(tx, office.organisation_id, second.id)] == [
            "[CALL] пропущенный звонок"
        ]


def test_who_rings_after_staff_said_something_is_somebody_new(database: Database) -> None:
    office = TelephoneOffice(database)
    office.is_rung("")
    office.delivers()
    (ticket,) = office.tickets_of_hidden()
    office.types("//Определителя нет, ждём", ticket.id)
    office.is_rung("", at("2m"))
    assert len(office.tickets_of_hidden()) == 2


def test_who_rings_after_the_ticket_is_closed_is_somebody_new(database: Database) -> None:
    office = TelephoneOffice(database)
    office.is_rung("")
    (ticket,) = office.tickets_of_hidden()
    office.closes(ticket.id)
    office.is_rung("", at("5m"))
    (another,) = office.tickets_of_hidden()
    assert another.person_id != ticket.person_id


def test_two_of_them_can_not_be_joined(database: Database) -> None:
    office = TelephoneOffice(database)
    office.is_rung("")
    office.is_rung("", at("20m"))
    office.delivers(at("20m"))
    first, second = office.tickets_of_hidden()
    office.types(f"/merge {first.number}", second.id, when=at("21m"))
    assert "другого абонента" in office.news(to=GROUP)[-1]
    assert len(office.tickets_of_hidden()) == 2


def test_a_number_that_is_shown_is_the_same_person_for_ever(database: Database) -> None:
    office = TelephoneOffice(database)
    office.is_rung()
    office.is_rung("", at("1m"))
    office.is_rung(when=at("2h"))
    assert len(office.tickets_of()) == 1
    assert len(office.tickets_of_hidden()) == 1
