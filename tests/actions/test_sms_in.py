"""SMS and calls that arrive: kept once, joined, and in the right ticket."""

import pytest
from sqlalchemy import select

from gsm_bridge.pdu import read_deliver
from models.actions.reach import sms_arrivals
from models.actions.reach.sms_arrivals import Concat
from models.db import Database
from models.queries.messages import last_message_of
from models.rules.delivery.outgoing import RowKind
from models.tables.sms import sms_part
from simulators.modem.pdu import UCS2, Content, deliver
from tests.actions.sms_office import GALYA, SIM, SmsOffice, at
from tests.journeys.regulations import RUSSIAN


@pytest.fixture
def office(database: Database) -> SmsOffice:
    return SmsOffice(database)


def test_a_text_from_a_phone_nobody_knows_opens_an_unidentified_ticket_at_once(office: SmsOffice) -> None:
    office.gets("Не работает интернет")
    ticket = office.ticket_of()
    assert (ticket.unidentified, ticket.title, ticket.kind) == (True, "Не работает интернет", "question")
    assert ticket.requester_name == "+7 916 123-45-67"
    (card,) = office.rows(RowKind.CARD)
    assert "+7 916 123-45-67" in card.payload["text"]
    assert "не опознан" in card.payload["text"]
    assert "SMS" in card.payload["text"]


def test_the_answer_fits_into_one_sms_and_names_number_and_time(office: SmsOffice) -> None:
    office.gets("Не работает интернет")
    (sms,) = office.texts()
    assert sms.number == GALYA
    assert sms.text == f"Заявка №{office.ticket_of().number} принята, ответим до 12:59 МСК."
    assert sms.of == 1


def test_further_texts_join_the_open_ticket_silently(office: SmsOffice) -> None:
    office.gets("Не работает интернет")
    office.texts()
    office.gets("И телефон", when=at("1m"))
    office.gets("1", when=at("2m"))  # nothing was offered: it is a word like any other
    assert office.ticket_of().number == 1
    assert office.words()[-2:] == ["И телефон", "1"]
    assert office.texts(at("3m")) == []


def test_a_number_written_in_another_way_is_the_same_phone(office: SmsOffice) -> None:
    office.gets("Не работает интернет", sender="+79161234567")
    office.gets("И телефон", sender="89161234567", when=at("1m"))
    assert len(office.tickets_of(GALYA)) == 1
    assert office.words()[-1] == "И телефон"


def test_the_same_sms_read_twice_from_the_sim_is_one(office: SmsOffice) -> None:
    assert office.hears("Не работает")
    assert not office.hears("Не работает")
    office.works()
    assert not office.hears("Не работает")
    assert office.works(at("1m")).count == 0


def test_parts_are_joined_in_whatever_order_they_come(office: SmsOffice) -> None:
    assert not office.hears("три", concat=Concat(9, 3, 3))
    assert not office.hears("раз ", concat=Concat(9, 3, 1))
    assert not office.hears("раз ", concat=Concat(9, 3, 1))  # the SIM refused to delete it
    assert office.hears("два ", concat=Concat(9, 3, 2))
    assert not office.hears("два ", concat=Concat(9, 3, 2))
    office.works()
    assert office.ticket_of().title == "раз два три"


def test_the_same_reference_of_another_phone_or_a_later_message_is_another_message(office: SmsOffice) -> None:
    office.hears("от Гали, ", concat=Concat(9, 2, 1))
    office.hears("от Пети, ", sender="+79160000001", concat=Concat(9, 2, 1))
    assert office.hears("Петя ждёт", sender="+79160000001", concat=Concat(9, 2, 2))
    assert office.hears("Галя ждёт", concat=Concat(9, 2, 2))
    assert not office.hears("опять ", when=at("1m"), concat=Concat(9, 2, 1))
    assert office.hears("девять", when=at("1m"), concat=Concat(9, 2, 2))
    office.works(at("1m"))
    assert office.ticket_of("+79160000001").title == "от Пети, Петя ждёт"
    assert office.ticket_of().title == "от Гали, Галя ждёт"
    assert office.words()[-1] == "опять девять"


def test_a_second_part_alone_does_not_end_what_another_phone_began(office: SmsOffice) -> None:
    office.hears("от Гали, ", concat=Concat(9, 2, 1))
    assert not office.hears("Петя ждёт", sender="+79160000001", concat=Concat(9, 2, 2))
    assert office.works().count == 0


