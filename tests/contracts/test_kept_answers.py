"""Nobody can be asked for leave, and there is no other way: the answer is kept, and goes once she writes herself."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from models.actions.delivery import restoring
from models.actions.talk import kept_answers
from models.db import Database
from tests.contracts import leave_office
from tests.contracts.leave_office import LEAVE, LeaveOffice, at
from tests.contracts.transport_office import FIVE_KINDS

KEPT = (
    "Не отправлено: абонент давно не писал, и написать ему сейчас нельзя. "
    "Ответ сохранён и уйдёт сам, когда абонент напишет."
)


@pytest.fixture(params=[""], ids=["kept"])
def office(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[LeaveOffice]:
    office = LeaveOffice(database, tmp_path, monkeypatch, request.param)
    yield office
    office.closes_down()


def answers_shown(office: LeaveOffice, *answers: str) -> list[str]:
    return [one for one in office.words_shown if one in answers]


def test_it_goes_by_itself_once_she_writes(office: LeaveOffice) -> None:
    office.staff_write("Едем", "7h")
    assert office.words_shown == []
    assert office.staff_told(1) == KEPT
    office.writes("Ну что?", at("8h"))
    assert answers_shown(office, "Едем") == ["Едем"]
    assert office.reacted()[-1] == "👌"
    office.writes("Алло", at("9h"))
    assert answers_shown(office, "Едем") == ["Едем"]


def test_several_go_in_their_order_each_once(office: LeaveOffice) -> None:
    several = ("Едем", "Будем в 15:00", "Ждите")
    for words in several:
        office.staff_write(words, "7h")
    office.writes("да", at("8h"))
    assert answers_shown(office, *several) == list(several)


def test_a_press_of_hers_sends_it_too(office: LeaveOffice) -> None:
    office.staff_write("/close", "1h")
    office.staff_write("Едем", "8h")
    office.looks_away()
    office.chooses("Ещё нет", at("9h"))
    assert answers_shown(office, "Едем") == ["Едем"]


def test_it_counts_as_an_answer_from_when_it_left(office: LeaveOffice) -> None:
    office.staff_write("Едем", "7h")
    assert office.view(1).answered_at is None
    office.writes("Ну что?", at("8h"))
    assert office.view(1).answered_at == at("8h").now


def test_her_words_ask_for_an_answer_all_the_same(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was written without knowing them."""
    rules = FIVE_KINDS.replace("[[policies]]", '[[policies]]\nnext_response = "2h"')
    monkeypatch.setattr(leave_office, "FIVE_KINDS", rules)
    office = LeaveOffice(database, tmp_path, monkeypatch, "")
    office.staff_write("Едем", "7h")
    office.writes("да", at("8h"))
    assert office.view(1).answered_at == at("8h").now
    assert office.view(1).next_response_due_at is not None
    office.closes_down()


def test_what_an_agent_took_back_does_not_go(office: LeaveOffice) -> None:
    office.staff_write("Едем", "7h")
    office.presses("Не отправлять", when=at("7h"))
    office.writes("да", at("8h"))
    assert answers_shown(office, "Едем") == []


def test_it_goes_as_it_reads_then(office: LeaveOffice) -> None:
    said = office.staff_write("Едем", "7h")
    office.edits(said, "Едем, будем в 15:00", 1, at("7h"))
    office.goes_on(at("7h"))
    assert office.staff_told(1) == KEPT
    office.writes("да", at("8h"))
    assert answers_shown(office, "Едем", "Едем, будем в 15:00") == ["Едем, будем в 15:00"]


def test_what_was_corrected_into_a_command_does_not_go(office: LeaveOffice) -> None:
    said = office.staff_write("Едем", "7h")
    office.edits(said, "/zakryt", 1, at("7h"))
    office.goes_on(at("7h"))
    office.writes("да", at("8h"))
    assert answers_shown(office, "Едем", "/zakryt") == []


def test_words_that_come_weeks_later_ask_the_agent(office: LeaveOffice) -> None:
    office.staff_write("Едем", "7h")
    office.reads()
    office.writes("Добрый день", at("400h"))
    assert answers_shown(office, "Едем") == []
    assert "Абонент снова написал, а ответ, сохранённый для него" in office.staff_told(1)
    office.presses("Отправить", when=at("400h"))
    office.goes_on(at("400h"))
    assert answers_shown(office, "Едем") == ["Едем"]


def test_nothing_goes_from_a_closed_ticket(office: LeaveOffice) -> None:
    office.staff_write("Едем", "7h")
    office.staff_write("/close", "7h")
    office.enforces(at("150h"))
    assert not office.view(1).is_open
    office.writes("да", at("151h"))
    assert answers_shown(office, "Едем") == []


def test_what_takes_several_paid_messages_is_asked_about_first(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = LeaveOffice(database, tmp_path, monkeypatch, "\n[transports.pigeon]\nprice = 0.9\n")
    office.staff_write("Проверьте питание. " * 30, "7h")
    office.reads()
    office.looks_away()
    office.writes("да", at("8h"))
    assert [one for one in office.words_shown if "Проверьте" in one] == []
    assert "Ответ займёт 2 сообщения (1,80 ₽), каждое платное." in office.staff_told(1)
    office.closes_down()


@pytest.mark.parametrize("office", [LEAVE], indirect=True)
def test_after_nobody_gave_leave_it_goes_once_she_writes(office: LeaveOffice) -> None:
    office.staff_write("Едем", "30m")
    office.looks_away()
    office.staff_write("Ждите", "7h")
    office.reads()
    office.time_comes("9h")
    told = office.staff_told(1)
    assert "разрешения написать абонент не дал. Других способов связаться с абонентом нет." in told
    assert "Ответ сохранён и уйдёт сам, когда абонент напишет." in told
    office.writes("Ну что?", at("10h"))
    assert answers_shown(office, "Ждите") == ["Ждите"]
    office.time_comes("12h")
    assert answers_shown(office, "Ждите") == ["Ждите"]


@pytest.mark.parametrize("dies", ["heard_from", "_goes"])
def test_killed_when_her_words_are_read_it_goes_once_all_the_same(
    office: LeaveOffice, dies: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.staff_write("Едем", "7h")
    real: Callable[..., object] = getattr(kept_answers, dies)

    def killed(*given: object) -> object:
        real(*given)
        raise KeyboardInterrupt  # nothing catches it, as nothing catches a kill

    office.wire.says(office, "да", at("8h"), None)
    with monkeypatch.context() as patched:
        patched.setattr(kept_answers, dies, killed)
        with pytest.raises(KeyboardInterrupt):
            office.goes_on(at("8h"))
    assert answers_shown(office, "Едем") == []
    office.goes_on(at("8h"))
    assert answers_shown(office, "Едем") == ["Едем"]


def test_after_a_restored_backup_an_agent_is_asked(office: LeaveOffice) -> None:
    """It may have gone since the backup was made."""
    office.staff_write("Едем", "7h")
    office.reads()
    with office.database.write() as tx:
        restoring.settle(tx, at("8h"), at("7h").now, moved=False)
    assert "Сам он теперь не уйдёт." in office.staff_told(1)
    office.writes("да", at("9h"))
    assert answers_shown(office, "Едем") == []
    office.presses("Отправить", when=at("9h"))
    office.goes_on(at("9h"))
    assert answers_shown(office, "Едем") == ["Едем"]
