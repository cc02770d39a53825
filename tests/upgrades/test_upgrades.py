"""What an earlier release left goes on in this one: tickets, buttons, clocks, phones, and what was under way."""

import contextlib
from collections.abc import Iterator

import pytest

from tests.conftest import new_postgresql
from tests.journeys.places import buttons
from tests.upgrades.kept_installation import KEPT, KeptInstallation

RELEASES = sorted(folder.name for folder in KEPT.iterdir() if folder.is_dir() and folder.name.startswith("step_"))


@pytest.fixture(
    scope="module",
    params=[
        pytest.param((release, engine), marks=pytest.mark.postgresql if engine == "postgresql" else ())
        for release in RELEASES
        for engine in ("sqlite", "postgresql")
    ],
    ids="-".join,
)
def kept(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[KeptInstallation]:
    release, engine = request.param
    with contextlib.ExitStack() as stack:
        url = "" if engine == "sqlite" else stack.enter_context(new_postgresql())
        folder = tmp_path_factory.mktemp(release)
        yield stack.enter_context(KeptInstallation(folder, release, engine, url))


def test_the_conversation_of_an_open_ticket_goes_on_in_its_topic(kept: KeptInstallation) -> None:
    anna, ivan, topic = kept.requester("Анна"), kept.agent("Иван"), kept.topic(1)
    anna.writes("На коробке номер 8812")
    topic.sees("На коробке номер 8812")
    ivan.answers(topic, "Выезжаем")
    anna.sees("Выезжаем")
    anna.writes("/why 1")
    anna.sees("№1")


def test_a_correction_of_what_was_said_before_is_shown_where_it_was_copied(kept: KeptInstallation) -> None:
    anna, topic = kept.requester("Анна"), kept.topic(1)
    lamp = next(one for one in anna.telegram.messages(anna.person) if "Мигает жёлтая лампа" in one.get("text", ""))
    anna.edits(lamp, "Мигает зелёная лампа")
    topic.sees("Мигает зелёная лампа")
    assert not [post for post in topic.posts() if "Мигает жёлтая лампа" in str(post.get("text"))]


def test_an_answer_that_waited_is_not_sent_again_without_a_person_s_word(kept: KeptInstallation) -> None:
    boris, ivan, topic = kept.requester("Борис"), kept.agent("Иван"), kept.topic(2)
    asked = topic.with_button("Отправить ещё раз")
    assert not [post for post in boris.chat.posts() if "Деталь приехала" in str(post.get("text"))]
    kept.telegram.cancel()
    ivan.press(asked, "Отправить ещё раз")
    boris.sees("Деталь приехала")


def test_a_button_that_was_drawn_before_the_upgrade_still_closes(kept: KeptInstallation) -> None:
    vera, topic = kept.requester("Вера"), kept.topic(3)
    question = next(post for post in reversed(vera.chat.posts()) if "Это так" in str(post.get("text")))
    vera.press(question, buttons(question)[0])
    topic.card_shows("акрыта")


def test_a_phone_joins_its_ticket_and_is_answered(kept: KeptInstallation) -> None:
    galya, ivan, topic = kept.phone(), kept.agent("Иван"), kept.topic(4)
    galya.texts("Звука тоже нет")
    topic.sees("Звука тоже нет")
    ivan.answers(topic, "Поняли")
    galya.gets("Поняли")


def test_who_unblocks_the_bot_is_reachable_again(kept: KeptInstallation) -> None:
    gleb, ivan, topic = kept.requester("Глеб"), kept.agent("Иван"), kept.topic(5)
    gleb.unblocks()
    gleb.writes("Я снова здесь")
    topic.sees("Я снова здесь")
    ivan.answers(topic, "Помогло?")
    gleb.sees("Помогло?")


def test_a_closed_ticket_is_reopened(kept: KeptInstallation) -> None:
    zhanna, topic = kept.requester("Жанна"), kept.topic(6)
    zhanna.writes("/reopen 6")
    zhanna.sees("№6 снова открыта")
    topic.sees("снова открыл заявку")


def test_a_missed_deadline_is_taken_by_its_old_button(kept: KeptInstallation) -> None:
    olga, topic = kept.agent("Ольга"), kept.topic(7)
    escalation = next(post for post in reversed(olga.chat.posts()) if "№7" in str(post.get("text")) and buttons(post))
    olga.press(escalation, buttons(escalation)[0])
    topic.sees("Ольга", "берёт на себя")


def test_a_draft_goes_on_where_it_stood(kept: KeptInstallation) -> None:
    dima = kept.requester("Дима")
    dima.presses("Предложение")
    dima.sees("Проверьте заявку", "Хочу подключиться")
    dima.presses("Отправить")
    dima.sees("принята")
    assert "Хочу подключиться" in dima.topic().card()["text"]
