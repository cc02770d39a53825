"""Who sees all tickets of a contract asks about those of the others; for everybody else they are not there."""

from collections.abc import Callable

import pytest

from models.actions.reach import contracts
from models.db import Database
from models.rules.contracts.standing import ALL, ENDED, OWN
from models.tables.contracts import contract
from models.tables.persons import person
from tests.actions.office import NOON, at
from tests.actions.seeing_office import ANNA, BORIS, NOBODYS, STRANGER, VERA, SeeingOffice


@pytest.fixture
def office(database: Database) -> SeeingOffice:
    return SeeingOffice(database)


@pytest.fixture
def number(office: SeeingOffice) -> int:
    """Of a ticket that Анна asked."""
    return office.view(office.asks(office.anna)).number


def test_my_lists_those_of_others_and_whose_they_are(office: SeeingOffice, number: int) -> None:
    office.asks(office.boris, "Нужен второй монитор")
    (listed,) = office.says(BORIS, "/my")
    own, _, others = listed.partition("Заявки других, которые вы видите:")
    assert "Нужен второй монитор" in own
    assert "Не печатает принтер" not in own
    assert others.startswith(f"\n\n№{number} · Не печатает принтер\nЧья: Анна Ли, договор №15\nЖдёт ответа")


def test_status_says_how_it_stands_and_offers_to_write(office: SeeingOffice, number: int) -> None:
    (told,) = office.says(BORIS, f"/status {number}")
    assert told.startswith(f"№{number} · Не печатает принтер\nЧья: Анна Ли, договор №15\nЖдёт ответа")
    assert {f"Написать в №{number}", "Почему такой срок?"} >= set(office.offered(BORIS))
    assert office.says(BORIS, f"статус {number}") == [told]


def test_why_explains_it_in_words_for_somebody_else(office: SeeingOffice, number: int) -> None:
    office.answers(office.ticket_of(ANNA).id, "Пришлите фото")
    office.adds(office.ticket_of(ANNA).id, "Вот", at("10m"))
    (told,) = office.says(BORIS, f"/why {number}")
    assert "Срок" in told or "Считаем" in told
    assert "вашего сообщения" not in told


def test_closed_ones_are_seen_as_long_as_ones_own(office: SeeingOffice, number: int) -> None:
    office.writes(f"/close {number}", ANNA)
    (told,) = office.says(BORIS, f"/status {number}")
    assert "Чья: Анна Ли, договор №15\nЗакрыта" in told


def test_only_the_author_closes_or_opens_again(office: SeeingOffice, number: int) -> None:
    (told,) = office.says(BORIS, f"/close {number}")
    assert told.endswith("Закрыть или открыть заявку снова может только её автор.")
    ticket = office.ticket_of(ANNA)
    for key in ("close", "solved", "unsolved", "reopen"):
        office.forges_press(BORIS, f"{key}:{ticket.id}")
    assert office.ticket_of(ANNA).version == ticket.version
    office.writes(f"/close {number}", ANNA)
    (told,) = office.says(BORIS, f"/reopen {number}")
    assert told.endswith("только её автор.")
    assert not office.tickets_of(ANNA)


def test_own_status_says_who_else_reads_it(office: SeeingOffice, number: int) -> None:
    (told,) = office.says(ANNA, f"/status {number}")
    assert told.endswith("Кроме вас и сотрудников, эту заявку видят: Борис Петров.")
    office.may_see(office.boris, OWN)
    (told,) = office.says(ANNA, f"/status {number}")
    assert "видят" not in told


def _right_set_to_own(office: SeeingOffice) -> None:
    office.may_see(office.boris, OWN)


def _contract_ended(office: SeeingOffice) -> None:
    with office.database.write() as tx:
        tx.execute(contract.update().values(state=ENDED))


def _erased(office: SeeingOffice) -> None:
    with office.database.write() as tx:
        tx.execute(person.update().where(person.c.id == office.boris.person_id).values(erased_at=NOON))


