"""A request that its author does not go on with is reminded once, then filed; staff see what is missing."""

import pytest
from sqlalchemy import select

from models.actions.talk import drafts
from models.db import Database
from models.rules.delivery.outgoing import RowKind
from models.tables.lanes import inbox
from tests.actions.chat_office import ASKING, ChatOffice
from tests.actions.office import at
from tests.actions.sms_office import GALYA, SmsOffice

OUTAGE = "Не работает интернет"


@pytest.fixture
def office(database: Database) -> ChatOffice:
    return ChatOffice(database)


def _begins(office: ChatOffice) -> None:
    """An outage whose address is asked for."""
    office.writes(OUTAGE)
    office.touches("Авария")
    assert "Где не работает?" in office.told()[-1]


def _card(office: ChatOffice) -> str:
    return str(office.rows(RowKind.CARD)[-1].payload["text"])


def test_the_author_is_reminded_once_and_then_it_is_filed_with_what_is_missing_on_the_card(
    office: ChatOffice,
) -> None:
    _begins(office)
    assert office.time_passes(at("29m")) == 0
    assert office.time_passes(at("30m")) == 1
    (reminder,) = office.told()
    assert "не закончили" in reminder
    assert "сегодня в 14:00 (МСК)" in reminder
    assert "Где не работает?" in reminder
    assert office.time_passes(at("119m")) == 0
    assert office.time_passes(at("120m")) == 1
    (filed,) = office.told()
    assert "отправили заявку как есть" in filed
    assert f"№{office.ticket_of().number}" in filed
    assert "Не закончена" in _card(office)
    assert "Не указано: Адрес, Телефон" in _card(office)
    assert OUTAGE in _card(office)
    assert office.ticket_of().opened_at == at("120m").now
    assert office.time_passes(at("5h")) == 0
    assert office.told() == []


def test_who_goes_on_after_the_reminder_is_not_reminded_again(office: ChatOffice) -> None:
    _begins(office)
    office.time_passes(at("30m"))
    office.writes("Тверь, Мира 5", when=at("40m"))
    office.told()
    assert office.time_passes(at("80m")) == 0
    office.writes("+7 916 123-45-67", when=at("90m"))
    office.touches("Отправить", when=at("91m"))
    assert office.time_passes(at("9h")) == 0
    assert "Не закончена" not in _card(office)
    assert len(office.tickets_of()) == 1


def test_what_was_only_not_confirmed_is_filed_whole(office: ChatOffice) -> None:
    _begins(office)
    office.writes("Тверь, Мира 5")
    office.writes("+7 916 123-45-67")
    office.time_passes(at("30m"))
    office.time_passes(at("3h"))
    assert "Не закончена" in _card(office)
    assert "Не указано" not in _card(office)


def test_who_never_chose_a_kind_has_it_named_as_missing(office: ChatOffice) -> None:
    office.writes(OUTAGE)
    office.time_passes(at("30m"))
    office.time_passes(at("3h"))
    assert "Не указано: тема" in _card(office)


def test_words_that_no_question_could_take_reach_staff_with_the_rest(office: ChatOffice) -> None:
    _begins(office)
    office.writes("Тверь, Мира 5")
    office.writes("телефона нет, пишите сюда, в подвале искрит щиток", when=at("5m"))
    assert "Не похоже на номер телефона" in office.told()[-1]
    office.time_passes(at("35m"))
    office.time_passes(at("3h"))
    office.delivers(at("3h"))
    assert "телефона нет, пишите сюда, в подвале искрит щиток" in "\n".join(office.words())


def test_who_says_anything_after_the_reminder_has_the_whole_time_again(office: ChatOffice) -> None:
    _begins(office)
    office.writes("Тверь, Мира 5")
    office.time_passes(at("30m"))
    office.writes("сейчас посмотрю", when=at("100m"))
    assert office.time_passes(at("219m")) == 0
    assert office.tickets_of() == []
    assert office.time_passes(at("220m")) == 1
    assert len(office.tickets_of()) == 1


def test_an_answer_that_came_first_decides_even_if_it_was_not_handled_yet(office: ChatOffice) -> None:
    """The last answer is stored, the worker wakes the conversation, and only then the bot comes to both."""
    _begins(office)
    office.time_passes(at("30m"))
    office.writes("Тверь, Мира 5", when=at("31m"))
    office.told()
    answer = {**office._envelope(700, at("151m"), 555), "text": "+7 916 123-45-67"}
    office.hears({"message": answer}, 700, at("151m"))
    office.time_passes(at("152m"))
    assert office.tickets_of() == []
    assert "Проверьте" in office.told()[-1]


def test_two_workers_that_wake_the_same_conversation_wake_it_once(office: ChatOffice, database: Database) -> None:
    _begins(office)
    with database.write() as tx:
        assert drafts.wake(tx, at("31m")) == 1
    with database.write() as tx:
        assert drafts.wake(tx, at("31m")) == 0
        rows = select(inbox.c.id).where(inbox.c.provider_id.startswith(drafts.SILENCE))
        assert len(tx.execute(rows).all()) == 1