def test_a_part_that_never_comes_is_named_and_the_rest_arrives(office: SmsOffice) -> None:
    office.hears("Начало. ", concat=Concat(9, 3, 1))
    office.hears("Конец.", concat=Concat(9, 3, 3))
    with office.database.write() as tx:
        assert sms_arrivals.give_up_waiting(tx, at("9m"), SIM) == 0
        assert sms_arrivals.give_up_waiting(tx, at("10m"), SIM) == 1
        assert sms_arrivals.give_up_waiting(tx, at("11m"), SIM) == 0
    office.works(at("11m"))
    (card,) = office.rows(RowKind.CARD)
    assert "Начало. Конец.\n[не дошли части 2 из 3]" in card.payload["text"]


def test_as_long_as_parts_come_the_others_are_waited_for(office: SmsOffice) -> None:
    office.hears("Начало. ", concat=Concat(9, 3, 1))
    office.hears("Середина. ", when=at("8m"), concat=Concat(9, 3, 2))
    with office.database.write() as tx:
        assert sms_arrivals.give_up_waiting(tx, at("17m"), SIM) == 0
    assert office.hears("Конец.", when=at("17m"), concat=Concat(9, 3, 3))
    office.works(at("17m"))
    assert office.ticket_of().title == "Начало. Середина. Конец."


def test_the_words_of_a_part_are_kept_only_while_it_waits(office: SmsOffice) -> None:
    office.hears("раз ", concat=Concat(9, 2, 1))
    office.hears("два", concat=Concat(9, 2, 2))
    with office.database.read() as tx:
        assert {row.text for row in tx.execute(select(sms_part))} == {""}


def test_what_no_database_holds_has_a_picture_and_the_rest_arrives(office: SmsOffice) -> None:
    office.gets("Не\0 работает \ud83d\0\0")
    assert office.ticket_of().title == "Не\u2400 работает \ufffd"


def test_a_letter_that_was_cut_in_two_between_parts_is_whole_again(office: SmsOffice) -> None:
    office.hears("Ура \ud83d", concat=Concat(9, 2, 1))
    office.hears("\ude00!", concat=Concat(9, 2, 2))
    office.works()
    assert office.ticket_of().title == "Ура 😀!"


def test_an_empty_sms_is_named_and_opens_a_ticket(office: SmsOffice) -> None:
    office.gets("")
    assert office.ticket_of().unidentified


def test_a_name_instead_of_a_number_opens_a_ticket_that_can_not_be_answered(office: SmsOffice) -> None:
    office.gets("Ваш баланс исчерпан", sender="MegaFon")
    ticket = office.ticket_of("MegaFon")
    assert office.texts() == []
    office.answers(ticket.id, "Спасибо")
    assert office.texts() == []
    assert any("MegaFon не номер" in words for words in office.words())
    assert office.view(ticket.id).answered_at is None


def test_who_says_thanks_after_closing_opens_nothing(office: SmsOffice) -> None:
    office.gets("Не работает интернет")
    office.texts()
    office.closes(office.ticket_of().id)
    office.gets("Спасибо!", when=at("5m"))
    assert office.tickets_of() == []
    office.gets("Опять не работает", when=at("6m"))
    assert office.ticket_of().number == 2


def test_english_words_from_abroad_are_answered_in_english(database: Database) -> None:
    office = SmsOffice(database, RUSSIAN + '\n[sms]\ncountries = ["RU", "GB"]\n')
    office.gets("No internet at all", sender="+447700900123")
    (sms,) = office.texts()
    assert sms.text == "Request #1 received, we will answer by 12:59 Moscow time."
    office.gets("Net interneta", sender="+79160000001")
    (sms,) = office.texts()
    assert sms.text.startswith("Заявка №2 принята")


def test_a_missed_call_opens_a_ticket_and_says_nothing_by_sms(office: SmsOffice) -> None:
    office.is_rung()
    assert office.ticket_of().title == "[CALL] +79161234567"
    assert office.ticket_of().unidentified
    assert office.texts() == []


def test_rings_that_repeat_are_one_line_with_a_count(office: SmsOffice) -> None:
    office.is_rung()
    office.is_rung(when=at("1m"))
    office.is_rung(when=at("2m"))
    assert len(office.tickets_of()) == 1
    (card,) = office.rows(RowKind.CARD)
    assert "[CALL] +79161234567 ×3" in card.payload["text"]
    office.is_rung(when=at("30m"))
    assert office.words()[-1] == "[CALL] +79161234567"


