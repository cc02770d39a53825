"""An answer of several parts of which one never arrived, corrected afterwards."""

import pytest

from models.actions.queue.dispatching import Dispatch
from models.db import Database
from models.queries.persons import Requester
from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.send_results import FailedPermanently, Refusal, SendResult
from tests.actions.staff_office import StaffOffice, at

LONG = "Шаг за шагом. " * 500


@pytest.fixture
def office(database: Database) -> StaffOffice:
    return StaffOffice(database)


@pytest.mark.parametrize(("corrected", "told"), [("Просто выключите и включите", False), (LONG + "Готово.", True)])
def test_a_part_that_never_arrived_and_is_not_needed_any_more_is_missed_by_nobody(
    office: StaffOffice, anna: Requester, ticket_id: int, corrected: str, told: bool
) -> None:
    """The requester has the whole of the short words: whoever sent them anew would say them twice."""
    said = office.types(LONG, ticket_id)
    refused = FailedPermanently(Refusal.OTHER, "no")
    office.delivers(result=lambda one: refused if one.payload.get("part") == 1 else office.appears(one))
    office.edits(said, corrected, ticket_id, at("1m"))

    def result(one: Dispatch) -> SendResult:
        never_appeared = one.kind == RowKind.EDIT and one.payload.get("part") == 1
        return FailedPermanently(Refusal.NOTHING_TO_EDIT, "") if never_appeared else office.appears(one)

    office.delivers(at("1m"), result)
    assert any("Правка не дошла" in words for words in office.news(ticket_id)) == told
