"""A phone that the operator named for somebody: the code that came there says who adds it."""

import pytest

from models.actions.reach import contracts, persons
from models.clock import Instant
from models.db import Database
from models.queries.tickets import Asker
from models.rules.delivery.address_states import AddressState
from models.rules.delivery.places import at_address
from models.rules.delivery.transports import SMS
from tests.actions.office import GROUP, NOON, at
from tests.actions.reach_office import BORIS, GALYA, ReachOffice


@pytest.fixture
def office(database: Database) -> ReachOffice:
    return ReachOffice(database)


def names_in_contract(office: ReachOffice, contract: str, name: str, chat: int, phone: str = GALYA) -> Asker:
    """The operator's list says who speaks for the contract, and by which phone they are reached."""
    somebody = office.meets(name, chat)
    with office.database.write() as tx:
        found = contracts.add_contract(tx, NOON, office.organisation_id, contract)
        contracts.may_speak(tx, NOON, found.id, somebody)
        to = at_address(SMS.name, phone)
        persons.add_address(tx, NOON, somebody, to, SMS.shared_account, AddressState.VOUCHED, {})
        persons.mark_address(tx, office.organisation_id, somebody.address_id, "dead", "blocked", NOON)
    office.told(chat)
    return somebody


def said_in_group(office: ReachOffice, when: Instant | None = None) -> str:
    rows = office.delivers(when or at())
    return "\n".join(str(row.payload.get("text", "")) for row in rows if row.address == str(GROUP))


def test_whoever_reads_the_code_is_the_person_of_the_contract_from_now_on(office: ReachOffice) -> None:
    names_in_contract(office, "1001", "Анна Петрова", 900)
    office.names_phone()
    code = office.code_for()
    office.writes(code, when=at("1m"))
    said = office.told()[-1]
    assert "Подтверждено: SMS +7 916 123-45-67. Спасибо, теперь мы знаем, кто вы." in said
    assert "SMS +7 916 123-45-67: работает" in said
    assert "договор 1001" in said_in_group(office, at("1m"))
    office.writes("Не работает интернет", when=at("2m"))
    office.touches("Вопрос", when=at("2m"))
    office.touches("Отправить", when=at("2m"))
    assert office.person().name == "Анна Петрова"
    assert office.ticket_of().contract_number == "1001"


def test_what_was_asked_before_from_that_chat_goes_along(office: ReachOffice) -> None:
    names_in_contract(office, "1001", "Анна Петрова", 900)
    office.writes("Не работает интернет")
    office.touches("Вопрос")
    office.touches("Отправить")
    number = office.ticket_of().number
    office.told()
    office.names_phone(when=at("1m"))
    office.writes(office.code_for(when=at("1m")), when=at("2m"))
    office.told()
    office.writes("/my", when=at("3m"))
    assert f"№{number}" in office.told()[-1]


def test_who_is_known_already_stays_who_they_are_and_the_phone_moves(office: ReachOffice) -> None:
    names_in_contract(office, "1001", "Анна Петрова", 900)
    names_in_contract(office, "1002", "Борис Смирнов", 901, BORIS)
    office.names_phone(BORIS)
    office.writes(office.code_for(BORIS), when=at("1m"))
    office.told()
    office.names_phone(GALYA, when=at("2m"))
    office.writes(office.code_for(GALYA, at("2m")), when=at("3m"))
    assert "теперь мы знаем" not in office.told()[-1]
    assert office.person().name == "Борис Смирнов"


def test_one_that_was_proved_by_somebody_is_not_vouched_for_any_more(office: ReachOffice) -> None:
    """It changed hands: its new owner is nobody's contact person."""
    names_in_contract(office, "1001", "Анна Петрова", 900)
    office.adds_phone(chat=700)
    office.told(700)
    (told,) = office.phone_told(when=at("1m"))
    assert "добавился способ связи" in told
    office.adds_phone(chat=701, when=at("5m"))
    assert office.person(701).name != "Анна Петрова"
