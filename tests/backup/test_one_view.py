"""A backup that is made while everything runs shows one moment, on each engine."""

import json
import tarfile
import threading
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import insert, update

from models.backup.make import make_backup
from models.backup.manifest import MANIFEST
from models.db import Database
from models.tables.organisations import organisation
from models.tables.persons import person
from models.tables.timers import rehearsal_clock

NOW = datetime(2026, 11, 11, 9, 0, tzinfo=UTC)
BACKUPS = 4


def numbers_in(file: Path) -> tuple[int, int]:
    """What two tables say that are always changed together."""
    with tarfile.open(file) as tar:

        def lines(name: str) -> list[list[object]]:
            content = tar.extractfile(name)
            assert content is not None
            return [json.loads(line) for line in content]

        content = tar.extractfile(MANIFEST)
        assert content is not None
        tables = {table["name"]: [name for name, _ in table["columns"]] for table in json.load(content)["tables"]}
        [clock], [one] = lines("tables/rehearsal_clock.jsonl"), lines("tables/organisation.jsonl")
        ahead = clock[tables["rehearsal_clock"].index("ahead_seconds")]
        number = one[tables["organisation"].index("next_ticket_number")]
    assert isinstance(ahead, int)
    assert isinstance(number, int)
    return ahead, number


def test_what_is_changed_together_is_backed_up_together_while_it_changes(database: Database, tmp_path: Path) -> None:
    someone = {"organisation_id": 1, "language": "ru", "zone": "UTC", "created_at": NOW}
    with database.write() as tx:
        tx.execute(insert(organisation).values(id=1, key="polosa", name="Полоса", next_ticket_number=1))
        tx.execute(insert(rehearsal_clock).values(id=1, ahead_seconds=1))
        tx.execute(insert(person), [{**someone, "public_id": str(number)} for number in range(3000)])
    stop, changes = threading.Event(), [1]

    def change() -> None:
        while not stop.is_set():
            changes[0] += 1
            with database.write() as tx:
                tx.execute(update(organisation).values(next_ticket_number=changes[0]))
                tx.execute(update(rehearsal_clock).values(ahead_seconds=changes[0]))

    writer = threading.Thread(target=change)
    writer.start()
    try:
        for number in range(BACKUPS):
            make_backup(database, tmp_path / "files", tmp_path / f"{number}.tar", NOW)
    finally:
        stop.set()
        writer.join()
    seen = [numbers_in(tmp_path / f"{number}.tar") for number in range(BACKUPS)]
    assert all(ahead == number for ahead, number in seen), seen
    assert len(set(seen)) > 1, "nobody wrote meanwhile"
