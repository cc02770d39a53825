"""An answer that does not arrive by one transport goes by the next one, and staff read what is tried."""

import pytest

from models.actions.queue.dispatching import Dispatch
from models.db import Database
from models.queries.persons import Requester
from models.rules.delivery.send_results import FailedPermanently, Refusal, SendResult, Unknown
from tests.actions.chain_office import PHONE, ChainOffice, at
from tests.actions.test_statements import statements_of
from tests.journeys.regulations import RUSSIAN


@pytest.fixture
def office(database: Database) -> ChainOffice:
    return ChainOffice(database)


@pytest.fixture
def anna(office: ChainOffice) -> Requester:
    return office.meets_with_phone()


@pytest.fixture
def ticket_id(office: ChainOffice, anna: Requester) -> int:
    """Its topic has been read."""
    found = office.shows(anna)
    office.reads()
    return found


def test_an_answer_that_meets_a_blocked_bot_leaves_by_sms(
    office: ChainOffice, anna: Requester, ticket_id: int
) -> None:
    office.types("Едем", ticket_id)
    office.blocks_the_bot(anna)
    assert office.by_sms() == ["Едем"]
    assert (
        "Telegram: абонент заблокировал бота. Отправляем другим способом: SMS на +7 916 123-45-67."
        in office.topic(ticket_id)
    )
    office.delivers()
    assert office.reactions() == ["👌"]


def test_the_clock_of_the_first_response_rests_while_it_goes_on(
    office: ChainOffice, anna: Requester, ticket_id: int
) -> None:
    office.types("Едем", ticket_id, when=at("5m"))
    office.blocks_the_bot(anna, at("6m"))
    assert office.view(ticket_id).answered_at == at("5m").now


def test_when_the_last_way_fails_the_clock_goes_on_and_nothing_is_marked_as_sent(
    office: ChainOffice, anna: Requester, ticket_id: int
) -> None:
    due = office.view(ticket_id).first_response_due_at
    office.types("Едем", ticket_id, when=at("5m"))
    office.blocks_the_bot(anna, at("6m"))
    office.texts(at("10m"), lambda _: FailedPermanently(Refusal.OTHER, "+CMS ERROR: 1"))
    office.delivers(at("10m"))
    view = office.view(ticket_id)
    assert view.answered_at is None
    assert due is not None
    assert view.first_response_due_at is not None
    assert (view.first_response_due_at - due).total_seconds() == 300
    assert office.reactions() == ["👎"]
    assert "Других способов связаться с абонентом нет" in office.topic(ticket_id)


def test_what_was_written_after_it_goes_the_same_way_in_its_order(
    office: ChainOffice, anna: Requester, ticket_id: int
) -> None:
    for words in ("Первое", "Второе", "Третье"):
        office.types(words, ticket_id)
    office.blocks_the_bot(anna)
    assert office.by_sms() == ["Первое", "Второе", "Третье"]
    office.delivers()
    assert office.reactions() == ["👌", "👌", "👌"]


def test_the_next_answer_goes_by_sms_at_once_and_to_the_chat_when_they_write_there(
    office: ChainOffice, anna: Requester, ticket_id: int
) -> None:
    office.types("Едем", ticket_id)
    office.blocks_the_bot(anna)
    office.texts()
    office.types("Будем через час", ticket_id)
    assert office.by_sms() == ["Будем через час"]
    office.hears_from(anna, "Я снова здесь")
    office.types("Отлично", ticket_id)
    assert office.by_chat(anna) == ["Отлично"]
    assert office.by_sms() == []


def test_news_of_the_ticket_goes_on_too(office: ChainOffice, anna: Requester, ticket_id: int) -> None:
    office.types("/close", ticket_id)
    office.blocks_the_bot(anna)
    assert any("решён" in words for words in office.by_sms())


def test_a_dead_number_leads_to_the_chat(office: ChainOffice, anna: Requester, ticket_id: int) -> None:
    office.gets("Я с телефона", PHONE, at("1m"))
    office.reads()
    office.types("Едем", ticket_id)
    office.texts(result=lambda _: FailedPermanently(Refusal.OTHER, "+CMS ERROR: 21"))
    assert "Отправляем другим способом: Telegram" in office.topic(ticket_id)
    assert office.by_chat(anna) == ["Едем"]


def test_somebody_with_one_transport_is_told_of_as_before(office: ChainOffice) -> None:
    boris = office.meets("Борис")
    ticket_id = office.shows(boris)
    office.reads()
    office.types("Едем", ticket_id)
    office.blocks_the_bot(boris)
    assert "Абонент заблокировал бота: сообщения не доходят" in office.topic(ticket_id)
    assert "другим способом" not in office.topic(ticket_id)


