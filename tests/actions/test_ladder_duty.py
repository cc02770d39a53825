"""`/duty` in the group, and the links by which people of the ladder enrol. Иван is on duty until Monday, 9:00."""

from argparse import Namespace
from datetime import timedelta
from pathlib import Path

import pytest

from models.actions.desk import bots, staff
from models.cli import staff as commands
from models.db import Database
from models.queries.staff import colleagues
from models.rules.delivery.outgoing import RowKind
from models.settings import Settings
from tests.actions.ladder_office import ANNA, IVAN, LadderOffice, regulation
from tests.actions.office import GROUP, NOON, at
from tests.actions.staff_office import OTHER

MONDAY = "пн 16 ноября 2026, 09:00"


@pytest.fixture
def desk(database: Database) -> LadderOffice:
    return LadderOffice(database)


def test_duty_says_who_it_is_until_when_and_who_follows(desk: LadderOffice) -> None:
    desk.enrols("ivan", IVAN)
    (told,) = desk.asks("/duty")
    assert told.text.splitlines() == [
        f"Сейчас дежурит Иван Петров, до {MONDAY}.",
        "Следом дежурит Пётр Орлов, до пн 23 ноября 2026, 09:00.",
        "Пока не на связи: Пётр Орлов. Ссылку выдаёт администратор: python -m models staff invite",
        "Кто подменит до конца дежурства? Чтобы назвать срок: /duty ИМЯ до пятницы 18:00. "
        "Отменить подмену: /duty swap",
    ]
    assert [key.rpartition(":")[2] for key in told.buttons] == ["petr"]


def test_a_button_makes_somebody_stand_in_until_the_turn_ends_and_is_gone(desk: LadderOffice) -> None:
    (told,) = desk.asks("/duty")
    assert desk.forges(told.buttons[0], "Коллега") == ""
    posted = desk.words()[-1]
    assert posted.startswith("Пётр Орлов дежурит с этой минуты до пн 23 ноября 2026, 09:00 (по графику Иван Петров).")
    assert RowKind.DROP_CHOICES in [row.kind for row in desk.rows()]
    (now,) = desk.asks("/duty")
    assert now.text.startswith("Сейчас дежурит Пётр Орлов (по графику Иван Петров), до пн 23 ноября 2026, 09:00.")


def test_a_button_of_an_earlier_turn_swaps_nobody(desk: LadderOffice) -> None:
    (told,) = desk.asks("/duty")
    assert "Наберите /duty ещё раз" in desk.forges(told.buttons[0], "Коллега", at("6d"))
    (now,) = desk.asks("/duty", when="6d")
    assert now.text.startswith("Сейчас дежурит Пётр Орлов, до")


@pytest.mark.parametrize(
    ("words", "until"),
    [
        ("petr до пятницы 18:00", "пт 13 ноября 2026, 18:00"),
        ("Пётр Орлов до завтра 10:00", "чт 12 ноября 2026, 10:00"),
        ("анна, +4ч", "ср 11 ноября 2026, 16:00"),
        ("Анна Ли", MONDAY),
    ],
)
def test_somebody_stands_in_by_name_until_a_date_or_the_end_of_the_turn(
    desk: LadderOffice, words: str, until: str
) -> None:
    (told,) = desk.asks(f"/duty {words}")
    assert f"дежурит с этой минуты до {until} (по графику Иван Петров). Кто изменил: Коллега." in told.text


def test_after_the_date_the_roster_holds_again(desk: LadderOffice) -> None:
    desk.asks("/duty anna до пятницы 18:00")
    (during,) = desk.asks("/duty", when="2d")
    (after,) = desk.asks("/duty", when="3d")
    assert during.text.startswith("Сейчас дежурит Анна Ли (по графику Иван Петров), до пт 13 ноября 2026, 18:00.")
    assert after.text.startswith(f"Сейчас дежурит Иван Петров, до {MONDAY}.")


@pytest.mark.parametrize("word", ["swap", "отмена"])
def test_a_swap_is_taken_back(desk: LadderOffice, word: str) -> None:
    desk.asks("/duty anna")
    (told,) = desk.asks(f"/duty {word}", when="1h")
    assert told.text == "Иван Петров дежурит с этой минуты, по графику; подмены больше нет. Кто изменил: Коллега."
    (again,) = desk.asks(f"/duty {word}", when="2h")
    assert again.text == "Подмены сейчас нет: дежурит Иван Петров, по графику."


