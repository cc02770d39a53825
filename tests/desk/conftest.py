"""A desk whose staff give orders directly, with no messenger between."""

import pytest

from models.db import Database
from models.queries.persons import Requester
from tests.desk.ordering_office import OrderingOffice


@pytest.fixture
def office(database: Database) -> OrderingOffice:
    return OrderingOffice(database)


@pytest.fixture
def anna(office: OrderingOffice) -> Requester:
    return office.meets()


@pytest.fixture
def ticket_id(office: OrderingOffice, anna: Requester) -> int:
    """What its topic says from now on is news."""
    ticket_id = office.shows(anna)
    office.reads()
    return ticket_id
