"""Closing by SMS what was opened elsewhere: the phone has to send back a code that only it was sent."""

import re

import pytest
from sqlalchemy import insert, select, update

from models.db import Database
from models.tables.persons import address, conversation
from tests.actions.sms_office import GALYA, SIM, SmsOffice, at
from tests.journeys.regulations import RUSSIAN

NO_MORE = "Кодов на сегодня больше нет. Заявка №1 открыта: напишите нам."


@pytest.fixture
def office(database: Database) -> SmsOffice:
    return with_annas_phone(SmsOffice(database))


def with_annas_phone(office: SmsOffice) -> SmsOffice:
    """Anna has an open request from Telegram, and GALYA is her phone."""
    anna = office.meets("Анна")
    office.opens(anna, "Не работает интернет")
    with office.database.write() as tx:
        owned = {"organisation_id": anna.organisation_id, "person_id": anna.person_id, "state": "verified"}
        where = {"transport": "sms", "account": "gsm", "address": GALYA, "sim": SIM, "state_at": at().now}
        phone = tx.execute(insert(address).values({**owned, **where}).returning(address.c.id)).scalar_one()
        tx.execute(insert(conversation).values(address_id=phone, state={}, window_at=at().now))
    return office


def code_in(office: SmsOffice, span: str) -> str:
    (sms,) = office.texts(at(span))
    assert sms.number == GALYA
    found = re.search(r"Закрыть заявку №1\? Ответьте кодом (\d{6})", sms.text)
    assert found, sms.text
    return found[1]


def state(office: SmsOffice) -> str:
    return office.view(1).state


def test_the_code_that_the_phone_was_sent_closes(office: SmsOffice) -> None:
    office.gets("закрыть 1", when=at("1m"))
    assert state(office) == "open"
    office.gets(code_in(office, "1m"), when=at("2m"))
    assert state(office) == "closed"
    (sms,) = office.texts(at("2m"))
    assert "№1" in sms.text


def test_wrong_codes_close_nothing_and_after_three_the_right_one_does_not_either(office: SmsOffice) -> None:
    office.gets("закрыть 1", when=at("1m"))
    code = code_in(office, "1m")
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    said = []
    for minute in (2, 3, 4):
        office.gets(wrong, when=at(f"{minute}m"))
        said += [sms.text for sms in office.texts(at(f"{minute}m"))]
    assert [words[:15] for words in said] == ["Код не подошёл."] * 2 + ["Код не подошёл "]
    office.gets(code, when=at("5m"))
    assert state(office) == "open"
    assert office.words()[-1] == code  # it is a word like any other


def test_a_code_is_good_for_half_an_hour(office: SmsOffice) -> None:
    office.gets("закрыть 1", when=at("1m"))
    code = code_in(office, "1m")
    office.gets(code, when=at("32m"))
    assert state(office) == "open"


def test_a_later_code_makes_the_earlier_one_useless(office: SmsOffice) -> None:
    office.gets("закрыть 1", when=at("1m"))
    earlier = code_in(office, "1m")
    office.gets("закрыть 1", when=at("2m"))
    later = code_in(office, "2m")
    if later != earlier:  # one in a million
        office.gets(earlier, when=at("3m"))
        assert state(office) == "open"
    office.gets(later, when=at("4m"))
    assert state(office) == "closed"


def test_what_was_opened_from_the_same_phone_closes_without_a_code(database: Database) -> None:
    office = SmsOffice(database)
    office.gets("Не работает интернет")
    office.gets("закрыть 1", when=at("1m"))
    assert state(office) == "closed"


def test_six_digits_without_a_code_that_is_waited_for_are_words(database: Database) -> None:
    office = SmsOffice(database)
    office.gets("123456")
    assert office.ticket_of().title == "123456"


def test_a_new_code_brings_no_new_tries(office: SmsOffice) -> None:
    office.gets("закрыть 1", when=at("1m"))
    wrong = f"{(int(code_in(office, '1m')) + 1) % 1_000_000:06}"
    for minute in (2, 3):
        office.gets(wrong, when=at(f"{minute}m"))
        office.texts(at(f"{minute}m"))
    office.gets("закрыть 1", when=at("4m"))
    code = code_in(office, "4m")
    office.gets(f"{(int(code) + 1) % 1_000_000:06}", when=at("5m"))
    office.texts(at("5m"))
    office.gets(code, when=at("6m"))
    assert state(office) == "open"


def test_after_three_wrong_tries_there_is_no_code_until_a_day_is_over(office: SmsOffice) -> None:
    office.gets("закрыть 1", when=at("1m"))
    wrong = f"{(int(code_in(office, '1m')) + 1) % 1_000_000:06}"
    for minute in (2, 3, 4):
        office.gets(wrong, when=at(f"{minute}m"))
        office.texts(at(f"{minute}m"))
    office.gets("закрыть 1", when=at("5m"))
    assert [sms.text for sms in office.texts(at("5m"))] == [NO_MORE]
    office.gets("закрыть 1", when=at("25h"))
    office.gets(code_in(office, "25h"), when=at("25h"))
    assert state(office) == "closed"


def test_a_phone_gets_five_codes_a_day(office: SmsOffice) -> None:
    for minute in range(1, 6):
        office.gets("закрыть 1", when=at(f"{minute}m"))
        code_in(office, f"{minute}m")
    office.gets("закрыть 1", when=at("6m"))
    assert [sms.text for sms in office.texts(at("6m"))] == [NO_MORE]


def test_what_can_not_be_texted_makes_no_code(database: Database) -> None:
    office = with_annas_phone(SmsOffice(database, RUSSIAN + "\n[sms]\nautomatic_per_phone_per_day = 0\n"))
    office.gets("закрыть 1", when=at("1m"))
    assert office.texts(at("1m")) == []
    with database.read() as tx:
        assert tx.execute(select(conversation).where(conversation.c.close_code.is_not(None))).all() == []


def test_a_code_closes_nothing_of_somebody_else(office: SmsOffice) -> None:
    """Meanwhile the phone was found to be somebody else's."""
    office.gets("закрыть 1", when=at("1m"))
    code = code_in(office, "1m")
    stranger = office.meets("Борис")
    with office.database.write() as tx:
        tx.execute(update(address).where(address.c.address == GALYA).values(person_id=stranger.person_id))
    office.gets(code, when=at("2m"))
    assert state(office) == "open"
