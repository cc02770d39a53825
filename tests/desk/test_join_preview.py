"""Before somebody is joined to a person, staff read what would change; nothing has changed by then."""

from typing import Any

import pytest
from sqlalchemy import update

from models.db import Database
from models.queries.tickets import Asker
from models.tables.contracts import contact_person
from models.tables.persons import person
from tests.desk.reception import Reception

OWN = "Да, под мою ответственность"


@pytest.fixture
def office(database: Database) -> Reception:
    """Галя texts, №1. Анна and Борис speak for contract 15, Анна alone for 16."""
    return Reception(database)


def asked(office: Reception, typed: str) -> str:
    office.types(typed, office.ticket_id)
    return office.news(office.ticket_id)[-1]


def asked_for_boris(office: Reception) -> str:
    office.types("/join 15", office.ticket_id)
    office.presses_button("Борис")
    return office.news(office.ticket_id)[-1]


def becomes(office: Reception, who: Asker, **values: Any) -> None:
    with office.database.write() as tx:
        tx.execute(update(person).where(person.c.id == who.person_id).values(values))


def test_which_requests_go_where_is_said_and_under_which_contract(office: Reception) -> None:
    theirs = office.view(office.opens(office.boris)).number
    before = office.view(office.ticket_id)
    assert asked_for_boris(office).split("\n") == [
        "Это Борис?",
        "Этому человеку перейдут открытые заявки отсюда: №1. Закрытые тоже.",
        f"У него уже открыты: №{theirs}.",
        "Под его договор 15 встанут: №1, уровень «Базовый».",
        "Это можно отменить в любое время, номер для /unjoin придёт сюда.",
    ]
    assert office.view(office.ticket_id) == before
    office.presses_button(OWN)
    assert office.view(office.ticket_id).contract_number == "15"


def test_a_request_stays_under_its_contract_whatever_its_person_speaks_for(office: Reception) -> None:
    office.types("/contract 17", office.ticket_id)
    assert "№1 останется под договором 17." in asked_for_boris(office)
    office.presses_button(OWN)
    view = office.view(office.ticket_id)
    assert (view.person_id, view.contract_number) == (office.boris.person_id, "17")
    office.types("/unjoin 1")
    assert office.view(office.ticket_id).contract_number == "17"


def test_of_several_contracts_none_is_chosen(office: Reception) -> None:
    told = asked(office, "/join 16")
    assert "Договоров у него несколько (15, 16)" in told
    assert "Под его договор" not in told


def test_the_tier_that_staff_gave_to_whoever_writes_does_not_go_along(office: Reception) -> None:
    becomes(office, office.view(office.ticket_id), tier="extended")
    assert "новые заявки пойдут по уровню этого человека" in asked_for_boris(office)


def test_how_they_talked_wins_where_it_differs(office: Reception) -> None:
    same = asked_for_boris(office)
    becomes(office, office.boris, zone="Asia/Omsk")
    assert "часовой пояс" not in same
    assert "Язык и часовой пояс останутся такими, какие выбрал этот человек." in asked_for_boris(office)


def test_who_sees_more_than_their_own_is_warned_of(office: Reception) -> None:
    with office.database.write() as tx:
        tx.execute(
            update(contact_person).where(contact_person.c.person_id == office.anna.person_id).values(sees="all")
        )
    assert "видит заявки других по договору" in asked(office, "/join 16")


def test_of_somebody_known_nothing_is_asked(office: Reception) -> None:
    asked(office, "/join 16")
    office.presses_button(OWN)
    office.types("/join 15", office.ticket_id)
    office.presses_button("Борис")
    assert "Это Борис?" not in "\n".join(office.news(office.ticket_id))


def test_nobody_is_joined_to_a_caller_who_hides_the_number(office: Reception) -> None:
    office.is_rung("")
    (hidden,) = office.tickets_of_hidden()
    office.types(f"/join №{hidden.number}", office.ticket_id)
    assert "Номер скрыт" in office.words()[-1]
    assert office.view(office.ticket_id).unidentified
