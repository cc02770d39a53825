"""Chains in trouble: what is held, asked or half failed is neither lost nor sent twice."""

import pytest
from sqlalchemy import update

from models.actions.delivery import next_steps
from models.actions.queue.dispatching import Dispatch
from models.actions.talk import chains
from models.db import Database
from models.rules.delivery.send_results import FailedPermanently, Refusal, SendResult
from models.tables.persons import address
from tests.actions.chain_office import PHONE, ChainOffice, at
from tests.actions.test_chains import LONG, unknown
from tests.actions.test_silent_chains import has_quiet_hours
from tests.journeys.regulations import RUSSIAN


@pytest.fixture
def office(database: Database) -> ChainOffice:
    return ChainOffice(database)


def test_quiet_hours_hold_an_answer_to_somebody_with_one_address_until_they_end(office: ChainOffice) -> None:
    boris = office.meets("Борис")
    ticket_id = office.shows(boris)
    has_quiet_hours(office, boris, 13 * 60, 17 * 60)
    office.types("Едем", ticket_id, when=at("2h"))
    assert office.by_chat(boris, at("2h")) == []
    office.time_comes(at("5h"))
    assert office.by_chat(boris, at("5h")) == ["Едем"]


def test_the_agent_sends_it_at_once_to_somebody_with_one_address(office: ChainOffice) -> None:
    boris = office.meets("Борис")
    ticket_id = office.shows(boris)
    has_quiet_hours(office, boris, 13 * 60, 17 * 60)
    office.types("Едем", ticket_id, when=at("2h"))
    office.presses("Отправить сейчас", when=at("2h"))
    assert office.by_chat(boris, at("2h")) == ["Едем"]


@pytest.mark.parametrize("changes", [{"state": "dead"}, {"paused_at": at("3h").now}])
def test_staff_hear_of_a_held_answer_that_can_not_go_anywhere_any_more(
    office: ChainOffice, changes: dict[str, object]
) -> None:
    anna = office.meets_with_phone()
    ticket_id = office.shows(anna)
    has_quiet_hours(office, anna, 13 * 60, 17 * 60)
    office.types("Едем", ticket_id, when=at("2h"))
    office.delivers(at("2h"))
    office.reads()
    with office.database.write() as tx:
        tx.execute(update(address).where(address.c.person_id == anna.person_id).values(**changes))
    office.time_comes(at("5h"))
    assert office.by_chat(anna, at("5h")) == []
    assert office.by_sms(at("5h")) == []
    assert "Других способов связаться с абонентом нет" in office.topic(ticket_id)
    assert office.view(ticket_id).answered_at is None
    assert office.reactions()[-1:] == ["👎"]


def test_what_half_failed_goes_on_when_quiet_hours_end_whatever_comes_of_the_other(
    office: ChainOffice,
) -> None:
    """Of two SMS the network gave up the first; of the second it says later that it arrived."""
    anna = office.meets_with_phone()
    ticket_id = office.shows(anna)
    office.gets("Я с телефона", PHONE)
    office.delivers()
    office.texts()
    words = "Слово " * 15
    office.types(words, ticket_id)
    office.presses("Отправить")
    assert len(office.texts()) == 2
    second = office.last_reference
    with office.database.write() as tx:
        chat = (address.c.person_id == anna.person_id, address.c.transport != "sms")
        tx.execute(update(address).where(*chat).values(quiet_from=13 * 60, quiet_until=17 * 60))
    office.reports(second - 1, status=0x46, when=at("2h"))
    assert "тихие часы: отправим" in office.topic(ticket_id)
    office.reports(second, when=at("3h"))
    assert office.by_chat(anna, at("3h")) == []
    office.time_comes(at("5h"))
    assert office.by_chat(anna, at("5h")) == [words]


def test_of_two_long_answers_that_wait_each_asks_once(office: ChainOffice) -> None:
    anna = office.meets_with_phone()
    ticket_id = office.shows(anna)
    office.reads()
    office.types(LONG, ticket_id)
    office.types(LONG, ticket_id)
    office.blocks_the_bot(anna)
    assert office.topic(ticket_id).count("Отправить?") == 2
    assert office.by_sms() == []


def test_what_arrived_after_all_is_not_sent_by_an_old_button(office: ChainOffice) -> None:
    """Nobody knew whether it arrived; it went once more by chat, and arrived there."""
    anna = office.meets_with_phone()
    ticket_id = office.shows(anna)
    office.types("Едем", ticket_id)
    unknown(office, anna)
    office.presses("Отправить ещё раз", when=at("7m"))
    assert office.by_chat(anna, at("7m")) == ["Едем"]
    office.presses("Отправить: SMS", when=at("8m"))
    assert office.by_sms(at("8m")) == []


