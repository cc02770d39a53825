"""An answer that is corrected into a note or a command: the requester reads neither, and staff are told why."""

import pytest

from models.db import Database
from models.queries.persons import Requester
from models.rules.delivery.outgoing import NOTE_REACTION, RowKind
from tests.actions.staff_office import StaffOffice, at

SECRET = "клиент из списка должников"


@pytest.fixture
def office(database: Database) -> StaffOffice:
    return StaffOffice(database)


def shown_to(office: StaffOffice, anna: Requester) -> str:
    rows = office.rows(RowKind.POST, RowKind.EDIT)
    return "\n".join(row.payload["text"] for row in rows if row.address == anna.address)


@pytest.mark.parametrize("words", [f"// {SECRET}", f"//{SECRET}", f"/note {SECRET}", f"/note\n{SECRET}"])
def test_an_answer_becomes_no_note_and_the_requester_reads_none(
    office: StaffOffice, anna: Requester, ticket_id: int, words: str
) -> None:
    said = office.types("Скоро починим", ticket_id)
    office.delivers()
    office.reads()
    office.edits(said, words, ticket_id, at("1m"))
    assert SECRET not in shown_to(office, anna)
    assert "отозвать" in office.news(ticket_id)[-1]
    office.edits(said, "Починим сегодня", ticket_id, at("2m"))
    office.delivers(at("2m"))
    assert "Починим сегодня" in shown_to(office, anna)


def test_an_answer_becomes_no_command(office: StaffOffice, anna: Requester, ticket_id: int) -> None:
    said = office.types("Скоро починим", ticket_id)
    office.delivers()
    office.reads()
    office.edits(said, "/close", ticket_id, at("1m"))
    assert "/close" not in shown_to(office, anna)
    assert "команда не выполнена" in office.news(ticket_id)[-1]
    assert office.view(ticket_id).is_open


def test_words_that_were_sent_though_they_look_like_a_command_are_corrected(
    office: StaffOffice, anna: Requester, ticket_id: int
) -> None:
    said = office.types("/tmp очистите", ticket_id)
    office.presses("Отправить как есть", when=at("1m"))
    office.delivers(at("1m"))
    office.edits(said, "/tmp очистите весь", ticket_id, at("2m"))
    assert "/tmp очистите весь" in shown_to(office, anna)


def test_words_that_were_not_sent_become_a_note(office: StaffOffice, anna: Requester, ticket_id: int) -> None:
    said = office.types("/фыл Какая лампочка горит?", ticket_id)
    office.edits(said, f"// {SECRET}", ticket_id, at("1m"))
    assert shown_to(office, anna) == ""
    assert [row.payload["emoji"] for row in office.rows(RowKind.REACTION)] == [NOTE_REACTION]
    assert "исправлено" in office.presses("Отправить как есть", when=at("2m"))
    office.delivers(at("2m"))
    assert SECRET not in shown_to(office, anna)
    assert office.view(ticket_id).answered_at is None
