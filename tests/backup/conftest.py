"""Two databases for each pair of engines: where a backup comes from, and where it goes."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.db import Database
from tests.backup.any_database import empty
from tests.conftest import new_postgresql

Pair = tuple[Database, Database]
_POSTGRESQL = pytest.mark.postgresql
PAIRS = (
    ("sqlite", "sqlite"),
    pytest.param(("sqlite", "postgresql"), marks=_POSTGRESQL),
    pytest.param(("postgresql", "sqlite"), marks=_POSTGRESQL),
    pytest.param(("postgresql", "postgresql"), marks=_POSTGRESQL),
)


@pytest.fixture(scope="session")
def _second_postgresql() -> Iterator[str]:
    with new_postgresql() as url:
        yield url


@pytest.fixture(params=PAIRS, ids=lambda pair: "-to-".join(pair))
def pair(request: pytest.FixtureRequest, tmp_path: Path, migrated_sqlite: Path) -> Iterator[Pair]:
    """(source, target): migrated and empty; new."""
    source_engine, target_engine = request.param
    urls = {"source": f"sqlite:///{tmp_path / 'source.db'}", "target": f"sqlite:///{tmp_path / 'target.db'}"}
    shutil.copy(migrated_sqlite, tmp_path / "source.db")
    if source_engine == "postgresql":
        urls["source"] = request.getfixturevalue("migrated_postgresql")
    if target_engine == "postgresql":
        urls["target"] = request.getfixturevalue("_second_postgresql")
    source, target = Database(urls["source"]), Database(urls["target"])
    empty(source)
    yield source, target
    source.close()
    target.close()
