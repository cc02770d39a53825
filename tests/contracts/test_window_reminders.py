"""An hour before a window closes staff are reminded of whoever waits for an answer, once; the line says what comes of
it. By pigeon, whose window is six hours long; Anna's request is open since noon.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.db import Database
from models.queries.deadlines import next_event_at
from tests.contracts.leave_office import LEAVE, LeaveOffice, at


@pytest.fixture(params=[LEAVE], ids=["leave"])
def rules(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def office(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rules: str) -> Iterator[LeaveOffice]:
    office = LeaveOffice(database, tmp_path, monkeypatch, rules)
    yield office
    office.closes_down()


CLOSES = "Абонент ждёт ответа, а окно Голубь скоро закроется: писать можно до 11 ноября, 18:00."


def test_staff_are_reminded_an_hour_before_and_once(office: LeaveOffice) -> None:
    with office.database.read() as tx:
        assert next_event_at(tx) <= at("5h").now  # type: ignore[operator]
    office.looks_at_windows("4h")
    assert office.staff_told(1) == ""
    office.looks_at_windows("5h")
    office.looks_at_windows("5h")
    assert office.staff_told(1) == f"{CLOSES} Потом ответ уйдёт, только если абонент разрешит написать."


@pytest.mark.parametrize("rules", [""], indirect=True)
def test_without_leave_they_read_what_comes_then(office: LeaveOffice) -> None:
    office.looks_at_windows("5h")
    assert "Потом написать будет нельзя, пока абонент не напишет сам." in office.staff_told(1)


@pytest.mark.parametrize("rules", [""], indirect=True)
def test_with_a_phone_they_read_that_sms_remains(office: LeaveOffice) -> None:
    office.adds_phone()
    office.looks_at_windows("5h")
    assert "Потом ответ уйдёт другим способом: SMS." in office.staff_told(1)


def test_nobody_is_reminded_of_whoever_was_answered(office: LeaveOffice) -> None:
    office.staff_write("Едем", "1h")
    office.reads()
    office.looks_at_windows("5h")
    assert office.staff_told(1) == ""


def test_nobody_is_reminded_of_thanks(office: LeaveOffice) -> None:
    office.staff_write("Починили", "1h")
    office.writes("Спасибо!", at("2h"))
    office.reads()
    office.looks_at_windows("7h")
    assert office.staff_told(1) == ""


def test_nobody_is_reminded_of_a_closed_request(office: LeaveOffice) -> None:
    office.staff_write("/spam", "1h")
    office.reads()
    office.looks_at_windows("5h")
    assert office.staff_told(1) == ""


def test_the_line_says_that_an_answer_left(office: LeaveOffice) -> None:
    office.looks_at_windows("5h")
    office.staff_write("Едем", "5h")
    assert office.line() == "Абоненту ответили до закрытия окна Голубь."
    office.looks_at_windows("6h")
    assert office.line() == "Абоненту ответили до закрытия окна Голубь."


def test_the_line_says_that_they_wrote_again_and_a_new_window_has_a_reminder_of_its_own(office: LeaveOffice) -> None:
    office.looks_at_windows("5h")
    office.writes("Ну что?", at("320m"))
    assert office.line() == "Абонент написал снова: окно Голубь открыто."
    office.reads()
    office.looks_at_windows("6h")
    assert office.staff_told(1) == ""
    office.looks_at_windows("620m")
    assert "писать можно до 11 ноября, 23:20" in office.staff_told(1)


def test_the_line_says_that_the_window_closed(office: LeaveOffice) -> None:
    office.looks_at_windows("5h")
    office.looks_at_windows("6h")
    assert office.line() == "Окно Голубь закрылось, ответа до этого не было."


def test_the_button_tells_colleagues_who_answers_and_what_to_type(office: LeaveOffice) -> None:
    office.looks_at_windows("5h")
    toast = office.presses("Написать сейчас", when=at("5h"))
    assert "Напишите ответ здесь, в теме: он сразу уйдёт в Голубь." in toast
    office.goes_on(at("5h"))
    assert office.line() == f"{CLOSES} Отвечает Иван."
    office.staff_write("Едем", "5h")
    assert "Едем" in office.words_shown
    assert office.line() == "Абоненту ответили до закрытия окна Голубь."


def test_a_button_of_a_window_that_has_closed_changes_nothing(office: LeaveOffice) -> None:
    office.looks_at_windows("5h")
    button = office.buttons("Написать сейчас")[-1]
    office.looks_at_windows("6h")
    office.forges(button, when=at("6h"))
    office.goes_on(at("6h"))
    assert office.line() == "Окно Голубь закрылось, ответа до этого не было."


def test_words_that_came_late_open_no_window_that_is_over(office: LeaveOffice) -> None:
    office.writes("Алло", at("1h"))
    office.wire.says(office, "Раньше", at("10m"), None)
    office.goes_on(at("2h"))
    office.reads()
    office.looks_at_windows("5h")
    assert office.staff_told(1) == ""
    office.looks_at_windows("6h")
    assert "до 11 ноября, 19:00" in office.staff_told(1)


# -- the card, /by and /why


def test_the_card_says_until_when_they_can_be_written_to(office: LeaveOffice) -> None:
    assert "Окно Голубь: писать можно до ср 11 ноября 2026, 18:00" in office.topic_reads(1)
    office.looks_at_windows("5h")
    office.looks_at_windows("6h")
    assert "Окно Голубь закрыто: писать можно, когда абонент напишет сам" in office.topic_reads(1)


@pytest.mark.parametrize("asked", ["/by", "/why"])
def test_so_do_by_and_why(office: LeaveOffice, asked: str) -> None:
    office.writes("Алло", at("1h"))
    office.reads()
    office.staff_write(asked, "2h")
    assert "Окно Голубь: писать можно до ср 11 ноября 2026, 19:00" in office.staff_told(1)
