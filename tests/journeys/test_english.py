"""The main job where everybody speaks English: the desk, the head and the requester."""

from tests.journeys.places import buttons, wording
from tests.journeys.world import World


def test_a_request_an_answer_a_breach_and_a_close_in_english(english: World) -> None:
    john, ivan, olga = english.requester("John", language="en"), english.agent("Иван"), english.agent("Ольга")
    john.writes("My router is on fire")
    topic = john.topic()
    john.sees("Hello", "/rules", f"#{topic.number}", "today at")
    card = topic.card()
    offered = ["Take", "Propose to close", "Extend", "Wait for them", "To the head", "Why this deadline?", "More…"]
    assert buttons(card) == offered
    assert "My router is on fire" in wording(card)
    english.forward("50m")
    topic.sees("first answer", "minutes")
    english.forward("11m")
    breach = topic.sees("first answer", "Take")
    english.forward("15m")
    told = olga.sees(f"#{topic.number}", "My router is on fire")
    assert buttons(told) == buttons(breach)
    olga.press(told, buttons(told)[0])
    topic.sees("Ольга")
    ivan.answers(topic, "Please use the extinguisher")
    john.sees("extinguisher")
    ivan.presses_in(topic, "Propose to close")
    john.sees(f"#{topic.number}")
    topic.sees("Иван")
    john.presses("Solved")
    john.sees("closed", "14 days")
    topic.sees("solved")
    topic.card_shows("closed")
    for post in [*john.chat.posts(), *topic.posts(), topic.card()]:
        words = wording(post)
        for name in ("Иван Петров", "Пётр Орлов", "Иван", "Ольга"):
            words = words.replace(name, "")
        assert not any("а" <= letter <= "я" for letter in words.lower()), words


def test_commands_in_english(english: World) -> None:
    john = english.requester("John", language="en")
    john.writes("/start")
    john.sees("Hello", "write")
    john.writes("/help")
    john.sees("/status", "/language")
    john.writes("/my")
    john.sees("no open requests")
    john.writes("/nonsense")
    john.sees("/help")
    john.writes("It beeps")
    topic = john.topic()
    john.sees(f"#{topic.number}")
    john.writes(f"status {topic.number}")
    john.sees(f"#{topic.number}", "It beeps")
    john.writes(f"close {topic.number}")
    john.sees("closed")
    john.writes("It beeps again")
    john.sees("new")
    john.presses(f"Reopen #{topic.number}")
    john.sees("open again")
    topic.sees("open")
    topic.sees("It beeps again")


def test_a_russian_is_answered_in_russian_at_an_english_desk(english: World) -> None:
    anna, ivan = english.requester("Анна"), english.agent("Иван")
    anna.writes("Помогите")
    topic = anna.topic()
    anna.sees("Здравствуйте", f"№{topic.number}")
    assert "Russian" in wording(topic.card())
    ivan.presses_in(topic, "Propose to close")
    anna.presses("Ещё нет")
    anna.sees("остаётся открытой")


def test_a_link_works_for_a_day_by_the_organisations_clock(english: World) -> None:
    early = english.otklik.cli("staff", "head-link", "support").partition("start=")[2]
    english.forward("25h")
    late = english.otklik.cli("staff", "head-link", "support").partition("start=")[2]
    mary = english.requester("Mary", language="en")
    mary.writes(f"/start {early}")
    mary.sees("too old")
    mary.writes(f"/start {late}")
    mary.sees("you are a head")


def test_a_group_that_the_bot_was_removed_from_goes_on_when_it_is_back(english: World) -> None:
    john, ivan, olga = english.requester("John", language="en"), english.agent("Иван"), english.agent("Ольга")
    john.writes("It smells of smoke")
    before = john.topic()
    john.sees(f"#{before.number}")
    group = english.otklik.group
    general = english.general
    general.reads_all()
    english.telegram.member(group, english.telegram.bot_id, "kicked")
    olga.sees("removed the bot from “Поддержка”", "Everything for it waits")
    mary = english.requester("Mary", language="en")
    mary.writes("It is too quiet")
    mary.sees("has been received")
    mary.has_no_topic()
    john.writes("And it is getting worse")
    english.telegram.member(group, english.telegram.bot_id, "administrator", can_manage_topics=True)
    general.sees("The bot is back: this group serves the desk", "did not reach requesters")
    assert "It is too quiet" in wording(mary.topic().card())
    before.sees("And it is getting worse")
    ivan.answers(before, "Leave the house")
    john.sees("Leave the house")
    john.topics(1)
