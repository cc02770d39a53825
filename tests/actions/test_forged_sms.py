"""An SMS can be sent in anybody's name: what somebody who does so can take from whoever has that phone."""

from models.db import Database
from tests.actions.office import at
from tests.actions.reach_office import BORIS, ReachOffice


def test_an_sms_in_somebody_elses_name_adds_no_phone_to_whoever_has_a_chat(database: Database) -> None:
    """Nor after the chat was removed in the same way."""
    office = ReachOffice(database)
    office.adds_phone()
    office.sms("способы связи", when=at("10m"))
    office.phone_told(when=at("10m"))
    for minute, label in ((11, "Telegram: работает"), (12, "Удалить"), (20, "Да, удалить")):
        office.picks(label, at(f"{minute}m"))
        office.phone_told(when=at(f"{minute}m"))
    office.sms("способы связи", when=at("30m"))
    office.phone_told(when=at("30m"))
    office.picks("Добавить", at("31m"))
    office.phone_told(when=at("31m"))
    office.sms(BORIS, when=at("32m"))
    assert office.phone_told(BORIS, at("32m")) == []


def test_who_has_nothing_but_phones_adds_one_by_sms(database: Database) -> None:
    office = ReachOffice(database)
    office.sms("Не работает интернет")
    office.texts()
    office.sms("способы связи", when=at("1m"))
    office.phone_told(when=at("1m"))
    office.picks("Добавить", at("2m"))
    if "1 - SMS" in office.last_sms(at("2m")):
        office.picks("SMS", at("3m"))
    office.sms(BORIS, when=at("4m"))
    assert len(office.phone_told(BORIS, at("4m"))) == 1
