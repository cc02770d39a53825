"""Somebody asks whom nobody knows: a link from staff, or the word of an agent, and their request files itself."""

import pytest

from tests.journeys.conftest import Start
from tests.journeys.regulations import RUSSIAN
from tests.journeys.world import World

_KIND = 'title = { ru = "Вопрос", en = "Question" }\n'


@pytest.fixture
def strict(start: Start) -> World:
    """Like `world`, but for people with a contract. There are two, 15 and 16."""
    world = start("strict", RUSSIAN.replace(_KIND, f'{_KIND}demands = "contract"\n', 1))
    if "15" not in world.otklik.cli("contracts", "list"):
        world.otklik.cli("contracts", "add", "15")
    return world


def test_a_request_waits_until_its_author_is_known_and_files_itself(strict: World) -> None:
    anna, ivan, general = strict.requester("Вера"), strict.agent("Иван"), strict.general
    general.reads_all()
    anna.writes("Не работает интернет")
    anna.sees("нужно знать, кто вы", "Заявка сохранена")
    anna.has_no_topic()

    link = strict.otklik.cli("invitations", "new", "15")
    anna.writes(f"/start {link.partition('?start=')[2]}")
    anna.sees("теперь мы знаем, кто вы")
    anna.sees("принята")
    topic = anna.topic()
    topic.card_shows("Не работает интернет")
    general.sees(f"{anna.name} теперь пишет и отсюда", "договор 15", "по приглашению", "/unjoin")
    ivan.answers(topic, "Уже чиним")
    anna.sees("Уже чиним")

    boris = strict.requester("Борис")
    boris.writes("И у меня не работает")
    boris.sees("нужно знать, кто вы")
    boris.presses("Пусть подтвердит сотрудник")
    boris.sees("Напишите, кто вы")
    boris.writes("Борис, договор № 15")
    boris.sees("Мы передали это сотрудникам")
    general.sees("Просят подтвердить, кто это", "Борис, договор № 15", "И у меня не работает")
    ivan.press(general.with_button("Подтвердить: договор №15"), "Подтвердить: договор №15")
    boris.sees("теперь мы знаем, кто вы")
    boris.sees("принята")
    boris.topic().card_shows("И у меня не работает")
    anna.sees("добавился способ связи", boris.name)
