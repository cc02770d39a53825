"""Somebody was taken for another person, and made use of it: an undo takes back what they brought along with it."""

import pytest

from models.actions.reach import contracts
from models.actions.tickets import contact_persons
from models.db import Database
from tests.actions.inviting_office import BORIS, DEMANDING
from tests.actions.joining_office import FalseOffice
from tests.actions.office import at
from tests.actions.reach_office import GALYA, REACH, ReachOffice

#: Another chat of whoever writes from 700.
THIRD = 703


class Impostor(ReachOffice, FalseOffice):
    """Somebody writes from 700 who got hold of a code that was meant for Анна, 900."""

    def __init__(self, database: Database) -> None:
        FalseOffice.__init__(self, database, DEMANDING + REACH)
        self.has_modem("250019999999999")
        self.writes("/cancel")
        self.me = self.person().id
        self.writes(self.invites(self.anna))
        assert self.person().id == self.anna.person_id

    def lets_anna_change_contacts(self) -> None:
        with self.database.write() as tx:
            contracts.may_speak(tx, at().now, self.contract.id, self.anna, may_change_contacts=True)

    def invites_as(self, chat: int) -> str:
        """The code that whoever writes there gets for another contact person."""
        rules = self.regulation.identification
        with self.database.write() as tx:
            return contact_persons.invite(tx, at(), self.reached(chat), self.contract.id, rules)[1]

    def is_anna(self, chat: int) -> bool:
        return bool(self.person(chat).id == self.anna.person_id)


@pytest.fixture
def office(database: Database) -> Impostor:
    return Impostor(database)


def test_a_phone_that_they_added_is_theirs_and_not_the_persons(office: Impostor) -> None:
    office.adds_phone()
    assert office.person_of_phone().id == office.anna.person_id
    office.touches("Это не мы", 900)
    assert office.person_of_phone().id == office.me
    ticket = office.opens(office.anna)
    office.stops_the_bot(at("1h"), 900)
    office.answers(ticket, "Ваш пароль 1234", at("1h"))
    assert not any("1234" in text for text in office.phone_told(GALYA, at("2h")))


def test_so_is_a_chat_that_they_joined_by_a_link(office: Impostor) -> None:
    office.writes("Привет", THIRD)
    office.is_given_by_link(THIRD, to=700)
    assert office.is_anna(THIRD)
    office.types("/unjoin 1")
    assert not office.is_anna(700)
    assert not office.is_anna(THIRD)
    assert office.undone() == [True, True]


def test_a_link_that_they_made_before_opens_nothing_afterwards(office: Impostor) -> None:
    code = office.link_of(700)
    office.types("/unjoin 1")
    office.writes("/cancel", BORIS)
    office.starts(f"join_{code}", BORIS)
    assert "больше не действует" in office.told(BORIS)[-1]
    assert not office.is_anna(BORIS)


def test_a_code_that_they_asked_for_proves_nothing_afterwards(office: Impostor) -> None:
    office.names_phone()
    code = office.code_for()
    office.types("/unjoin 1")
    office.writes(code)
    office.writes(code, 900)
    assert office.addresses_of_anna() == ["900"]


def test_a_request_that_they_made_meanwhile_is_theirs(office: Impostor) -> None:
    office.adds_phone()
    office.sms("Смените пароль")
    (asked,) = office.tickets_of(900)
    office.touches("Это не мы", 900)
    assert office.view(asked.id).person_id == office.me
    assert office.tickets_of(900) == []


def test_a_link_of_somebody_who_is_known_by_another_name_since_leads_to_them(office: Impostor) -> None:
    """They made it before anybody knew who they were."""
    office.types("/unjoin 1")
    code = office.link_of(700)
    office.writes(office.invites(office.anna))
    office.writes("/cancel", THIRD)
    office.starts(f"join_{code}", THIRD)
    office.touches("Подключить", THIRD)
    assert office.is_anna(THIRD)
