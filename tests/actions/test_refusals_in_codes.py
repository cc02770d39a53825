"""What a service says in codes, at once or later: staff read it in words, and the account's trouble is told once."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from sqlalchemy import insert, select, update

from models.actions.delivery.receipts import Receipt, take
from models.actions.desk import account_troubles
from models.actions.queue.dispatching import Dispatch
from models.db import Database
from models.queries.persons import Requester, why_dead
from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.send_results import SendResult
from models.rules.delivery.states import DeliveryState
from models.rules.delivery.transports import TELEGRAM, Transports
from models.rules.delivery.whatsapp_errors import refusal_of
from models.tables.messages import message_copy
from models.tables.organisations import bot_account
from models.tables.persons import address
from tests.actions.office import ACCOUNT, NOON, Office, at
from workers.transports.whatsapp_answers import Answer, result_of

PROVES = frozenset({DeliveryState.DELIVERED, DeliveryState.READ, DeliveryState.FAILED_PERMANENTLY})
#: A stand-in that speaks in codes. It has no window, so that a closed one (131047) is none of its words.
OWL = replace(TELEGRAM, name="owl", title="Сова", lane="owl", receipts=PROVES)
IN_WORDS = {
    131026: "Не доставлено: Сова не доставил: у абонента больше нет Сова, приложение устарело или он заблокировал "
    "наш номер.",
    131030: "Не доставлено: пробный аккаунт Сова пишет только тем, кто внесён в его список, а абонента там нет.",
    131021: "Не доставлено: это наш собственный номер.",
    131062: "Не доставлено: Сова не позволяет писать этому абоненту, пока неизвестен его номер телефона.",
    130497: "Не доставлено: Сова не позволяет нашему номеру писать в страну абонента.",
    131049: "Не доставлено: Сова пока не передаёт абоненту такие сообщения. Попробуйте позже.",
    130472: "Не доставлено: Сова пока не передаёт абоненту такие сообщения. Попробуйте позже.",
    131050: "Не доставлено: абонент отказался от таких сообщений.",
    131051: "Не доставлено: Сова не передаёт такие сообщения.",
    131052: "Не доставлено: Сова не принял файл.",
    131053: "Не доставлено: Сова не принял файл.",
    132001: "Не доставлено: Сова не принял шаблон сообщения (said the service (132001)).",
    131009: "Не доставлено: Сова отказал: said the service (131009).",
    100: "Не доставлено: Сова отказал: said the service (100).",
}
#: The same as they come later, about what would have been tried again.
LATER = {
    131056: "Не доставлено: Сова не принял: слишком много сообщений подряд.",
    131000: "Не доставлено: у Сова неполадки.",
    131042: "Не доставлено: Сова не смог списать оплату.",
}
STOPPED = {
    190: "Ключ доступа к Сова просрочен или отозван",
    200: "Ключу доступа к Сова не разрешено отправлять сообщения",
    131031: "Сова заблокировал наш аккаунт",
    131042: "Сова не может списать оплату",
    133010: "Наш номер в Сова не зарегистрирован",
    131048: "Сова ограничил наш номер из-за жалоб",
}


@pytest.fixture
def office(database: Database) -> Iterator[Office]:
    url = database.url.render_as_string(hide_password=False)
    with_owls = Database(url, transports=Transports((TELEGRAM, OWL)))
    yield Office(with_owls)
    with_owls.close()


def met(office: Office) -> tuple[Requester, int]:
    """Anna writes by owl; her ticket."""
    anna = office.meets()
    ticket_id = office.shows(anna)
    with office.database.write() as tx:
        owlery = {"transport": "owl", "account": ACCOUNT, "username": "", "seen_at": NOON}
        tx.execute(insert(bot_account).values(organisation_id=office.organisation_id, **owlery))
        tx.execute(update(address).where(address.c.id == anna.address_id).values(transport="owl"))
    return anna, ticket_id


def says(office: Office, code: int) -> Callable[[Dispatch], SendResult]:
    """The service, to whatever is for Anna."""
    error = {"error": {"code": code, "message": "said the service"}}

    def result(dispatch: Dispatch) -> SendResult:
        if dispatch.transport != "owl":
            return office.appears(dispatch)
        return result_of(Answer(400, json.dumps(error).encode()), dispatch.attempts)

    return result


@pytest.mark.parametrize("code", IN_WORDS)
def test_staff_read_in_words_why_an_answer_was_refused(office: Office, code: int) -> None:
    _, ticket_id = met(office)
    office.answers(ticket_id, "Едем")
    office.delivers(result=says(office, code))
    office.delivers()
    assert any(IN_WORDS[code] in words for words in office.words("sent")), office.words()


@pytest.mark.parametrize("code", [*IN_WORDS, *LATER])
def test_the_same_words_come_when_the_service_says_it_later(office: Office, code: int) -> None:
    anna, ticket_id = met(office)
    office.answers(ticket_id, "Едем")
    [left] = [one for one in office.delivers() if one.transport == "owl"]
    assert left.address is not None
    failed_later(office, anna, code)
    office.delivers(at("1m"))
    expected = {**IN_WORDS, **LATER}[code]
    assert any(expected in words for words in office.words("sent")), office.words()


def failed_later(office: Office, anna: Requester, code: int) -> None:
    """About the newest message that Anna was sent."""
    with office.database.write() as tx:
        newest = select(message_copy.c.provider_id).where(message_copy.c.transport == "owl")
        provider_id = tx.execute(newest.order_by(message_copy.c.id.desc()).limit(1)).scalar_one()
        failed, words = DeliveryState.FAILED_PERMANENTLY, f"said the service ({code})"
        take(tx, at("1m"), Receipt("owl", ACCOUNT, anna.address, provider_id, failed, words, refusal_of(code)))


@pytest.mark.parametrize("late", [False, True])
def test_who_can_not_be_reached_there_is_dead_there_until_they_write(office: Office, *, late: bool) -> None:
    anna, ticket_id = met(office)
    office.answers(ticket_id, "Едем")
    office.delivers(result=None if late else says(office, 131026))
    if late:
        failed_later(office, anna, 131026)
    with office.database.read() as tx:
        assert why_dead(tx, office.organisation_id, anna.address_id) == "undeliverable"
    office.delivers()
    assert any("Сова не работает, сообщения не доходят" in words for words in office.words())


@pytest.mark.parametrize("code", STOPPED)
def test_trouble_of_the_account_is_told_once_and_what_waits_goes_when_it_is_over(office: Office, code: int) -> None:
    _, ticket_id = met(office)
    for words in ("Едем", "Будем через час"):
        office.answers(ticket_id, words)
    for minute in (1, 5):
        office.delivers(at(f"{minute}m"), says(office, code))
    told = [words for words in office.words("sent") if STOPPED[code] in words]
    assert len(told) == 1
    assert "сохранено и уйдёт само" in told[0]
    office.delivers(at("15m"))
    office.delivers(at("15m"))
    by_owl = [
        row.payload["text"] for row in office.rows(RowKind.POST) if row.transport == "owl" and row.state == "sent"
    ]
    assert by_owl == ["Едем", "Будем через час"]
    assert office.words("sent").count("Сова: сообщения абонентам снова уходят.") == 1


def test_trouble_that_nothing_waits_for_any_more_is_told_anew_when_it_shows_again(office: Office) -> None:
    _, ticket_id = met(office)
    office.answers(ticket_id, "Едем")
    office.delivers(at("1m"), says(office, 190))
    with office.database.write() as tx:
        assert account_troubles.forget_what_nobody_waits_for(tx) == 0
    office.delivers(at("1h"), says(office, 131009))  # given up, whatever the reason
    with office.database.write() as tx:
        assert account_troubles.forget_what_nobody_waits_for(tx) == 1
    office.answers(ticket_id, "И ещё", at("1h"))
    office.delivers(at("1h"), says(office, 190))
    office.delivers(at("1h"))
    assert sum(STOPPED[190] in words for words in office.words("sent")) == 2


def test_a_payment_that_failed_later_is_trouble_of_the_account_too(office: Office) -> None:
    anna, ticket_id = met(office)
    office.answers(ticket_id, "Едем")
    office.delivers()
    failed_later(office, anna, 131042)
    office.delivers(at("1m"))
    assert any(STOPPED[131042] in words for words in office.words("sent"))
