"""A person with several tickets: a reply or a picker decides; numbers work in commands and in words."""

from tests.journeys.people import Requester, Topic
from tests.journeys.places import buttons, wording
from tests.journeys.world import World


def two_tickets(world: World) -> tuple[Requester, Topic, Topic]:
    """Both confirmed; the first about a router, the second about a bill."""
    anna = world.requester()
    anna.writes("Сломался роутер")
    anna.sees("принята")
    anna.writes("/new")
    anna.sees("Опишите, что случилось")
    anna.writes("Неверный счёт")
    anna.sees("принята")
    router, bill = anna.topics(2)
    router.card()
    bill.card()
    return anna, router, bill


def test_a_reply_goes_to_the_ticket_it_replies_to(world: World) -> None:
    anna, router, bill = two_tickets(world)
    ivan = world.agent("Иван")
    ivan.answers(router, "Мигает ли лампочка?")
    about_router = anna.sees(f"№{router.number}:", "Мигает ли лампочка?")
    ivan.answers(bill, "За какой месяц?")
    about_bill = anna.sees(f"№{bill.number}:", "За какой месяц?")
    world.settles()  # that it arrived, and as which message, is written down a moment later
    anna.replies(about_bill, "за октябрь")
    bill.sees("за октябрь")
    anna.replies(about_router, "мигает")
    router.sees("мигает")
    world.expects_nothing(router, bill)


def test_a_reply_to_words_of_the_bot_about_a_ticket_goes_to_that_ticket(world: World) -> None:
    anna, router, bill = two_tickets(world)
    world.settles()
    confirmed = next(post for post in anna.chat.posts() if f"№{router.number} принята" in wording(post))
    anna.replies(confirmed, "и лампочка мигает")
    router.sees("В ответ на:", "и лампочка мигает")
    anna.writes("/new")
    anna.sees("Опишите, что случилось")
    anna.replies(confirmed, "и пищит")
    router.sees("и пищит")
    world.expects_nothing(router, bill)


def test_without_a_reply_the_person_picks_once_and_is_remembered_for_a_while(world: World) -> None:
    anna, router, bill = two_tickets(world)
    anna.writes("Вот ещё подробность")
    picker = anna.sees("К какой заявке относится", "10 минут")
    assert buttons(picker)[:2] == [f"№{router.number} · Сломался роутер", f"№{bill.number} · Неверный счёт"]
    anna.writes("И ещё одна")
    anna.sees("К какой заявке относятся ваши 2 сообщения?")
    anna.presses(f"№{bill.number} · Неверный счёт")
    anna.sees(f"Передали в заявку №{bill.number}")
    bill.sees("Вот ещё подробность")
    bill.sees("И ещё одна")
    anna.writes("это последнее")
    bill.sees("это последнее")
    world.expects_nothing(router, bill)


def test_an_old_picker_says_that_it_is_old(world: World) -> None:
    anna, router, bill = two_tickets(world)
    anna.writes("Куда это?")
    picker = anna.sees("К какой заявке")
    anna.writes(str(router.number))
    anna.sees(f"Передали в заявку №{router.number}")
    router.sees("Куда это?")
    assert "уже не действует" in anna.press(picker, f"№{bill.number} · Неверный счёт")
    world.expects_nothing(router, bill)


def test_lists_and_states_are_told_by_command_and_in_words(world: World) -> None:
    anna, router, bill = two_tickets(world)
    anna.writes("/my")
    anna.sees("2 открытые заявки", f"№{router.number} · Сломался роутер", f"№{bill.number} · Неверный счёт")
    anna.writes(f"/status {router.number}")
    anna.sees(f"№{router.number} · Сломался роутер", "Ждёт ответа, ответим не позже чем")
    world.agent("Иван").answers(bill, "Пересчитаем")
    anna.sees("Пересчитаем")
    anna.writes(f"статус {bill.number}")
    anna.sees(f"№{bill.number} · Неверный счёт", "В работе")
    anna.writes("/status 99999")
    anna.sees("Среди ваших заявок нет №99999")
    world.expects_nothing(router, bill)


def test_nobody_learns_of_other_peoples_tickets(world: World) -> None:
    _, router, _ = two_tickets(world)
    eve = world.requester("Ева")
    eve.writes(f"/status {router.number}")
    eve.sees(f"Среди ваших заявок нет №{router.number}")
    eve.writes(f"/close {router.number}")
    eve.sees(f"Среди ваших заявок нет №{router.number}")
    eve.writes(f"/reopen {router.number}")
    eve.sees(f"Среди ваших заявок нет №{router.number}")
    world.expects_nothing(router)


