"""An open ticket is a conversation: words, files and corrections go both ways, and nothing internal leaves."""

from tests.journeys.people import document, picture
from tests.journeys.places import Wire, buttons, marked, wording
from tests.journeys.world import World


def test_where_nothing_has_to_be_asked_the_first_message_opens_the_ticket_at_once(world: World) -> None:
    anna = world.requester()
    anna.writes("Не включается роутер")
    said = anna.sees("Здравствуйте", "/rules", "принята", "Ответим не позже чем сегодня в 13:", "руководитель")
    topic = anna.topic()
    assert f"Заявка №{topic.number}" in wording(said)
    card = topic.card()
    assert marked(card, "bold") == [f"№{topic.number} · Вопрос"]
    assert "Не включается роутер" in wording(card)
    world.expects_nothing(topic)


def test_an_answer_arrives_with_its_entities_and_is_confirmed_by_a_reaction(world: World) -> None:
    anna, ivan = world.requester(), world.agent("Иван")
    anna.writes("Как сбросить роутер?")
    topic = anna.topic()
    anna.sees("принята")
    entities = [{"type": "bold", "offset": 8, "length": 2}, {"type": "code", "offset": 16, "length": 5}]
    answer = ivan.answers(topic, "😀 Держите Reset 10 сек", entities=[{"type": "italic", "offset": 0, "length": 2}])
    seen = anna.sees("😀 Держите Reset 10 сек")
    assert marked(seen, "italic") == ["😀"]
    ivan.sees_reaction(answer, "👌")
    again = ivan.answers(topic, "Нажмите ok → 🔧 reset готово", entities=entities)
    seen = anna.sees("Нажмите ok")
    assert (marked(seen, "bold"), marked(seen, "code")) == (marked(again, "bold"), marked(again, "code"))
    topic.card_shows("Первый ответ", "отвечено", without=("Ответить до",))
    world.expects_nothing(topic)


def test_text_that_looks_like_markup_arrives_as_it_was_typed(world: World) -> None:
    anna, ivan = world.requester(), world.agent("Иван")
    words = "<b>не жирный</b> & *звёзды* _тут_ `код` {name} %s"
    anna.writes(words)
    topic = anna.topic()
    assert words in wording(topic.card())
    assert words[:20] in topic.name
    anna.sees("принята")
    ivan.answers(topic, words)
    assert wording(anna.sees("не жирный")) == words
    anna.writes(words)
    assert wording(topic.sees("не жирный")) == words


def test_what_the_requester_adds_appears_in_the_topic_in_order_and_without_chatter(world: World) -> None:
    anna = world.requester()
    anna.writes("Первое")
    topic = anna.topic()
    anna.sees("принята")
    for word in ("второе", "третье", "четвёртое"):
        anna.writes(word)
    for word in ("второе", "третье", "четвёртое"):
        assert wording(topic.sees(word)) == word
    world.expects_nothing(topic)


def test_photos_and_documents_go_both_ways_with_their_captions(world: World) -> None:
    anna, ivan = world.requester(), world.agent("Иван")
    anna.writes("Вот что на экране", photo=picture())
    topic = anna.topic()
    anna.sees("принята")
    assert "Вот что на экране" in wording(topic.card())
    assert "photo" in topic.sees()
    anna.writes("Мой договор", document=document("договор №7.txt"))
    received = topic.sees("Мой договор")
    assert received["document"]["file_name"] == "договор №7.txt"
    ivan.answers(topic, "Так должно быть", photo=picture())
    assert "photo" in anna.sees("Так должно быть")
    ivan.answers(topic, document=document("инструкция.txt", "нажать и держать"))
    sent = anna.sees()
    assert sent["document"]["file_name"] == "инструкция.txt"
    assert world.telegram.file(sent["document"]["file_unique_id"]).decode() == "нажать и держать"
    world.expects_nothing(topic)