def test_a_call_joins_the_open_thread_of_who_texted(office: SmsOffice) -> None:
    office.gets("Не работает интернет")
    office.is_rung(when=at("5m"))
    office.is_rung(when=at("6m"))
    office.delivers()
    posts = [row for row in office.rows(RowKind.POST, RowKind.EDIT) if "[CALL]" in row.payload["text"]]
    assert [(row.kind, row.payload["text"]) for row in posts] == [
        (RowKind.POST, "[CALL] +79161234567"),
        (RowKind.EDIT, "[CALL] +79161234567 ×2"),
    ]


def test_a_withheld_number_is_told_as_such(office: SmsOffice) -> None:
    office.is_rung("")
    (ticket,) = office.tickets_of_hidden()
    assert ticket.title == "[CALL] пропущенный звонок"
    [card] = office.rows(RowKind.CARD)
    assert card.payload["text"].count("Номер скрыт") == 1
    assert "Связь: ответить нельзя: номер скрыт" in card.payload["text"]
    assert "Абонент не опознан\n" in card.payload["text"]


def test_a_regulation_may_have_missed_calls_answered_by_sms(database: Database) -> None:
    office = SmsOffice(database, RUSSIAN + "\n[sms]\nanswer_calls = true\nconfirm = false\n")
    office.is_rung()
    (sms,) = office.texts()
    assert sms.text == "Заявка №1 по вашему звонку. Ответим до 13:00 МСК. Пишите SMS."
    office.gets("Не работает", sender="+79160000001")
    assert office.texts() == []


def test_the_newer_of_two_sims_that_heard_from_a_phone_answers_it(office: SmsOffice) -> None:
    office.gets("Не работает")
    with office.database.write(durable=True) as tx:
        sms_arrivals.keep_call(tx, at("1m"), "250010000000002", GALYA)
    office.works(at("1m"))
    assert office.ticket_of().sim == "250010000000002"


def test_what_can_not_be_processed_is_named_in_the_persons_topic(office: SmsOffice) -> None:
    office.gets("Не работает")
    office.hears("Что-то", when=at("1m"))
    office.sets_aside(at("1m"))
    assert any("не удалось прочитать (SMS " in words for words in office.words())


def test_a_storm_of_a_hundred_calls_of_twenty_numbers_is_twenty_tickets(office: SmsOffice) -> None:
    callers = [f"+7916000{number:04}" for number in range(20)]
    for second, caller in enumerate(callers * 5):
        office.is_rung(caller, at(f"{second}s"))
    assert [len(office.tickets_of(caller)) for caller in callers] == [1] * 20
    for caller in callers:
        ticket = office.ticket_of(caller)
        with office.database.read() as tx:
            last = last_message_of(tx, office.organisation_id, ticket.id)
        assert last is not None
        assert last.text == f"[CALL] {caller} ×5"


def test_a_storm_of_withheld_calls_is_one_ticket(office: SmsOffice) -> None:
    for second in range(30):
        office.is_rung("", at(f"{second}s"))
    assert len(office.tickets_of_hidden()) == 1


def test_a_text_that_nobody_can_see_is_an_empty_one(office: SmsOffice) -> None:
    office.gets("\u200b\u3164")
    assert "пустое SMS" in " ".join(office.words())


def test_a_sender_that_is_a_name_of_digits_opens_a_ticket_of_its_own_and_is_never_texted(database: Database) -> None:
    office = SmsOffice(database)
    office.gets("Не работает интернет")
    assert len(office.texts()) == 1
    for words in ("закрыть 1", "Не работает телефон"):
        spelled = deliver(f"«{GALYA[1:]}»", Content(UCS2, words.encode("utf-16-be")), at("1m").real, "+79160999999")
        office.gets(words, read_deliver(bytes.fromhex(spelled)).sender, at("1m"))
    assert office.ticket_of().state == "open"
    assert office.texts(at("2m")) == []
    cards = [row.payload["text"] for row in office.rows(RowKind.CARD)]
    assert any("ответить нельзя" in card and f"«{GALYA[1:]}»" in card for card in cards)


def test_an_empty_sms_is_answered_with_one(office: SmsOffice) -> None:
    office.gets("Не работает интернет")
    office.texts()
    office.gets("\u200b", when=at("1m"))
    assert [sms.text for sms in office.texts(at("2m"))] == [
        "Не смогли прочитать ваше SMS. Напишите словами, что случилось."
    ]


def test_who_sends_too_many_is_told_so_in_one_sms(office: SmsOffice) -> None:
    for number in range(14):
        office.gets(f"смс {number}")
    told = [sms.text for sms in office.texts(at("1m"))]
    assert told[-1] == "Слишком много SMS. Подождите минуту: последние мы сохранили."
    assert len(told) == 2
