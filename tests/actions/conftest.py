"""The office that the tests of actions take place in."""

import pytest

from models.db import Database
from tests.actions.office import Office


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database)
