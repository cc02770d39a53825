"""`/transports` carried out: who gets codes and what they are good for, and who is told of what."""

import pytest

from models.db import Database
from tests.actions.office import at
from tests.actions.reach_office import BORIS, GALYA, ReachOffice


@pytest.fixture
def office(database: Database) -> ReachOffice:
    return ReachOffice(database)


def test_a_phone_is_added_by_a_code_and_stands_in_the_list(office: ReachOffice) -> None:
    office.names_phone()
    assert "Если номер верный, на +7 916 123-45-67 придёт код" in office.told()[-1]
    office.writes(office.code_for(), when=at("1m"))
    said = office.told()[-1]
    assert "Подтверждено: SMS +7 916 123-45-67." in said
    assert "1. Telegram (вы здесь): работает\n2. SMS +7 916 123-45-67: работает" in said
    assert "Абонент держит один способ связи рабочим." in said


def test_what_is_written_from_the_phone_then_is_theirs(office: ReachOffice) -> None:
    office.adds_phone()
    office.writes("Сломался роутер", when=at("2m"))
    office.touches("Вопрос", when=at("2m"))
    office.touches("Отправить", when=at("2m"))
    number = office.ticket_of().number
    office.sms("/my", when=at("3m"))
    assert f"№{number}" in office.phone_told(when=at("3m"))[-1]


def test_a_code_that_comes_again_changes_nothing(office: ReachOffice) -> None:
    office.names_phone()
    code = office.code_for()
    office.writes(code, when=at("1m"))
    office.told()
    office.writes(code, when=at("2m"))
    assert office.told() == ["Этот код уже принят."]
    assert not office.tickets_of()


def test_a_wrong_code_is_told_with_what_is_left_and_the_third_ends_it(office: ReachOffice) -> None:
    office.names_phone()
    code = office.code_for()
    wrong = "000000" if code != "000000" else "111111"
    for left in ("Осталось попыток: 2", "Осталось попыток: 1", "больше не действует"):
        office.writes(wrong, when=at("1m"))
        assert left in office.told()[-1]
    office.writes("/transports", when=at("2m"))
    assert "+7 916" not in office.told()[-1]


def test_the_code_is_sent_again_after_a_minute_and_not_before(office: ReachOffice) -> None:
    office.names_phone()
    office.code_for()
    office.touches("Выслать код снова", when=at("30s"))
    assert "Сейчас код выслать нельзя" in office.told()[-1]
    assert not office.phone_told(when=at("30s"))
    office.writes("/transports", when=at("2m"))
    office.touches("Выслать код снова", when=at("2m"))
    office.writes(office.code_for(when=at("2m")), when=at("3m"))
    assert "Подтверждено" in office.told()[-1]


def test_a_code_is_said_from_any_chat_of_the_person(office: ReachOffice) -> None:
    """By SMS, for another phone that was named in a messenger."""
    office.adds_phone()
    office.names_phone(BORIS, when=at("2m"))
    office.sms(office.code_for(BORIS, at("2m")), when=at("3m"))
    assert "Подтверждено: SMS +7 916 765-43-21." in office.phone_told(when=at("3m"))[0]
    assert office.address_row(BORIS).person_id == office.person().id


def test_whoever_answers_the_code_where_it_came_is_told_where_to_say_it(office: ReachOffice) -> None:
    office.names_phone()
    code = office.code_for()
    office.sms(code, when=at("1m"))
    assert office.phone_told(when=at("1m")) == ["Введите код там, где вы его запросили."]
    office.writes(code, when=at("2m"))
    assert "Подтверждено" in office.told()[-1]


# -- addresses of others


def test_nobody_learns_whether_a_number_is_somebodys(office: ReachOffice) -> None:
    office.sms("Не работает интернет", BORIS)
    office.texts()
    said = []
    for chat, number in ((700, BORIS), (701, "+79160000000")):
        office.names_phone(number, chat)
        said.append(
            [text.replace("+7 916 765-43-21", "N").replace("+7 916 000-00-00", "N") for text in office.told(chat)]
        )
        assert office.code_for(number)
    assert said[0] == said[1]


