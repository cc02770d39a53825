"""The network and Telegram's servers fail in every way that they have; what is said depends on what is known."""

import time

import pytest

from models.rules.delivery.outgoing import REACTION_OF
from tests.faults.crowd import REPEATED, UNKNOWN, Crowd, arrived_at, nothing_waits
from tests.installation import Installation, Wire

BAD_ENDS = ["drop_before", "accept_then_drop", "500", "502"]


def one_ticket(otklik: Installation, name: str) -> tuple[Crowd, Wire, int]:
    """A crowd of one, the person, and the number of their topic."""
    crowd = Crowd(otklik, 1, name)
    crowd.write()
    crowd.wait_until_all_arrived()
    otklik.wait_for(lambda: nothing_waits(otklik), "rest")
    topic = otklik.wait_for_topic(name)
    return crowd, crowd.speakers[0].person, topic["message_thread_id"]


@pytest.mark.parametrize("end", BAD_ENDS)
def test_an_answer_of_unknown_fate_is_told_to_the_agent_and_never_repeated(otklik: Installation, end: str) -> None:
    _, person, thread = one_ticket(otklik, f"абонент-{end}")
    otklik.telegram.order(end, method="sendMessage", chat_id=person["id"], times=1)
    ivan = otklik.person("Иван")
    lost = otklik.telegram.types(ivan, "Первый ответ", otklik.group, message_thread_id=thread)
    otklik.telegram.types(ivan, "Второй ответ", otklik.group, message_thread_id=thread)
    otklik.wait_for(lambda: "Второй ответ" in otklik.telegram.texts(person), "the next answer")
    otklik.wait_for(lambda: nothing_waits(otklik), "rest")
    received = [text for text in otklik.telegram.texts(person) if "ответ" in text]
    assert received == (["Первый ответ"] if end == "accept_then_drop" else []) + ["Второй ответ"]
    assert otklik.telegram.texts(otklik.group, thread).count(UNKNOWN) == 1
    shown = next(m for m in otklik.telegram.messages(otklik.group, thread) if m["message_id"] == lost["message_id"])
    assert REACTION_OF["unknown"] in str(shown["reactions"])


@pytest.mark.parametrize("end", BAD_ENDS)
def test_a_copy_of_unknown_fate_comes_again_in_its_order_and_marked(otklik: Installation, end: str) -> None:
    crowd, _, thread = one_ticket(otklik, f"тема-{end}")
    otklik.telegram.order(end, method="sendMessage", chat_id=otklik.group["id"], times=1)
    crowd.write(rounds=2)
    crowd.wait_until_all_arrived()
    otklik.wait_for(lambda: nothing_waits(otklik), "rest")
    assert crowd.complaints(repeats_allowed=True) == []
    posts = otklik.telegram.texts(otklik.group, thread)
    assert f"{REPEATED}\n{crowd.speakers[0].said[1]}" in posts


@pytest.mark.parametrize("end", ["drop_before", "accept_then_drop", "500"])
def test_a_card_and_a_topic_of_unknown_fate_still_give_one_topic_in_use(otklik: Installation, end: str) -> None:
    crowd = Crowd(otklik, 2, f"карточка-{end}")
    otklik.telegram.order(end, method="createForumTopic", times=1)
    otklik.telegram.order(end, method="sendMessage", chat_id=otklik.group["id"], times=1)
    crowd.write(rounds=2)
    crowd.wait_until_all_arrived()
    otklik.wait_for(lambda: nothing_waits(otklik), "rest")
    assert [complaint for complaint in crowd.complaints(repeats_allowed=True) if "topics" in complaint] == []


@pytest.mark.slow
def test_requests_that_hang_hold_up_only_their_own_conversations(otklik: Installation) -> None:
    _, anna, annas = one_ticket(otklik, "повисла-анна")
    _, boris, boriss = one_ticket(otklik, "повисла-борис")
    claras, _, _ = one_ticket(otklik, "повисла-клара")
    ivan, group = otklik.person("Иван"), otklik.group
    otklik.telegram.order("hang", method="sendMessage", chat_id=anna["id"], times=1)
    hung = otklik.telegram.order("hang", method="sendMessage", chat_id=group["id"], times=1)
    otklik.telegram.types(ivan, "Анне.", group, message_thread_id=annas)
    claras.write(rounds=2)
    otklik.wait_for(lambda: {o["id"]: o["done"] for o in otklik.telegram.orders()}[hung], "the hanging copy")
    otklik.telegram.types(ivan, "Борису.", group, message_thread_id=boriss)
    answered = arrived_at(otklik, boris, "Борису.")
    claras.wait_until_all_arrived()
    otklik.wait_for(lambda: nothing_waits(otklik), "rest")
    assert claras.complaints(repeats_allowed=True) == []
    assert "Анне." not in otklik.telegram.texts(anna)
    [told] = [row[5] for row in otklik.telegram.timeline(chats=group["id"]) if (row[1], row[6]) == (annas, UNKNOWN)]
    assert answered < told, "before anybody could know what became of the one that hangs"


@pytest.mark.slow
def test_telegram_away_for_ten_seconds_and_back(otklik: Installation) -> None:
    crowd = Crowd(otklik, 30, "отлив")
    crowd.write()
    crowd.wait_until_all_arrived()
    crowd.write(rounds=3)
    answers = crowd.answer_all()
    otklik.telegram.kill()
    time.sleep(10)
    otklik.telegram.start()
    crowd.wait_until_all_arrived()
    crowd.wait_until_answered(answers)
    otklik.wait_for(lambda: nothing_waits(otklik), "rest", 60)
    assert crowd.complaints(repeats_allowed=True) == []
    for speaker in crowd.speakers:
        fate = (crowd.received(speaker, answers), len(crowd.unsure(speaker)))
        assert fate in ((1, 0), (0, 1), (1, 1)), speaker.name
