"""What staff do to topics, what requesters do to the bot, and what Telegram does to groups."""

import pytest
from sqlalchemy import select

from models.phrases.catalogue import say
from models.tables.persons import address
from tests.faults.crowd import Crowd, nothing_waits, reading, waiting_rows
from tests.faults.test_network import one_ticket
from tests.installation import Installation, Wire

RECREATED = say("ru", "staff.topic_recreated")


def address_state(otklik: Installation, person: Wire) -> str:
    with reading(otklik) as tx:
        state: str = tx.execute(select(address.c.state).where(address.c.address == str(person["id"]))).scalar_one()
    return state


def rest(otklik: Installation) -> None:
    otklik.wait_for(lambda: nothing_waits(otklik), "rest")


@pytest.mark.parametrize("refusal", ["", "TOPIC_DELETED"])
def test_a_deleted_topic_comes_again_with_its_history_before_the_next_message(
    otklik: Installation, refusal: str
) -> None:
    crowd, person, thread = one_ticket(otklik, f"удалили-{refusal or 'тему'}")
    crowd.write(rounds=2)
    crowd.wait_until_all_arrived()
    otklik.telegram.types(otklik.person("Иван"), "Смотрим.", otklik.group, message_thread_id=thread)
    otklik.wait_for(lambda: "Смотрим." in otklik.telegram.texts(person), "the answer")
    rest(otklik)
    otklik.telegram.deletes_topic(otklik.group, thread, otklik.person("Ольга"), refusal)
    crowd.write(rounds=2)
    crowd.wait_until_all_arrived()
    rest(otklik)
    assert crowd.complaints() == []
    again = otklik.wait_for_topic(crowd.name)["message_thread_id"]
    posts = otklik.telegram.texts(otklik.group, again)
    assert again != thread
    assert posts[1] == RECREATED
    assert any("Смотрим." in post and "Иван" in post for post in posts)
    otklik.telegram.types(otklik.person("Иван"), "Готово.", otklik.group, message_thread_id=again)
    otklik.wait_for(lambda: "Готово." in otklik.telegram.texts(person), "an answer from the new topic")


def test_an_edit_that_waits_behind_the_message_that_finds_the_topic_deleted_is_not_lost(otklik: Installation) -> None:
    crowd, _, thread = one_ticket(otklik, "правка-следом")
    crowd.write(rounds=2)
    crowd.wait_until_all_arrived()
    rest(otklik)
    otklik.telegram.deletes_topic(otklik.group, thread, otklik.person("Ольга"))
    otklik.kill("deliver")
    crowd.write()
    crowd.correct(1, every=1)
    otklik.start("deliver")
    crowd.wait_until_all_arrived()
    rest(otklik)
    assert crowd.complaints() == []


def test_an_edit_of_a_message_that_only_the_history_shows_is_posted_as_a_correction(otklik: Installation) -> None:
    crowd, _, thread = one_ticket(otklik, "правка-истории")
    crowd.write()
    crowd.wait_until_all_arrived()
    rest(otklik)
    otklik.telegram.deletes_topic(otklik.group, thread, otklik.person("Ольга"))
    crowd.write()
    crowd.wait_until_all_arrived()
    crowd.correct(1, every=1)
    crowd.wait_until_all_arrived()
    crowd.correct(1, every=1)
    crowd.wait_until_all_arrived()
    rest(otklik)
    again = otklik.wait_for_topic(crowd.name)["message_thread_id"]
    corrections = [t for t in otklik.telegram.texts(otklik.group, again) if crowd.speakers[0].said[1] in t]
    assert len(corrections) == 1, "the second edit changed the correction"


def test_an_edit_that_finds_the_topic_deleted_brings_it_back(otklik: Installation) -> None:
    crowd, _, thread = one_ticket(otklik, "правка-первой")
    crowd.write()
    crowd.wait_until_all_arrived()
    rest(otklik)
    otklik.telegram.deletes_topic(otklik.group, thread, otklik.person("Ольга"))
    crowd.correct(1, every=1)
    crowd.wait_until_all_arrived()
    rest(otklik)
    assert crowd.complaints() == []


def test_a_topic_deleted_while_it_is_being_filled_comes_again_whole(otklik: Installation) -> None:
    crowd = Crowd(otklik, 8, "спешка")
    crowd.write()
    crowd.wait_until_all_arrived()
    otklik.telegram.order("slow", method="sendMessage", milliseconds=100)
    crowd.write(rounds=4)
    for topic in otklik.telegram.topics(otklik.group):
        if "спешка-" in topic["name"]:
            otklik.telegram.deletes_topic(otklik.group, topic["message_thread_id"], otklik.person("Ольга"))
    otklik.telegram.cancel()
    crowd.wait_until_all_arrived()
    rest(otklik)
    assert crowd.complaints() == []


