"""A request was begun in a chat that is removed before it is sent: staff get its words, and the chat gets none."""

from models.db import Database
from tests.actions.office import at
from tests.actions.reach_office import ReachOffice


def removes_the_chat(office: ReachOffice) -> None:
    """From the phone."""
    office.sms("способы связи", when=at("2m"))
    office.phone_told(when=at("2m"))
    for minute, label in ((3, "Telegram: работает"), (4, "Удалить"), (5, "Да, удалить")):
        office.picks(label, at(f"{minute}m"))
        office.phone_told(when=at(f"{minute}m"))


def test_what_was_begun_in_a_chat_that_was_removed_is_filed_and_answered_by_the_other_way(database: Database) -> None:
    office = ReachOffice(database)
    office.adds_phone()
    office.writes("Не работает интернет", when=at("1m"))
    office.touches("Авария", when=at("1m"))
    removes_the_chat(office)
    office.told()
    for minutes in (40, 150, 300):
        office.time_passes(at(f"{minutes}m"))
    assert office.told() == []
    ticket_id = office.ticket_of().id
    assert "Не работает интернет" in office.ticket_of().title
    office.delivers(at("300m"))
    office.types("Едем", ticket_id, when=at("301m"))
    assert office.told() == []
    assert office.phone_told(when=at("302m")) == ["Едем"]


def test_a_button_that_shares_a_number_does_not_stay_in_a_chat_that_was_removed(database: Database) -> None:
    office = ReachOffice(database)
    office.adds_phone()
    office.writes("/transports", when=at("1m"))
    office.touches("Добавить", when=at("1m"))
    removes_the_chat(office)
    office.writes("Где мой роутер?", when=at("10m"))
    offered = [row.payload["own_contact"] for row in office.rows() if "own_contact" in row.payload]
    assert offered[-2:] == ["Отправить мой номер", ""]
