"""What a requester puts under a message: staff see it there, in one line, and nothing has to be done about it."""

from tests.journeys.people import Requester, Topic
from tests.journeys.places import Wire, wording
from tests.journeys.world import World, begun


def lines(topic: Topic) -> list[str]:
    return [wording(post) for post in topic.posts()]


def test_a_reaction_is_one_line_at_the_answer_that_changes_and_goes_with_it(world: World) -> None:
    anna, ivan, topic = begun(world)
    answer = ivan.answers(topic, "Перезагрузите роутер")
    seen = anna.sees("Перезагрузите")
    anna.reacts(seen, "👍")
    line = topic.sees("Абонент поставил 👍")
    assert line["reply_to_message_id"] == answer["message_id"]
    anna.reacts(seen, "❤")
    changed = topic.sees("Абонент поставил ❤")
    assert changed["message_id"] == line["message_id"]
    anna.reacts(seen, None)
    world.telegram.wait_for(lambda: not lines(topic), 60)
    anna.reacts(seen, "🔥")
    topic.sees("Абонент поставил 🔥")
    ivan.sees_reaction(answer, "👌")
    world.expects_nothing(topic)


def test_a_reaction_to_an_answer_that_is_gone_from_the_topic_quotes_it(world: World) -> None:
    anna, ivan, topic = begun(world)
    answer = ivan.answers(topic, "Перезагрузите роутер")
    seen = anna.sees("Перезагрузите")
    ivan.sees_reaction(answer, "👌")
    world.telegram.deletes(answer, ivan.person)
    anna.reacts(seen, "👍")
    assert wording(topic.sees("Абонент поставил 👍")) == "Перезагрузите роутер\nАбонент поставил 👍"


def test_a_sign_that_only_the_service_can_show_is_named_and_starts_no_clock(world: World) -> None:
    anna, ivan, topic = begun(world)
    ivan.answers(topic, "Перезагрузите роутер")
    seen = anna.sees("Перезагрузите")
    topic.card_shows("отвечено")
    before = wording(topic.card())
    anna.reacts(seen, {"type": "custom_emoji", "custom_emoji_id": "5368324170671202286"})
    topic.sees("Абонент поставил свой значок")
    world.expects_nothing(topic)
    assert wording(topic.card()) == before


def asked_whether_solved(world: World) -> tuple[Requester, Topic, Wire]:
    anna, ivan, topic = begun(world)
    ivan.presses_in(topic, "Предложить закрыть")
    topic.sees("предлагает закрыть")
    question = anna.sees("Это так?")
    world.settles()  # that it arrived, and as which message, is written down a moment later
    return anna, topic, question


def test_a_thumb_under_the_question_whether_it_is_solved_says_yes(world: World) -> None:
    anna, topic, question = asked_whether_solved(world)
    anna.reacts(question, "🤔")
    world.expects_nothing(topic, anna.chat)
    anna.reacts(question, "👍")
    topic.sees("Абонент подтвердил: вопрос решён. Заявка закрыта.")
    closed = anna.sees(f"Заявка №{topic.number} закрыта", "14 дней")
    assert closed["message_id"] == question["message_id"]
    anna.reacts(question, "👎")
    world.expects_nothing(topic, anna.chat)
    topic.card_shows("Состояние: закрыта")


def test_a_thumb_down_there_says_not_yet(world: World) -> None:
    anna, topic, question = asked_whether_solved(world)
    anna.reacts(question, "👎")
    topic.sees("Абонент ответил: ещё не решено.")
    anna.sees("остаётся открытой")
    topic.card_shows("Состояние: новая")


def test_what_staff_put_under_messages_in_their_group_is_theirs(world: World) -> None:
    anna, ivan, topic = begun(world)
    anna.writes("Мигает красным")
    ivan.reacts(topic.sees("Мигает красным"), "👍")
    world.expects_nothing(topic)
