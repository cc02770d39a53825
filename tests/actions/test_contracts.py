"""Contracts, and the persons who speak for them."""

from datetime import date

import pytest

from models.actions.desk import editions
from models.actions.reach import contracts
from models.db import Database
from models.queries.contracts import contact_persons_of, contract_by_id, contract_by_number, contracts_of
from models.queries.persons import Requester
from models.rules.contracts.standing import Contract
from models.rules.regulation.organisations import OrganisationId
from tests.actions.office import NOON, Office
from tests.journeys.regulations import as_organisation


def adds(office: Office, number: str, *persons: Requester) -> Contract:
    """A contract, and those who speak for it."""
    with office.database.write() as tx:
        made = contracts.add_contract(tx, NOON, office.organisation_id, number, paid_until=date(2026, 12, 31))
        for who in persons:
            contracts.may_speak(tx, NOON, made.id, who)
    return made


def test_a_contract_is_found_in_any_spelling_of_its_number(office: Office) -> None:
    made = adds(office, "№ СТ-12")
    with office.database.read() as tx:
        assert contract_by_number(tx, office.organisation_id, "ct–12") == made
        assert contract_by_id(tx, office.organisation_id, made.id) == made
    assert (made.number, made.paid_until) == ("СТ-12", date(2026, 12, 31))


def test_a_number_is_given_once(office: Office) -> None:
    adds(office, "12")
    with office.database.write() as tx, pytest.raises(contracts.IsThereAlready):
        contracts.add_contract(tx, NOON, office.organisation_id, "№12")
    with office.database.write() as tx, pytest.raises(contracts.NoNumber):
        contracts.add_contract(tx, NOON, office.organisation_id, "№")


def test_several_persons_speak_for_a_contract_and_a_person_for_several(office: Office) -> None:
    anna, boris = office.meets("Анна"), office.meets("Борис")
    first, second = adds(office, "1", anna, boris), adds(office, "2", anna)
    with office.database.read() as tx:
        assert contracts_of(tx, anna) == [first, second]
        assert contracts_of(tx, boris) == [first]
        assert [one.name for one in contact_persons_of(tx, office.organisation_id, first.id)] == ["Анна", "Борис"]


def test_who_speaks_for_a_contract_sees_their_own_tickets_only_unless_more_is_said(office: Office) -> None:
    anna = office.meets("Анна")
    made = adds(office, "1", anna)
    with office.database.write() as tx:
        [before] = contact_persons_of(tx, office.organisation_id, made.id)
        contracts.may_speak(tx, NOON, made.id, anna, sees="all", may_change_contacts=True)
        [after] = contact_persons_of(tx, office.organisation_id, made.id)
    assert (before.sees, before.may_change_contacts) == ("own", False)
    assert (after.sees, after.may_change_contacts) == ("all", True)
    assert after.addresses == (("telegram", anna.address),)


def test_who_speaks_no_more_is_no_contact_person(office: Office) -> None:
    anna = office.meets("Анна")
    made = adds(office, "1", anna)
    with office.database.write() as tx:
        assert contracts.speaks_no_more(tx, made.id, anna)
        assert not contracts.speaks_no_more(tx, made.id, anna)
        assert contracts_of(tx, anna) == []


def test_another_organisation_has_numbers_of_its_own_and_finds_none_of_ours(
    office: Office, database: Database
) -> None:
    ours = adds(office, "1", office.meets("Анна"))
    with database.write() as tx:
        editions.adopt(tx, as_organisation("other"), NOON)
        theirs = contracts.add_contract(tx, NOON, OrganisationId(2), "1")
        assert contract_by_number(tx, OrganisationId(2), "1") == theirs != ours
        assert contract_by_id(tx, OrganisationId(2), ours.id) is None
        assert contact_persons_of(tx, OrganisationId(2), ours.id) == []