def test_what_comes_for_a_topic_that_staff_closed_is_posted_there(otklik: Installation) -> None:
    crowd, _, thread = one_ticket(otklik, "закрытая-тема")
    otklik.telegram.closes_topic(otklik.group, thread, otklik.person("Ольга"))
    crowd.write()
    crowd.wait_until_all_arrived()
    assert crowd.complaints() == []


def test_a_closed_topic_that_the_bot_may_not_write_in_is_opened_first(otklik: Installation) -> None:
    crowd, _, thread = one_ticket(otklik, "закрытая-совсем")
    otklik.telegram.closes_topic(otklik.group, thread, otklik.person("Ольга"))
    refused = otklik.telegram.order(
        "403", method="sendMessage", chat_id=otklik.group["id"], times=1, description="Bad Request: TOPIC_CLOSED"
    )
    crowd.write(rounds=2)
    crowd.wait_until_all_arrived()
    rest(otklik)
    assert [order["done"] for order in otklik.telegram.orders() if order["id"] == refused] == [1]
    assert crowd.complaints() == []
    assert [t["closed"] for t in otklik.telegram.topics(otklik.group) if t["message_thread_id"] == thread] == [False]


def test_a_requester_who_blocks_the_bot_is_marked_told_of_and_welcome_again(otklik: Installation) -> None:
    crowd, person, thread = one_ticket(otklik, "заблокировал-бота")
    otklik.telegram.blocks(person)
    otklik.wait_for(lambda: address_state(otklik, person) == "dead", "the mark")
    rest(otklik)
    posts = otklik.telegram.texts(otklik.group, thread)
    assert posts.count(say("ru", "staff.blocked")) == 1
    otklik.telegram.unblocks(person)
    otklik.wait_for(lambda: address_state(otklik, person) == "verified", "the mark taken back")
    crowd.write()
    crowd.wait_until_all_arrived()
    assert otklik.telegram.texts(otklik.group, thread).count(say("ru", "staff.unblocked")) == 1


def test_a_block_that_only_a_refusal_tells_of_is_noticed_and_the_agent_told(otklik: Installation) -> None:
    crowd, person, thread = one_ticket(otklik, "молча-заблокировал")
    otklik.telegram.order("403", method="sendMessage", chat_id=person["id"], times=1)
    answer = otklik.telegram.types(otklik.person("Иван"), "Ответ", otklik.group, message_thread_id=thread)
    otklik.wait_for(lambda: address_state(otklik, person) == "dead", "the mark")
    rest(otklik)
    told = [one for one in otklik.telegram.texts(otklik.group, thread) if one.startswith(say("ru", "staff.blocked"))]
    assert len(told) == 1
    shown = next(m for m in otklik.telegram.messages(otklik.group, thread) if m["message_id"] == answer["message_id"])
    assert "👎" in str(shown["reactions"])
    crowd.write()
    crowd.wait_until_all_arrived()
    otklik.wait_for(lambda: address_state(otklik, person) == "verified", "writing proves that the address works")
    assert otklik.telegram.texts(otklik.group, thread).count(say("ru", "staff.unblocked")) == 1


def test_work_goes_on_in_a_group_that_was_upgraded(otklik: Installation) -> None:
    crowd, person, thread = one_ticket(otklik, "переезд-днём")
    otklik.group = otklik.telegram.upgrade(otklik.group, forum=True, keep_topics=True)
    crowd.write(rounds=2)
    crowd.correct(1)
    newcomers = Crowd(otklik, 3, "новосёлы")
    newcomers.write(rounds=2)
    crowd.wait_until_all_arrived()
    newcomers.wait_until_all_arrived()
    rest(otklik)
    assert crowd.complaints() + newcomers.complaints() == []
    otklik.telegram.types(otklik.person("Иван"), "Мы здесь.", otklik.group, message_thread_id=thread)
    otklik.wait_for(lambda: "Мы здесь." in otklik.telegram.texts(person), "an answer from the new group")


def test_an_upgrade_that_a_refusal_tells_of_first_loses_nothing(otklik: Installation) -> None:
    crowd, person, thread = one_ticket(otklik, "переезд-ночью")
    otklik.kill("deliver")
    crowd.write(rounds=2)
    newcomers = Crowd(otklik, 3, "ночные")
    newcomers.write(rounds=2)
    otklik.wait_for(lambda: waiting_rows(otklik) >= 10, "the outbox holds them")
    otklik.kill("bot")
    otklik.group = otklik.telegram.upgrade(otklik.group, forum=True, keep_topics=True)
    otklik.start("deliver")
    crowd.wait_until_all_arrived()
    newcomers.wait_until_all_arrived()
    otklik.start("bot")
    crowd.write()
    crowd.wait_until_all_arrived()
    rest(otklik)
    assert crowd.complaints() + newcomers.complaints() == []
    otklik.telegram.types(otklik.person("Иван"), "Мы и здесь.", otklik.group, message_thread_id=thread)
    otklik.wait_for(lambda: "Мы и здесь." in otklik.telegram.texts(person), "an answer from the new group")