def test_an_album_stays_an_album_both_ways(world: World) -> None:
    anna, ivan = world.requester(), world.agent("Иван")
    anna.writes("Роутер с трёх сторон")
    topic = anna.topic()
    anna.sees("принята")
    anna.writes(album=[{"photo": picture(), "caption": "слева"}, {"photo": picture()}, {"photo": picture()}])
    album = [topic.sees("слева"), topic.sees(), topic.sees()]
    assert len({part["media_group_id"] for part in album}) == 1
    answered = ivan.answers_all(topic, album=[{"document": document("а.txt")}, {"document": document("б.txt")}])
    album = [anna.sees(), anna.sees()]
    assert [part["document"]["file_name"] for part in album] == ["а.txt", "б.txt"]
    assert len({part["media_group_id"] for part in album}) == 1
    ivan.sees_reaction(answered[0], "👌")
    world.expects_nothing(topic)


def test_a_correction_by_the_requester_changes_the_copy_in_the_topic(world: World) -> None:
    anna = world.requester()
    anna.writes("Не работает")
    topic = anna.topic()
    said = anna.writes("Мой адрес: Ленина, 5")
    copy = topic.sees("Ленина, 5")
    anna.edits(said, "Мой адрес: Ленина, 15")
    assert topic.sees("Ленина, 15")["message_id"] == copy["message_id"]
    world.expects_nothing_but("принята", topic)


def test_a_correction_of_the_first_message_changes_the_card(world: World) -> None:
    anna = world.requester()
    said = anna.writes("Не работает телефон")
    topic = anna.topic()
    anna.edits(said, "Не работает телевизор")
    topic.card_shows("Не работает телевизор", without=("телефон",))
    offered = [
        "Взять",
        "Предложить закрыть",
        "Продлить",
        "Ждать абонента",
        "Руководителю",
        "Почему такой срок?",
        "Ещё…",
    ]
    assert buttons(topic.card()) == offered


def test_a_correction_of_a_caption_changes_it_on_both_sides(world: World) -> None:
    anna, ivan = world.requester(), world.agent("Иван")
    anna.writes("Привезли не то")
    topic = anna.topic()
    anna.sees("принята")
    shown = anna.writes("кабель на 5 метров", photo=picture())
    copy = topic.sees("на 5 метров")
    anna.edits(shown, "кабель на 50 метров")
    assert topic.sees("на 50 метров")["message_id"] == copy["message_id"]
    answered = ivan.answers(topic, "замена в четверг", document=document())
    copy = anna.sees("в четверг")
    ivan.edits(answered, "замена в пятницу")
    assert anna.sees("в пятницу")["message_id"] == copy["message_id"]
    world.expects_nothing(topic)


def test_a_caption_of_the_first_message_is_corrected_in_the_card(world: World) -> None:
    anna = world.requester()
    said = anna.writes("так выглядит ошипка", photo=picture())
    topic = anna.topic()
    anna.edits(said, "так выглядит ошибка")
    topic.card_shows("так выглядит ошибка", without=("ошипка",))


def test_a_correction_by_the_agent_changes_the_answer_that_arrived(world: World) -> None:
    anna, ivan = world.requester(), world.agent("Иван")
    anna.writes("Какой пароль от вайфая?")
    topic = anna.topic()
    anna.sees("принята")
    answer = ivan.answers(topic, "На крышке внизу")
    arrived = anna.sees("На крышке внизу")
    ivan.edits(answer, "На наклейке внизу", entities=[{"type": "bold", "offset": 3, "length": 8}])
    corrected = anna.sees("На наклейке внизу")
    assert corrected["message_id"] == arrived["message_id"]
    assert marked(corrected, "bold") == ["наклейке"]
    world.expects_nothing(topic)


