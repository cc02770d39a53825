"""«СТОП» and machines that answer: they open nothing and get nothing, and staff see them."""

import pytest

from models.actions.queue import outbox
from models.actions.reach import sms_words
from models.actions.tickets.tickets import propose_closing
from models.db import Database
from models.rules.delivery.outgoing import SMS_QUEUE, RowKind, Urgency
from models.rules.delivery.payloads import SmsPayload
from models.rules.delivery.places import at_address
from tests.actions.sms_office import GALYA, SIM, SmsOffice, at

DRIVING = "Я за рулём"
PART: SmsPayload = {"part": 0, "parts": 1, "coding": "ucs2", "text": "Заявка горит"}
STOPPED = (
    "С номера +7 916 123-45-67 пришло «СТОП». Автоматических SMS туда больше не будет, пока оттуда не напишут "
    "что-нибудь ещё; ответы сотрудников уходят."
)


@pytest.fixture
def office(database: Database) -> SmsOffice:
    return SmsOffice(database)


def lines(office: SmsOffice, word: str) -> list[tuple[RowKind, str]]:
    posts = [row for row in office.rows(RowKind.POST, RowKind.EDIT) if word in row.payload.get("text", "")]
    return [(row.kind, row.payload["text"]) for row in posts]


# -- stop


def test_stop_with_nothing_open_opens_nothing_and_is_told_once(office: SmsOffice) -> None:
    office.gets("СТОП")
    office.gets("Стоп!", when=at("1m"))
    assert office.tickets_of() == []
    assert office.texts(at("2m")) == []
    assert office.outside_topics() == [STOPPED]


@pytest.mark.parametrize("words", ["Отписаться", "stop\nsms", "Unsubscribe!"])
def test_staff_read_the_words_that_came(office: SmsOffice, words: str) -> None:
    office.gets(words)
    assert office.outside_topics() == [STOPPED.replace("СТОП", " ".join(words.split()))]


def test_after_stop_no_automatic_sms_goes_until_something_else_comes(office: SmsOffice) -> None:
    office.gets("Не работает интернет")
    office.texts()
    office.gets("СТОП", when=at("1m"))
    ticket = office.ticket_of()
    with office.database.write() as tx:
        propose_closing(office.acting(tx, at("2m"), office.view(ticket.id)))
    assert office.texts(at("2m")) == []
    office.gets("Всё ещё не работает", when=at("3m"))
    office.gets("статус 1", when=at("4m"))
    assert office.texts(at("4m")) != []


def test_stop_with_something_open_is_shown_there_and_changes_nothing(office: SmsOffice) -> None:
    office.begins()
    ticket = office.ticket_of()
    with office.database.write() as tx:
        propose_closing(office.acting(tx, at("1m"), office.view(ticket.id)))
    office.gets("СТОП", when=at("2m"))
    assert office.view(ticket.id).state == "closing_proposed"
    assert office.words()[-2:] == ["СТОП", STOPPED]
    assert office.outside_topics() == []


def test_an_agents_own_words_go_after_stop(office: SmsOffice) -> None:
    office.gets("Не работает интернет")
    office.texts()
    office.gets("СТОП", when=at("1m"))
    office.answers(office.ticket_of().id, "Готово", at("2m"))
    assert [sms.text for sms in office.texts(at("2m"))] == ["Готово"]


def test_what_waited_for_that_phone_is_dropped(office: SmsOffice) -> None:
    office.gets("Не работает интернет")  # the confirmation has not left yet
    office.gets("СТОП", when=at("1m"))
    assert office.texts(at("2m")) == []


# -- machines


def office_texts_and_a_machine_answers(office: SmsOffice, span: str, text: str = DRIVING) -> int:
    """How many SMS left; the phone answers at once."""
    count = len(office.texts(at(span)))
    if count:
        office.gets(text, when=at(span))
    return count


def test_a_phone_that_answers_every_sms_ends_in_silence_and_one_line_with_a_count(office: SmsOffice) -> None:
    office.gets("Не работает интернет")
    office.delivers()
    ticket = office.ticket_of()
    assert office_texts_and_a_machine_answers(office, "1m") == 1
    for minute in (2, 3, 4):
        office.answers(ticket.id, f"Ответ {minute}", at(f"{minute}m"))
        assert office_texts_and_a_machine_answers(office, f"{minute}m") == 1
        assert office.texts(at(f"{minute}m")) == []
        office.delivers()
    assert lines(office, DRIVING) == [
        (RowKind.POST, DRIVING),
        (RowKind.POST, f"[автоответ телефона, не человек] {DRIVING} ×2"),
        (RowKind.EDIT, f"[автоответ телефона, не человек] {DRIVING} ×3"),
        (RowKind.EDIT, f"[автоответ телефона, не человек] {DRIVING} ×4"),
    ]


