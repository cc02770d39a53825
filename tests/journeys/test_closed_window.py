"""WhatsApp a day after somebody wrote: leave is asked for, what waits for it goes once, or by SMS; staff are reminded
before.
"""

import pytest
from sqlalchemy import select

from bot.conversation.state import State
from models.actions.reach import persons
from models.actions.reach.sms_words import GSM_ACCOUNT
from models.queries.persons import requester_at
from models.rules.delivery.address_states import AddressState
from models.rules.delivery.places import at_address
from models.rules.delivery.transports import SMS, WHATSAPP
from models.tables.persons import address
from tests.journeys import regulations
from tests.journeys.conftest import Start
from tests.journeys.messengers import Messenger
from tests.journeys.phones import Phone
from tests.journeys.world import World

LEAVE = '\n[transports.whatsapp]\nleave_template = "may_we_write"\nleave_patience = "1h"\n'
WISH = "По вашей заявке есть ответ. Можно его прислать?"


@pytest.fixture
def office(start: Start) -> World:
    """Like `reception`, with a number of WhatsApp and an approved template."""
    world = start("closed_window", regulations.RUSSIAN + LEAVE, whatsapp=True, modem=True)
    assert world.otklik.whatsapp is not None
    world.otklik.whatsapp.template("may_we_write", WISH)
    return world


def test_the_answer_goes_once_when_she_says_yes(office: World) -> None:
    anna, ivan = office.messenger(), office.agent("Иван")
    anna.writes("Роутер мигает")
    anna.gets("принята")
    topic = anna.topic()
    ivan.answers(topic, "Смотрим")
    anna.gets("Смотрим")
    office.forward("25h")
    answer = ivan.answers(topic, "Починили, проверьте")
    anna.gets(WISH)
    topic.sees("Окно WhatsApp закрыто", "Попросили разрешения написать")
    anna.writes("да")
    anna.gets("Починили, проверьте")
    topic.sees("да")
    ivan.sees_reaction(answer, "👍")
    topic.card_shows("Окно WhatsApp: писать можно до")
    anna.writes("Работает, спасибо")
    office.forward("2h")
    anna.holds_nothing_unread()


def test_without_a_reply_it_goes_by_sms(office: World) -> None:
    anna, phone, ivan = office.messenger(), office.phone(), office.agent("Иван")
    anna.writes("Роутер мигает")
    anna.gets("принята")
    topic = anna.topic()
    vouches(office, anna, phone)
    ivan.answers(topic, "Смотрим")
    anna.gets("Смотрим")
    office.forward("25h")
    answer = ivan.answers(topic, "Починили")
    anna.gets(WISH)
    topic.sees("потом отправим другим способом: SMS")
    office.forward("61m")
    phone.gets("Починили")
    topic.sees("WhatsApp: разрешения написать абонент не дал. Отправляем другим способом: SMS")
    ivan.sees_reaction(answer, "👍")
    anna.writes("да")
    topic.sees("да")
    office.settles()
    phone.holds_nothing_unread()


def test_staff_are_reminded_an_hour_before(office: World) -> None:
    anna, ivan = office.messenger(), office.agent("Иван")
    anna.writes("Роутер мигает")
    anna.gets("принята")
    topic = anna.topic()
    office.forward("23h")
    reminder = topic.with_button("Написать сейчас")
    assert "окно WhatsApp скоро закроется" in reminder["text"]
    assert "он сразу уйдёт в WhatsApp" in ivan.press(reminder, "Написать сейчас")
    ivan.answers(topic, "Едем")
    anna.gets("Едем")
    topic.loses_buttons(reminder)


def vouches(world: World, who: Messenger, phone: Phone) -> None:
    """The operator knows whose phone it is."""
    with world.otklik.database.write() as tx:
        its = (address.c.transport == WHATSAPP.name, address.c.address == who.person["user_id"])
        row = tx.execute(select(address).where(*its)).one()
        found = requester_at(tx, row.organisation_id, row.transport, row.account, row.address)
        assert found is not None
        there, state = at_address(SMS.name, phone.number), AddressState.VOUCHED
        persons.add_address(tx, world.now(), found.who, there, GSM_ACCOUNT, state, State().to_json())