def test_whose_turn_it_is_takes_it_back_by_standing_in_for_themselves(desk: LadderOffice) -> None:
    desk.asks("/duty anna")
    (told,) = desk.asks("/duty ivan", when="1h")
    assert told.text.startswith("Иван Петров дежурит с этой минуты, по графику")


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("ivan", "Иван Петров и так дежурит."),
        ("Олег", "Кого именно? В регламенте есть: Иван Петров (ivan), Пётр Орлов (petr), Анна Ли (anna)."),
        ("petr до 31 февраля", "Такого дня или времени не бывает."),
        ("petr потом", "Не удалось понять, к какому сроку."),
    ],
)
def test_what_is_not_understood_changes_nothing(desk: LadderOffice, words: str, answer: str) -> None:
    (told,) = desk.asks(f"/duty {words}")
    assert told.text.startswith(answer)
    (now,) = desk.asks("/duty")
    assert now.text.startswith(f"Сейчас дежурит Иван Петров, до {MONDAY}.")


def test_a_desk_without_a_roster_says_so(database: Database) -> None:
    desk = LadderOffice(database, regulation(people="").replace('duty = "week"\n', ""))
    for words in ("/duty", "/duty ivan", "/duty swap"):
        assert [told.text for told in desk.asks(words)] == ["В регламенте у этой линии нет графика дежурств."]


def test_a_forged_button_in_private_swaps_nobody(desk: LadderOffice) -> None:
    (told,) = desk.asks("/duty")
    assert desk.forges(told.buttons[0], "Иван", private=True) == "Действовать могут только участники рабочей группы."
    assert desk.asks("/duty")[0].text.startswith("Сейчас дежурит Иван Петров")


def test_a_desk_in_another_language_has_it_all(database: Database) -> None:
    english = regulation().replace('staff_language = "ru"', 'staff_language = "en"')
    desk = LadderOffice(database, english)
    (told,) = desk.asks("/duty")
    assert told.text.startswith("On duty now: Иван Петров, until Mon 16 November 2026, 09:00.")
    (swapped,) = desk.asks("/duty anna until Friday 6pm")
    assert "Анна Ли is on duty from now on, until Fri 13 November 2026, 18:00" in swapped.text


# -- enrolling


def invited(desk: LadderOffice, key: str) -> str:
    with desk.database.write() as tx:
        return staff.issue_code(tx, desk.desk_id, staff.MEMBER, NOON, key)


def reached(desk: LadderOffice) -> dict[str, int]:
    with desk.database.read() as tx:
        return {key: one.chat_id for key, one in colleagues(tx, desk.organisation_id, desk.desk_id).items()}


def test_a_link_enrols_once_and_the_group_learns_who_is_still_missing(desk: LadderOffice) -> None:
    code = invited(desk, "ivan")
    told = desk.asks(f"/start staff_{code}", "Иван", private=True)
    private, group = sorted(told, key=lambda one: one.chat != IVAN)
    assert (private.chat, group.chat) == (IVAN, GROUP)
    assert "Готово: Иван Петров" in private.text
    assert group.text.splitlines()[0].startswith(f"Иван Петров на связи (аккаунт «Иван», Telegram id {IVAN})")
    assert "Пока не на связи: Пётр Орлов." in group.text
    assert reached(desk) == {"ivan": IVAN}
    (again,) = desk.asks(f"/start staff_{code}", "Анна", private=True)
    assert "Ссылка не подошла" in again.text
    assert reached(desk) == {"ivan": IVAN}


def test_a_code_for_a_head_enrols_nobody_as_staff_and_the_other_way_round(desk: LadderOffice) -> None:
    with desk.database.write() as tx:
        head = staff.issue_code(tx, desk.desk_id, staff.HEAD, NOON)
    for link in (f"staff_{head}", f"head_{invited(desk, 'ivan')}"):
        assert "Ссылка не подошла" in desk.asks(f"/start {link}", "Иван", private=True)[0].text
    assert reached(desk) == {}


def test_whoever_enrols_with_another_account_is_no_longer_the_former_one(desk: LadderOffice) -> None:
    for who in ("Иван", "Анна"):
        desk.asks(f"/start staff_{invited(desk, 'ivan')}", who, private=True)
    assert reached(desk) == {"ivan": ANNA}


