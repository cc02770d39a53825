"""SMS that nobody typed: to whom they go, how many in a day, and what staff are told of it."""

import pytest

from models.actions.tickets.tickets import propose_closing
from models.db import Database
from models.rules.delivery.outgoing import RowKind
from models.rules.sms.parts import plan_sms
from tests.actions.sms_office import GALYA, SIM, SmsOffice, at
from tests.journeys.regulations import RUSSIAN

FEW = RUSSIAN + "\n[sms]\nautomatic_per_day = 3\nper_day = 5\n"


@pytest.mark.parametrize(
    ("sender", "reach"),
    [
        ("0500", "SMS только от сотрудников: номер короткий, сам бот туда не пишет"),
        ("+78091234567", "SMS только от сотрудников: номер платный, сам бот туда не пишет"),
        ("+74951234567", "SMS только от сотрудников: номер городской, сам бот туда не пишет"),
        ("+882161234567", "SMS только от сотрудников: номер не из стран регламента, сам бот туда не пишет"),
        ("+4915112345678", "SMS только от сотрудников: номер не из стран регламента, сам бот туда не пишет"),
        ("+79031234567890", "SMS только от сотрудников: номер не мобильный, сам бот туда не пишет"),
        ("MegaFon", "ответить нельзя: у отправителя вместо номера имя"),
    ],
)
def test_an_odd_sender_opens_a_ticket_and_gets_no_automatic_sms(database: Database, sender: str, reach: str) -> None:
    office = SmsOffice(database)
    office.gets("Ваш тариф изменён", sender)
    assert len(office.tickets_of(sender)) == 1
    [card] = office.rows(RowKind.CARD)
    assert f"Связь: {reach}\n" in card.payload["text"]
    with database.write() as tx:
        propose_closing(office.acting(tx, at("1m"), office.ticket_of(sender)))
    assert office.texts(at("2m")) == []


def test_an_agents_answer_to_an_odd_number_is_asked_about_first(database: Database) -> None:
    office = SmsOffice(database)
    office.gets("Ваш тариф изменён", "3381")
    ticket = office.ticket_of("3381")
    office.delivers()
    office.answers(ticket.id, "СТОП", at("1m"))
    assert office.texts(at("1m")) == []
    assert "3381 — короткий номер." in office.words()[-1]
    assert office.presses_sms("sms") == "Готово."
    assert [(sms.number, sms.text) for sms in office.texts(at("2m"))] == [("3381", "СТОП")]


def test_a_proposal_to_close_that_can_not_be_texted_is_said_not_to_be_told(database: Database) -> None:
    office = SmsOffice(database)
    office.gets("Ваш тариф изменён", "3381")
    office.delivers()
    with office.database.write() as tx:
        propose_closing(office.acting(tx, at("1m"), office.ticket_of("3381")))
    assert office.texts(at("2m")) == []
    assert any("Сообщения абоненту сейчас не доходят: известите его сами." in text for text in office.words())


def test_after_the_days_automatic_sms_there_are_no_more_and_staff_are_told_once(database: Database) -> None:
    office = SmsOffice(database, FEW)
    for last in range(6):
        office.gets("Не работает интернет", f"+7916123456{last}", at(f"{last}m"))
    assert len(office.texts(at("9m"))) == 3
    limits = [words for words in office.outside_topics() if "автоматических SMS" in words]
    assert limits == [
        f"SIM IMSI {SIM} (modem0): сегодня ушло автоматических SMS: 3, больше по регламенту нельзя "
        "([sms] automatic_per_day). До завтра подтверждения, списки и напоминания по SMS не уходят; ответы "
        "сотрудников уходят."
    ]


def test_agents_answer_on_after_the_automatic_limit_and_are_asked_after_the_whole_one(database: Database) -> None:
    office = SmsOffice(database, FEW)
    office.gets("Не работает интернет")
    ticket = office.ticket_of()
    for answer in range(4):
        office.answers(ticket.id, f"Проверяем {answer}", at(f"{answer}m"))
    assert len(office.texts(at("5m"))) == 5
    office.answers(ticket.id, "Проверили", at("6m"))
    assert office.texts(at("6m")) == []
    assert "сегодня уже ушло столько SMS, сколько разрешает регламент" in office.words()[-1]
    assert [words for words in office.outside_topics() if "per_day" in words and "сегодня ушло SMS: 5" in words]
    office.gets("Не работает пульт", "+79161234568", at("7m"))
    assert office.texts(at("7m")) == []  # nothing automatic either
    assert office.presses_sms("sms") == "Готово."
    assert [sms.text for sms in office.texts(at("8m"))] == ["Проверили"]


