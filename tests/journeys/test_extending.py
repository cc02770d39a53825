"""A date that can't be kept is moved aloud; who is waited for stops the clock; two tickets become one."""

from tests.journeys.people import Agent, Requester, Topic
from tests.journeys.places import buttons
from tests.journeys.world import World


def opened(world: World, words: str) -> tuple[Requester, Agent, Topic]:
    """A ticket that was answered, to be solved in eight hours."""
    anna, ivan = world.requester(), world.agent("Иван")
    anna.writes(words)
    topic = anna.topic()
    anna.sees("принята")
    ivan.answers(topic, "Смотрим")
    anna.sees("Смотрим")
    return anna, ivan, topic


def test_an_extension_by_buttons_and_a_reply(clockwork: World) -> None:
    anna, ivan, topic = opened(clockwork, "Не работает подъёмник")
    clockwork.forward("6h30m")
    topic.sees("До срока решения")
    ivan.presses_in(topic, "Продлить")
    question = topic.sees("продлевает срок решения", "До какого срока продлить?")
    four_hours = next(label for label in buttons(question) if label.startswith("+4 рабочих часа"))
    ivan.press(question, four_hours)
    asked = topic.sees("Новый срок", "По какой причине?")
    topic.loses_buttons(question)
    clockwork.expects_nothing(topic)
    ivan.answers(topic, "завтра привезут двигатель", reply_to_message_id=asked["message_id"])
    topic.sees("Иван", "продлевает срок решения до", "Причина: завтра привезут двигатель")
    anna.sees("Срок решения заявки", "продлён", "Причина: завтра привезут двигатель")
    clockwork.forward("2h")
    clockwork.expects_nothing(topic)  # the former deadline passes in silence
    clockwork.forward("4h")
    topic.sees("Срок решения прошёл")


def test_what_no_agent_may_promise_is_refused_in_words(clockwork: World) -> None:
    anna, ivan, topic = opened(clockwork, "Не работает насос")
    general = clockwork.general
    general.reads_all()
    ivan.answers(topic, "/extend как получится")
    topic.sees("Не удалось понять, к какому сроку")
    ivan.answers(topic, f"/extend {topic.number} +1 рабочий день ждём насос")
    topic.sees("Иван", "продлевает срок решения")
    anna.sees("продлён", "ждём насос")
    clockwork.expects_nothing(topic)


def test_the_clock_stands_still_while_the_requester_is_waited_for(clockwork: World) -> None:
    anna, ivan, topic = opened(clockwork, "Не работает пульт")
    ivan.answers(topic, "/ask Какая модель?")
    anna.sees("Какая модель?")
    topic.sees("ждём абонента", "срок решения стоит")
    clockwork.forward("48h")
    clockwork.expects_nothing(topic)
    anna.writes("Двадцатая")
    topic.sees("Двадцатая")
    topic.sees("Абонент ответил. Срок решения идёт")
    clockwork.forward("9h")
    topic.sees("Срок решения прошёл")


def test_two_tickets_become_one(clockwork: World) -> None:
    anna, ivan, first = opened(clockwork, "Не работает свет")
    anna.writes("/new")
    anna.sees("Опишите")
    anna.writes("И розетка")
    anna.sees("принята")
    first_again, second = anna.topics(2)
    assert first_again.number == first.number
    ivan.answers(second, "Посмотрим и её")
    shown = anna.sees("Посмотрим и её")
    ivan.answers(second, f"/merge {first.number}")
    second.sees(f"объединяет эту заявку с №{first.number}")
    first.sees(f"объединяет с этой заявкой №{second.number}")
    anna.sees(f"№{second.number} объединена с №{first.number}")
    anna.replies(shown, "Розетка искрит")
    first.sees("Розетка искрит")
    clockwork.forward("1h")
    clockwork.expects_nothing(second)
