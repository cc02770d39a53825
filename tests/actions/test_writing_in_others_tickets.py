"""Somebody who sees all of a contract writes in the ticket of another: who reads it, and who gets the answer."""

from typing import Any

import pytest

from models.actions.queue.dispatching import Dispatch
from models.db import Database
from models.rules.contracts.standing import ALL, OWN
from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.send_results import FailedPermanently, Refusal, SendResult
from tests.actions.office import GROUP
from tests.actions.seeing_office import ANNA, BORIS, VERA, SeeingOffice


@pytest.fixture
def office(database: Database) -> SeeingOffice:
    return SeeingOffice(database)


@pytest.fixture
def ticket_id(office: SeeingOffice) -> int:
    """Of Анна."""
    return office.asks(office.anna)


def writes(office: SeeingOffice, ticket_id: int, words: str, chat: int = BORIS) -> list[str]:
    """What stands in the topic from then on."""
    office.chooses(chat, ticket_id)
    before = len(office.topic_shows(ticket_id))
    assert office.says(chat, words) == []
    return office.topic_shows(ticket_id)[before:]


def test_staff_read_who_it_is_and_who_sees_it(office: SeeingOffice, ticket_id: int) -> None:
    who, words = writes(office, ticket_id, "Картридж лежит у меня")
    assert who == (
        "В заявку пишет Борис Петров: договор №15, видит все заявки договора.\n"
        "Анна Ли этих слов не видит.\n"
        "Ответ на такое сообщение получат оба, обычный ответ — только автор заявки."
    )
    assert words == "Борис Петров:\nКартридж лежит у меня"
    (again,) = writes(office, ticket_id, "И бумага")
    assert again == "Борис Петров:\nИ бумага"
    assert office.told(ANNA) == []
    assert not office.tickets_of(BORIS), "it became no request of his own"


def test_the_choice_says_where_it_goes_and_who_reads_it(office: SeeingOffice, ticket_id: int) -> None:
    told = office.chooses(BORIS, ticket_id)
    assert told.startswith("Напишите, что передать в заявку №1 (Анна Ли). Ваши слова увидят сотрудники")
    assert "Следующие 10 минут" in told


def test_a_requester_who_sees_all_reads_it_too(office: SeeingOffice, ticket_id: int) -> None:
    office.may_see(office.anna, ALL)
    who, _ = writes(office, ticket_id, "Картридж лежит у меня")
    assert "Анна Ли это тоже видит." in who
    assert office.told(ANNA) == ["Борис Петров пишет в вашей заявке №1:\nКартридж лежит у меня"]


def test_without_a_choice_one_writes_of_ones_own(office: SeeingOffice, ticket_id: int) -> None:
    shown = office.topic_shows(ticket_id)
    office.says(BORIS, "Нужен второй монитор")
    own = office.ticket_of(BORIS).id
    office.delivers(office.later())
    office.says(BORIS, "Какой угодно")
    assert office.topic_shows(own)[-1] == "Какой угодно"
    assert office.topic_shows(ticket_id) == shown


def test_new_ends_the_choice(office: SeeingOffice, ticket_id: int) -> None:
    office.chooses(BORIS, ticket_id)
    shown = office.topic_shows(ticket_id)
    office.says(BORIS, "/new")
    office.says(BORIS, "Нужен монитор")
    assert office.topic_shows(ticket_id) == shown


def test_the_picker_offers_those_of_others_after_ones_own(office: SeeingOffice, ticket_id: int) -> None:
    office.asks(office.boris, "Монитор")
    office.asks(office.boris, "Стул")
    office.says(BORIS, "Когда привезут?")
    assert office.offered(BORIS)[:3] == ["№2 · Монитор", "№3 · Стул", "№1 · Анна Ли: Не печатает принтер"]
    office.touches("№1 ·", BORIS, office.later())
    assert office.topic_shows(ticket_id)[-1] == "Борис Петров:\nКогда привезут?"


def test_the_number_of_one_is_understood_in_the_picker(office: SeeingOffice, ticket_id: int) -> None:
    office.asks(office.boris, "Монитор")
    office.asks(office.boris, "Стул")
    office.says(BORIS, "Когда привезут?")
    office.says(BORIS, "1")
    assert office.topic_shows(ticket_id)[-1] == "Борис Петров:\nКогда привезут?"