# -- what costs


LONG = "Проверьте питание и перезагрузите роутер, пожалуйста. " * 4


def test_an_answer_of_several_sms_asks_the_agent_first(office: ChainOffice, anna: Requester, ticket_id: int) -> None:
    office.types(LONG, ticket_id, when=at("5m"))
    office.blocks_the_bot(anna, at("6m"))
    assert office.by_sms(at("6m")) == []
    assert "это 4 SMS. Отправить?" in office.topic(ticket_id)
    assert office.view(ticket_id).answered_at is None
    office.presses("Отправить: SMS", when=at("10m"))
    assert len(office.by_sms(at("10m"))) == 4
    assert office.view(ticket_id).answered_at == at("10m").now


def test_a_second_press_sends_nothing(office: ChainOffice, anna: Requester, ticket_id: int) -> None:
    office.types(LONG, ticket_id)
    office.blocks_the_bot(anna)
    office.presses("Отправить: SMS")
    office.presses("Отправить: SMS")
    assert len(office.by_sms()) == 4


# -- what nobody knows


def unknown(office: ChainOffice, anna: Requester) -> None:
    def hang(dispatch: Dispatch) -> SendResult:
        return Unknown("time-out") if dispatch.address == anna.address else office.appears(dispatch)

    office.delivers(at("5m"), hang)


def test_of_an_unknown_fate_the_agent_decides_whether_it_goes_by_sms(
    office: ChainOffice, anna: Requester, ticket_id: int
) -> None:
    office.types("Едем", ticket_id, when=at("5m"))
    unknown(office, anna)
    assert office.by_sms(at("1h")) == []
    assert office.view(ticket_id).answered_at == at("5m").now
    office.presses("Отправить: SMS", when=at("6m"))
    assert office.by_sms(at("6m")) == ["Едем"]
    office.delivers(at("6m"))
    assert office.reactions() == ["🤷", "👌"]


def test_or_again_or_not_at_all(office: ChainOffice, anna: Requester, ticket_id: int) -> None:
    office.types("Едем", ticket_id, when=at("5m"))
    unknown(office, anna)
    assert "больше не отправляем" in office.presses("Не отправлять", when=at("6m"))
    office.presses("Отправить ещё раз", when=at("7m"))
    assert office.by_chat(anna, at("7m")) == ["Едем"]


# -- and afterwards


def test_a_correction_goes_where_the_answer_went(office: ChainOffice, anna: Requester, ticket_id: int) -> None:
    said = office.types("Будем в 15:00", ticket_id)
    office.blocks_the_bot(anna)
    office.by_sms()
    office.edits(said, "Будем в 16:00", ticket_id, at("2m"))
    office.presses("Отправить исправление", when=at("3m"))
    assert any("Будем в 16:00" in words for words in office.by_sms(at("3m")))


def test_an_answer_to_somebody_with_a_chain_asks_the_database_no_more_than_one_without(
    office: ChainOffice, ticket_id: int
) -> None:
    alone = office.shows(office.meets("Борис"))
    for one in (alone, ticket_id):
        office.types("Сейчас посмотрим", one)
        office.delivers()
    with_one = statements_of(lambda: (office.types("Едем", alone), office.delivers()))
    with_two = statements_of(lambda: (office.types("Едем", ticket_id), office.delivers()))
    assert len(with_two) == len(with_one)


@pytest.mark.parametrize("used_for", ["nobody", "legal_entities"])
def test_a_transport_that_is_barred_carries_nothing_and_the_agent_is_told_or_it_goes_by_another(
    database: Database, used_for: str
) -> None:
    office = ChainOffice(database, f'{RUSSIAN}\n[transports.telegram]\nused_for = "{used_for}"\n')
    alone, anna = office.meets("Борис"), office.meets_with_phone()
    barred, free = office.shows(alone), office.shows(anna)
    office.reads()
    office.types("Едем", barred)
    office.types("Ждите", free)
    assert "Telegram для этого абонента регламент не разрешает" in office.topic(barred)
    assert office.by_chat(alone) == []
    assert office.view(barred).answered_at is None
    assert any("Ждите" in words for words in office.by_sms())


def test_a_transport_for_notices_says_where_the_message_is_read(database: Database) -> None:
    rules = 'used_for = "only_notice"\nread_at = { ru = "кабинет example.org", en = "example.org" }\n'
    office = ChainOffice(database, f"{RUSSIAN}\n[transports.telegram]\n{rules}")
    boris = office.meets("Борис")
    ticket_id = office.shows(boris)
    office.types("Пароль: 12345", ticket_id)
    (told,) = office.by_chat(boris)
    assert "кабинет example.org" in told
    assert "12345" not in told
