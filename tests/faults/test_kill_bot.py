"""The bot is killed while people write: nothing is lost, nothing is said twice."""

import pytest

from tests.faults.crowd import Crowd, nothing_waits
from tests.installation import Installation


def has_posted(otklik: Installation, messages: int) -> bool:
    return bool(otklik.telegram.counts(of="groups")["bot_messages"] >= messages)


@pytest.mark.slow
def test_five_hundred_messages_survive_a_bot_that_is_killed_again_and_again(otklik_on_each: Installation) -> None:
    otklik = otklik_on_each
    crowd = Crowd(otklik, 125, "толпа")
    before = otklik.telegram.counts(of="groups")["bot_messages"]
    crowd.write()
    otklik.wait_for(lambda: has_posted(otklik, before + 20), "the first topics")
    crowd.write(rounds=2)
    crowd.correct(1)
    otklik.kill("bot")
    crowd.correct(0, every=7)
    otklik.start("bot")
    otklik.wait_for(lambda: has_posted(otklik, before + 150), "the first copies")
    crowd.write()
    otklik.kill("bot")
    otklik.start("bot")
    crowd.wait_until_all_arrived()
    otklik.wait_for(lambda: nothing_waits(otklik), "rest")
    assert crowd.complaints() == []
    assert crowd.greeted_wrongly() == []


def test_twenty_messages_that_were_sent_while_the_bot_was_down_all_arrive(otklik: Installation) -> None:
    crowd = Crowd(otklik, 5, "ночь")
    otklik.kill("bot")
    crowd.write(rounds=4)
    otklik.start("bot")
    crowd.wait_until_all_arrived()
    otklik.wait_for(lambda: nothing_waits(otklik), "rest")
    assert crowd.complaints() == []
    assert crowd.greeted_wrongly() == []


def test_an_answer_that_was_written_while_the_bot_was_down_arrives_once(otklik: Installation) -> None:
    crowd = Crowd(otklik, 1, "ответ")
    crowd.write()
    crowd.wait_until_all_arrived()
    topic = otklik.wait_for_topic("ответ-000")
    otklik.kill("bot")
    said = otklik.telegram.types(
        otklik.person("Иван"), "Ответ ночью.", otklik.group, message_thread_id=topic["message_thread_id"]
    )
    otklik.start("bot")
    person = crowd.speakers[0].person
    otklik.wait_for(lambda: "Ответ ночью." in otklik.telegram.texts(person), "the answer")
    otklik.wait_for(lambda: nothing_waits(otklik), "rest")
    assert otklik.telegram.texts(person).count("Ответ ночью.") == 1
    reactions = otklik.telegram.messages(otklik.group, topic["message_thread_id"], after=said["message_id"] - 1)
    assert reactions[0]["reactions"]