def test_a_choice_that_is_no_longer_theirs_sends_nothing_anywhere(office: SeeingOffice, ticket_id: int) -> None:
    own = office.asks(office.boris, "Монитор")
    office.chooses(BORIS, ticket_id)
    office.may_see(office.boris, OWN)
    shown = office.topic_shows(ticket_id), office.topic_shows(own)
    (asked,) = office.says(BORIS, "Картридж у меня")
    assert asked.startswith("К какой заявке относится ваше сообщение?")
    assert (office.topic_shows(ticket_id), office.topic_shows(own)) == shown


def test_an_old_picker_refuses(office: SeeingOffice, ticket_id: int) -> None:
    office.asks(office.boris, "Монитор")
    office.asks(office.boris, "Стул")
    office.says(BORIS, "Когда привезут?")
    office.may_see(office.boris, OWN)
    shown = office.topic_shows(ticket_id)
    assert office.touches("№1 ·", BORIS, office.later()).startswith("Этот вариант уже не действует")
    assert office.topic_shows(ticket_id) == shown


def test_thanks_and_yes_of_another_end_nothing(office: SeeingOffice, ticket_id: int) -> None:
    office.types("/close", ticket_id)
    for words in ("Спасибо!", "Да"):
        assert writes(office, ticket_id, words)[-1] == f"Борис Петров:\n{words}"
    assert office.view(ticket_id).state == "closing_proposed"
    writes(office, ticket_id, "Нет, не печатает")
    assert office.view(ticket_id).state == "open"


def answers(office: SeeingOffice, ticket_id: int, words: str, to: str) -> None:
    """Иван replies to what says these words in the topic."""
    office.delivers(office.later())
    office.types(words, ticket_id, reply_to=office.in_topic(ticket_id, to))


def test_a_reply_to_their_words_goes_to_both_and_staff_read_that(office: SeeingOffice, ticket_id: int) -> None:
    writes(office, ticket_id, "Картридж лежит у меня")
    office.told(ANNA)
    answers(office, ticket_id, "Отдайте его курьеру", "Картридж")
    assert office.told(ANNA) == ["Отдайте его курьеру"]
    assert office.told(BORIS) == ["Ответ по заявке №1 (Анна Ли):\nОтдайте его курьеру"]
    assert office.topic_shows(ticket_id)[-1] == "Ответ отправлен автору заявки, его получит и Борис Петров."


def test_what_they_said_is_quoted_to_them_and_not_to_the_requester(office: SeeingOffice, ticket_id: int) -> None:
    writes(office, ticket_id, "Картридж лежит у меня")
    answers(office, ticket_id, "Отдайте его курьеру", "Картридж")
    anna, boris = (_last(office, chat) for chat in (ANNA, BORIS))
    assert anna.payload["text"] == "Отдайте его курьеру"
    assert "reply" not in anna.payload
    assert "reply" in boris.payload


def _last(office: SeeingOffice, chat: int) -> Any:
    return office._shown(chat)[-1]


def test_an_ordinary_answer_goes_to_the_requester_alone(office: SeeingOffice, ticket_id: int) -> None:
    writes(office, ticket_id, "Картридж лежит у меня")
    office.told(BORIS)
    office.types("Мастер будет в три", ticket_id)
    assert office.told(BORIS) == []
    assert office.told(ANNA)[-1] == "Мастер будет в три"


def test_who_sees_it_no_more_gets_no_answer(office: SeeingOffice, ticket_id: int) -> None:
    writes(office, ticket_id, "Картридж лежит у меня")
    office.speaks_no_more(office.boris)
    office.told(BORIS)
    answers(office, ticket_id, "Отдайте его курьеру", "Картридж")
    assert office.told(BORIS) == []
    assert "Борис Петров его не получит: этой заявки больше не видит" in office.topic_shows(ticket_id)[-1]


