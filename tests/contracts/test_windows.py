"""Where nobody may be written to long after they wrote: nothing is sent in vain, and staff are told. By pigeon: six
hours.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.db import Database
from models.rules.delivery.send_results import FailedPermanently, Refusal, Unknown
from tests.actions.office import at
from tests.contracts.test_pigeon import PigeonWire
from tests.contracts.transport_office import PHOTO, TransportOffice


@pytest.fixture
def wire(tmp_path: Path) -> PigeonWire:
    return PigeonWire(tmp_path)


@pytest.fixture
def office(database: Database, wire: PigeonWire, monkeypatch: pytest.MonkeyPatch) -> Iterator[TransportOffice]:
    """Anna's request is open since noon."""
    office = TransportOffice(database, wire, monkeypatch)
    office.writes("Не работает интернет")
    office.chooses("Авария")
    office.chooses("Отправить")
    office.looks_away()
    office.reads()
    yield office
    office.closes_down()


def staff_do(office: TransportOffice, text: str, when: str) -> None:
    office.types(text, 1, when=at(when))
    office.goes_on(at(when))


def test_words_that_nobody_typed_do_not_go_and_staff_are_told(office: TransportOffice) -> None:
    staff_do(office, "/close", "7h")
    assert office.shown == []
    assert "известите его сами" in office.staff_told(1)


def test_a_press_opens_the_window_as_words_do(office: TransportOffice) -> None:
    staff_do(office, "/close", "5h")
    office.chooses("Ещё нет", at("5h"))
    office.looks_away()
    staff_do(office, "Едем", "10h")
    assert office.words_shown == ["Едем"]


def test_it_is_open_from_when_she_wrote_and_not_from_when_it_came(office: TransportOffice, wire: PigeonWire) -> None:
    wire.says(office, "Когда приедете?", at("1h"), None)
    office.goes_on(at("5h"))
    office.looks_away()
    staff_do(office, "Едем", "8h")
    assert office.shown == []


def test_what_may_have_arrived_goes_again_only_once_she_writes(office: TransportOffice) -> None:
    office.fates.append(Unknown("time-out"))
    staff_do(office, "Едем", "1h")
    assert "абонент давно не писал" in office.presses("Отправить ещё раз", when=at("8h"))
    office.goes_on(at("8h"))
    assert office.shown == []
    office.writes("Вы где?", at("9h"))
    office.presses("Отправить ещё раз", when=at("9h"))
    office.goes_on(at("9h"))
    assert office.words_shown == ["Едем"]


def test_a_correction_waits_for_her_too(office: TransportOffice) -> None:
    said = office.types("Будем в 15:00", 1, when=at("1h"))
    office.edits(said, "Будем в 16:00", 1, at("1h"))
    office.goes_on(at("1h"))
    office.presses("Отправить исправление", when=at("8h"))
    office.goes_on(at("8h"))
    assert office.words_shown == ["Будем в 15:00"]
    office.writes("Вы где?", at("9h"))
    office.presses("Отправить исправление", when=at("9h"))
    office.goes_on(at("9h"))
    assert office.words_shown[-1].endswith("Будем в 16:00")


def test_a_stop_is_a_word_where_nobody_is_texted(office: TransportOffice) -> None:
    office.writes("Стоп", at("1m"))
    assert "Стоп" in office.topic_reads(1)
    assert "SMS" not in office.staff_told(1)


def test_a_refusal_names_the_transport(office: TransportOffice) -> None:
    office.fates.append(FailedPermanently(Refusal.OTHER, "too windy"))
    staff_do(office, "Едем", "1h")
    assert "Не доставлено: Голубь отказал: too windy." in office.staff_told(1)


def test_a_file_that_is_not_given_names_the_transport_and_what_to_do(
    office: TransportOffice, wire: PigeonWire
) -> None:
    wire.says(office, "Роутер", at("1m"), PHOTO)
    wire.photos.clear()
    office.goes_on(at("1m"))
    told = office.staff_told(1)
    assert "Голубь не отдал файл" in told
    assert "попросите прислать ещё раз" in told
