"""Whose words they are, and what they answer: forwards, replies and quotes, both ways."""

from tests import origins
from tests.journeys.people import Agent, Requester, Topic, picture
from tests.journeys.places import Wire, marked, wording
from tests.journeys.world import World, begun


def three_answers(ivan: Agent, anna: Requester, topic: Topic) -> tuple[list[Wire], list[Wire]]:
    """As the agent wrote them, and as the requester sees them."""
    words = ("Перезагрузите роутер", "Какой у него номер?", "Выезд стоит 500 рублей")
    written = [ivan.answers(topic, text) for text in words]
    return written, [anna.sees(text) for text in words]


def replied_to(post: Wire) -> int | None:
    """None: to nothing, which in a topic is the post that made it."""
    found: int | None = post.get("reply_to_message_id")
    return None if found == post.get("message_thread_id") else found


def test_the_topic_names_whose_words_a_forward_holds(world: World) -> None:
    anna, _, topic = begun(world)
    anna.writes("интернета нет во всём доме", forward_origin=origins.hidden_user("Мария"))
    post = topic.sees("Мария", "интернета нет во всём доме")
    assert wording(post).startswith("Переслано: Мария (профиль скрыт), ")
    boris = world.telegram.person("Борис", last_name="Зуев")
    anna.writes("у меня тоже", forward_origin=origins.user(boris))
    topic.sees("Переслано: Борис Зуев, ", "у меня тоже")
    anna.writes("и у нас", forward_origin=origins.group_chat("Соседи", "председатель"))
    topic.sees("Переслано: группа «Соседи» (председатель), ", "и у нас")
    anna.writes(
        photo=picture(), caption="авария", forward_origin=origins.channel("Новости района", signature="Редакция")
    )
    assert "photo" in topic.sees("Переслано: канал «Новости района» (Редакция), ", "авария")
    world.expects_nothing(topic)


def test_a_forward_that_opens_a_ticket_is_marked_in_the_card(
    world: World,
) -> None:
    anna = world.requester()
    anna.writes("не работает лифт", forward_origin=origins.hidden_user("Мария"))
    anna.sees("принята")
    anna.topic().card_shows("Переслано: Мария (профиль скрыт), ", "не работает лифт")


def test_a_requester_is_told_whose_words_an_agent_forwards(world: World) -> None:
    anna, ivan, topic = begun(world)
    answer = ivan.answers(topic, "Работы до 18:00", forward_origin=origins.channel("Сеть", signature="дежурный"))
    anna.sees("Переслано: канал «Сеть» (дежурный), ", "Работы до 18:00")
    ivan.sees_reaction(answer, "👌")


def test_forwarded_thanks_are_somebody_else_s_and_a_forwarded_command_is_none(world: World) -> None:
    anna, _, topic = begun(world)
    anna.writes("/status", forward_origin=origins.hidden_user("Мария"))
    topic.sees("Переслано: Мария", "/status")
    anna.writes(f"статус {topic.number}", forward_origin=origins.hidden_user("Мария"))
    topic.sees("Переслано: Мария", f"статус {topic.number}")


def test_what_somebody_else_calls_solved_closes_nothing(world: World) -> None:
    anna, ivan, topic = begun(world)
    ivan.presses_in(topic, "Предложить закрыть")
    anna.sees("Это так?")
    anna.writes("Решено, спасибо", forward_origin=origins.hidden_user("Мария"))
    topic.sees("Переслано: Мария", "Решено, спасибо")
    topic.card_shows("Состояние: новая", without=("закрыта",))


def test_a_reply_is_a_reply_on_the_other_side_both_ways(world: World) -> None:
    anna, ivan, topic = begun(world)
    written, seen = three_answers(ivan, anna, topic)
    said = anna.replies(seen[0], "Уже пробовала")
    post = topic.sees("Уже пробовала")
    assert (wording(post), replied_to(post)) == ("Уже пробовала", written[0]["message_id"])
    ivan.answers(topic, "А кабель?", reply_to_message_id=post["message_id"])
    answer = anna.sees("А кабель?")
    assert (wording(answer), replied_to(answer)) == ("А кабель?", said["message_id"])
    assert replied_to(anna.chat.posts()[-2]) is None


