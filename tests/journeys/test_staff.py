"""Who may act: only members of a bound group and heads who enrolled themselves; everybody else changes nothing."""

import pytest

from tests.journeys.places import Place, buttons
from tests.journeys.world import World


def test_taking_and_returning_is_seen_on_the_card(world: World) -> None:
    anna, ivan, petr = world.requester(), world.agent("Иван"), world.agent("Пётр")
    anna.writes("Нужна помощь")
    topic = anna.topic()
    anna.sees("принята")
    assert "ваша" in ivan.presses_in(topic, "Взять")
    topic.sees("Заявку ведёт Иван")
    topic.card_shows("в работе, ведёт Иван")
    shown = [
        "Отказаться",
        "Предложить закрыть",
        "Продлить",
        "Ждать абонента",
        "Руководителю",
        "Почему такой срок?",
        "Ещё…",
    ]
    assert buttons(topic.card()) == shown
    assert "Эту заявку ведёт Иван" in petr.presses_in(topic, "Отказаться")
    ivan.presses_in(topic, "Отказаться")
    topic.sees("Иван больше не занимается заявкой")
    topic.card_shows("никто не взял")
    world.expects_nothing(topic)


def test_a_second_click_and_a_button_of_yesterday_change_nothing(world: World) -> None:
    anna, ivan, petr = world.requester(), world.agent("Иван"), world.agent("Пётр")
    anna.writes("Кто первый?")
    topic = anna.topic()
    anna.sees("принята")
    card = topic.card()
    take = card["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    assert ivan.forges(card, take) == f"Заявка №{topic.number} ваша."
    stale = "Кнопка устарела: заявка уже в другом состоянии. Ничего не изменилось."
    assert petr.forges(card, take) == stale
    assert ivan.forges(card, take) == stale
    topic.sees("Заявку ведёт Иван")
    topic.card_shows("в работе, ведёт Иван")
    world.expects_nothing(topic)


def test_commands_work_in_the_topic_and_by_number_from_anywhere(world: World) -> None:
    anna, ivan = world.requester(), world.agent("Иван")
    anna.writes("Починить стол")
    topic = anna.topic()
    anna.sees("принята")
    ivan.answers(topic, "/take")
    topic.sees("Заявку ведёт Иван")
    general = world.general
    general.reads_all()
    world.telegram.types(ivan.person, f"/return №{topic.number}", world.otklik.group)
    topic.sees("больше не занимается")
    general.sees("Готово")
    world.telegram.types(ivan.person, "/take 99999", world.otklik.group)
    general.sees("Какая заявка?")
    world.telegram.types(ivan.person, "Обед в два", world.otklik.group)
    world.settles()
    general.holds_nothing_unread()


def test_a_command_for_another_bot_is_neither_done_nor_passed_on(world: World) -> None:
    anna, ivan = world.requester(), world.agent("Иван")
    anna.writes("Кто здесь?")
    topic = anna.topic()
    anna.sees("принята")
    ivan.answers(topic, "/close@weather_bot")
    ivan.answers(topic, "/forecast@weather_bot завтра")
    world.expects_nothing(topic)
    ivan.answers(topic, "/take@otklik_test_bot")
    topic.sees("Заявку ведёт Иван")


def test_a_stranger_who_forges_buttons_is_refused(world: World) -> None:
    anna, eve = world.requester(), world.requester("Ева")
    anna.writes("Мой секрет")
    topic = anna.topic()
    anna.sees("принята")
    eve.writes("Привет")
    own = eve.sees("принята")
    eve.chat.reads_all()
    for carried in _forged(topic.card()):
        assert "только участники" in eve.forges(own, carried)
    for carried in (
        "t:999999:0:taken",
        "t:x:y:z",
        "d:0:solved:1",
        "d:99:to:1",
        "d:0:close:1",
        "чепуха",
        "t:1:0:resend.1",
    ):
        eve.forges(own, carried)
    world.settles()
    topic.card_shows("никто не взял")
    assert topic.unread() == []
    assert not [post for post in eve.chat.unread() if "Мой секрет" in post["text"]]


def _forged(card: dict[str, object]) -> list[str]:
    rows = card["reply_markup"]["inline_keyboard"]  # type: ignore[index]
    drawn = [button["callback_data"] for row in rows for button in row]
    return [*drawn, *(f"t:{one.split(':')[1]}:0:{one.split(':')[3]}" for one in drawn)]


def test_an_anonymous_administrator_is_asked_to_show_who_it_is(world: World) -> None:
    anna, gleb = world.requester(), world.agent("Глеб")
    world.telegram.member(world.otklik.group, gleb.person, "administrator", is_anonymous=True)
    anna.writes("Алло?")
    topic = anna.topic()
    anna.sees("принята")
    gleb.answers(topic, "Сделаем")
    topic.sees("Сообщение от имени группы не отправлено")
    world.expects_nothing(topic)


@pytest.fixture
def other_group(world: World) -> Place:
    """A forum with the bot in it that is bound to nothing."""
    ivan = world.agent("Иван")
    return Place(world.telegram, world.telegram.group("Посторонние", [ivan.person]))


def test_in_a_group_that_is_not_bound_nobody_can_act(world: World, other_group: Place) -> None:
    ivan, anna = world.agent("Иван"), world.requester()
    anna.writes("Ку-ку")
    topic = anna.topic()
    anna.sees("принята")
    for words in (f"/take {topic.number}", "/help", "/status 1", "просто слова", "// заметка"):
        world.telegram.types(ivan.person, words, other_group.chat)
    other_group.sees("не привязана ни к одной линии", "/bind КОД", "за сутки")
    world.settles()
    other_group.holds_nothing_unread()
    topic.card_shows("никто не взял")


def test_wrong_and_used_codes_bind_nothing(world: World, other_group: Place) -> None:
    ivan = world.agent("Иван")
    world.telegram.types(ivan.person, "/bind", other_group.chat)
    other_group.sees("/bind КОД")
    link = world.otklik.cli("staff", "head-link", "support")
    used = world.otklik.cli("desk", "bind-code", "support")
    world.telegram.types(ivan.person, f"/bind {used}", world.otklik.group)
    world.settles()
    for code in ("ABCDEFGH", link.partition("start=head_")[2], used):
        # each in a group of its own: a group hears the same word once a minute
        group = world.telegram.group("Чужая", [ivan.person])
        world.telegram.types(ivan.person, f"/bind {code}", group)
        Place(world.telegram, group).sees("Код не подошёл")


def test_a_group_without_topics_keeps_its_code_until_it_has_them(world: World) -> None:
    ivan = world.agent("Иван")
    plain = world.telegram.group("Без тем", [ivan.person], forum=False)
    code = world.otklik.cli("desk", "bind-code", "support")
    place = Place(world.telegram, plain)
    world.telegram.types(ivan.person, f"/bind {code}", plain)
    place.sees("выключены темы", "с тем же кодом")
    anonymous = world.telegram.group("Аноним", [ivan.person])
    world.telegram.member(anonymous, ivan.person, "administrator", is_anonymous=True)
    world.telegram.types(ivan.person, f"/bind {code}", anonymous)
    Place(world.telegram, anonymous).sees("Выключите анонимность")


def test_a_heads_link_works_once(world: World) -> None:
    link = world.otklik.cli("staff", "head-link", "support").partition("start=")[2]
    maria, eve = world.requester("Мария"), world.requester("Ева")
    maria.writes(f"/start {link}")
    maria.sees("вы руководитель линии")
    eve.writes(f"/start {link}")
    eve.sees("Ссылка не подошла")
    eve.writes("/start head_чужое")
    eve.sees("Ссылка не подошла")
    world.expects_nothing()
