"""Somebody of the roster enrols by a link, stands in, and is called when a deadline passes."""

from tests.journeys.places import buttons, marked, wording
from tests.journeys.world import World


def test_who_enrolled_and_stands_in_is_named_at_the_breach_until_somebody_takes_it(clockwork: World) -> None:
    anna, ivan, pyotr = clockwork.requester(), clockwork.agent("Иван"), clockwork.agent("Пётр")
    general, telegram = clockwork.general, clockwork.telegram
    general.reads_all()
    link = clockwork.otklik.cli("staff", "invite", "petr")
    telegram.starts(pyotr.person, link.partition("start=")[2])
    pyotr.sees("Готово: Пётр Орлов")
    general.sees("Пётр Орлов на связи", "Пока не на связи: Иван Петров")
    telegram.types(ivan.person, "/duty", clockwork.otklik.group)
    asked = general.sees("Сейчас дежурит", "Следом дежурит")
    (stands_in,) = buttons(asked)
    ivan.press(asked, stands_in)
    name = stands_in.removeprefix("Подменяет ")
    general.sees(f"{name} дежурит с этой минуты")
    anna.writes("Не работает шлагбаум")
    topic = anna.topic()
    anna.sees("принята")
    clockwork.forward("61m")
    topic.sees("До срока первого ответа")
    breach = topic.sees("Срок первого ответа прошёл", "Ступень 1 из 3", f"Дежурит {name}.")
    assert marked(breach, "text_mention") == ([name] if name == "Пётр Орлов" else []), breach
    ivan.press(breach, "Беру")
    topic.sees("Иван", "берёт на себя и ведёт заявку")
    topic.loses_buttons(breach)
    topic.card_shows("Иван")
    telegram.types(ivan.person, "/duty swap", clockwork.otklik.group)
    assert "подмены больше нет" in wording(general.sees("дежурит с этой минуты, по графику"))
