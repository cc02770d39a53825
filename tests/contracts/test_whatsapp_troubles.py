"""What goes wrong at WhatsApp, as staff read it in the topic and people see it on their phones."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert

from models.db import Database
from models.tables.organisations import bot_account
from tests.actions.office import NOON, at
from tests.contracts.transport_office import PHOTO, TransportOffice
from tests.contracts.webhook_listener import WebhookListener
from tests.contracts.whatsapp_wire import WhatsAppWire
from tests.simulated_whatsapp import SimulatedWhatsApp


@pytest.fixture
def wire(whatsapp: SimulatedWhatsApp, heard: WebhookListener, tmp_path: Path) -> WhatsAppWire:
    return WhatsAppWire(whatsapp, heard, tmp_path)


@pytest.fixture
def office(database: Database, wire: WhatsAppWire, monkeypatch: pytest.MonkeyPatch) -> Iterator[TransportOffice]:
    """Anna's request is open since noon."""
    office = TransportOffice(database, wire, monkeypatch)
    number = {"transport": "whatsapp", "account": wire.account, "username": "", "seen_at": NOON}
    with office.database.write() as tx:
        tx.execute(insert(bot_account).values(organisation_id=office.organisation_id, **number))
    office.writes("Не работает интернет")
    office.chooses("Авария")
    office.chooses("Отправить")
    office.looks_away()
    office.reads()
    yield office
    office.closes_down()


def staff_answer(office: TransportOffice, text: str, when: str) -> None:
    office.types(text, 1, when=at(when))
    office.goes_on(at(when))


def test_a_token_that_ends_in_the_evening_is_told_once_and_what_waits_goes_once_there_is_another(
    office: TransportOffice, whatsapp: SimulatedWhatsApp
) -> None:
    whatsapp.change_account(expired=True)
    staff_answer(office, "Едем", "1m")
    staff_answer(office, "Будем через час", "2m")
    told = office.staff_told(1)
    assert told.count("Ключ доступа к WhatsApp просрочен или отозван") == 1
    assert office.shown == []
    assert "👎" not in office.reacted()
    office.reads()
    whatsapp.change_account(expired=False)
    office.goes_on(at("10m"))
    assert office.words_shown == ["Едем", "Будем через час"]
    assert office.staff_told(1).count("WhatsApp: сообщения абонентам снова уходят.") == 1


def test_a_photo_that_is_not_there_any_more_is_told_as_any_other(
    office: TransportOffice, wire: WhatsAppWire, whatsapp: SimulatedWhatsApp
) -> None:
    wire.says(office, "Вот кабель", at("1m"), PHOTO)
    whatsapp.loses_files()
    office.goes_on(at("1m"))
    assert "Вот кабель" in office.topic_reads(1)
    assert "WhatsApp не отдал файл фото" in office.staff_told(1)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (131026, "у абонента больше нет WhatsApp, приложение устарело или он заблокировал наш номер"),
        (131049, "WhatsApp пока не передаёт абоненту такие сообщения"),
        (130497, "WhatsApp не позволяет нашему номеру писать в страну абонента"),
        (131009, "WhatsApp отказал: One or more parameter values are invalid. (131009)"),
    ],
)
@pytest.mark.parametrize("late", [False, True])
def test_why_an_answer_did_not_arrive_is_said_at_once_and_later(
    office: TransportOffice, wire: WhatsAppWire, whatsapp: SimulatedWhatsApp, code: int, said: str, *, late: bool
) -> None:
    if late:
        whatsapp.behaves(statuses="normal")
    whatsapp.order("fail_later" if late else "refuse", call="messages", code=code, times=1)
    staff_answer(office, "Едем", "1m")
    if late:
        wire.hears(office, at("1m"), "failed")
        office.goes_on(at("1m"))
    words = said.removesuffix(" (131009)") if late else said
    assert words.split(": ")[-1] in office.staff_told(1)
    assert office.reacted()[-1] == "👎"


def test_too_many_for_one_person_arrive_all_the_same_and_nobody_is_told(
    office: TransportOffice, whatsapp: SimulatedWhatsApp
) -> None:
    whatsapp.order("refuse", call="messages", code=131056, times=2)
    for words in ("раз", "два", "три"):
        office.types(words, 1, when=at("60s"))
    for second in range(60, 120, 6):
        office.goes_on(at(f"{second}s"))
    assert office.words_shown == ["раз", "два", "три"]
    assert "Не доставлено" not in office.staff_told(1)


def test_a_file_that_whatsapp_does_not_take_is_said_to_be_one(
    office: TransportOffice, whatsapp: SimulatedWhatsApp
) -> None:
    whatsapp.order("refuse", call="upload", code=100, times=1)
    office.types("", 1, when=at("1m"), caption="Архив", document={"file_id": "f1", "file_unique_id": "u1"})
    office.goes_on(at("1m"))
    assert "Не доставлено: WhatsApp не принял файл." in office.staff_told(1)
    assert office.shown == []