def test_more_tickets_than_the_regulation_allows_are_refused_politely(world: World) -> None:
    anna, _, _ = two_tickets(world)
    anna.writes("/new")
    anna.sees("Опишите")
    anna.writes("Третье дело")
    anna.sees("принята")
    anna.writes("/new")
    anna.sees("У вас уже 3 открытые заявки", "/close")
    anna.topics(3)


def test_a_ticket_is_closed_and_reopened_by_its_requester(world: World) -> None:
    anna, router, bill = two_tickets(world)
    anna.writes(f"/close {router.number}")
    anna.sees(f"Заявка №{router.number} закрыта по вашей просьбе", "14 дней")
    router.sees("Абонент закрыл заявку")
    router.card_shows("Состояние: закрыта")
    assert buttons(router.card()) == ["Открыть снова", "Почему такой срок?"]
    anna.writes(f"/reopen {router.number}")
    anna.sees(f"Заявка №{router.number} снова открыта")
    router.sees("Абонент снова открыл заявку")
    router.card_shows("новая, никто не взял", "Ответить до")
    world.expects_nothing(router, bill)


def test_close_without_a_number_asks_which(world: World) -> None:
    anna, router, bill = two_tickets(world)
    anna.writes("/close")
    asked = anna.sees("Какую заявку закрыть?")
    drawn = asked["reply_markup"]["inline_keyboard"][1][0]
    assert drawn["text"] == f"Закрыть №{bill.number}"
    anna.press(asked, drawn["text"])
    anna.sees(f"Заявка №{bill.number} закрыта")
    assert "уже не действует" in anna.forges(asked, drawn["callback_data"])
    bill.sees("Абонент закрыл заявку")
    world.expects_nothing(router, bill)


def test_writing_after_a_close_offers_to_go_back_and_nothing_is_lost(world: World) -> None:
    anna, ivan = world.requester(), world.agent("Иван")
    anna.writes("Не открывается почта")
    topic = anna.topic()
    anna.sees("принята")
    anna.writes("/close")
    anna.sees(f"Закрыть заявку №{topic.number}?")
    anna.presses(f"Закрыть №{topic.number}")
    anna.sees("закрыта")
    topic.sees("Абонент закрыл заявку")
    ivan.answers(topic, "Вы уверены?")
    topic.sees("Заявка закрыта, поэтому сообщение не отправлено")
    anna.writes("Спасибо!")
    anna.sees("Рады помочь")
    anna.writes("Снова не открывается")
    anna.sees(f"Заявка №{topic.number} закрыта", "новый вопрос?")
    anna.writes("вот картинка ошибки")
    anna.sees("новый вопрос?")
    anna.presses(f"Вернуться к №{topic.number}")
    anna.sees("снова открыта")
    topic.sees("снова открыл заявку")
    topic.sees("Снова не открывается")
    topic.sees("вот картинка ошибки")
    world.expects_nothing(topic)


def test_after_a_close_a_new_question_becomes_a_new_ticket(world: World) -> None:
    anna = world.requester()
    anna.writes("Первый вопрос")
    first = anna.topic()
    anna.sees("принята")
    anna.writes(f"закрыть {first.number}")
    anna.sees("закрыта")
    anna.writes("Совсем другое дело")
    anna.sees("новый вопрос?")
    anna.presses("Новая заявка")
    anna.sees("принята")
    _, second = anna.topics(2)
    assert second.number > first.number
    assert "Совсем другое дело" in wording(second.card())


def test_a_language_is_chosen_and_kept(world: World) -> None:
    anna, ivan = world.requester(), world.agent("Иван")
    anna.writes("/language")
    anna.sees("Здравствуйте")
    anna.sees("Выберите язык")
    anna.presses("English")
    anna.sees("English")
    anna.writes("My phone does not ring")
    topic = anna.topic()
    anna.sees(f"#{topic.number}")
    topic.card_shows("английский")
    ivan.presses_in(topic, "Предложить закрыть")
    anna.sees("We believe", f"#{topic.number}")
    anna.writes("русский")
    topic.sees("русский")
    topic.sees("предложение закрыть заявку снято")
    anna.writes("/language ru")
    anna.sees("по-русски")
    anna.writes("/my")
    anna.sees("1 открытая заявка")
