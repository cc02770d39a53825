"""Small slips that must not cost much: another organisation's file, a long name, a group bound twice."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from telegram import Message

from bot.telegram.message_content import spoken_in
from models.__main__ import main
from models.actions.desk.bindings import bind_group, move_group
from models.actions.talk import messages
from models.db import Database
from models.migrations.to_newest import upgrade
from models.queries.regulation import edition_in_force
from models.queries.staff import bound_group
from models.tables.messages import attachment
from models.tables.organisations import staff_group
from tests.actions.office import ACCOUNT, GROUP, NOON, Office
from tests.actions.own_database import ENGINES, REGULATION, at, fresh_database

A1, BENCHMARK = Path("examples/regulations/a1_isp.toml"), Path("examples/regulations/benchmark.toml")


def test_the_file_of_another_organisation_is_not_adopted_by_a_slip(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"sqlite:///{tmp_path}/otklik.db"
    monkeypatch.setenv("DATABASE_URL", url)
    database = Database(url)
    upgrade(database)
    assert main(["regulation", "adopt", str(A1)]) == 0
    assert main(["regulation", "adopt", str(BENCHMARK), "--language", "en"]) == 1
    assert "organisation.id: found 'benchmark'; allowed: " in capsys.readouterr().err
    with database.read() as tx:
        edition = edition_in_force(tx, at(ahead=10**8).now)
    database.close()
    assert edition is not None
    assert edition.regulation.organisation.id != "benchmark"


def document(name: str, kind: str) -> Any:
    raw = {"message_id": 5, "date": 1, "chat": {"id": 1, "type": "private"}}
    file = {"file_id": "f", "file_unique_id": "u", "file_name": name, "mime_type": kind}
    return Message.de_json({**raw, "document": file}, None)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_file_with_an_endless_name_is_kept(engine: str, tmp_path: Path) -> None:
    with fresh_database(engine, tmp_path) as database:
        office = Office(database, REGULATION)
        spoken = spoken_in([document("о" * 400 + ".pdf", "application/" + "x" * 200)])
        with database.write() as tx:
            messages.keep_message(tx, at(), office.said(1, "", "requester", files=spoken.files))
            assert tx.execute(select(attachment.c.file_name)).scalar_one() == "о" * 255


@pytest.mark.parametrize("engine", ENGINES)
def test_a_group_that_moved_after_staff_bound_its_new_id_is_the_one_they_bound(engine: str, tmp_path: Path) -> None:
    with fresh_database(engine, tmp_path) as database:
        office = Office(database, REGULATION)
        with database.write() as tx:
            bind_group(tx, NOON, office.desk_id, ACCOUNT, -2000, "Поддержка", office.ivan)
            move_group(tx, ACCOUNT, GROUP, -2000)
            assert bound_group(tx, ACCOUNT, -2000) is not None
            assert tx.execute(select(staff_group.c.chat_id)).scalars().all() == [-2000]