def test_a_correction_of_the_answer_reaches_both(office: SeeingOffice, ticket_id: int) -> None:
    writes(office, ticket_id, "Картридж лежит у меня")
    office.delivers(office.later())
    replied = office.in_topic(ticket_id, "Картридж")
    written = office.types("Отдайте курьеру", ticket_id, reply_to=replied)
    office.delivers(office.later())
    office.edits(written, "Отдайте Ивану", ticket_id)
    edits = {row.address: row.payload["text"] for row in office.rows(RowKind.EDIT) if row.address != str(GROUP)}
    assert edits == {str(ANNA): "Отдайте Ивану", str(BORIS): "Ответ по заявке №1 (Анна Ли):\nОтдайте Ивану"}


def test_a_correction_of_their_words_keeps_their_name_and_reaches_staff_alone(
    office: SeeingOffice, ticket_id: int
) -> None:
    office.chooses(BORIS, ticket_id)
    when = office.later()
    message_id = office.writes("Картрижд у меня", BORIS, when)
    office.delivers(when)
    edited = {**office._envelope(BORIS, when, message_id), "text": "Картридж у меня", "edit_date": 1}
    office.hears({"edited_message": edited}, BORIS, when)
    office.works(when)
    assert office.topic_shows(ticket_id)[-1] == "Борис Петров:\nКартридж у меня"
    assert not [row for row in office.rows(RowKind.EDIT) if row.address == str(ANNA)]


def test_an_answer_that_the_other_does_not_get_is_told_and_counts_all_the_same(
    office: SeeingOffice, ticket_id: int
) -> None:
    writes(office, ticket_id, "Картридж лежит у меня")
    answers(office, ticket_id, "Отдайте его курьеру", "Картридж")
    office.refuses("Ответ по заявке №1 (Анна Ли):\nОтдайте его курьеру", Refusal.OTHER)
    assert any(words.startswith("До второго адресата ответ не дошёл.") for words in office.topic_shows(ticket_id))
    assert office.view(ticket_id).answered_at is not None


def test_a_topic_that_is_made_again_says_whose_words_they_were(office: SeeingOffice, ticket_id: int) -> None:
    writes(office, ticket_id, "Картридж лежит у меня")
    office.delivers(office.later())
    office.says(ANNA, "И не сканирует")
    lost = [True]

    def once_gone(dispatch: Dispatch) -> SendResult:
        if dispatch.payload.get("text") == "И не сканирует" and lost:
            lost.clear()
            return FailedPermanently(Refusal.TOPIC_GONE, "gone")
        return office.appears(dispatch)

    office.delivers(office.later(), once_gone)
    told = "\n".join(office.topic_shows(ticket_id))
    assert "Борис Петров, ср 11 ноября 2026" in told


def test_without_the_right_a_forged_choice_writes_nowhere(office: SeeingOffice, ticket_id: int) -> None:
    shown = office.topic_shows(ticket_id)
    office.forges_press(VERA, f"write:{ticket_id}")
    office.says(VERA, "Это я")
    assert office.topic_shows(ticket_id) == shown


def test_by_sms_a_number_chooses_it(office: SeeingOffice, ticket_id: int) -> None:
    office.adds_phone("+79161234567", BORIS)
    when = office.later()
    office.sms("статус 1", when=when)
    office.picks("Написать в №1", when)
    office.sms("Картридж у меня", when=office.later())
    assert office.topic_shows(ticket_id)[-1] == "Борис Петров:\nКартридж у меня"
    assert not office.tickets_of(BORIS)


def test_their_sign_is_not_taken_for_the_requesters(office: SeeingOffice, ticket_id: int) -> None:
    office.chooses(BORIS, ticket_id)
    when = office.later()
    message_id = office.writes("Картридж у меня", BORIS, when)
    sign = {"user": office._envelope(BORIS, when, 1)["from"], "chat": {"id": BORIS, "type": "private"}}
    new = {"old_reaction": [], "new_reaction": [{"type": "emoji", "emoji": "👍"}]}
    put = {**sign, **new, "message_id": message_id, "date": int(when.real.timestamp())}
    office.hears({"message_reaction": put}, BORIS, when)
    office.works(when)
    assert office.topic_shows(ticket_id)[-1] == "Участник заявки поставил 👍"
