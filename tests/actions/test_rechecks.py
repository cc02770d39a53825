"""An address that nobody proved for long is stale, and its person is asked once, where a stranger can't answer."""

import pytest

from models.actions.reach import rechecks
from models.db import Database
from tests.actions.office import at
from tests.actions.reach_office import GALYA, ReachOffice


@pytest.fixture
def office(database: Database) -> ReachOffice:
    office = ReachOffice(database)
    office.adds_phone()
    office.told()
    return office


def looks(office: ReachOffice, span: str) -> None:
    with office.database.write() as tx:
        rechecks.look(tx, at(span))


def test_after_the_days_of_the_regulation_it_is_to_be_proved_again(office: ReachOffice) -> None:
    looks(office, "179d")
    assert office.told() == []
    looks(office, "180d")
    (asked,) = office.told()
    assert asked.startswith("Давно не проверяли: SMS +7 916 123-45-67. Подтвердите, пожалуйста, кодом")
    office.writes("/transports", when=at("180d"))
    assert "SMS +7 916 123-45-67: нужно подтвердить снова" in office.told()[-1]


def test_they_are_asked_once(office: ReachOffice) -> None:
    looks(office, "180d")
    office.told()
    looks(office, "181d")
    looks(office, "400d")
    assert office.told() == []


def test_a_press_sends_the_code_that_proves_it(office: ReachOffice) -> None:
    looks(office, "180d")
    office.touches("Подтвердить", when=at("180d"))
    office.writes(office.code_for(when=at("180d")), when=at("180d"))
    assert "SMS +7 916 123-45-67: работает" in office.told()[-1]
    looks(office, "359d")
    assert office.told() == []


def test_a_phone_that_wrote_meanwhile_is_not_asked_about(office: ReachOffice) -> None:
    office.sms("Спасибо", when=at("60d"))
    looks(office, "180d")
    assert office.told() == []
    assert office.address_row(GALYA).state == "verified"
    looks(office, "240d")
    assert office.address_row(GALYA).state == "stale"


def test_who_has_only_a_phone_is_not_asked_there(office: ReachOffice) -> None:
    """Whoever has the number by then would say yes."""
    office.stops_the_bot(at("1d"))
    looks(office, "180d")
    assert office.address_row(GALYA).state == "stale"
    assert office.phone_told(when=at("180d")) == []
