"""A deadline approaches, passes, and climbs the ladder until somebody takes it or answers."""

from tests.journeys.places import buttons
from tests.journeys.world import World


def test_the_whole_ladder_topic_group_head_until_taken(clockwork: World) -> None:
    anna, olga = clockwork.requester(), clockwork.agent("Ольга")
    anna.writes("Не работает домофон")
    topic = anna.topic()
    anna.sees("принята")
    clockwork.forward("44m")
    clockwork.expects_nothing(topic)
    clockwork.forward("2m")
    topic.sees("До срока первого ответа", "сегодня в")
    clockwork.forward("15m")
    breach = topic.sees("Срок первого ответа прошёл", "Беру")
    assert buttons(breach) == ["Беру"]
    topic.card_shows("срок прошёл")
    clockwork.forward("15m")
    told = olga.sees(f"№{topic.number}", "Не работает домофон", "нет первого ответа")
    assert buttons(told) == ["Беру"]
    olga.press(told, "Беру")
    topic.sees("Ольга", "берёт на себя")
    clockwork.forward("24h")
    topic.reads_all()
    assert not [
        post for post in olga.chat.unread() if f"№{topic.number}" in post["text"] and "ответа" in post["text"]
    ]
    anna.writes(f"/status {topic.number}")
    anna.sees("не успели ответить в срок", "Приносим извинения")
    clockwork.expects_nothing(topic)


def test_an_answer_stops_the_ladder(clockwork: World) -> None:
    anna, ivan, olga = clockwork.requester(), clockwork.agent("Иван"), clockwork.agent("Ольга")
    anna.writes("Не работает лифт")
    topic = anna.topic()
    anna.sees("принята")
    clockwork.forward("61m")
    topic.sees("Срок первого ответа прошёл")
    ivan.answers(topic, "Едем")
    anna.sees("Едем")
    topic.card_shows("позже срока")
    clockwork.forward("2h")
    olga.hears_nothing_about(topic)


def test_an_answer_in_time_means_silence(clockwork: World) -> None:
    anna, ivan = clockwork.requester(), clockwork.agent("Иван")
    anna.writes("Не работает кран")
    topic = anna.topic()
    anna.sees("принята")
    ivan.answers(topic, "Откроем завтра")
    anna.sees("Откроем завтра")
    clockwork.forward("5h")
    clockwork.expects_nothing(topic)
    clockwork.forward("70m")
    topic.sees("До срока решения")
    clockwork.forward("2h")
    topic.sees("Срок решения прошёл")


def test_taking_the_ticket_or_writing_a_note_is_no_answer(clockwork: World) -> None:
    anna, ivan = clockwork.requester(), clockwork.agent("Иван")
    anna.writes("Не работает замок")
    topic = anna.topic()
    anna.sees("принята")
    ivan.presses_in(topic, "Взять")
    topic.sees("Заявку ведёт Иван")
    ivan.answers(topic, "// посмотрю")
    clockwork.forward("61m")
    topic.sees("Срок первого ответа прошёл")


def test_taken_in_the_group_stops_the_ladder_before_the_head_hears(clockwork: World) -> None:
    anna, ivan, olga = clockwork.requester(), clockwork.agent("Иван"), clockwork.agent("Ольга")
    anna.writes("Не работает свет")
    topic = anna.topic()
    anna.sees("принята")
    clockwork.forward("61m")
    breach = topic.sees("Срок первого ответа прошёл")
    ivan.press(breach, "Беру")
    topic.sees("Иван", "берёт на себя")
    topic.loses_buttons(breach)
    clockwork.forward("3h")
    olga.hears_nothing_about(topic)


def test_an_agent_asks_for_the_head_on_purpose(clockwork: World) -> None:
    anna, ivan, olga = clockwork.requester(), clockwork.agent("Иван"), clockwork.agent("Ольга")
    anna.writes("Грозят судом")
    topic = anna.topic()
    anna.sees("принята")
    ivan.presses_in(topic, "Руководителю")
    topic.sees("Иван просит помощи руководителя")
    told = olga.sees(f"№{topic.number}", "Иван просит вашей помощи")
    olga.press(told, "Беру")
    topic.sees("Ольга берёт на себя")
    topic.sees("Иван просит помощи руководителя.\nБерёт на себя Ольга.")
    clockwork.expects_nothing(topic)


def test_a_closed_ticket_is_never_late(clockwork: World) -> None:
    anna = clockwork.requester()
    anna.writes("Ошиблась ботом")
    topic = anna.topic()
    anna.sees("принята")
    anna.writes(f"/close {topic.number}")
    anna.sees("закрыта")
    topic.sees("Абонент закрыл заявку")
    clockwork.forward("24h")
    clockwork.expects_nothing(topic)


def test_a_head_who_stopped_the_bot_is_missed_aloud_and_may_come_back(clockwork: World) -> None:
    anna, ivan, olga = clockwork.requester(), clockwork.agent("Иван"), clockwork.agent("Ольга")
    general = clockwork.general
    general.reads_all()
    clockwork.telegram.blocks(olga.person)
    general.sees("нет руководителя на связи")
    anna.writes("Не работает охрана")
    topic = anna.topic()
    anna.sees("принята")
    clockwork.forward("76m")
    topic.sees("Срок первого ответа прошёл")
    topic.sees("нет руководителя на связи")
    clockwork.telegram.unblocks(olga.person)
    general.sees("Руководитель линии «Поддержка» на связи")
    ivan.presses_in(topic, "Руководителю")
    olga.sees(f"№{topic.number}", "Иван просит вашей помощи")
