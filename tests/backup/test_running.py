"""Nothing is replaced under somebody who works with it, on PostgreSQL too."""

from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url

from models.backup.refusals import StillRunning
from models.backup.running import nobody_else
from models.db import Database
from tests.conftest import new_postgresql


@pytest.mark.postgresql
def test_whoever_is_connected_to_postgresql_is_named(tmp_path: Path) -> None:
    with new_postgresql() as url:
        database = Database(url)
        with nobody_else(database, tmp_path):
            pass
        theirs = make_url(url).update_query_dict({"application_name": "otklik bot"})
        other = create_engine(theirs)
        with (
            other.connect(),
            pytest.raises(StillRunning, match=r"otklik bot from 127\.0\.0\.1"),
            nobody_else(database, tmp_path),
        ):
            pass
        other.dispose()
        database.close()


def test_two_restores_do_not_begin_at_once(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'otklik.db'}")
    with (
        nobody_else(database, tmp_path),
        pytest.raises(StillRunning, match="a restore"),
        nobody_else(database, tmp_path),
    ):
        pass
    with nobody_else(database, tmp_path):
        pass
    database.close()
