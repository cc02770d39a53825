"""Who stands in for whom is decided by the desk, whoever asks; Иван is on duty until Monday, 9:00."""

import pytest

from bot.desk import duty
from bot.desk.orders import Caller
from bot.desk.outcomes import Asked, Done, Outcome
from bot.desk.refusals import NoLonger, NotAMember
from models.actions.ladder.duty import NobodyStandsIn, OnDutyAnyway
from models.db import Database
from models.rules.delivery.choices import DutyChoice
from tests.actions.ladder_office import regulation
from tests.actions.office import at
from tests.desk.ordering_office import OrderingOffice, why


@pytest.fixture
def office(database: Database) -> OrderingOffice:
    return OrderingOffice(database, regulation())


def asks(office: OrderingOffice, words: str = "") -> Outcome:
    with office.scope() as scope:
        return duty.commanded(scope, duty.desk_of(scope, office.desk_id, "support"), office.actor(), words)


def presses(office: OrderingOffice, asked: Outcome, caller: Caller, when: str = "0s") -> Outcome:
    assert isinstance(asked, Asked)
    with office.scope(at(when)) as scope:
        choice = DutyChoice(office.desk_id, asked.version, asked.options[0].argument)
        return duty.pressed(scope, caller, choice)


def test_it_is_asked_who_of_the_others_stands_in(office: OrderingOffice) -> None:
    asked = asks(office)
    assert isinstance(asked, Asked)
    assert (asked.present, [option.argument for option in asked.options]) == ("ivan", ["petr"])
    assert presses(office, asked, office.caller()).decided
    assert why(asks(office, "petr")) is OnDutyAnyway
    assert isinstance(asks(office, "swap"), Done)
    assert why(asks(office, "swap")) is NobodyStandsIn


def test_only_the_group_of_the_desk_names_who_stands_in(office: OrderingOffice) -> None:
    asked = asks(office)
    assert why(presses(office, asked, office.caller(desk_id=office.desk_id + 1))) is NotAMember
    office.dismisses(office.has_head())
    assert why(presses(office, asked, office.caller("Ольга"))) is NoLonger
    assert why(presses(office, asked, office.caller(), "6d")) is duty.StaleRoster
    assert why(asks(office, "Никто")) is duty.UnknownName