def _speaks_no_more(office: SeeingOffice) -> None:
    office.speaks_no_more(office.boris)


@pytest.mark.parametrize("lose", [_right_set_to_own, _contract_ended, _erased, _speaks_no_more])
def test_a_right_that_is_gone_is_gone_at_once(
    office: SeeingOffice, number: int, lose: Callable[[SeeingOffice], None]
) -> None:
    office.says(BORIS, f"/status {number}")
    lose(office)
    assert office.touches("Написать в", BORIS).startswith("Этот вариант уже не действует")
    assert office.says(BORIS, f"/status {number}") == [f"Среди ваших заявок нет №{number}."]
    assert "принтер" not in "".join(office.says(BORIS, "/my"))


#: What anybody can type about a number.
_TYPED = (
    "/status {}",
    "/why {}",
    "/close {}",
    "/reopen {}",
    "статус {}",
    "почему {}",
    "закрыть {}",
    "открыть снова {}",
)
#: What a button can be made to say of an id.
_PRESSED = ("status", "why", "write", "close", "reopen", "solved", "unsolved", "to")


@pytest.mark.parametrize("chat", [VERA, STRANGER])
def test_without_the_right_every_answer_is_that_of_a_number_that_nothing_has(
    office: SeeingOffice, number: int, chat: int
) -> None:
    ticket_id = office.ticket_of(ANNA).id
    before = office.topic_shows(ticket_id)
    for typed in _TYPED:
        real, none = (office.says(chat, typed.format(one)) for one in (number, NOBODYS))
        assert real == [words.replace(str(NOBODYS), str(number)) for words in none], typed
    for key in (*_PRESSED, "under"):
        tail = ":1" if key == "under" else ""
        assert office.forges_press(chat, f"{key}:{ticket_id}{tail}") == office.forges_press(chat, f"{key}:999{tail}")
    assert "принтер" not in "".join(office.says(chat, "/my"))
    assert office.topic_shows(ticket_id) == before


def test_what_is_asked_of_the_database_tells_a_guesser_nothing_either(office: SeeingOffice, number: int) -> None:
    for typed in ("/status {}", "/why {}"):
        office.writes(typed.format(5), VERA)  # all statements are compiled
        real, none = (office.asks_of_database(VERA, typed.format(one)) for one in (number, NOBODYS))
        assert real == none


def test_a_reply_to_a_forwarded_message_of_the_ticket_goes_nowhere_near_it(office: SeeingOffice, number: int) -> None:
    """What Вера replies to is found by where it stands, which is not her chat."""
    ticket_id = office.ticket_of(ANNA).id
    office.answers(ticket_id, "Какая модель?")
    office.delivers()
    shown = office.provider_ids_of(ticket_id, ANNA)
    assert shown
    before = office.topic_shows(ticket_id)
    for provider_id in shown:
        replied = {**office._envelope(VERA, at(), int(provider_id)), "text": "Какая модель?"}
        office.writes("HP", VERA, reply_to_message=replied)
    assert office.topic_shows(ticket_id) == before


def test_by_sms_it_is_the_same(office: SeeingOffice, number: int) -> None:
    office.adds_phone("+79161234567", VERA)
    for typed in ("статус {}", "почему {}", "закрыть {}"):
        said = []
        for one in (number, NOBODYS):
            when = office.later()
            office.sms(typed.format(one), when=when)
            said.append([words.replace(str(one), "N") for words in office.phone_told(when=when)])
        assert said[0] == said[1], typed


def test_several_contracts_each_show_their_own(office: SeeingOffice, number: int) -> None:
    with office.database.write() as tx:
        other = contracts.add_contract(tx, NOON, office.organisation_id, "16")
        contracts.may_speak(tx, NOON, other.id, office.vera, sees=ALL)
    assert office.says(VERA, f"/status {number}") == [f"Среди ваших заявок нет №{number}."]
