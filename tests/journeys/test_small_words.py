"""What people really say: thanks that ask for nothing, words that look like commands, and what is no request."""

from tests.journeys.world import World


def test_thanks_are_no_objection_and_one_tap_closes(clockwork: World) -> None:
    anna, ivan = clockwork.requester(), clockwork.agent("Иван")
    anna.writes("Не работает пульт")
    topic = anna.topic()
    anna.sees("принята")
    ivan.answers(topic, "Замените батарейки")
    anna.sees("батарейки")
    ivan.presses_in(topic, "Предложить закрыть")
    anna.sees("решён")
    topic.sees("предлагает закрыть")
    anna.writes("Спасибо! 🙏")
    topic.sees("Спасибо! 🙏")
    anna.sees(f"Вопрос по заявке №{topic.number} решён?")
    anna.presses("Да, решён")
    anna.sees("закрыта")
    topic.sees("Абонент подтвердил")
    clockwork.expects_nothing(topic)


def test_thanks_by_sms_are_asked_about_in_one_short_sms(reception: World) -> None:
    galya, ivan = reception.phone(), reception.agent("Иван")
    galya.texts("Не работает пульт")
    topic = galya.topic()
    galya.gets("принята")
    ivan.answers(topic, "Замените батарейки")
    galya.gets("батарейки")
    ivan.presses_in(topic, "Предложить закрыть")
    topic.sees("предлагает закрыть")
    galya.gets("решена?")
    galya.texts("Спасибо!")
    topic.sees("Спасибо!")
    assert len(galya.gets(f"Заявка №{topic.number} решена?", "1 - Да, решён", "2 - Ещё нет")["parts"]) == 1
    galya.texts("1")
    topic.sees("Абонент подтвердил")
    galya.gets("закрыта")
    reception.expects_nothing(topic)


def test_words_that_look_like_a_command_arrive_or_are_said_not_to(world: World) -> None:
    anna, ivan = world.requester(), world.agent("Иван")
    anna.writes("/ Не открывается сайт")
    topic = anna.topic()
    anna.sees("принята")
    ivan.answers(topic, "/etc/hosts откройте и пришлите")
    anna.sees("/etc/hosts откройте и пришлите")
    slip = ivan.answers(topic, "/tmp очистите")
    told = topic.sees("Команды «/tmp» нет, абоненту ничего не отправлено")
    world.expects_nothing(topic)
    ivan.press(told, "Отправить как есть")
    anna.sees("/tmp очистите")
    ivan.sees_reaction(slip, "👌")
    topic.loses_buttons(told)
    world.expects_nothing(topic)


def test_spam_ends_without_a_word_and_its_sender_is_heard_no_more(clockwork: World) -> None:
    boris, ivan = clockwork.requester("Борис"), clockwork.agent("Иван")
    boris.writes("Продвижение сайтов недорого")
    topic = boris.topic()
    boris.sees("принята")
    ivan.presses_in(topic, "Ещё…")
    ivan.presses_in(topic, "Реклама")
    topic.sees("это не заявка (реклама)")
    topic.card_shows("закрыта, не заявка (реклама)")
    ivan.presses_in(topic, "Заблокировать отправителя")
    topic.sees("Иван блокирует отправителя")
    boris.writes("Совсем недорого!")
    topic.card_shows("с тех пор писал 1 раз")
    clockwork.forward("30h")
    clockwork.expects_nothing(topic)
    ivan.answers(topic, "/reopen")
    topic.sees("Иван возвращает заявку")
    topic.sees("Совсем недорого!")
