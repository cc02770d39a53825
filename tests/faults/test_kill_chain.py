"""kill -9 of each process at each durable step of a chain: what an agent says arrives once, or the agent is asked."""

import contextlib
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from models.tables.lanes import inbox
from tests.conftest import ENGINES, new_postgresql
from tests.faults.chain_story import Story
from tests.faults.crowd import UNKNOWN as UNSURE
from tests.faults.crowd import reading
from tests.installation import ROLES, Installation
from tests.journeys.regulations import RUSSIAN

#: What the topic says of the next step: she has blocked the bot; no word of her SMS came in time.
BLOCKED, SILENT = "Отправляем другим способом: SMS", "Отправляем другим способом: Telegram"
FAILED, SENDING, SENT, UNKNOWN = "failed_permanently", "sending", "sent", "unknown"
#: What a bridge does is the same on both, and to begin takes it some seconds.
ONCE = pytest.mark.parametrize("chains", ["sqlite"], indirect=True)


@pytest.fixture(scope="module", params=ENGINES)
def chains(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with contextlib.ExitStack() as stack:
        url = "" if request.param == "sqlite" else stack.enter_context(new_postgresql())
        folder = tmp_path_factory.mktemp("chains")
        (folder / "regulation.toml").write_text(RUSSIAN, encoding="utf-8")
        made = Installation(folder, regulation=folder / "regulation.toml", database_url=url, modem=True)
        running = stack.enter_context(made)
        Story(running).modem_works()
        yield running


@pytest.fixture
def story(chains: Installation) -> Iterator[Story]:
    chains.revive()
    story = Story(chains)
    story.modem.reports("delivered", delay=0.05)
    yield story
    story.telegram.cancel()
    story.modem.speaks_again()


def arrives_by_sms(story: Story, *, sender_died: bool = False) -> None:
    """Once, and the topic says so. sender_died: with that line in its hands, perhaps, which then comes again."""
    story.waits_for(lambda: story.by_sms() and "👍" in story.mark(), "the SMS and its mark")
    story.rests()
    assert (story.in_chat(), story.by_sms()) == (0, 1)
    assert story.told(UNSURE) == 0
    assert story.told(BLOCKED) in ((1, 2) if sender_died else (1,))


def silence_of_an_sms(story: Story) -> None:
    """The answer went where she last wrote, and no word comes of its arrival."""
    story.modem.reports("withheld", to=story.phone)
    story.texts()
    story.ivan_answers()
    story.waits_for_attempts(("sms", SENT))


# -- she has blocked the bot


def test_the_bot_dies_with_the_answer_in_its_hands(story: Story) -> None:
    story.telegram_refuses()
    with story.nothing_is_written():
        story.ivan_answers()
        story.dies("bot")
    story.comes_back()
    arrives_by_sms(story)


def test_the_sender_dies_before_it_writes_down_that_telegram_refuses(story: Story) -> None:
    """Nobody knows then whether it was refused: the agent decides."""
    refusal = story.telegram_refuses(after_milliseconds=300)
    story.ivan_answers()
    story.waits_for_attempts(("telegram", SENDING))
    with story.nothing_is_written():
        story.waits_for(lambda: story.is_done(refusal), "the refusal")
        story.dies("deliver")
    story.comes_back()
    story.sees(UNSURE)
    assert (story.in_chat(), story.by_sms()) == (0, 0)
    story.ivan_presses("Отправить: SMS")
    story.waits_for(story.by_sms, "the SMS")
    story.rests()
    assert (story.in_chat(), story.by_sms(), story.told(UNSURE)) == (0, 1, 1)


def test_all_rings_are_lost_when_the_next_step_is_decided(story: Story) -> None:
    story.telegram_refuses()
    story.ivan_answers()
    story.waits_for(lambda: story.attempts()[:1] == [("telegram", FAILED)], "the next step")
    story.dies("redis", "deliver")
    story.comes_back()
    arrives_by_sms(story, sender_died=True)


@ONCE
def test_everything_dies_when_the_next_step_is_decided(story: Story) -> None:
    """Of an SMS that was in the air nobody knows."""
    story.modem.reports("withheld", to=story.phone)
    story.telegram_refuses()
    story.ivan_answers()
    story.waits_for(lambda: story.attempts()[:1] == [("telegram", FAILED)], "the next step")
    story.dies("redis", "gsm_bridge", *ROLES)
    story.comes_back()
    story.waits_for(lambda: story.attempts()[-1] in (("sms", SENT), ("sms", UNKNOWN)), "the end")
    story.rests()
    story.sees(BLOCKED)
    assert story.in_chat() == 0
    assert story.by_sms() + story.told(UNSURE) in (1, 2)
    assert story.by_sms() < 2


@ONCE
def test_the_bridge_dies_before_the_sms_leaves_and_the_agent_sends_it_again(story: Story) -> None:
    hangs = story.modem_hangs(after_ctrl_z=False)
    story.telegram_refuses()
    story.ivan_answers()
    story.waits_for(lambda: story.modem_did(hangs), "a send that hangs")
    story.dies("gsm_bridge")
    story.comes_back()
    story.sees(UNSURE)
    assert (story.in_chat(), story.by_sms(), story.told(BLOCKED)) == (0, 0, 1)
    story.ivan_presses("Отправить ещё раз")
    story.waits_for(story.by_sms, "the SMS")
    story.rests()
    assert (story.in_chat(), story.by_sms(), story.told(UNSURE)) == (0, 1, 1)


@ONCE
def test_the_bridge_dies_when_the_sms_has_left_and_the_network_says_that_it_arrived(story: Story) -> None:
    story.modem.reports("withheld", to=story.phone)
    hangs = story.modem_hangs(after_ctrl_z=True)
    story.telegram_refuses()
    story.ivan_answers()
    story.waits_for(lambda: story.modem_did(hangs), "an SMS that has left")
    story.dies("gsm_bridge")
    story.texts_unheard("Жду")  # and she writes meanwhile
    story.comes_back()
    story.sees(UNSURE)
    story.modem.sends_reports("delivered", to=story.phone)
    story.waits_for(lambda: "👍" in story.mark(), "its mark")
    story.sees("Жду")
    story.rests()
    assert (story.in_chat(), story.by_sms()) == (0, 1)
    assert (story.told("Жду"), story.told(UNSURE), story.told(BLOCKED)) == (1, 1, 1)


@ONCE
def test_the_bridge_dies_before_the_word_of_arrival_comes(story: Story) -> None:
    silence_of_an_sms(story)
    story.dies("gsm_bridge")
    story.comes_back()
    story.modem_works()
    story.modem.sends_reports("delivered", to=story.phone)
    story.waits_for(lambda: "👍" in story.mark(), "its mark")
    story.patience_is_over()
    story.rests()
    assert (story.in_chat(), story.by_sms(), story.told(SILENT)) == (0, 1, 0)


# -- nobody says that it arrived


def test_those_who_look_at_the_time_die_when_silence_is_over(story: Story) -> None:
    silence_of_an_sms(story)
    with story.nothing_is_written(patience_is_over=True):
        story.dies("deadlines", "sweeper")
    story.comes_back()
    story.waits_for(story.in_chat, "the answer in the chat")
    story.modem.reports("twice", to=story.phone)
    story.modem.sends_reports("delivered", to=story.phone)
    story.waits_for(lambda: "👍" in story.mark(), "its mark")
    story.modem.sends_reports("failed", to=story.phone)
    story.rests()
    assert (story.in_chat(), story.by_sms(), story.told(SILENT)) == (1, 1, 1)
    assert "👍" in story.mark()


def test_the_sender_dies_with_the_second_step_on_its_way(story: Story) -> None:
    silence_of_an_sms(story)
    posts = {"method": "sendMessage", "chat_id": story.person["id"], "times": 1}
    story.telegram.order("slow", milliseconds=300, **posts)
    story.patience_is_over()
    story.waits_for_attempts(("sms", SENT), ("telegram", SENDING))
    with story.nothing_is_written():
        story.waits_for(story.in_chat, "the answer in the chat")
        story.dies("deliver")
    story.comes_back()
    story.sees(UNSURE)
    story.rests()
    assert story.attempts() == [("sms", SENT), ("telegram", UNKNOWN)]
    assert (story.in_chat(), story.by_sms()) == (1, 1)
    assert story.told(SILENT) in (1, 2)


# -- two transports


def test_two_that_fail_at_one_moment_hand_over_to_each_other(story: Story) -> None:
    """The sender and the bridge write down at once that each has failed; each answer goes on by the other's way."""
    silence_of_an_sms(story)
    story.telegram.types(story.person, "Я снова в чате")
    story.sees("Я снова в чате")
    refusal = story.telegram_refuses(after_milliseconds=300, why="it is refused")
    story.ivan_answers("Второй ответ")
    story.waits_for(lambda: story.is_on_its_way("telegram"), "the second answer")
    with story.nothing_is_written():
        story.waits_for(lambda: story.is_done(refusal), "the refusal")
        story.modem.sends_reports("failed", to=story.phone)
        time.sleep(0.3)  # both have heard, and wait for their turn
    story.waits_for(story.in_chat, "the first answer in the chat")
    story.waits_for(lambda: story.by_sms("Второй ответ"), "the second answer by SMS")
    story.rests()
    assert (story.in_chat(), story.in_chat("Второй ответ")) == (1, 0)
    assert (story.by_sms(), story.by_sms("Второй ответ")) == (1, 1)
    assert (story.told("Отправляем другим способом"), story.told(UNSURE)) == (2, 0)


# -- she writes meanwhile


def test_the_bot_dies_before_it_reads_her_sms(story: Story) -> None:
    story.telegram_refuses()
    story.ivan_answers()
    arrives_by_sms(story)
    story.dies("bot")
    story.texts_unheard("Хорошо, жду")
    story.waits_for(lambda: is_stored(story, "Хорошо, жду"), "her SMS is stored")
    story.comes_back()
    story.sees("Хорошо, жду")
    story.rests()
    assert story.told("Хорошо, жду") == 1


def is_stored(story: Story, words: str) -> bool:
    with reading(story.otklik) as tx:
        payloads = tx.execute(select(inbox.c.payload).where(inbox.c.state == "pending")).scalars()
        return any(payload.get("text") == words for payload in payloads)
