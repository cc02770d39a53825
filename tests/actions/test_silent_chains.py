"""Silence is a timer: without a proof in time an answer goes by the next transport, once."""

from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from models.actions.talk import chains
from models.db import Database
from models.queries.deadlines import next_event_at
from models.queries.persons import Requester
from models.rules.delivery.send_results import FailedPermanently, Refusal
from models.tables.deliveries import delivery
from models.tables.persons import address
from tests.actions.chain_office import ChainOffice, at


@pytest.fixture
def office(database: Database) -> ChainOffice:
    return ChainOffice(database)


@pytest.fixture
def anna(office: ChainOffice) -> Requester:
    return office.meets_with_phone()


@pytest.fixture
def ticket_id(office: ChainOffice, anna: Requester) -> int:
    """She wrote in the chat and then by SMS; the topic has been read."""
    return office.asks_in_both(anna)


def answered_by_sms(office: ChainOffice, ticket_id: int) -> int:
    """At noon; the network's name for it."""
    office.types("Едем", ticket_id)
    (part,) = office.texts()
    assert part.text == "Едем"
    return office.last_reference


def test_an_sms_without_a_word_of_arrival_goes_to_the_chat_after_a_quarter_of_an_hour(
    office: ChainOffice, anna: Requester, ticket_id: int
) -> None:
    answered_by_sms(office, ticket_id)
    assert office.time_comes(at("14m")) == 0
    assert office.by_chat(anna, at("14m")) == []
    assert office.time_comes(at("15m")) == 1
    assert office.by_chat(anna, at("15m")) == ["Едем"]
    assert "За 15 минут подтверждение доставки не пришло. Отправляем другим способом: Telegram." in office.topic(
        ticket_id
    )


def test_it_goes_once_however_often_and_wherever_it_is_looked(
    office: ChainOffice, anna: Requester, ticket_id: int
) -> None:
    answered_by_sms(office, ticket_id)
    assert [office.time_comes(at("15m")), office.time_comes(at("15m")), office.time_comes(at("1d"))] == [1, 0, 0]
    assert office.by_chat(anna, at("1d")) == ["Едем"]


def test_a_word_of_arrival_in_time_ends_it(office: ChainOffice, anna: Requester, ticket_id: int) -> None:
    office.reports(answered_by_sms(office, ticket_id), when=at("5m"))
    assert office.time_comes(at("1h")) == 0
    assert office.by_chat(anna, at("1h")) == []


def test_a_word_that_comes_after_it_went_on_takes_back_what_has_not_left(
    office: ChainOffice, anna: Requester, ticket_id: int
) -> None:
    reference = answered_by_sms(office, ticket_id)
    office.time_comes(at("15m"))
    office.reports(reference, when=at("16m"))
    office.reports(reference, when=at("16m"))  # doubled
    assert office.by_chat(anna, at("16m")) == []
    assert office.reactions()[-1] == "👍"


def test_a_failure_that_is_learned_of_late_does_not_take_it_back_nor_send_it_once_more(
    office: ChainOffice, anna: Requester, ticket_id: int
) -> None:
    reference = answered_by_sms(office, ticket_id)
    office.time_comes(at("15m"))
    assert office.by_chat(anna, at("15m")) == ["Едем"]
    office.reports(reference, status=0x46, when=at("1h"))
    office.delivers(at("1h"))
    assert office.by_chat(anna, at("1h")) == []
    assert office.reactions()[-1] == "👌"
    assert office.view(ticket_id).answered_at == at().now


def test_what_can_not_leave_at_all_goes_by_another_way(office: ChainOffice, anna: Requester, ticket_id: int) -> None:
    """Telegram is away: nothing is refused, nothing leaves."""
    office.hears_from(anna, "Я снова в чате", at("1m"))
    office.types("Едем", ticket_id, when=at("2m"))
    assert office.time_comes(at("17m")) == 1
    assert office.by_sms(at("17m")) == ["Едем"]
    assert office.by_chat(anna, at("18m")) == []


def test_with_nothing_left_to_try_it_is_over_and_nobody_is_bothered(
    office: ChainOffice, anna: Requester, ticket_id: int
) -> None:
    answered_by_sms(office, ticket_id)
    office.time_comes(at("15m"))
    office.delivers(
        at("15m"),
        lambda one: FailedPermanently(Refusal.OTHER, "no") if one.address == anna.address else office.appears(one),
    )
    office.reads()
    assert office.time_comes(at("1d")) == 0
    assert office.topic(ticket_id) == ""


def test_whoever_looks_at_the_clock_sees_when_it_goes_on(
    office: ChainOffice, anna: Requester, ticket_id: int
) -> None:
    answered_by_sms(office, ticket_id)
    with office.database.read() as tx:
        assert next_event_at(tx) == at("15m").now


