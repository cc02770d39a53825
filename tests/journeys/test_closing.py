"""Closing is proposed by the agent and decided by the requester; silence decides by the regulation's days."""

from tests.journeys.people import Agent, Requester, Topic
from tests.journeys.places import buttons
from tests.journeys.world import World


def answered_ticket(world: World) -> tuple[Requester, Agent, Topic]:
    anna, ivan = world.requester(), world.agent("Иван")
    anna.writes("Не работает пульт")
    topic = anna.topic()
    anna.sees("принята")
    ivan.answers(topic, "Замените батарейки")
    anna.sees("Замените батарейки")
    topic.card_shows("отвечено")
    return anna, ivan, topic


def asked_whether_solved(world: World) -> tuple[Requester, Agent, Topic]:
    anna, ivan, topic = answered_ticket(world)
    ivan.presses_in(topic, "Предложить закрыть")
    anna.sees(f"вопрос по заявке №{topic.number} решён")
    topic.sees("Иван предлагает закрыть заявку")
    topic.card_shows("ждём от абонента")
    return anna, ivan, topic


def test_solved_closes_the_ticket(clockwork: World) -> None:
    anna, ivan, topic = asked_whether_solved(clockwork)
    asked = anna.chat.with_button("Вопрос решён")
    anna.press(asked, "Вопрос решён")
    anna.sees(f"Заявка №{topic.number} закрыта", "14 дней")
    topic.sees("Абонент подтвердил: вопрос решён")
    topic.card_shows("Состояние: закрыта")
    assert buttons(topic.card()) == ["Открыть снова", "Почему такой срок?"]
    forged = asked["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    assert "уже не действует" in anna.forges(asked, forged)
    ivan.answers(topic, "Ещё минутку")
    topic.sees("Заявка закрыта, поэтому сообщение не отправлено")
    clockwork.expects_nothing(topic)


def test_not_yet_leaves_it_open_and_tells_the_agent(clockwork: World) -> None:
    anna, _, topic = asked_whether_solved(clockwork)
    anna.presses("Ещё нет")
    anna.sees("остаётся открытой", "что не получилось")
    topic.sees("ещё не решено")
    topic.card_shows("отвечено")
    anna.writes("Батарейки новые")
    topic.sees("Батарейки новые")
    clockwork.expects_nothing(topic)


def test_writing_instead_of_pressing_withdraws_the_proposal(clockwork: World) -> None:
    anna, _, topic = asked_whether_solved(clockwork)
    anna.writes("Подождите, опять сломался")
    topic.sees("опять сломался")
    topic.sees("предложение закрыть заявку снято")
    clockwork.forward("120h")
    topic.card_shows("отвечено", without=("закрыта",))


def test_solved_in_words_closes_too(clockwork: World) -> None:
    anna, _, topic = asked_whether_solved(clockwork)
    anna.writes("Да, решено")
    anna.sees("закрыта")
    topic.sees("Абонент подтвердил")
    clockwork.expects_nothing(topic)


def test_silence_is_reminded_of_once_and_then_closes(clockwork: World) -> None:
    anna, _, topic = asked_whether_solved(clockwork)
    clockwork.forward("47h")
    clockwork.expects_nothing_but("решения", topic)
    topic.reads_all()
    clockwork.forward("1h5m")
    anna.sees("Напоминаем", f"№{topic.number}")
    clockwork.forward("1h")
    clockwork.expects_nothing(topic)
    clockwork.forward("48h")
    anna.sees("закрыта", "не получили ответа")
    topic.sees("Заявка закрыта по регламенту")
    topic.card_shows("Состояние: закрыта")
    clockwork.forward("200h")
    clockwork.expects_nothing(topic)


def test_a_button_of_the_reminder_counts_like_the_first(clockwork: World) -> None:
    anna, _, topic = asked_whether_solved(clockwork)
    clockwork.forward("49h")
    anna.sees("Напоминаем")
    anna.presses("Вопрос решён")
    anna.sees("закрыта. Спасибо")
    topic.card_shows("Состояние: закрыта")


def test_proposing_twice_is_said_and_changes_nothing(clockwork: World) -> None:
    _, ivan, topic = asked_whether_solved(clockwork)
    ivan.answers(topic, "/close")
    topic.sees("Закрытие уже предложено")
    clockwork.expects_nothing(topic)


def test_within_the_days_of_the_regulation_an_agent_or_the_requester_reopens(clockwork: World) -> None:
    anna, ivan, topic = asked_whether_solved(clockwork)
    anna.presses("Вопрос решён")
    anna.sees("закрыта")
    topic.sees("подтвердил")
    topic.card_shows("закрыта")
    clockwork.forward("240h")
    ivan.presses_in(topic, "Открыть снова")
    topic.sees("Иван снова открывает заявку")
    topic.card_shows("Решить до", without=("срок прошёл",))
    clockwork.expects_nothing(topic)


def test_after_the_days_of_the_regulation_it_is_a_new_request(clockwork: World) -> None:
    anna, _, topic = asked_whether_solved(clockwork)
    anna.presses("Вопрос решён")
    anna.sees("закрыта")
    clockwork.forward("337h")
    anna.writes(f"/reopen {topic.number}")
    anna.sees(f"№{topic.number}")
    anna.writes("Опять пульт")
    anna.sees("принята")
    _, second = anna.topics(2)
    assert "Опять пульт" in second.name
