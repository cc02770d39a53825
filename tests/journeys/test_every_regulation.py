"""Each example regulation in life: from the first words through a missed deadline to a closing.

One installation adopts them one after another: an organisation whose regulation changes. Their organisation and desk
get the same ids for that; nothing else in them is touched.
"""

import re
from datetime import datetime

import pytest
from sqlalchemy import select

from models.rules.delivery.chain import UsedFor
from models.rules.regulation.identification_checks import demanded
from models.rules.regulation.parsing import Regulation, RequestKind, parse_regulation
from models.tables.tickets import ticket
from tests.installation import EXAMPLES
from tests.journeys.conftest import Start
from tests.journeys.people import Requester, Topic
from tests.journeys.world import World

#: What takes months comes last: the others stay in the year whose calendar is official.
LAST = ("a2_software_vendor", "a6_authority")
NAMES = sorted((path.stem for path in EXAMPLES.glob("*.toml")), key=lambda name: (name in LAST, name))
ANSWERS = {"email": "anna@example.ru", "phone": "+7 916 123-45-67", "number": "42", "text": "Тверь, улица Мира, 5"}


def _as_one_organisation(name: str) -> str:
    text = (EXAMPLES / f"{name}.toml").read_text(encoding="utf-8")
    text = re.sub(r'(?m)(^\[organisation\]\nid = )"[^"]+"', r'\1"one"', text)
    return re.sub(r'(?m)(^\[\[desks\]\]\nid = )"[^"]+"', r'\1"support"', text, count=1)


@pytest.fixture
def every(start: Start) -> World:
    return start("every", _as_one_organisation(NAMES[0]))


@pytest.mark.parametrize("name", NAMES)
def test_from_the_first_words_through_a_breach_to_a_closing(every: World, name: str) -> None:
    text = _as_one_organisation(name)
    regulation = parse_regulation(text)
    file = every.otklik.folder / f"{name}.toml"
    file.write_text(text, encoding="utf-8")
    every.otklik.cli("regulation", "adopt", str(file))
    anna, ivan = every.requester(), every.agent("Иван")
    anna.writes("Всё пропало")
    kind = _answers_what_is_asked(anna, regulation)
    _becomes_known(every, anna, regulation, kind)
    topic = anna.topic()
    anna.sees(f"№{topic.number} принята", "Ответим не позже чем")
    topic.card_shows(kind.title.in_("ru"), "Всё пропало")
    _until(every, _due(every, topic))
    topic.sees("Срок первого ответа прошёл")
    ivan.answers(topic, "Разобрались, проверьте")
    if regulation.used_for("telegram") is UsedFor.ONLY_NOTICE:
        anna.sees("есть сообщение", without=("Разобрались",))
        anna.writes("/close")
        anna.presses(f"Закрыть №{topic.number}")
    else:
        anna.sees("Разобрались, проверьте")
        ivan.presses_in(topic, "Предложить закрыть")
        anna.presses("Вопрос решён")
    anna.sees(f"№{topic.number}", "закрыта")
    topic.card_shows("закрыта")


def _answers_what_is_asked(anna: Requester, regulation: Regulation) -> RequestKind:
    """For the kind that asks most."""
    desk = regulation.desks[0]
    if len(regulation.desks) > 1:
        anna.presses(desk.title.in_("ru"))
    kind = max(regulation.kinds_of(desk.id), key=lambda one: len(one.fields))
    if len(desk.kinds) > 1:
        anna.presses(kind.title.in_("ru"))
    for field in kind.fields:
        anna.sees(field.question.in_("ru"))
        if field.choices:
            anna.presses(field.choices[0].label.in_("ru"))
        elif not field.required:
            anna.presses("Пропустить")
        else:
            anna.writes(ANSWERS[field.type])
    if kind.fields or len(desk.kinds) > 1:
        anna.presses("Отправить")
    return kind


def _becomes_known(world: World, anna: Requester, regulation: Regulation, kind: RequestKind) -> None:
    """Where the kind demands a contract, she has one that is paid for, and opens a link that staff gave her."""
    if demanded(regulation, regulation.desks[0], kind) in ("nothing", "fields"):
        return
    asked = regulation.identification.question
    assert asked is not None
    anna.sees(asked.in_("ru"), "Заявка сохранена")
    anna.has_no_topic()
    number = f"{regulation.edition.name}-{kind.id}"
    world.otklik.cli("contracts", "add", number, "--paid-until", "2031-12-31")
    link = world.otklik.cli("invitations", "new", number)
    anna.writes(f"/start {link.partition('?start=')[2]}")
    anna.sees("теперь мы знаем, кто вы")


def _due(world: World, topic: Topic) -> datetime:
    with world.otklik.database.read() as tx:
        due = select(ticket.c.first_response_due_at).where(ticket.c.number == topic.number)
        found: datetime = tx.execute(due).scalar_one()
        return found


def _until(world: World, due: datetime) -> None:
    minutes = int((due - world.now()).total_seconds()) // 60 + 2
    world.forward(f"{minutes // 60}h{minutes % 60}m")
