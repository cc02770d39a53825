"""`/transports` carried out: who gets codes and what they are good for, and who is told of what."""

import pytest

from models.db import Database
from tests.actions.office import at
from tests.actions.reach_office import GALYA, ReachOffice


@pytest.fixture
def office(database: Database) -> ReachOffice:
    return ReachOffice(database)


def test_a_phone_is_added_by_a_code_and_stands_in_the_list(office: ReachOffice) -> None:
    office.names_phone()
    assert "Если номер верный, на +7 916 123-45-67 придёт код" in office.told()[-1]
    office.writes(office.code_for(), when=at("1m"))
    said = office.told()[-1]
    assert "Подтверждено: SMS +7 916 123-45-67." in said
    assert "1. Telegram (вы здесь): работает\n2. SMS +7 916 123-45-67: работает" in said
    assert office.address_row(GALYA).person_id == office.person().id
