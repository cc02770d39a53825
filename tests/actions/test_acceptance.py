"""The first request accepts the regulation, of whom was told so before: with the edition, and when."""

from sqlalchemy import select

from models.db import Database
from models.tables.persons import address, person
from tests.actions.chat_office import ChatOffice
from tests.actions.office import at
from tests.actions.sms_office import GALYA, SmsOffice
from tests.journeys.regulations import RUSSIAN


def test_who_was_greeted_with_it_accepts_with_the_first_request(database: Database) -> None:
    office = ChatOffice(database, RUSSIAN)
    office.writes("Не работает", when=at("3m"))
    assert "регламент" in office.told()[0]
    anna = office.person()
    assert (anna.shown_edition_id, anna.accepted_edition_id) == (office.edition.id, office.edition.id)
    assert anna.accepted_at == at("3m").now


def test_who_only_started_has_accepted_nothing(database: Database) -> None:
    office = ChatOffice(database, RUSSIAN)
    office.writes("/start")
    assert "регламент" in office.told()[0]
    anna = office.person()
    assert (anna.shown_edition_id, anna.accepted_edition_id) == (office.edition.id, None)
    office.writes("Не работает", when=at("5m"))
    assert office.person().accepted_at == at("5m").now


def test_who_texts_was_shown_nothing_and_accepts_nothing(database: Database) -> None:
    office = SmsOffice(database)
    office.gets("Не работает")
    office.ticket_of()
    with database.read() as tx:
        row = tx.execute(select(person).join(address).where(address.c.address == GALYA)).one()
    assert (row.shown_edition_id, row.accepted_edition_id, row.accepted_at) == (None, None, None)


def test_the_greeting_comes_with_the_first_words_that_are_answered(database: Database) -> None:
    """A button of a chat that nobody knows any more is answered, and greets nobody."""
    office = ChatOffice(database, RUSSIAN)
    stale = {"message_id": 5, "date": 0, "chat": {"id": 700, "type": "private"}}
    who = {"id": 700, "is_bot": False, "first_name": "Анна", "language_code": "ru"}
    press = {"id": "1", "from": who, "message": stale, "chat_instance": "1", "data": "d:0:new"}
    office.hears({"callback_query": press}, 700)
    office.works()
    office.told()
    office.writes("Не работает")
    assert "регламент" in office.told()[0]