def test_a_phone_that_is_proved_by_somebody_else_moves_and_shows_them_nothing(office: ReachOffice) -> None:
    office.sms("Не работает интернет, квартира 5", GALYA)
    office.texts()
    office.delivers()
    ticket = office.tickets_of_phone()[0]
    office.reads()
    office.adds_phone(when=at("1m"))
    office.delivers()
    assert "подтвердил кодом другой человек: Анна 700" in "\n".join(office.news(ticket.id))
    office.writes("/my", when=at("2m"))
    assert "№" not in office.told()[-1]
    office.sms("/my", when=at("3m"))
    assert "квартира" not in "".join(office.phone_told(when=at("3m")))
    assert office.view(ticket.id).is_open


def test_whose_phone_was_moved_away_is_told_at_their_other_addresses(office: ReachOffice) -> None:
    office.adds_phone(chat=700)
    office.told(700)
    office.adds_phone(chat=701, when=at("5m"))
    assert office.told(700) == [
        "SMS +7 916 123-45-67 больше не ваш способ связи: номер подтвердил кодом кто-то другой."
    ]


# -- changes, who is told of them, and undo


def two_addresses(office: ReachOffice) -> None:
    """A chat and a phone, and nothing unread."""
    office.adds_phone()
    office.told()


def test_a_new_phone_is_told_to_the_others_who_can_undo_it(office: ReachOffice) -> None:
    two_addresses(office)
    office.adds_phone(BORIS, when=at("10m"))
    (told,) = office.phone_told(GALYA, at("10m"))
    assert told.startswith("К вашим способам связи добавлен новый: SMS +7 916 765-43-21.")
    assert told.endswith("1 - Это не я: отменить")
    office.sms("1", GALYA, at("11m"))
    assert office.phone_told(GALYA, at("11m")) == ["Отменено."]
    office.writes("/transports", when=at("12m"))
    assert "765-43-21" not in office.told()[-1]


def test_it_is_undone_once_and_not_after_a_week(office: ReachOffice) -> None:
    two_addresses(office)
    office.adds_phone(BORIS, when=at("10m"))
    office.phone_told(GALYA, at("10m"))
    office.sms("1", GALYA, at("200h"))
    assert office.phone_told(GALYA, at("200h")) == ["Отменить это уже нельзя."]
    office.writes("/transports", when=at("201h"))
    assert "765-43-21" in office.told()[-1]


def test_one_that_is_removed_is_nobodys_and_its_removal_can_be_undone(office: ReachOffice) -> None:
    two_addresses(office)
    office.sms("способы связи", when=at("2m"))
    office.sms("1", when=at("2m"))  # the chat
    assert "Telegram: работает" in office.phone_told(when=at("2m"))[-1]
    office.picks("Удалить", at("3m"))
    office.picks("Да, удалить", at("4m"))
    assert "Удалено: Telegram." in "".join(office.phone_told(when=at("5m")))
    office.writes("/my", when=at("6m"))
    assert office.person().id != office.person_of_phone().id


def test_the_last_one_is_removed_after_a_warning_and_whoever_writes_from_there_is_somebody_new(
    office: ReachOffice,
) -> None:
    office.writes("/transports")
    office.touches("1. Telegram")
    before = office.person().id
    office.touches("Удалить")
    assert "последний способ связи, который работает" in office.told()[-1]
    office.touches("Да, удалить")
    assert office.told()[-1].startswith("Больше не пишем вам сюда")
    office.writes("Здравствуйте", when=at("1m"))
    assert office.person().id != before


def test_a_repeated_yes_removes_nothing_more(office: ReachOffice) -> None:
    two_addresses(office)
    office.writes("/transports")
    office.touches("2. SMS")
    office.touches("Удалить")
    office.touches("Да, удалить")
    office.told()
    assert "уже не действует" in office.touches("Да, удалить")
    assert office.told() == []


