"""A desk whose staff read English gets no Russian, whoever asks and presses: only names and own words."""

import re
from pathlib import Path

import pytest
from sqlalchemy import update

from models.actions.desk import gap_notice
from models.actions.reach import reachability
from models.db import Database
from models.tables.timers import timer
from tests.actions.chat_office import ASKING, ChatOffice
from tests.actions.office import ACCOUNT, GROUP, at
from tests.actions.sms_office import SmsOffice
from tests.journeys.regulations import ENGLISH, RUSSIAN

_KINDS = ASKING[ASKING.index('[[kinds]]\nid = "outage"') : ASKING.index('[[kinds]]\nid = "question"')]
#: The same questions, at a desk that reads English; requesters and those who press are Russians all the same.
DESK = ENGLISH.replace('[[kinds]]\nid = "question"', f'{_KINDS}[[kinds]]\nid = "question"', 1).replace(
    '[[policies]]\nfirst_response = "1h"', '[[policies]]\nfirst_response = "1h"\nnext_response = "1h"', 1
)
_NAMES = ("Иван Петров", "Пётр Орлов", "Анна Ли", "Иван", "Ольга", "Анна", "Поддержка")
_COMMANDS = (
    "/take, /untake, /escalate, /why, /wait, /unwait, /help, /duty, /duty petr, /doctor, /queue, /noanswer, /extend, "
    "/extend +1 day parts are late, /extend yesterday why, /severity, /severity high, /kind, /kind question, "
    "/kind nothing, /tier, /tier gold, /merge, /merge 2, /close, /reopen, /spam, /nonsense, /take 1, /take 77, /ask, "
    "/note, // a note, /wait when was it?, /close"
)


def _staff_reads(office: ChatOffice | SmsOffice) -> list[str]:
    """Every text, name and label that staff were shown in their group."""
    shown: list[str] = []
    for row in office.rows():
        if row.address not in (None, str(GROUP)):
            continue
        payload = row.payload
        shown += [str(payload[part]) for part in ("text", "name", "correction", "repeated_mark") if payload.get(part)]
        shown += [choice["label"] for choices in payload.get("choices") or () for choice in choices]
    return shown


def _russian_in(office: ChatOffice | SmsOffice) -> list[str]:
    found = []
    for words in _staff_reads(office):
        rest = words
        for name in _NAMES:
            rest = rest.replace(name, "")
        if re.search("[а-яё]", rest, re.IGNORECASE):
            found.append(words)
    return found


def _presses_everything(office: ChatOffice, minute: int) -> None:
    """Each button of the group that is new, twice: the second finds that it is done."""
    for key in dict.fromkeys(
        choice["key"]
        for row in office.rows()
        if row.address in (None, str(GROUP))
        for choices in row.payload.get("choices") or ()
        for choice in choices
    ):
        for _ in range(2):
            office.forges(key, when=at(f"{minute}m"))


@pytest.fixture
def office(database: Database) -> ChatOffice:
    office = ChatOffice(database, DESK)
    office.has_head()
    return office


def _opens(office: ChatOffice, chat: int) -> int:
    """Without a word: a photo, so that nothing but the kind can name it."""
    photo = {"file_id": f"photo{chat}", "file_unique_id": "u", "width": 1, "height": 1}
    office.writes(chat=chat, photo=[photo])
    office.touches("Авария", chat)
    office.writes("Tver, Mira 5", chat)
    office.writes("+7 916 123-45-67", chat)
    office.touches("Отправить", chat)
    office.delivers()
    return office.ticket_of(chat).id


def test_commands_and_buttons_of_staff(office: ChatOffice) -> None:
    first, second = _opens(office, 700), _opens(office, 701)
    for number, command in enumerate(_COMMANDS.split(", ")):
        office.types(command, first, when=at(f"{number}m"))
        office.types(command, None, when=at(f"{number}m"))
    for number in range(3):
        office.delivers(at(f"{60 + number}m"))
        _presses_everything(office, 60 + number)
    office.types("Is it better now?", second, when=at("70m"))
    office.writes("Yes", 701, at("71m"))
    assert _russian_in(office) == []


def test_breaches_silence_and_a_timer_that_raises(office: ChatOffice) -> None:
    ticket_id = _opens(office, 700)
    for minute in range(30, 700, 15):
        office.enforces(at(f"{minute}m"))
    office.types("/close", ticket_id, when=at("12h"))
    for hour in range(13, 200, 12):
        office.enforces(at(f"{hour}h"))
    other = _opens(office, 701)
    with office.database.write() as tx:
        tx.execute(update(timer).where(timer.c.ticket_id == other).values(steps=[{"broken": True}]))
    office.enforces(at("210h"))
    assert any("first_response" in words for words in _staff_reads(office))
    assert _russian_in(office) == []


def test_what_requesters_do(office: ChatOffice) -> None:
    ticket_id = _opens(office, 700)
    for number in range(15):
        office.writes(f"line {number}", when=at("2m"))
    office.writes(sticker={"file_id": "s", "file_unique_id": "s", "width": 1, "height": 1, "is_animated": False,
                           "is_video": False, "type": "regular"}, when=at("4m"))  # fmt: skip
    office.writes(story={"chat": {"id": 1, "type": "private"}, "id": 5}, when=at("4m"))
    office.writes(location={"latitude": 1.0, "longitude": 2.0}, when=at("4m"))
    odd = {"chat": {"id": 700, "type": "private"}, "date": "yesterday", "text": "x"}
    office.hears({"message": odd}, 700)
    office.hears({"message": {**odd, "chat": {"id": 900, "type": "private"}}}, 900)
    for when in ("5m", "6m", "7m", "8m"):
        office.works(at(when))
    office.writes("My router is dead", 702, at("9m"))
    office.time_passes(at("60m"))
    office.time_passes(at("300m"))
    office.writes(f"close {office.view(ticket_id).number}", 700, at("5h"))
    office.writes("again", 700, at("6h"))
    office.touches("Вернуться", 700, at("6h"))
    view = office.view(ticket_id)
    with office.database.write() as tx:
        reachability.reachable_again(tx, at("7h"), view)
        gap_notice.note_heard(tx, at("7h"), ACCOUNT)
        gap_notice.note_heard(tx, at("60h"), ACCOUNT)
    _presses_everything(office, 61 * 60)
    assert _russian_in(office) == []


def test_texts_and_calls(database: Database) -> None:
    office = SmsOffice(database, ENGLISH)
    office.gets("My router is dead")
    office.is_rung("")
    office.is_rung()
    office.hears("x", "+79161110000", at("5m"))
    office.sets_aside(at("5m"))
    office.answers(office.ticket_of().id, "We are on it " * 30, at("6m"))
    assert len(_staff_reads(office)) > 6
    assert _russian_in(office) == []


def test_the_test_itself_sees_russian(database: Database) -> None:
    office = ChatOffice(database, RUSSIAN)
    office.writes("Hello")
    assert _russian_in(office) != []


def test_nobody_is_told_anything_in_a_language_that_the_code_chose() -> None:
    """Except where both are asked for at once."""
    fixed = re.compile(r"(?<!both\()\bsay(?:_many)?\(\s*[\"'](?:ru|en)[\"']")
    files = [file for package in ("bot", "workers", "gsm_bridge", "models") for file in Path(package).rglob("*.py")]
    found = {
        str(file): line
        for file in files
        for line in file.read_text(encoding="utf-8").splitlines()
        if fixed.search(line) and "both(" not in line
    }
    assert found == {}
