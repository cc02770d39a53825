"""The service says that a window was closed, at once or later, or it closes while an answer waits to be sent."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.actions.delivery.receipts import Receipt, record_receipt
from models.db import Database
from models.rules.delivery.send_results import FailedPermanently, FailedTemporarily, Refusal
from models.rules.delivery.states import DeliveryState
from tests.contracts.leave_office import WISH, LeaveOffice, at
from tests.contracts.test_pigeon import LOFT


@pytest.fixture
def office(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LeaveOffice]:
    office = LeaveOffice(database, tmp_path, monkeypatch)
    yield office
    office.closes_down()


@pytest.fixture
def with_phone(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LeaveOffice]:
    office = LeaveOffice(database, tmp_path, monkeypatch, phone=True)
    yield office
    office.closes_down()


def test_a_window_that_was_closed_after_all_asks_for_leave(office: LeaveOffice) -> None:
    office.fates.append(FailedPermanently(Refusal.WINDOW_CLOSED, "131047"))
    office.staff_write("Едем", "5h")
    assert office.words_shown == [WISH]
    assert "Попросили разрешения написать" in office.staff_told(1)
    assert office.reacted() == []
    office.looks_away()
    office.writes("да", at("6h"))
    assert office.words_shown.count("Едем") == 1


def test_a_service_that_never_opens_ends_with_the_next_way(with_phone: LeaveOffice) -> None:
    office = with_phone
    closed = FailedPermanently(Refusal.WINDOW_CLOSED, "131047")
    office.fates.append(closed)
    office.staff_write("Едем", "5h")
    office.fates.append(closed)
    office.writes("да", at("5h"))
    assert office.by_sms("5h") == ["Едем"]


def test_a_window_that_closes_while_the_answer_waits_is_seen_before_it_is_sent(office: LeaveOffice) -> None:
    """The service was away for hours."""
    office.fates.append(FailedTemporarily(3600, "502"))
    office.staff_write("Едем", "5h")
    office.goes_on(at("7h"))
    assert office.words_shown == [WISH]
    office.looks_away()
    office.writes("да", at("8h"))
    assert office.words_shown.count("Едем") == 1


def test_a_failure_that_is_learned_of_later_asks_for_leave(office: LeaveOffice) -> None:
    office.staff_write("Едем", "5h")
    (shown,) = [one for one in office.shown if one.text == "Едем"]
    office.looks_away()
    receipt = Receipt(
        "pigeon",
        LOFT,
        office.wire.address,
        shown.id,
        DeliveryState.FAILED_PERMANENTLY,
        "131047",
        Refusal.WINDOW_CLOSED,
    )
    with office.database.write() as tx:
        assert record_receipt(tx, at("5h"), receipt)
        assert not record_receipt(tx, at("5h"), receipt)
    office.goes_on(at("5h"))
    assert office.words_shown == [WISH]
    assert "Окно Голубь закрыто" in office.staff_told(1)
    office.looks_away()
    office.writes("да", at("6h"))
    assert office.words_shown.count("Едем") == 1


def test_a_failure_that_is_learned_of_after_she_wrote_again_sends_it_again(office: LeaveOffice) -> None:
    office.staff_write("Едем", "5h")
    (shown,) = [one for one in office.shown if one.text == "Едем"]
    office.writes("Вы где?", at("301m"))
    office.looks_away()
    failed = (DeliveryState.FAILED_PERMANENTLY, "131047", Refusal.WINDOW_CLOSED)
    with office.database.write() as tx:
        record_receipt(tx, at("302m"), Receipt("pigeon", LOFT, office.wire.address, shown.id, *failed))
    office.goes_on(at("302m"))
    assert office.words_shown == ["Едем"]