def test_quiet_hours_pause_and_order_are_kept(office: ReachOffice) -> None:
    two_addresses(office)
    office.writes("/transports")
    office.touches("2. SMS")
    office.touches("Тихие часы")
    office.writes("22-8")
    office.touches("Выше")
    office.touches("1. SMS")
    office.touches("Пауза")
    row = office.address_row(GALYA)
    assert (row.quiet_from, row.quiet_until, row.place, row.paused_at) == (22 * 60, 8 * 60, 0, at().now)
    assert "SMS +7 916 123-45-67: на паузе; тихие часы 22:00–8:00" in office.told()[-1]


def test_a_test_goes_to_the_phone_and_not_twice_in_a_minute(office: ReachOffice) -> None:
    two_addresses(office)
    office.writes("/transports")
    office.touches("2. SMS")
    office.touches("Проверить")
    office.touches("Проверить")
    assert office.phone_told() == ["Проверка связи: сюда доходит. Отвечать не нужно."]
    assert "Проверку только что отправляли" in office.told()[-1]


def test_one_that_stopped_the_bot_is_shown_as_such(office: ReachOffice) -> None:
    two_addresses(office)
    office.stops_the_bot(at("1m"))
    office.sms("способы связи", when=at("2m"))
    assert "Telegram: не работает: вы остановили бота" in office.phone_told(when=at("2m"))[-1]


# -- other chats


def test_another_chat_is_joined_by_a_link_that_is_opened_there(office: ReachOffice) -> None:
    office.sms("Не работает интернет", GALYA)
    office.texts()
    office.sms("способы связи", GALYA, at("1m"))
    office.texts(at("1m"))
    office.picks("Добавить", at("2m"))
    office.picks("Telegram", at("3m"))
    link = office.last_sms(at("3m"))
    code = link.partition("?start=")[2].split()[0]
    assert link.startswith("Откройте ссылку там, что подключаете (Telegram):\nhttps://t.me/otklik_bot?start=join_")
    office.writes(f"/start {code}", 702, at("4m"), entities=[command_of("/start")])
    assert "Подключить этот чат к «+7 916 123-45-67»?" in office.told(702)[-1]
    office.touches("Подключить", 702, at("5m"))
    assert "Чат подключён." in office.told(702)[-1]
    office.writes("/my", 702, at("6m"))
    assert "Не работает интернет" in office.told(702)[-1]
    office.writes(f"/start {code}", 703, at("7m"), entities=[command_of("/start")])
    assert "больше не действует" in office.told(703)[-1]


def command_of(word: str) -> dict[str, object]:
    return {"type": "bot_command", "offset": 0, "length": len(word)}


def test_a_removal_that_somebody_else_did_is_undone_from_where_it_is_told(office: ReachOffice) -> None:
    two_addresses(office)
    office.sms("способы связи", when=at("2m"))
    office.texts(at("2m"))
    office.picks("Telegram: работает", at("3m"))
    office.picks("Ниже", at("3m"))
    office.writes("/transports", when=at("4m"))
    office.touches("1. SMS", when=at("4m"))
    office.touches("Удалить", when=at("4m"))
    office.touches("Да, удалить", when=at("4m"))
    assert "SMS" not in office.told()[-1].partition("1. Telegram")[2].partition("\n")[0]
    office.adds_phone(BORIS, when=at("10m"))
    office.sms("способы связи", BORIS, at("11m"))
    office.texts(at("11m"))
    office.picks("Telegram: работает", at("12m"), BORIS)
    office.picks("Удалить", at("12m"), BORIS)
    office.told()
    office.picks("Да, удалить", at("12m"), BORIS)
    assert office.told() == []  # it is not told at what was removed


def test_how_requests_go_on_is_not_told_where_nobody_wants_it(office: ReachOffice) -> None:
    two_addresses(office)
    office.writes("/transports", when=at("2m"))
    office.touches("2. SMS +7 916 123-45-67", when=at("2m"))
    office.touches("Что присылать", when=at("2m"))
    office.touches("✓ ход заявок", when=at("2m"))
    office.touches("Назад", when=at("2m"))
    assert "Приходит: только ответы на заявки." in office.told()[-1]