@pytest.mark.parametrize("dies", ["_take", "_go_on"])
def test_killed_at_a_step_it_takes_that_step_later_and_once(
    office: ChainOffice, anna: Requester, ticket_id: int, dies: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered_by_sms(office, ticket_id)
    real: Callable[..., object] = getattr(chains, dies)

    def killed(*given: object) -> object:
        real(*given)
        raise KeyboardInterrupt  # nothing catches it, as nothing catches a kill

    with monkeypatch.context() as patched:
        patched.setattr(chains, dies, killed)
        with pytest.raises(KeyboardInterrupt):
            office.time_comes(at("15m"))
    assert office.by_chat(anna, at("15m")) == []
    office.time_comes(at("16m"))
    assert office.by_chat(anna, at("16m")) == ["Едем"]


def test_one_that_raises_is_not_in_the_way_of_the_others(
    office: ChainOffice, anna: Requester, ticket_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered_by_sms(office, ticket_id)
    boris = office.meets("Борис")
    office.has_phone(boris, "+79160000001")
    other = office.shows(boris)
    office.types("Ждите", other)
    real = chains.silent

    def stumbles(tx: object, when: object, whole_id: int, ticket: int, why: object) -> object:
        if ticket == ticket_id:
            raise ValueError("a stone")
        return real(tx, when, whole_id, ticket, why)  # type: ignore[arg-type]

    monkeypatch.setattr(chains, "silent", stumbles)
    assert office.time_comes(at("15m")) == 2
    assert office.by_sms(at("15m")) == ["Ждите"]
    monkeypatch.setattr(chains, "silent", real)
    assert office.time_comes(at("30m")) == 1
    assert "Едем" in office.by_chat(anna, at("30m"))


# -- quiet hours


def has_quiet_hours(office: ChainOffice, who: Requester, since: int, until: int) -> None:
    """On all of their addresses, minutes of the day in Moscow, where it is noon."""
    with office.database.write() as tx:
        theirs = address.c.person_id == who.person_id
        tx.execute(update(address).where(theirs).values(quiet_from=since, quiet_until=until))


def test_quiet_hours_hold_an_answer_until_they_end(office: ChainOffice, anna: Requester, ticket_id: int) -> None:
    has_quiet_hours(office, anna, 13 * 60, 17 * 60)
    office.types("Едем", ticket_id, when=at("2h"))
    assert "У абонента тихие часы. Ответ уйдёт" in office.topic(ticket_id)
    assert "17:00" in office.topic(ticket_id)
    assert office.by_sms(at("2h")) == []
    assert office.view(ticket_id).answered_at == at("2h").now
    assert office.time_comes(at("5h")) == 1
    assert office.by_sms(at("5h")) == ["Едем"]


def test_unless_the_agent_says_that_it_can_not_wait(office: ChainOffice, anna: Requester, ticket_id: int) -> None:
    has_quiet_hours(office, anna, 13 * 60, 17 * 60)
    office.types("Едем", ticket_id, when=at("2h"))
    office.presses("Отправить сейчас", when=at("2h"))
    assert office.by_sms(at("2h")) == ["Едем"]
    office.time_comes(at("5h"))
    assert office.by_sms(at("5h")) == []


def test_they_never_hold_an_answer_to_somebody_who_has_just_written(
    office: ChainOffice, anna: Requester, ticket_id: int
) -> None:
    has_quiet_hours(office, anna, 11 * 60, 17 * 60)
    office.types("Едем", ticket_id, when=at("10m"))
    assert office.by_sms(at("10m")) == ["Едем"]


def test_a_row_of_a_chain_that_is_over_is_looked_at_no_more(
    office: ChainOffice, anna: Requester, ticket_id: int
) -> None:
    office.reports(answered_by_sms(office, ticket_id), when=at("1m"))
    with office.database.read() as tx:
        assert set(tx.execute(select(delivery.c.next_at)).scalars()) == {None}


def test_a_long_sms_that_silence_leads_to_is_asked_about_once_and_goes_when_an_agent_says_so(
    office: ChainOffice, anna: Requester, ticket_id: int
) -> None:
    """The chat is paused, and there is a second phone."""
    office.has_phone(anna, "+79167654321")
    with office.database.write() as tx:
        tx.execute(update(address).where(address.c.id == anna.address_id).values(paused_at=at().now))
    office.types("Слово " * 15, ticket_id)
    office.presses("Отправить")
    assert len(office.texts()) == 2
    assert office.time_comes(at("15m")) == 1
    assert office.time_comes(at("1h")) == 0
    assert office.texts(at("1h")) == []
    assert office.topic(ticket_id).count("Следующий способ — SMS на +7 916 765-43-21, это 2 SMS. Отправить?") == 1
    office.presses("Отправить: SMS", when=at("2h"))
    assert [part.number for part in office.texts(at("2h"))] == ["+79167654321"] * 2