def test_a_quote_stays_a_quote_of_the_same_words(world: World) -> None:
    anna, ivan, topic = begun(world)
    bold = [{"type": "bold", "offset": 0, "length": 5}]
    answer = ivan.answers(topic, "Выезд стоит 500 рублей, оплата мастеру", entities=bold)
    seen = anna.sees("Выезд")
    world.settles()  # as which message she has it is written down a moment later
    anna.replies(seen, "Почему?", quote="Выезд стоит 500 рублей")
    post = topic.sees("Почему?")
    assert replied_to(post) == answer["message_id"]
    assert (wording(post), post["quote"]["text"]) == ("Почему?", "Выезд стоит 500 рублей")
    world.settles()
    ivan.answers(topic, "Так по договору", reply_to_message_id=post["message_id"], quote="Почему")
    assert anna.sees("Так по договору")["quote"]["text"] == "Почему"


def test_a_reply_to_the_card_is_one_to_the_first_message(world: World) -> None:
    anna, ivan = world.requester(), world.agent("Иван")
    first = anna.writes("Роутер мигает")
    topic = anna.topic()
    anna.sees("принята")
    ivan.answers(topic, "Каким цветом?", reply_to_message_id=topic.card()["message_id"])
    assert replied_to(anna.sees("Каким цветом?")) == first["message_id"]
    anna.replies(first, "То есть мигал")
    post = topic.sees("То есть мигал")
    assert (wording(post), replied_to(post)) == ("То есть мигал", topic.card()["message_id"])


def test_a_quote_from_the_card_finds_the_picture_that_has_these_words(world: World) -> None:
    anna, ivan = world.requester(), world.agent("Иван")
    pictures = [{"photo": picture(), "caption": "красный роутер"}, {"photo": picture(), "caption": "договор 4711"}]
    [_, second] = world.telegram.types_all(anna.person, album=pictures)
    topic = anna.topic()
    anna.sees("принята")
    topic.card_shows("договор 4711")
    world.settles()  # that the card is there, and as which message, is written down a moment later
    ivan.answers(topic, "Не тот", reply_to_message_id=topic.card()["message_id"], quote="договор 4711")
    answer = anna.sees("Не тот")
    assert (wording(answer), replied_to(answer)) == ("Не тот", second["message_id"])
    assert answer["quote"]["text"] == "договор 4711"


def test_what_is_not_on_the_other_side_is_quoted_in_short(world: World) -> None:
    anna, _, topic = begun(world)
    confirmed = next(post for post in anna.chat.posts() if "принята" in wording(post))
    anna.replies(confirmed, "А до какого числа?")
    post = topic.sees("В ответ на:", "А до какого числа?")
    [quoted] = marked(post, "blockquote")
    assert wording(confirmed).startswith(quoted.rstrip("…"))
    assert len(quoted) <= 200


def test_a_reply_from_another_chat_carries_its_words_with_their_origin(world: World) -> None:
    anna, _, topic = begun(world)
    elsewhere = {"origin": origins.channel("Новости района"), "text": "Отключение до 18:00"}
    anna.writes("Это про нас?", external_reply=elsewhere)
    post = topic.sees("В ответ на сообщение из другого чата, канал «Новости района»:", "Это про нас?")
    assert marked(post, "blockquote") == ["Отключение до 18:00"]


def test_words_of_a_note_never_reach_the_requester(world: World) -> None:
    anna, ivan, topic = begun(world)
    note = ivan.answers(topic, "// грубит, осторожно")
    ivan.sees_reaction(note, "✍")
    ivan.answers(topic, "Мастер выехал", reply_to_message_id=note["message_id"], quote="грубит, осторожно")
    answer = anna.sees("Мастер выехал")
    assert (wording(answer), answer.get("quote"), replied_to(answer)) == ("Мастер выехал", None, None)


def test_a_reply_to_the_second_picture_of_an_album_points_at_it(world: World) -> None:
    anna, ivan, topic = begun(world)
    parts = ivan.answers_all(topic, album=[{"photo": picture()}, {"photo": picture(), "caption": "слот B"}])
    second = anna.sees("слот B")
    anna.replies(second, "Там пусто")
    assert replied_to(topic.sees("Там пусто")) == parts[1]["message_id"]
