"""What is left of an erased person: nothing, wherever anybody looks."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from models.__main__ import main
from models.clock import Instant
from models.db import Database
from models.tables.lanes import inbox, lane
from tests.actions.contract_sheets import Environment, sheet, written
from tests.actions.erasing_office import CHAT, NAME, PHONE, ErasingOffice
from tests.actions.office import at

SHEET = sheet(f"1001;{NAME};{PHONE}", columns=("Номер договора", "Контактное лицо", "Телефон"))


@pytest.fixture
def office(database: Database, tmp_path: Path) -> ErasingOffice:
    return ErasingOffice(database, tmp_path / "var")


def test_nothing_is_left_of_an_erased_person(office: ErasingOffice) -> None:
    office.leaves_marks()
    found = {one.partition(":")[0] for one in office.found()}
    assert {"message.text", "outbox.payload", "person.name", "ticket.fields", "address.address"} <= found
    assert {"conversation.state", "lane.key", "attachment.file_name", "message_version.text"} <= found
    assert {"contact_person.email", "extension.reason", "sms_sent.last_ten", "inbox.payload"} <= found
    office.asks_to_be_erased(at("11m"))
    office.erases(at("25h"))
    assert office.found() == [], "\n".join(office.found())
    assert office.told(CHAT) == []


def test_nothing_is_left_of_what_was_set_aside_of_theirs(office: ErasingOffice) -> None:
    office.leaves_marks()
    with office.database.write() as tx:
        theirs = select(inbox.c.id).join(lane).where(lane.c.key == f"chat:{CHAT}", inbox.c.payload.is_not(None))
        set_aside = update(inbox).where(inbox.c.id.in_(theirs)).values(state="failed", error="IntegrityError")
        assert tx.execute(set_aside).rowcount > 0
    office.asks_to_be_erased(at("11m"))
    office.erases(at("25h"))
    assert office.found() == [], "\n".join(office.found())


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_not_even_bytes_are_left_in_the_files_of_sqlite(office: ErasingOffice) -> None:
    office.leaves_marks()
    assert set(office.bytes_left()) >= {"мармелад", str(CHAT), "9165550177"}
    office.asks_to_be_erased(at("11m"))
    office.erases(at("25h"))
    assert office.bytes_left() == []


def test_a_restored_backup_brings_nobody_back(
    office: ErasingOffice, environment: Environment, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    office.leaves_marks()
    file = tmp_path / "everything.tar.gz"
    office.database.close()
    assert main(["backup", str(file)]) == 0
    office.asks_to_be_erased(at("11m"))
    office.erases(at("25h"))
    office.database.close()
    capsys.readouterr()
    assert main(["restore", str(file), "--erase", "--yes"]) == 0
    said = capsys.readouterr().out
    assert "1 persons were erased after FILE was made, and are erased again: acts " in said
    office.erases(Instant(datetime.now(UTC) + timedelta(minutes=1), datetime.now(UTC) + timedelta(minutes=1)))
    assert office.found() == [], "\n".join(office.found())
    assert main(["person", "acts"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert second.endswith("again")
    assert second.startswith(first.partition(" ")[0])
    assert main(["person", "acts", second.partition(" ")[0]]) == 0
    assert "вернулись с резервной копией" in capsys.readouterr().out


def test_an_import_names_who_was_erased_and_does_not_bring_them_back(
    office: ErasingOffice, environment: Environment, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    office.leaves_marks()
    office.asks_to_be_erased(at("11m"))
    office.erases(at("25h"))
    file = written(tmp_path / "sheet.csv", SHEET)
    assert main(["contracts", "import", file, "--apply"]) == 0
    said = capsys.readouterr().out
    assert "Стёртые люди, обратно не добавлены (добавить: --erased-too): 1\n  строка 2, договор 1001: стёрт" in said
    assert office.found() == [], "\n".join(office.found())
    assert main(["contracts", "import", file, "--apply", "--erased-too"]) == 0
    assert "новых людей 1" in capsys.readouterr().out


def test_who_writes_again_is_somebody_new(office: ErasingOffice) -> None:
    office.leaves_marks()
    office.asks_to_be_erased(at("11m"))
    office.erases(at("25h"))
    office.told(CHAT)
    office.writes("Здравствуйте", CHAT, at("26h"))
    assert office.told(CHAT)[0].startswith("Здравствуйте! Это поддержка")
    assert office.tickets_of(CHAT) == []
