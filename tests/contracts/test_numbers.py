"""Several numbers of one organisation, each with a role and a desk: two lofts, and pigeons to both."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from models.db import Database
from models.rules.delivery.transports import SHIPPED, Transports
from models.rules.regulation import numbers
from tests.actions.office import at
from tests.contracts.test_pigeon import LOFT, PIGEON, PigeonSender, PigeonWire
from tests.contracts.transport_office import FIVE_KINDS, TransportOffice

FAILURES, LICENCES = LOFT, "loft-2"
SEVERAL = replace(PIGEON, several_numbers=True)
SALES = """
[[desks]]
id = "sales"
title = { ru = "Продажи", en = "Sales" }
calendar = "always"
ladder = "main"
kinds = ["bill", "wish"]

[[numbers]]
id = "failures"
transport = "pigeon"
title = { ru = "Сбои и ошибки", en = "Failures and errors" }
desk = "support"

[[numbers]]
id = "licences"
transport = "pigeon"
title = { ru = "Лицензии", en = "Licences" }
desk = "sales"
"""


class OfLicences(PigeonSender):
    account = LICENCES


class TwoLofts(PigeonWire):
    """`account`: the one to which Anna writes now. came_by: by which each message on her screen came."""

    traits = SEVERAL

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.other = OfLicences(self)
        self.came_by: list[str] = []

    def shows(self, dispatch):  # type: ignore[no-untyped-def]
        self.came_by.append(dispatch.account)
        return super().shows(dispatch)

    @contextmanager
    def writing_to(self, account: str) -> Iterator[None]:
        self.account, before = account, self.account
        yield
        self.account = before


@pytest.fixture
def wire(tmp_path: Path) -> TwoLofts:
    return TwoLofts(tmp_path)


@pytest.fixture
def office(database: Database, wire: TwoLofts, monkeypatch: pytest.MonkeyPatch) -> Iterator[TransportOffice]:
    monkeypatch.setattr(numbers, "SHIPPED", Transports([*SHIPPED.values(), SEVERAL]))
    roles = {FAILURES: "failures", LICENCES: "licences"}
    office = TransportOffice(database, wire, monkeypatch, FIVE_KINDS + SALES, roles, [wire.other])
    yield office
    office.closes_down()


def files_a_failure(office: TransportOffice) -> None:
    office.writes("Не работает интернет")
    office.chooses("Авария")
    office.chooses("Отправить")


def asks_about_a_licence(office: TransportOffice, wire: TwoLofts, when: str = "5m") -> None:
    with wire.writing_to(LICENCES):
        office.writes("Хочу ещё одно рабочее место", at(when))
        office.chooses("Счёт", at(when))
        office.chooses("Отправить", at(when))


def test_the_greeting_names_the_role_and_no_desk_is_asked_for(office: TransportOffice) -> None:
    office.writes("Не работает интернет")
    said = "\n".join(office.words_shown)
    assert "Вы написали на номер «Сбои и ошибки»." in said
    assert "Кому" not in said
    assert not {"Продажи", "Поддержка"} & {label for shown in office.shown for label in shown.choices}


def test_a_request_opens_at_the_desk_of_its_number_whose_card_names_it(
    office: TransportOffice, wire: TwoLofts
) -> None:
    files_a_failure(office)
    assert office.view(1).desk_key == "support"
    assert "Наш номер: Сбои и ошибки" in office.topic_reads(1)
    asks_about_a_licence(office, wire)
    assert office.view(2).desk_key == "sales"


def test_answers_leave_by_the_number_that_was_written_to(office: TransportOffice, wire: TwoLofts) -> None:
    files_a_failure(office)
    asks_about_a_licence(office, wire)
    wire.came_by.clear()
    office.types("Приедем завтра", 1, when=at("10m"))
    office.goes_on(at("10m"))
    assert wire.came_by == [FAILURES]


def test_who_writes_to_two_numbers_is_one_person_with_two_addresses(office: TransportOffice, wire: TwoLofts) -> None:
    files_a_failure(office)
    asks_about_a_licence(office, wire)
    assert office.view(1).person_id == office.view(2).person_id
    office.looks_away()
    office.writes("способы связи", at("7m"))
    assert "Голубь (Сбои и ошибки)" in office.words_shown[-1]
    assert "Голубь (Лицензии)" in office.words_shown[-1]


def test_words_to_one_number_do_not_fall_into_the_request_of_another_desk(
    office: TransportOffice, wire: TwoLofts
) -> None:
    files_a_failure(office)
    office.reads()
    with wire.writing_to(LICENCES):
        office.writes("Хочу ещё одно рабочее место", at("5m"))
    assert "рабочее место" not in office.staff_told(1)
    assert "Не работает интернет" in office.topic_reads(1)
    office.writes("Заработал сам", at("6m"))
    assert "Заработал сам" in office.staff_told(1)


def test_going_back_to_the_first_question_does_not_lead_to_other_desks(office: TransportOffice) -> None:
    office.writes("Не работает интернет")
    office.chooses("Авария")
    office.chooses("Назад")
    assert "Продажи" not in office.shown[-1].text
    office.writes("назад", at("1m"))
    assert "Продажи" not in office.shown[-1].text


def test_an_account_without_a_role_lets_people_choose_the_desk(
    database: Database, wire: TwoLofts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(numbers, "SHIPPED", Transports([*SHIPPED.values(), SEVERAL]))
    office = TransportOffice(database, wire, monkeypatch, FIVE_KINDS + SALES)
    office.writes("Не работает интернет")
    said = "\n".join([*office.words_shown, *(label for shown in office.shown for label in shown.choices)])
    assert "Продажи" in said
    assert "Вы написали на номер" not in said
    office.closes_down()
