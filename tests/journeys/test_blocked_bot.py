"""Somebody blocks the bot: what staff say arrives by SMS, and comes to the chat again when they are back."""

from sqlalchemy import select

from bot.conversation.state import State
from models.actions.reach import persons
from models.actions.reach.sms_words import GSM_ACCOUNT
from models.queries.persons import requester_at
from models.rules.delivery.address_states import AddressState
from models.rules.delivery.places import at_address
from models.rules.delivery.transports import SMS, TELEGRAM
from models.tables.persons import address
from tests.journeys.people import Requester
from tests.journeys.phones import Phone
from tests.journeys.world import World


def test_the_answer_comes_by_sms_the_reply_lands_in_the_topic_and_the_next_answer_comes_to_the_chat(
    reception: World,
) -> None:
    anna, phone, ivan = reception.requester(), reception.phone(), reception.agent("Иван")
    anna.writes("Не работает интернет")
    topic = anna.topic()
    vouches(reception, anna, phone)
    anna.blocks()
    topic.sees("Telegram: абонент заблокировал бота. Отвечаем ему другим способом: SMS")
    answer = ivan.answers(topic, "Едем, будем через час")
    phone.gets("Едем, будем через час")
    ivan.sees_reaction(answer, "👍")
    topic.card_shows("бот заблокирован", "Если не дойдёт: SMS")

    phone.texts("Хорошо, жду")
    topic.sees("Хорошо, жду")
    second = ivan.answers(topic, "Мы у подъезда")
    phone.gets("Мы у подъезда")
    ivan.sees_reaction(second, "👍")

    anna.unblocks()
    topic.sees("Абонент снова на связи")
    ivan.answers(topic, "Интернет работает?")
    anna.sees("Интернет работает?")
    phone.holds_nothing_unread()


def vouches(world: World, who: Requester, phone: Phone) -> None:
    """The operator knows whose phone it is."""
    with world.otklik.database.write() as tx:
        text = str(who.person["id"])
        row = tx.execute(select(address).where(address.c.transport == TELEGRAM.name, address.c.address == text)).one()
        found = requester_at(tx, row.organisation_id, row.transport, row.account, row.address)
        assert found is not None
        there = at_address(SMS.name, phone.number)
        state = AddressState.VOUCHED
        persons.add_address(tx, world.now(), found[0], there, GSM_ACCOUNT, state, State().to_json())
