"""What has no room as buttons is offered by number, and remembered."""

from dataclasses import replace

import pytest

from models.actions.reach import requester_words
from models.actions.reach.requester_words import Words
from models.db import Database
from models.queries.persons import offered_to
from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.post_content import Choices
from models.rules.delivery.transports import TELEGRAM, ChoiceLimit
from tests.actions.office import Office, at


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database)


def row(count: int) -> Choices:
    return [[{"key": f"k{number}", "label": f"Линия {number}"} for number in range(1, count + 1)]]


@pytest.mark.parametrize(("count", "numbered"), [(2, False), (5, True)])
def test_five_choices_over_two_buttons_are_numbers(office: Office, count: int, numbered: bool) -> None:
    pigeon = replace(TELEGRAM, choices=ChoiceLimit(buttons=2))
    anna = replace(office.meets(), traits=pigeon)
    with office.database.write() as tx:
        requester_words.tell_all(tx, at(), anna, [Words("Кому вопрос?", row(count))])
    (post,) = office.rows(RowKind.POST)
    assert ("choices" in post.payload) is not numbered
    assert (f"{count} - Линия {count}" in post.payload["text"]) is numbered
    with office.database.read() as tx:
        assert offered_to(tx, anna.address_id) == (tuple(f"k{n}" for n in range(1, 6)) if numbered else ())