def test_a_machine_withdraws_no_proposal_and_opens_nothing_after_it_is_closed(office: SmsOffice) -> None:
    office.gets("Не работает интернет")
    ticket = office.ticket_of()
    office_texts_and_a_machine_answers(office, "1m")
    with office.database.write() as tx:
        propose_closing(office.acting(tx, at("2m"), office.view(ticket.id)))
    assert office_texts_and_a_machine_answers(office, "2m") == 1
    assert office.view(ticket.id).state == "closing_proposed"
    office.gets("1", when=at("3m"))
    assert office.view(ticket.id).state == "closed"
    assert office_texts_and_a_machine_answers(office, "3m") == 1
    assert office.tickets_of() == []
    assert office.texts(at("5m")) == []


def test_somebody_who_says_the_same_later_is_heard(office: SmsOffice) -> None:
    office.gets("Не работает интернет")
    ticket = office.ticket_of()
    office_texts_and_a_machine_answers(office, "1m", "Всё ещё не работает")
    with office.database.write() as tx:
        propose_closing(office.acting(tx, at("2m"), office.view(ticket.id)))
    office.texts(at("2m"))
    office.gets("Всё ещё не работает", when=at("10m"))
    assert office.view(ticket.id).state == "open"


def test_a_machine_that_answers_when_the_phone_is_on_again_is_known_by_the_report(office: SmsOffice) -> None:
    office.gets("Не работает интернет")
    ticket = office.ticket_of()
    office_texts_and_a_machine_answers(office, "1m")
    with office.database.write() as tx:
        propose_closing(office.acting(tx, at("2m"), office.view(ticket.id)))
    office.texts(at("2m"))
    office.reports(8, when=at("2h"))
    office.gets(DRIVING, when=at("2h"))
    assert office.view(ticket.id).state == "closing_proposed"


# -- words that only look like commands


@pytest.mark.parametrize("text", ["/ Не работает интернет", "/etc/hosts откройте", "/", "/close пожалуйста ничего"])
def test_words_that_look_like_a_command_open_a_ticket(office: SmsOffice, text: str) -> None:
    office.gets(text)
    assert office.ticket_of().title == text
    assert office.texts()[0].text.startswith("Заявка №1 принята")


def test_commands_typed_as_in_a_chat_are_commands(office: SmsOffice) -> None:
    office.gets("Не работает интернет")
    office.texts()
    office.gets("/status 1", when=at("1m"))
    assert "№1" in office.texts(at("1m"))[0].text
    assert GALYA in {row.address for row in office.rows(RowKind.SMS)}


def test_stop_drops_neither_what_an_agent_wrote_nor_what_calls_the_duty(office: SmsOffice) -> None:
    office.gets("Не работает интернет")
    office.texts()
    office.answers(office.ticket_of().id, "Готово", at("1m"))
    with office.database.write() as tx:
        sms_words.post(tx, at("1m"), office.ticket_of(), "Подтверждение")
        duty = outbox.OutgoingRow(
            RowKind.SMS,
            {**PART},
            repeatable=False,
            to=at_address("sms", GALYA),
        )
        outbox.post(tx, SIM, outbox.sms_lane(GALYA), Urgency.LADDER, [duty], at("1m").real, queue=SMS_QUEUE)
    office.gets("СТОП", when=at("2m"))
    assert [sms.text for sms in office.texts(at("3m"))] == ["Готово", "Заявка горит"]


def test_an_sms_to_another_phone_makes_nobody_a_machine(office: SmsOffice) -> None:
    office.gets("Не работает интернет")
    ticket = office.ticket_of()
    office_texts_and_a_machine_answers(office, "1m")
    with office.database.write() as tx:
        propose_closing(office.acting(tx, at("2m"), office.view(ticket.id)))
    office.texts(at("2m"))
    office.gets("И у меня не работает", "+79160000001", at("10m"))
    assert len(office.texts(at("10m"))) == 1
    office.gets(DRIVING, when=at("10m"))
    assert office.view(ticket.id).state == "open"


def test_in_another_ticket_a_machine_is_counted_anew(office: SmsOffice) -> None:
    office.gets("Не работает интернет")
    first = office.ticket_of()
    for minute in (1, 2):
        office_texts_and_a_machine_answers(office, f"{minute}m")
        office.answers(first.id, f"Ответ {minute}", at(f"{minute}m"))
    office_texts_and_a_machine_answers(office, "3m")
    office.closes(first.id)
    office.texts(at("5m"))
    office.gets("Опять не работает", when=at("10m"))
    second = office.ticket_of()
    office_texts_and_a_machine_answers(office, "11m")
    office.delivers()
    counted = [row for row in office.rows(RowKind.POST, RowKind.EDIT) if "автоответ" in row.payload["text"]]
    assert {row.ticket_id for row in counted} == {first.id, second.id}
