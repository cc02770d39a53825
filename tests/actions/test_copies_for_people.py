"""A person gets a copy of what is held about them: a page and an archive, in a chat that is certainly theirs."""

import io
import json
import re
import zipfile
from pathlib import Path

import pytest

from models.__main__ import main
from models.db import Database
from models.rules.requests.held_page import held_page
from tests.actions.contract_sheets import Environment
from tests.actions.erasing_office import BYTES, CHAT, NAME, PHONE, ErasingOffice
from tests.actions.office import at
from workers.jobs.copy_person import copy_people


@pytest.fixture
def office(database: Database, tmp_path: Path) -> ErasingOffice:
    return ErasingOffice(database, tmp_path / "var")


def documents(office: ErasingOffice, when: str) -> dict[str, bytes]:
    """Files that leave for the chat now, by their names."""
    copy_people(office.worker(at(when)))
    sent = [one for one in office.delivers(at(when)) if one.address == str(CHAT) and one.files]
    files = [file for one in sent for file in one.files]
    return {str(file.file_name): (office.var / "files" / str(file.path)).read_bytes() for file in files}


def test_everything_that_they_may_see_comes_as_a_page_and_an_archive(office: ErasingOffice) -> None:
    office.leaves_marks()
    office.told(CHAT)
    office.writes("/mydata", CHAT, at("11m"))
    assert office.told(CHAT)[0].startswith("Собираем копию того, что мы о вас храним.")
    sent = documents(office, "12m")
    page = sent["my-data.html"].decode()
    for words in ("Что мы о вас храним", NAME, PHONE, "мармелад-ответ", "мармелад исправлен", "(мармелад-правка)"):
        assert words in page
    for words in ("мармелад-начало", "улица Мармеладная, 5", "1001", "Согласен на обработку имени и телефона."):
        assert words in page
    assert "мармелад-заметка" not in page
    for words in (
        "Авария",
        "Адрес",
        "подтверждён",
        "только свои",
        "ответ сотрудника",
        "русский",
    ):
        assert f">{words}<" in page or f"{words}: " in page, words
    assert re.findall(r"<td>([a-z_]{2,}|True|False|\[.*?\])</td>", page) == [], "codes are for programs"
    archive = zipfile.ZipFile(io.BytesIO(sent["my-data.zip"]))
    assert sorted(archive.namelist()) == ["data.json", "files/001-мармелад.pdf", "my-data.html"]
    assert archive.read("files/001-мармелад.pdf") == BYTES
    known = json.loads(archive.read("data.json"))
    assert known["person"]["name"] == NAME
    assert known["contracts"][0]["email"] == "marmalade@example.org"
    assert "мармелад-заметка" not in archive.read("data.json").decode()


def test_one_a_day_and_its_files_are_kept_no_longer(office: ErasingOffice) -> None:
    office.leaves_marks()
    office.writes("/cancel", CHAT, at("11m"))
    office.writes("/mydata", CHAT, at("11m"))
    assert documents(office, "12m")
    office.told(CHAT)
    office.writes("/mydata", CHAT, at("13m"))
    assert office.told(CHAT) == ["Копию вы уже просили. Следующую можно получить завтра, 12 ноября, в 12:11 (МСК)."]
    assert documents(office, "25h") == {}
    assert not list((office.var / "files" / "copies").iterdir())


def test_by_sms_it_is_said_where_it_can_be_had(office: ErasingOffice) -> None:
    office.sms("Не работает", PHONE)
    office.texts()
    office.sms("/mydata", PHONE, at("1m"))
    assert office.last_sms(at("1m"), PHONE).startswith("Копию данных мы присылаем только в подтверждённый чат")


def test_an_erasure_takes_copies_along(office: ErasingOffice) -> None:
    office.leaves_marks()
    office.writes("/cancel", CHAT, at("11m"))
    office.asks_to_be_erased(at("11m"))
    office.writes("/mydata", CHAT, at("24h"))
    assert documents(office, "24h")
    office.erases(at("25h"))
    assert office.found() == [], "\n".join(office.found())


def test_what_they_wrote_is_no_html() -> None:
    empty = ("addresses", "consents", "contracts", "tickets", "deliveries", "changes_of_addresses")
    held: dict[str, list[object]] = {name: [] for name in empty}
    said = {"at": "2026-11-11T09:00:00+00:00", "author": "requester", "text": "<script>alert(1)</script>"}
    message = {**said, "before_correction": ["<b>"], "files": [{"file_name": "<i>.pdf", "kind": "document"}]}
    page = held_page({**held, "person": {"name": "<u>"}, "other_messages": [message]}, "ru", "Europe/Moscow", ["<p>"])
    assert not any(tag in page for tag in ("<script>", "<b>", "<i>", "<u>", "<li><p>"))


def test_an_administrator_exports_it_too(
    office: ErasingOffice, environment: Environment, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    office.leaves_marks()
    file = tmp_path / "copy.zip"
    assert main(["person", "export", PHONE, str(file)]) == 0
    assert NAME in zipfile.ZipFile(file).read("data.json").decode()
    assert file.stat().st_mode & 0o077 == 0
    assert main(["person", "export", PHONE, str(file)]) == 1
    assert main(["person", "erase", NAME, "--at-once", "--yes"]) == 0
    assert "Act: " in capsys.readouterr().out
