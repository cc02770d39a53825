"""The whole main job on each database, under the regulation that the benchmarks use."""

import contextlib
from collections.abc import Iterator

import pytest

from tests.conftest import ENGINES, new_postgresql
from tests.journeys.people import document, picture
from tests.journeys.places import buttons, wording
from tests.journeys.world import World


@pytest.fixture(scope="module", params=ENGINES)
def engine_world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with contextlib.ExitStack() as stack:
        url = "" if request.param == "sqlite" else stack.enter_context(new_postgresql())
        folder = tmp_path_factory.mktemp(request.param)
        yield stack.enter_context(World(folder, "benchmark", database_url=url))


@pytest.fixture
def world(engine_world: World) -> World:
    engine_world.begins_anew()
    return engine_world


def test_a_request_is_answered_corrected_and_closed(world: World) -> None:
    anna, ivan = world.requester(), world.agent("Иван")
    first = anna.writes("Не работает почта")
    topic = anna.topic()
    anna.sees("принята", "не позже чем сегодня в", "(UTC)")
    ivan.presses_in(topic, "Взять")
    topic.sees("Заявку ведёт Иван")
    answer = ivan.answers(topic, "Смотрю", document=document())
    arrived = anna.sees("Смотрю")
    ivan.sees_reaction(answer, "👌")
    ivan.edits(answer, "Смотрю внимательно")
    assert anna.sees("внимательно")["message_id"] == arrived["message_id"]
    anna.writes(album=[{"photo": picture(), "caption": "экран"}, {"photo": picture()}])
    topic.sees("экран")
    topic.sees()
    anna.edits(first, "Не работает почта и сайт")
    topic.card_shows("почта и сайт", "ведёт Иван")
    ivan.presses_in(topic, "Предложить закрыть")
    topic.sees("предлагает закрыть")
    anna.sees("решён. Это так?")
    anna.presses("Вопрос решён")
    anna.sees("закрыта")
    topic.sees("Абонент подтвердил")
    topic.card_shows("закрыта")
    assert buttons(topic.card()) == ["Открыть снова", "Почему такой срок?"]
    world.expects_nothing(topic)


def test_a_deadline_passes_and_is_taken(world: World) -> None:
    anna, ivan = world.requester(), world.agent("Иван")
    anna.writes("Не работает печать")
    topic = anna.topic()
    anna.sees("принята")
    world.forward("61m")
    breach = topic.sees("Срок первого ответа прошёл")
    ivan.press(breach, "Беру")
    topic.sees("Срок первого ответа прошёл", "Берёт на себя Иван")
    topic.sees("Иван", "берёт на себя")
    ivan.answers(topic, "Исправили")
    anna.sees("Исправили")
    topic.card_shows("позже срока")
    world.expects_nothing(topic)


def test_two_tickets_of_one_person(world: World) -> None:
    anna, ivan = world.requester(), world.agent("Иван")
    anna.writes("Первое")
    anna.sees("принята")
    anna.writes("/new")
    anna.sees("Опишите")
    anna.writes("Второе")
    anna.sees("принята")
    one, two = anna.topics(2)
    one.card()
    two.card()
    ivan.answers(two, "Ответ о втором")
    about = anna.sees(f"№{two.number}:", "Ответ о втором")
    world.settles()  # that it arrived, and as which message, is written down a moment later
    anna.replies(about, "да, о втором")
    assert wording(two.sees("да, о втором")) == "да, о втором"
    anna.writes("/my")
    anna.sees("2 открытые заявки", "Первое", "Второе")
    world.expects_nothing(one, two)
