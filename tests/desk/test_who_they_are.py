"""What staff learn of a requester and can do about it: who they are, an invitation, an answer by word of mouth."""

from datetime import date

import pytest

from models.actions.reach import contracts, invitations, persons
from models.queries.identities import known_of
from models.queries.persons import Requester
from models.rules.deadlines.ticket_clock import Event
from models.rules.delivery.address_states import AddressState
from models.rules.delivery.places import at_address
from models.rules.requests.invitation_codes import code_in
from tests.actions.office import NOON
from tests.actions.staff_office import GROUP, at
from tests.desk.ordering_office import OrderingOffice


@pytest.fixture
def fifteen(office: OrderingOffice, anna: Requester) -> int:
    """Анна's contract."""
    with office.database.write() as tx:
        made = contracts.add_contract(
            tx, NOON, office.organisation_id, "15", tier="extended", paid_until=date(2026, 12, 31)
        )
        contracts.may_speak(tx, NOON, made.id, anna)
    return made.id


def test_who_it_is_stands_in_one_message(
    office: OrderingOffice, anna: Requester, ticket_id: int, fifteen: int
) -> None:
    with office.database.write() as tx:
        phone = at_address("sms", "+79161234567")
        persons.add_address(tx, NOON, anna, phone, "modem", AddressState.VOUCHED, {})
    other = office.opens(anna)
    told = office.commands("/who", ticket_id).in_words("ru").split("\n")
    assert told == [
        "Анна: кто это, никто не подтвердил.",
        "Договор №15, действует, Расширенный, оплачен до 31.12.2026",
        "Telegram Анна: работает (пишет отсюда)",
        "SMS +7 916 123-45-67: из договора, ещё не подтверждён",
        f"Другие открытые заявки: {office.view(other).number}",
    ]


def test_of_a_stranger_nothing_is_known(office: OrderingOffice, ticket_id: int) -> None:
    number = office.view(ticket_id).number
    assert "Договоров нет." in office.commands(f"/who {number}").in_words("ru")


def test_an_agent_invites_the_person_of_the_topic(office: OrderingOffice, anna: Requester, ticket_id: int) -> None:
    told = office.commands("/invite", ticket_id).in_words("ru")
    assert told.startswith("Приглашение (Анна): ")
    assert "до ср 18 ноября 2026, 12:00" in told
    assert code_in(told.split("\n")[0].split()[-1]) is not None
    assert office.events(ticket_id, "invited") == [{}]


def test_an_invitation_gives_nobody_a_contract_back_that_is_taken_from_them_since(
    office: OrderingOffice, anna: Requester, ticket_id: int, fifteen: int
) -> None:
    told = office.commands("/invite", ticket_id).in_words("ru")
    code = code_in(told.split("\n")[0].split()[-1])
    assert code is not None
    with office.database.read() as tx:
        invited = invitations.invited_by(tx, at(), office.organisation_id, code)
    assert invited is not None
    assert (invited.person_id, invited.contract_id) == (anna.person_id, None)


def test_an_agent_invites_somebody_of_a_contract(office: OrderingOffice, ticket_id: int, fifteen: int) -> None:
    assert "договора №15" in office.commands("/invite № 15", ticket_id).in_words("ru")
    assert office.commands("/invite 16").in_words("ru") == "Такого договора нет."
    assert "заявк" in office.commands("/invite").in_words("ru")


def test_what_is_undone_has_a_number(office: OrderingOffice) -> None:
    for typed in ("/unjoin", "/unjoin 7", "/unjoin семь"):
        assert office.commands(typed).in_words("ru").startswith("Такого номера нет")


def test_an_answer_by_word_of_mouth_is_recorded_and_is_a_response(
    office: OrderingOffice, anna: Requester, ticket_id: int
) -> None:
    office.types("/said Перезвонили, объяснили", ticket_id, when=at("5m"))
    assert office.news(ticket_id) == ["Иван: ответ дан устно. Перезвонили, объяснили"]
    assert office.news(to=anna) == [], "nothing is sent"
    assert office.view(ticket_id).answered_at == at("5m").now
    assert office.events(ticket_id, Event.FIRST_ANSWERED) != []
    assert office.events(ticket_id, "said") == [{"words": "Перезвонили, объяснили"}]


def test_a_number_at_its_beginning_is_part_of_what_was_said(office: OrderingOffice, ticket_id: int) -> None:
    office.types("/said 2 дня ждать", ticket_id)
    assert office.news(ticket_id) == ["Иван: ответ дан устно. 2 дня ждать"]


def test_by_its_number_from_anywhere(office: OrderingOffice, ticket_id: int) -> None:
    office.types(f"/said {office.view(ticket_id).number} Всё хорошо")
    assert office.news(ticket_id) == ["Иван: ответ дан устно. Всё хорошо"]
    assert office.news(to=GROUP) == ["Готово."]


def test_nothing_that_was_said_and_nothing_about_what_is_over(office: OrderingOffice, ticket_id: int) -> None:
    assert office.commands("/said", ticket_id).in_words("ru") == "Напишите, что вы сказали: /said ТЕКСТ"
    office.types("/spam", ticket_id)
    assert "закрыта" in office.commands("/said Всё", ticket_id).in_words("ru")
    assert office.view(ticket_id).answered_at is None


def test_nobody_becomes_known_by_being_looked_at(office: OrderingOffice, anna: Requester, ticket_id: int) -> None:
    office.commands("/who", ticket_id)
    with office.database.read() as tx:
        assert not known_of(tx, anna).person