def test_what_was_left_is_not_sent_by_the_button_beside(office: ChainOffice) -> None:
    anna = office.meets_with_phone()
    ticket_id = office.shows(anna)
    office.types(LONG, ticket_id)
    office.blocks_the_bot(anna)
    office.presses("Не отправлять")
    office.presses("Отправить: SMS")
    assert office.by_sms() == []


def test_a_button_sends_no_more_than_a_notice_where_no_more_is_allowed(database: Database) -> None:
    rules = 'used_for = "only_notice"\nread_at = { ru = "кабинет example.org", en = "example.org" }\n'
    office = ChainOffice(database, f"{RUSSIAN}\n[transports.sms]\n{rules}")
    anna = office.meets_with_phone()
    ticket_id = office.shows(anna)
    office.types("Пароль: 12345", ticket_id)
    unknown(office, anna)
    office.presses("Отправить: SMS", when=at("8m"))
    said = "".join(office.by_sms(at("8m")))
    assert "12345" not in said
    assert "кабинет example.org" in said


def test_one_that_only_collided_is_looked_at_again_in_a_moment(
    office: ChainOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL undoes one of two that lock crosswise."""
    boris = office.meets("Борис")
    ticket_id = office.shows(boris)
    has_quiet_hours(office, boris, 13 * 60, 17 * 60)
    office.types("Едем", ticket_id, when=at("2h"))

    def collides(*_: object) -> object:
        raise ValueError("deadlock detected")

    with monkeypatch.context() as patched, office.database.write() as tx:
        patched.setattr(chains, "silent", collides)
        next_steps.next_steps(tx, at("5h"), lambda _: True)
    assert office.time_comes(at("301m")) == 1
    assert office.by_chat(boris, at("301m")) == ["Едем"]


def test_what_went_by_sms_is_not_sent_once_more_by_the_button_beside(office: ChainOffice) -> None:
    anna = office.meets_with_phone()
    ticket_id = office.shows(anna)
    office.types("Едем", ticket_id)
    unknown(office, anna)
    office.presses("Отправить: SMS", when=at("6m"))
    office.presses("Отправить ещё раз", when=at("6m"))
    assert office.by_sms(at("7m")) == ["Едем"]
    assert office.by_chat(anna, at("7m")) == []


def test_when_the_sms_failed_the_button_beside_sends_it_once_more_by_chat(office: ChainOffice) -> None:
    anna = office.meets_with_phone()
    ticket_id = office.shows(anna)
    office.types("Едем", ticket_id)
    unknown(office, anna)
    office.presses("Отправить: SMS", when=at("6m"))
    office.texts(at("6m"), lambda _: FailedPermanently(Refusal.OTHER, "+CMS ERROR: 21"))
    office.presses("Отправить ещё раз", when=at("7m"))
    assert office.by_chat(anna, at("7m")) == ["Едем"]


def test_parts_of_one_step_that_fail_one_after_another_ask_once(database: Database) -> None:
    """The bot is blocked, the SMS of two parts is given up, and the third way is a number abroad."""
    office = ChainOffice(database, f"{RUSSIAN}\n[sms]\nconfirm_from_parts = 3\n")
    anna = office.meets_with_phone()
    office.has_phone(anna, "+4915112345678")
    ticket_id = office.shows(anna)
    office.types("Слово " * 15, ticket_id)
    office.blocks_the_bot(anna)
    assert len(office.texts()) == 2
    office.reads()
    second = office.last_reference
    office.reports(second - 1, 0x46, when=at("1h"))
    office.reports(second, 0x46, when=at("1h"))
    assert office.topic(ticket_id).count("Отправить?") == 1
    office.presses("Отправить: SMS", when=at("2h"))
    assert {part.number for part in office.texts(at("2h"))} == {"+4915112345678"}


def test_the_rest_of_what_failed_does_not_leave_while_an_agent_is_asked(database: Database) -> None:
    office = ChainOffice(database, f"{RUSSIAN}\n[sms]\nmax_parts = 40\n")
    anna = office.meets_with_phone()
    ticket_id = office.shows(anna)
    office.types("Word " * 850, ticket_id)
    tried = []

    def refuse(dispatch: Dispatch) -> SendResult:
        if dispatch.address != anna.address:
            return office.appears(dispatch)
        tried.append(dispatch.id)
        return FailedPermanently(Refusal.OTHER, "it is too long")

    office.delivers(at("1m"), refuse)
    assert len(tried) == 1


def test_an_agent_who_leaves_gets_the_answer_to_their_own_request_wherever_they_last_wrote(
    office: ChainOffice,
) -> None:
    """Иван asked something himself, in private with the bot and then by SMS."""
    office.types("Я на смене")
    ivan = office.meets("Иван", office._user("Иван")["id"])
    office.has_phone(ivan)
    ticket_id = office.shows(ivan)
    office.gets("Я с телефона", PHONE)
    office.types("/by Telegram Едем", ticket_id, who="Глеб")
    office.types("", who="Глеб", left_chat_member=office._user("Иван"))
    assert office.by_chat(ivan) == ["Едем"]