def test_answers_of_agents_leave_the_automatic_sms_theirs(database: Database) -> None:
    office = SmsOffice(database, RUSSIAN + "\n[sms]\nautomatic_per_day = 2\n")
    office.gets("Не работает интернет")
    for answer in range(3):
        office.answers(office.ticket_of().id, f"Проверяем {answer}", at("1m"))
    assert len(office.texts(at("2m"))) == 4
    office.gets("Не работает пульт", "+79161234568", at("3m"))
    assert len(office.texts(at("3m"))) == 1
    office.gets("Не работает домофон", "+79161234569", at("4m"))
    assert office.texts(at("4m")) == []


def test_the_next_day_begins_anew_at_midnight_of_the_organisation(database: Database) -> None:
    office = SmsOffice(database, FEW)
    for last in range(4):
        office.gets("Не работает интернет", f"+7916123456{last}", at("1m"))
    assert len(office.texts(at("2m"))) == 3
    office.gets("Нет связи", "+79161234569", at("11h"))  # 23:00 in Moscow
    assert office.texts(at("11h")) == []
    office.gets("Нет связи", "+79161234568", at("13h"))
    assert len(office.texts(at("13h"))) == 1


WORDY = RUSSIAN.replace("1. Отвечаем за час.", "Пункт регламента. " * 80)


@pytest.mark.parametrize(
    "asked", ["правила", "/rules", "/help", "/start", "/timezone", "/timezone Нигде", "/language"]
)
def test_one_sms_brings_no_more_than_three_and_most_of_it_unshortened(database: Database, asked: str) -> None:
    office = SmsOffice(database, WORDY)
    office.gets(asked, when=at("1m"))
    answer = "".join(sms.text for sms in office.texts(at("1m")))
    assert answer
    assert len(plan_sms(answer).parts) <= 3
    assert "…" not in answer


def test_a_place_after_the_command_sets_the_zone_by_sms_too(database: Database) -> None:
    office = SmsOffice(database)
    office.gets("/timezone Тюмень")
    (sms,) = office.texts()
    assert "МСК+2" in sms.text


def test_rules_by_sms_are_where_they_are_published(database: Database) -> None:
    office = SmsOffice(database, WORDY.replace("[edition]", '[edition]\nrules_url = "https://example.org/r"', 1))
    office.gets("Не работает интернет")
    office.texts()
    office.gets("/rules", when=at("1m"))
    assert [sms.text for sms in office.texts(at("1m"))] == ["Регламент: https://example.org/r"]


def test_a_list_too_long_for_an_sms_ends_in_dots(database: Database) -> None:
    office = SmsOffice(database)
    office.gets("Не работает интернет " * 3)
    for _ in range(5):
        office.opens_another(GALYA)
    office.texts(at("2m"))
    office.gets("мои", when=at("3m"))
    parts = office.texts(at("3m"))
    assert 1 <= len(parts) <= 3
    assert "…" in "".join(part.text for part in parts)


def test_one_phone_does_not_use_up_what_others_get(database: Database) -> None:
    few = RUSSIAN + "\n[sms]\nautomatic_per_day = 8\nautomatic_per_phone_per_day = 4\n"
    office = SmsOffice(database, few)
    office.gets("Не работает интернет")
    for minute in range(1, 10):
        office.gets("мои", when=at(f"{minute}m"))
    assert len(office.texts(at("20m"))) <= 4
    office.gets("Не работает пульт", "+79161234568", at("21m"))
    assert len(office.texts(at("21m"))) == 1


def test_a_message_goes_whole_or_not_at_all(database: Database) -> None:
    office = SmsOffice(database, RUSSIAN + "\n[sms]\nautomatic_per_day = 2\n")
    office.gets("Не работает интернет")
    assert len(office.texts()) == 1
    office.gets("/help", when=at("1m"))
    assert office.texts(at("1m")) == []
