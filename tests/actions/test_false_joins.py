"""Who was taken for somebody else by mistake or by a trick: what they can do with it, and what an undo leaves."""

import pytest
from sqlalchemy import Connection, update

from models.actions.delivery import address_owners
from models.actions.tickets import vouchings
from models.db import Database
from models.queries.addresses import AddressRow, address_by_id
from models.queries.persons import Requester
from models.tables.staff import agent
from models.tables.tickets import ticket
from tests.actions.inviting_office import BORIS
from tests.actions.joining_office import FalseOffice
from tests.actions.office import at


@pytest.fixture
def office(database: Database) -> FalseOffice:
    return FalseOffice(database)


def test_who_was_vouched_for_by_mistake_is_unknown_again(office: FalseOffice) -> None:
    office.writes("Здравствуйте")
    office.vouches()
    assert office.knows() == (True, ["15"])
    office.types("/unjoin 1")
    assert office.knows() == (False, [])


def test_who_was_known_before_a_mistake_stays_known(office: FalseOffice) -> None:
    office.writes("Здравствуйте")
    office.vouches()
    office.writes("Здравствуйте", BORIS)
    office.writes(office.invites(office.reached(700)), BORIS)
    office.types("/unjoin 2")
    assert office.knows() == (True, ["15"])


def test_an_undo_that_comes_too_late_takes_no_contract_away(office: FalseOffice) -> None:
    boris = office.meets("Борис", 901)
    office.writes(office.invites(boris))
    assert office.knows(901) == (True, ["15"])
    with office.database.write() as tx:
        address_owners.remove(tx, at(), office.reached(700), _row(tx, office.reached(700)))
    office.writes("Здравствуйте")  # somebody new by now
    office.types("/unjoin 1")
    assert "уже отменено" in office.group_told()[-1]
    assert office.knows(901) == (True, ["15"])
    assert office.undone() == [False]


def _row(tx: Connection, who: Requester) -> AddressRow:
    found = address_by_id(tx, who.organisation_id, who.address_id)
    assert found is not None
    return found


def test_who_came_later_turns_nobody_out_who_was_there_before(office: FalseOffice) -> None:
    office.writes(office.invites(office.anna))  # Анна's other chat
    office.writes(office.invites(office.anna), BORIS)  # somebody else got hold of a code
    office.told(BORIS)
    office.presses_key("d:0:notme:1", BORIS)
    assert office.person(700).id == office.anna.person_id
    assert office.undone() == [False, False]


def test_who_came_to_the_contract_later_turns_nobody_out_either(office: FalseOffice) -> None:
    office.writes(office.invites(office.anna))
    office.writes("Здравствуйте", BORIS, at("1m"))
    office.writes(office.invites(), BORIS, at("1m"))
    assert office.knows(BORIS) == (True, ["15"])
    office.presses_key("d:0:notme:1", BORIS)
    assert office.person(700).id == office.anna.person_id


def test_a_link_takes_nobodys_chat_of_whom_it_is_known_who_they_are(office: FalseOffice) -> None:
    ticket = office.opens(office.anna)
    office.writes("Здравствуйте", BORIS)
    office.is_given_by_link(900, to=BORIS)
    assert "уже знаем" in office.told(900)[-1]
    assert office.person(900).id == office.anna.person_id
    assert office.tickets_of(BORIS) == []
    assert office.view(ticket).person_id == office.anna.person_id


def test_somebody_known_joins_another_chat_of_theirs_by_a_link(office: FalseOffice) -> None:
    office.writes("Здравствуйте", BORIS)
    office.is_given_by_link(BORIS, to=900)
    assert office.person(BORIS).id == office.anna.person_id


def test_an_undone_link_gives_back_only_what_is_theirs_still_and_is_answered_there_no_more(
    office: FalseOffice,
) -> None:
    annas = office.opens(office.anna)
    office.writes("/cancel", BORIS)
    office.is_given_by_link(BORIS, to=900)
    office.touches("Готово", BORIS)
    office.writes("Смените пароль", BORIS)  # the answers to this request go there from now on
    assert office.view(annas).address == str(BORIS)
    office.touches("Это не я", 900)
    assert office.person(BORIS).id != office.anna.person_id
    view = office.view(annas)
    assert (view.person_id, view.address) == (office.anna.person_id, "900")


def test_an_undone_mistake_takes_no_request_from_its_person_since(office: FalseOffice) -> None:
    """They were vouched for, and then their chat became somebody else's, whom they had been all along."""
    office.writes("Здравствуйте")
    asked = office.opens(office.reached(700))
    office.writes("Здравствуйте", BORIS)
    with office.database.write() as tx:
        tx.execute(update(ticket).where(ticket.c.id == asked).values(unidentified=True))
    office.vouches()
    with office.database.write() as tx:
        tx.execute(update(ticket).where(ticket.c.id == asked).values(person_id=office.reached(BORIS).person_id))
    office.types("/unjoin 1")
    assert office.view(asked).person_id == office.reached(BORIS).person_id


def test_staff_confirm_whoever_asked_and_not_who_has_the_chat_since(office: FalseOffice) -> None:
    office.writes("/cancel")
    office.writes("/cancel", BORIS)
    with office.database.write() as tx:
        vouchings.ask(tx, at(), office.reached(), "Анна, договор 15", office.desk_id)
    office.is_given_by_link(700, to=BORIS, when=at("1m"))
    assert office.person().id == office.person(BORIS).id
    office.types("/approve 1 15", when=at("2m"))
    assert office.knows(BORIS) == (False, [])
    assert "уже решено" in office.group_told()[-1]


def test_a_code_of_an_agent_who_was_dismissed_is_good_for_nothing(office: FalseOffice) -> None:
    code = office.invites(office.anna)
    with office.database.write() as tx:
        tx.execute(update(agent).where(agent.c.id == office.ivan).values(state="dismissed"))
    office.writes(code)
    assert office.person().id != office.anna.person_id
    assert "не подошёл" in office.told()[-1]