def test_notes_never_reach_the_requester_however_they_are_written(world: World) -> None:
    anna, ivan = world.requester(), world.agent("Иван")
    anna.writes("Когда придёт мастер?")
    topic = anna.topic()
    anna.sees("принята")
    notes = [
        ivan.answers(topic, "// клиент из списка должников"),
        ivan.answers(topic, "/note позвонить на склад"),
        ivan.answers(topic, "// фото для своих", photo=picture()),
        ivan.answers(topic, "/note чертёж для своих", document=document("чертёж.txt")),
        ivan.answers(topic, "/note@otklik_test_bot и так тоже"),
        ivan.answers(topic, "/note\nи в две строки"),
    ]
    for note in notes:
        ivan.sees_reaction(note, "✍")
    ivan.edits(notes[0], "клиент больше не должник")
    ivan.answers_all(topic, album=[{"photo": picture(), "caption": "//альбом для своих"}, {"photo": picture()}])
    world.expects_nothing(topic)
    topic.card_shows("новая, никто не взял", "Ответить до")


def test_a_long_answer_arrives_whole_and_in_order(world: World) -> None:
    anna, ivan = world.requester(), world.agent("Иван")
    anna.writes("Пришлите инструкцию")
    topic = anna.topic()
    anna.sees("принята")
    longest = ("Шаг. " * 820)[:4096]
    answer = ivan.answers(topic, longest)
    assert wording(anna.sees("Шаг.")) == longest.strip()
    ivan.sees_reaction(answer, "👌")
    world.expects_nothing(topic)


def test_a_first_message_of_4096_units_is_continued_below_the_card(world: World) -> None:
    anna = world.requester()
    words = " ".join(f"слово{number}" for number in range(1, 600))[:4096]
    anna.writes(words)
    topic = anna.topic()
    assert "слово1 слово2" in wording(topic.card())
    rest = wording(topic.sees("слово"))
    assert rest.split()[-1] == words.split()[-1]
    shown = wording(topic.card()).partition("слово1 ")[2].split("…")[0].split()
    assert [*("слово1", *shown), *rest.split()] == words.split()


def test_two_agents_who_answer_at_once_are_told(world: World) -> None:
    anna, ivan, petr = world.requester(), world.agent("Иван"), world.agent("Пётр")
    anna.writes("Почему так медленно?")
    topic = anna.topic()
    anna.sees("принята")
    ivan.answers(topic, "Проверяю линию")
    petr.answers(topic, "Перезагрузите роутер")
    anna.sees("Проверяю линию")
    anna.sees("Перезагрузите роутер")
    topic.sees("Вы и Иван ответили почти одновременно")
    ivan_again: Wire = ivan.answers(topic, "Пётр прав")
    anna.sees("Пётр прав")
    ivan.sees_reaction(ivan_again, "👌")


def test_a_requester_who_blocks_the_bot_is_shown_and_may_come_back(world: World) -> None:
    anna, ivan = world.requester(), world.agent("Иван")
    anna.writes("Пропал звук")
    topic = anna.topic()
    anna.sees("принята")
    anna.blocks()
    topic.sees("Абонент заблокировал бота")
    topic.card_shows("бот заблокирован")
    lost = ivan.answers(topic, "Попробуйте другой канал")
    ivan.sees_reaction(lost, "👎")
    topic.sees("Считаем, что ответа ещё не было")
    topic.sees("Абонент заблокировал бота")
    anna.unblocks()
    topic.sees("Абонент снова на связи")
    topic.card_shows("сообщения доходят")
    anna.writes("Я вернулась")
    topic.sees("Я вернулась")
    found = ivan.answers(topic, "Рады видеть")
    anna.sees("Рады видеть")
    ivan.sees_reaction(found, "👌")
    world.expects_nothing(topic)


def test_too_many_messages_a_minute_are_answered_once_and_open_with_a_press(world: World) -> None:
    anna, ivan = world.requester(), world.agent("Иван")
    anna.writes("Ответьте!")
    topic = anna.topic()
    anna.sees("принята")
    for number in range(2, 17):
        anna.writes(f"сообщение {number}")
    anna.sees("Слишком много сообщений")
    for number in range(2, 13):
        topic.sees(f"сообщение {number}")
    topic.with_button("Показать")
    world.settles()
    topic.sees("Ещё 4 сообщения")
    world.expects_nothing(topic)
    ivan.presses_in(topic, "Показать")
    for number in range(13, 17):
        topic.sees(f"сообщение {number}")
