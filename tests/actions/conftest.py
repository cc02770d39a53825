"""The office that the tests of actions take place in; a file may have another kind of it, under the same name."""

import pytest

from models.db import Database
from models.queries.persons import Requester
from tests.actions.office import Office
from tests.actions.staff_office import StaffOffice


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database)


@pytest.fixture
def anna(office: Office) -> Requester:
    return office.meets()


@pytest.fixture
def ticket_id(office: StaffOffice, anna: Requester) -> int:
    """To be answered by 13:00 and solved by Friday, 10:00; what its topic says from now on is news."""
    ticket_id = office.shows(anna)
    office.reads()
    return ticket_id