def test_after_a_long_outage_the_author_still_gets_the_time_that_the_reminder_names(office: ChatOffice) -> None:
    _begins(office)
    office.time_passes(at("9h"))
    assert "сегодня в 22:30" in office.told()[-1]
    assert office.tickets_of() == []
    office.time_passes(at("631m"))
    office.ticket_of()


def test_mere_greetings_and_cancelled_requests_file_nothing(office: ChatOffice) -> None:
    office.writes("Здравствуйте")
    office.touches("Авария")
    assert office.time_passes(at("9h")) == 0
    _begins_again = office.writes(OUTAGE, when=at("10h"))
    assert _begins_again
    office.writes("отмена", when=at("10h"))
    assert office.time_passes(at("20h")) == 0
    assert office.tickets_of() == []


def test_a_message_for_one_of_several_tickets_goes_to_the_latest(office: ChatOffice) -> None:
    for number in range(2):
        office.writes("/new")
        office.touches("Вопрос")
        office.writes(f"вопрос {number}")
        office.touches("Отправить")
    first, second = office.tickets_of()
    office.writes("и ещё")
    office.told()
    office.time_passes(at("30m"))
    assert f"№{second.number}" in office.told()[-1]
    office.time_passes(at("3h"))
    assert f"передали сообщение в №{second.number}" in office.told()[-1]
    assert office.topic_shows(second.id)[-1] == "и ещё"
    assert "и ещё" not in office.topic_shows(first.id)


def test_words_after_a_closed_ticket_become_a_new_one(office: ChatOffice) -> None:
    office.writes(OUTAGE)
    office.touches("Вопрос")
    office.touches("Отправить")
    office.writes(f"закрыть {office.ticket_of().number}")
    office.told()
    office.writes("Опять не работает")
    office.time_passes(at("30m"))
    assert "новую заявку" in office.told()[-1]
    office.time_passes(at("3h"))
    assert "Опять не работает" in _card(office)


def test_a_regulation_may_only_show_it(database: Database) -> None:
    office = ChatOffice(database, ASKING + '\n[drafts]\nremind_after = "0m"\nfile_after = "1h"\nonly_show = true\n')
    _begins(office)
    assert office.time_passes(at("59m")) == 0
    assert office.time_passes(at("60m")) == 1
    (shown,) = office.group_told()
    assert "Незаконченная заявка: Анна 700" in shown
    assert OUTAGE in shown
    assert (office.tickets_of(), office.told()) == ([], [])
    assert office.time_passes(at("5h")) == 0
    office.writes("Тверь, Мира 5", when=at("5h"))
    assert "номеру" in office.told()[-1]


def test_messages_above_the_limit_without_any_request_reach_staff_too(office: ChatOffice) -> None:
    for _ in range(15):
        office.writes("Здравствуйте")
    office.time_passes(at("30m"))
    office.time_passes(at("3h"))
    assert any("3 сообщения" in words for words in office.topic_shows(office.ticket_of().id))


def test_a_request_begun_by_sms_is_reminded_and_filed(database: Database) -> None:
    office = SmsOffice(database, ASKING)
    office.gets("новая заявка")
    office.gets("авария")
    office.gets("Тверь, Мира 5")
    office.texts()
    with database.write() as tx:
        drafts.wake(tx, at("30m"))
    office.works(at("30m"))
    assert any("не закончили" in part.text for part in office.texts(at("30m")))
    with database.write() as tx:
        drafts.wake(tx, at("3h"))
    office.works(at("3h"))
    assert "Не указано: Телефон" in _card_of(office)
    assert "как есть" in "".join(part.text for part in office.texts(at("3h")))
    assert office.ticket_of(GALYA)


def _card_of(office: SmsOffice) -> str:
    return str(office.rows(RowKind.CARD)[-1].payload["text"])


def test_an_answer_that_comes_after_the_time_was_up_joins_the_ticket(office: ChatOffice, database: Database) -> None:
    """The worker has woken the conversation, and the person answers before the bot comes to it: one ticket."""
    _begins(office)
    office.writes("Тверь, Мира 5", when=at("1m"))
    office.time_passes(at("31m"))
    office.told()
    with database.write() as tx:
        drafts.wake(tx, at("121m"))
    answer = {**office._envelope(700, at("121m"), 556), "text": "+7 916 123-45-67"}
    office.hears({"message": answer}, 700, at("121m"))
    office.works(at("121m"))
    assert "как есть" in office.told()[-1]
    assert office.topic_shows(office.ticket_of().id)[-1] == "+7 916 123-45-67"


def test_a_button_of_what_was_filed_meanwhile_files_nothing_again(office: ChatOffice) -> None:
    _begins(office)
    office.writes("Тверь, Мира 5")
    office.writes("+7 916 123-45-67")
    office.time_passes(at("30m"))
    office.time_passes(at("3h"))
    assert "уже не действует" in office.touches("Отправить", when=at("3h"))
    assert len(office.tickets_of()) == 1