def test_a_link_of_somebody_who_left_the_regulation_enrols_nobody(desk: LadderOffice) -> None:
    (told,) = desk.asks(f"/start staff_{invited(desk, 'oleg')}", "Иван", private=True)
    assert "вас нет в регламенте" in told.text
    assert reached(desk) == {}


def stops(desk: LadderOffice, chat: int, status: str) -> list[str]:
    before = len(desk.words())
    user = {"id": chat, "is_bot": False, "first_name": "Иван"}
    bot = {"id": 7012345678, "is_bot": True, "first_name": "Бот"}
    other = "member" if status == "kicked" else "kicked"
    change = {
        "chat": {"id": chat, "type": "private"},
        "from": user,
        "date": int(NOON.timestamp()),
        "old_chat_member": {"user": bot, "status": other, "until_date": 0},
        "new_chat_member": {"user": bot, "status": status, "until_date": 0},
    }
    desk.comes({"my_chat_member": change}, at("2m"))
    return desk.words()[before:]


def test_the_group_is_warned_when_one_of_the_ladder_stops_the_bot_and_learns_when_they_are_back(
    desk: LadderOffice,
) -> None:
    desk.enrols("ivan", IVAN)
    desk.enrols("petr", 9102)
    assert [words.partition("(")[0] for words in stops(desk, IVAN, "kicked")] == [
        "Внимание: Иван Петров не на связи "
    ]
    assert reached(desk) == {"petr": 9102}
    assert stops(desk, IVAN, "member") == ["Иван Петров на связи: оповещение о нарушенных сроках дойдёт лично."]
    assert sorted(reached(desk)) == ["ivan", "petr"]


# -- the administrator's commands


@pytest.fixture
def settings(tmp_path: Path, desk: LadderOffice, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """For commands that work in this desk's database five minutes after noon."""
    monkeypatch.setattr(commands, "Database", lambda _url: desk.database)
    monkeypatch.setattr(commands, "organisation_now", lambda *_: NOON + timedelta(minutes=5))
    return Settings(var_dir=tmp_path, _env_file=None)


def test_an_invitation_is_a_link_that_enrols(
    desk: LadderOffice, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    with desk.database.write() as tx:
        bots.remember_bot(tx, desk.edition.organisation_id, "7012345678", "our_bot", NOON)
    assert commands.invite(Namespace(member="petr", organisation=None), settings) == 0
    link = capsys.readouterr().out.splitlines()[-1]
    assert link.startswith("https://t.me/our_bot?start=staff_")
    desk.asks(f"/start {link.partition('start=')[2]}", "Пётр", private=True)
    assert reached(desk) == {"petr": 9102}


def test_somebody_unknown_gets_no_link_and_the_answer_names_the_known(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert commands.invite(Namespace(member="oleg", organisation=None), settings) == 1
    assert capsys.readouterr().err == "staff: found 'oleg'; allowed: ivan, petr, anna\n"


def test_the_list_says_who_can_be_reached_who_is_called_and_who_is_on_duty(
    desk: LadderOffice, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.enrols("ivan", IVAN, "Ваня")
    desk.enrols("anna", ANNA, "Анна Ли")
    stops(desk, ANNA, "kicked")
    desk.asks("/duty petr", when="2m")
    assert commands.show(Namespace(desk=None, organisation=None), settings) == 0
    assert capsys.readouterr().out.splitlines() == [
        "ivan: Иван Петров: can be reached as Ваня; phone +79161234567; called for support",
        "petr: Пётр Орлов: not enrolled; called for support; on duty for support now",
        "anna: Анна Ли: stopped the bot; on no ladder or roster",
        "heads:",
        "  500 Ольга: support; can be reached",
        "others who acted in the staff groups:",
        "  9001 Иван",
        f"  {desk._people['Коллега']} Коллега",
    ]


def test_a_group_that_is_bound_learns_whom_the_ladder_cannot_reach(desk: LadderOffice) -> None:
    desk.enrols("petr", 9102)
    with desk.database.write() as tx:
        code = staff.issue_code(tx, desk.desk_id, staff.GROUP, NOON)
    bound, missing, *_ = [one for one in desk.asks(f"/bind {code}", chat_id=OTHER) if one.chat == OTHER]
    assert bound.text.startswith("Группа привязана")
    assert missing.text.startswith("Пока не на связи: Иван Петров.")
