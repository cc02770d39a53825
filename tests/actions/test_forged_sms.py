"""An SMS can be sent in anybody's name: what somebody who does so can take from whoever has that phone."""

import pytest

from bot.conversation.reach import AddressAct, ChangeReach
from bot.conversation.state import State
from bot.requester import reach_changes
from bot.scope import Scope
from models.actions.reach import sms_words
from models.db import Database
from models.phrases.catalogue import say
from models.queries.persons import requester_at
from models.rules.delivery.quiet_hours import QuietHours
from tests.actions.office import at
from tests.actions.reach_office import BORIS, GALYA, ReachOffice

#: What turns a chat out, makes it silent, or puts a phone before it.
AGAINST_A_CHAT = [
    AddressAct.REMOVE,
    AddressAct.PAUSE,
    AddressAct.QUIET,
    AddressAct.CATEGORY,
    AddressAct.DOWN,
    AddressAct.UP,
]


def test_an_sms_in_somebody_elses_name_adds_no_phone_to_whoever_has_a_chat(database: Database) -> None:
    """Nor after the chat was removed, perhaps by somebody else."""
    office = ReachOffice(database)
    office.adds_phone()
    office.writes("/transports", when=at("10m"))
    for label in ("1. Telegram", "Удалить", "Да, удалить"):
        office.touches(label, when=at("10m"))
    office.sms("способы связи", when=at("30m"))
    office.phone_told(when=at("30m"))
    office.picks("Добавить", at("31m"))
    office.phone_told(when=at("31m"))
    office.sms(BORIS, when=at("32m"))
    assert office.phone_told(BORIS, at("32m")) == []


@pytest.mark.parametrize("act", AGAINST_A_CHAT)
def test_it_changes_no_chat_whatever_number_it_says(database: Database, act: AddressAct) -> None:
    """Such as one that was offered before there was a chat, or by an earlier release."""
    office = ReachOffice(database)
    office.adds_phone()
    chat, phone = office.address_row("700"), office.address_row(GALYA)
    about = phone.id if act is AddressAct.UP else chat.id
    change = ChangeReach(act, about, index=0, hours=QuietHours(0, 23 * 60))
    with database.write() as tx:
        found = requester_at(tx, office.organisation_id, "sms", sms_words.GSM_ACCOUNT, GALYA)
        assert found is not None
        scope = Scope(tx, at("1m"), sms_words.GSM_ACCOUNT, office.edition)
        (told,) = reach_changes.carry_out(scope, found.who, State(), change)
    assert told.text == say("ru", "transports.came_fixed_from_here")
    assert (office.address_row("700"), office.address_row(GALYA)) == (chat, phone)


def test_a_phone_is_paused_and_removed_by_sms(database: Database) -> None:
    office = ReachOffice(database)
    office.adds_phone()
    office.sms("способы связи", when=at("1m"))
    office.phone_told(when=at("1m"))
    office.sms("2", when=at("2m"))
    office.picks("Пауза", at("3m"))
    assert office.address_row(GALYA).paused_at is not None
    office.picks("Удалить", at("4m"))
    office.picks("Да, удалить", at("5m"))
    assert office.address_row(GALYA).state == "dead"


def test_who_has_nothing_but_phones_adds_one_by_sms(database: Database) -> None:
    office = ReachOffice(database)
    office.sms("Не работает интернет")
    office.texts()
    office.sms("способы связи", when=at("1m"))
    office.phone_told(when=at("1m"))
    office.picks("Добавить", at("2m"))
    if "1 - SMS" in office.last_sms(at("2m")):
        office.picks("SMS", at("3m"))
    office.sms(BORIS, when=at("4m"))
    assert len(office.phone_told(BORIS, at("4m"))) == 1
