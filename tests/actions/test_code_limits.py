"""Who uses up codes uses up their own: a stranger keeps neither an owner nor somebody known from theirs."""

import pytest
from sqlalchemy import update

from models.actions.reach import contracts
from models.actions.reach.persons import mark_address
from models.clock import Instant
from models.db import Database
from models.queries.contracts import contract_by_number
from models.tables.persons import person
from tests.actions.office import NOON, at
from tests.actions.reach_office import BORIS as OTHERS_PHONE
from tests.actions.reach_office import GALYA, ReachOffice
from tests.actions.test_contract_codes import PHONE, ProvingOffice


class GuessedOffice(ProvingOffice, ReachOffice):
    """Contract 15 and its phone; strangers ask for its codes."""

    def asks_for_code(self, number: str, chat: int, when: Instant) -> None:
        if not self.told(chat):
            self.writes("Не работает", chat, when)
        else:
            self.touches("Другой способ", chat, when)
        self.touches("По номеру договора", chat, when)
        self.writes(number, chat, when)

    def is_beset(self) -> None:
        """Three strangers have used up what strangers are sent."""
        for minute, chat in enumerate((710, 710, 711, 711, 712, 712, 713)):
            self.asks_for_code("15", chat, at(f"{2 * minute}m"))
        assert self.codes_sent_to(PHONE) == 5


@pytest.fixture
def guessed(database: Database) -> GuessedOffice:
    return GuessedOffice(database)


@pytest.fixture
def beset(guessed: GuessedOffice) -> GuessedOffice:
    guessed.is_beset()
    return guessed


@pytest.fixture
def office(database: Database) -> ReachOffice:
    return ReachOffice(database)


def test_one_chat_is_sent_two_codes_of_a_contract_a_day(guessed: GuessedOffice) -> None:
    for minute in range(4):
        guessed.asks_for_code("15", 710, at(f"{2 * minute}m"))
    assert guessed.codes_sent_to(PHONE) == 2
    guessed.asks_for_code("15", 711, at("10m"))
    assert guessed.codes_sent_to(PHONE) == 3


def test_the_last_one_that_was_sent_stays_good_though_more_are_asked_for(guessed: GuessedOffice) -> None:
    for minute in range(4):
        guessed.asks_for_code("15", 710, at(f"{2 * minute}m"))
    guessed.writes(guessed.code_sent_to(PHONE), 710, at("9m"))
    assert guessed.person(710).id == guessed.anna.person_id


def test_all_strangers_together_are_sent_five(beset: GuessedOffice) -> None:
    beset.asks_for_code("15", 700, at("20m"))
    assert beset.codes_sent_to(PHONE) == 5
    assert "Если такой договор есть" in beset.told(700)[-1], "and hears what anybody hears"


def test_somebody_known_is_sent_theirs_all_the_same(beset: GuessedOffice) -> None:
    """The chat is of somebody who speaks for another contract, which has ended."""
    when = at("20m")
    boris = beset.meets("Борис", 720)
    with beset.database.write() as tx:
        ended = contract_by_number(tx, beset.organisation_id, "17")
        assert ended is not None
        contracts.may_speak(tx, NOON, ended.id, boris)
    beset.writes("Не работает", 720, when)
    assert "прекращён" in beset.told(720)[-1]
    beset.touches("По номеру договора", 720, when)
    beset.writes("15", 720, when)
    assert beset.codes_sent_to(PHONE) == 6


def test_whoever_writes_from_the_phone_itself_is_known_without_a_code(beset: GuessedOffice) -> None:
    beset.sms("Не работает интернет", PHONE, at("20m"))
    (ticket,) = beset.tickets_of_phone(PHONE)
    assert ticket.person_id == beset.anna.person_id
    assert not ticket.unidentified


# -- one's own phone


def strangers_name(office: ReachOffice, phone: str) -> None:
    for chat in (801, 802, 803, 804, 805, 806):
        office.names_phone(phone, chat, at("1m"))
        office.phone_told(phone, at("1m"))


def test_an_owner_proves_their_phone_again_though_strangers_named_it_all_day(office: ReachOffice) -> None:
    office.adds_phone()
    strangers_name(office, GALYA)
    with office.database.write() as tx:
        mark_address(tx, office.organisation_id, office.address_row(GALYA).id, "stale", None, NOON)
    office.writes("/transports", when=at("2m"))
    office.touches("2. SMS", when=at("2m"))
    office.touches("Подтвердить", when=at("2m"))
    office.writes(office.code_for(when=at("2m")), when=at("3m"))
    assert "SMS +7 916 123-45-67: работает" in office.told()[-1]


def test_somebody_known_adds_a_phone_that_strangers_named_all_day(office: ReachOffice) -> None:
    office.writes("/my")
    with office.database.write() as tx:
        tx.execute(update(person).where(person.c.id == office.person().id).values(known_at=NOON))
    strangers_name(office, OTHERS_PHONE)
    office.adds_phone(OTHERS_PHONE, when=at("2m"))


def test_one_stranger_uses_up_three_of_a_phone_and_the_next_one_is_told_of_the_other_way(office: ReachOffice) -> None:
    office.names_phone(GALYA, 801)
    sent = len(office.phone_told(GALYA))
    for minute in (2, 4, 6):
        office.touches("Выслать код снова", 801, at(f"{minute}m"))
        sent += len(office.phone_told(GALYA, at(f"{minute}m")))
    assert sent == 3
    assert "напишите нам с того телефона SMS «способы связи»" in office.told(801)[-1]
    office.names_phone(GALYA, 802, at("8m"))
    assert len(office.phone_told(GALYA, at("8m"))) == 1
