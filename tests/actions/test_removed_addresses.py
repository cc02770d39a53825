"""Nothing goes to an address that its person removed: neither a new answer, nor by a button that was drawn before."""

import pytest

from models.actions.delivery import address_owners
from models.actions.delivery.bot_replacement import replace_bot
from models.actions.desk import bots
from models.db import Database
from models.queries.addresses import addresses_of
from models.queries.persons import Requester, requester_at
from models.rules.delivery.send_results import SendResult, Unknown
from tests.actions.chain_office import ChainOffice, at
from tests.actions.groups_office import ACCOUNT
from tests.actions.test_another_bot import NEW
from tests.actions.test_chains import LONG


@pytest.fixture
def office(database: Database) -> ChainOffice:
    return ChainOffice(database)


@pytest.fixture
def anna(office: ChainOffice) -> Requester:
    return office.meets_with_phone()


@pytest.fixture
def ticket_id(office: ChainOffice, anna: Requester) -> int:
    """She last wrote by SMS."""
    return office.asks_in_both(anna)


def removes(office: ChainOffice, who: Requester, transport: str) -> None:
    with office.database.write() as tx:
        theirs = {one.traits.name: one for one in addresses_of(tx, who, held=True)}
        address_owners.remove(tx, at("1m"), who, theirs[transport])
    office.delivers(at("1m"))
    office.texts(at("1m"))


def test_a_new_answer_tries_a_chat_that_is_blocked_and_not_a_phone_that_was_removed(
    office: ChainOffice, anna: Requester, ticket_id: int
) -> None:
    removes(office, anna, "sms")
    for words in ("Едем", "Ждите"):
        office.types(words, ticket_id, when=at("2m"))
        office.blocks_the_bot(anna, at("2m"))
    assert office.by_sms(at("3m")) == []
    assert "Абонент заблокировал бота" in office.topic(ticket_id)
    assert office.view(ticket_id).answered_at is None


def test_where_all_was_removed_nothing_goes_and_the_topic_says_so(
    office: ChainOffice, anna: Requester, ticket_id: int
) -> None:
    removes(office, anna, "telegram")
    removes(office, anna, "sms")
    office.reads()
    office.types("Едем", ticket_id, when=at("2m"))
    office.types("/close", ticket_id, when=at("2m"))
    assert office.by_sms(at("3m")) == []
    assert office.by_chat(anna, at("3m")) == []
    told = office.topic(ticket_id)
    assert "SMS +7 916 123-45-67: абонент удалил этот способ связи. Сообщение не отправлено. Других способов" in told
    assert office.view(ticket_id).answered_at is None


def test_what_waits_for_a_yes_to_its_price_goes_to_the_chat_once_the_phone_was_removed(
    office: ChainOffice, anna: Requester, ticket_id: int
) -> None:
    office.types(LONG, ticket_id)
    removes(office, anna, "sms")
    office.presses("Отправить", when=at("2m"))
    assert office.by_sms(at("3m")) == []
    assert office.by_chat(anna, at("3m")) == [LONG]


def test_a_button_sends_nothing_once_more_to_a_phone_that_was_removed(
    office: ChainOffice, anna: Requester, ticket_id: int
) -> None:
    office.types("Едем", ticket_id)
    office.texts(result=lambda _: Unknown("silent"))
    removes(office, anna, "sms")
    office.presses("Отправить ещё раз", when=at("2m"))
    assert office.by_sms(at("3m")) == []
    office.presses("Отправить: Telegram", when=at("4m"))
    assert office.by_chat(anna, at("4m")) == ["Едем"]


def test_a_chain_that_asked_does_not_go_to_a_phone_that_was_removed(office: ChainOffice) -> None:
    anna = office.meets_with_phone()
    ticket_id = office.shows(anna)
    office.types("Едем", ticket_id)

    def hangs(dispatch: object) -> SendResult:
        return Unknown("time-out")

    office.delivers(at("1m"), hangs)
    removes(office, anna, "sms")
    office.presses("Отправить: SMS", when=at("2m"))
    assert office.by_sms(at("3m")) == []


def test_whoever_writes_to_another_bot_from_a_chat_that_was_removed_is_somebody_new(
    office: ChainOffice, anna: Requester, ticket_id: int
) -> None:
    removes(office, anna, "telegram")
    with office.database.write() as tx:
        bots.remember_bot(tx, office.organisation_id, ACCOUNT, "old_bot", at().now)
        replace_bot(tx, at("2m"), office.organisation_id, ACCOUNT, NEW)
    office.comes({"message": office.private_words(anna, "/my", at("3m"))}, at("3m"), account=NEW)
    with office.database.read() as tx:
        found = requester_at(tx, office.organisation_id, "telegram", NEW, anna.address)
    assert found is not None
    assert found[0].person_id != anna.person_id
    assert office.view(ticket_id).person_id == anna.person_id
