"""A file that is cut off, damaged or something else changes nothing, and what is wrong with it is said."""

import io
import json
import tarfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, insert

from models.backup.archive import ArchiveWriter, read_manifest
from models.backup.make import make_backup
from models.backup.manifest import Manifest
from models.backup.refusals import BackupRefused, NotABackup
from models.backup.restore import Source, restore
from models.db import Database
from models.migrations.to_newest import upgrade_to
from models.tables.organisations import organisation
from tests.actions.office import Office
from tests.backup.any_database import contents, empty
from tests.backup.conftest import Pair

NOW = datetime(2026, 11, 11, 9, 0, tzinfo=UTC)
Members = dict[str, bytes]


def as_it_was(_tx: Connection) -> None:
    """Nothing follows."""


def puts_back(target: Database, file: Path) -> None:
    source = Source(file, read_manifest(file))
    restore(target, file.parent / "restored", source, erase=True, settle=as_it_was)


@pytest.fixture
def backup(database: Database, tmp_path: Path) -> Path:
    office = Office(database)
    office.shows()
    (tmp_path / "files" / "ab").mkdir(parents=True)
    (tmp_path / "files" / "ab" / "abcd").write_bytes(b"bytes")
    make_backup(database, tmp_path / "files", tmp_path / "whole.tar", NOW)
    return tmp_path / "whole.tar"


def rewritten(file: Path, change: Callable[[Members], Any]) -> Path:
    """The same archive with other members."""
    with tarfile.open(file) as tar:
        members = {one.name: content.read() for one in tar if (content := tar.extractfile(one)) is not None}
    change(members)
    with tarfile.open(file, "w") as tar:
        for name, words in members.items():
            one = tarfile.TarInfo(name)
            one.size = len(words)
            tar.addfile(one, io.BytesIO(words))
    return file


@pytest.mark.parametrize("suffix", [".tar", ".tar.gz"])
def test_wherever_it_was_cut_off_it_is_refused(database: Database, tmp_path: Path, suffix: str) -> None:
    Office(database).shows()
    whole = tmp_path / f"whole{suffix}"
    make_backup(database, tmp_path / "files", whole, NOW)
    content = whole.read_bytes()
    end = len(content.rstrip(b"\x00"))
    cut = tmp_path / f"cut{suffix}"
    for size in sorted({0, 1, 511, 512, end // 3, end // 2, end - 1000, end - 1}):
        cut.write_bytes(content[:size])
        with pytest.raises(NotABackup):
            read_manifest(cut)


def test_a_changed_byte_is_found(backup: Path) -> None:
    def change(members: Members) -> None:
        members["tables/ticket.jsonl"] = members["tables/ticket.jsonl"].replace(b"question", b"answered")

    with pytest.raises(NotABackup, match=r"tables/ticket\.jsonl is not what was written"):
        read_manifest(rewritten(backup, change))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda members: members.pop("tables/ticket.jsonl"), "tables/ticket"),
        (lambda members: members.pop("manifest.json"), "it has no manifest"),
        (lambda members: members.update({"extra": b""}), "does not name"),
        (lambda members: members.update({"manifest.json": b"{}"}), "no backup of Otklik"),
        (lambda members: members.update({"manifest.json": b'{"what": "otklik backup", "version": 2}'}), "newer"),
    ],
)
def test_what_is_missing_or_foreign_is_named(backup: Path, change: Callable[[Members], Any], says: str) -> None:
    with pytest.raises(NotABackup, match=says):
        read_manifest(rewritten(backup, change))


@pytest.mark.parametrize("path", ["../outside", "/outside", "ab/../../outside", ""])
def test_no_file_leaves_its_folder(backup: Path, tmp_path: Path, path: str) -> None:
    def change(members: Members) -> None:
        manifest = json.loads(members["manifest.json"])
        manifest["files"][0]["path"] = path
        members["manifest.json"] = json.dumps(manifest).encode()
        members[f"files/{path}"] = members.pop("files/ab/abcd")

    with pytest.raises(NotABackup):
        read_manifest(rewritten(backup, change))


def test_a_link_in_it_is_refused(backup: Path) -> None:
    with tarfile.open(backup, "a") as tar:
        link = tarfile.TarInfo("files/link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/hostname"
        tar.addfile(link)
    with pytest.raises(NotABackup, match="no ordinary file"):
        read_manifest(backup)


@pytest.mark.parametrize("content", [b"", b"# Otklik\n", b"\x1f\x8b\x08\x00 not really"])
def test_another_kind_of_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "it.tar").write_bytes(content)
    for file in (tmp_path / "it.tar", tmp_path / "nothing.tar", tmp_path):
        with pytest.raises(NotABackup):
            read_manifest(file)


def test_a_backup_of_a_newer_release_is_refused(database: Database, tmp_path: Path) -> None:
    before = contents(database)
    with ArchiveWriter(tmp_path / "newer.tar") as archive:
        archive.finish(Manifest(migration="9999", made_at=NOW, engine="sqlite", tables=(), files=()))
    with pytest.raises(BackupRefused, match="newer"):
        puts_back(database, tmp_path / "newer.tar")
    assert contents(database) == before


def test_a_value_that_only_sqlite_keeps_changes_nothing_in_postgresql_and_its_table_is_named(
    pair: Pair, tmp_path: Path
) -> None:
    source, target = pair
    with source.write() as tx:
        tx.execute(insert(organisation).values(key="k", name="n"))
    make_backup(source, tmp_path / "files", tmp_path / "first.tar", NOW)
    puts_back(target, tmp_path / "first.tar")
    if not source.is_sqlite:
        return
    with source.write() as tx:
        tx.execute(insert(organisation).values(key="k" * 65, name="n"))
    make_backup(source, tmp_path / "files", tmp_path / "long.tar", NOW)
    if target.is_sqlite:
        puts_back(target, tmp_path / "long.tar")
        assert len(contents(target)["organisation"]) == 2
    else:
        with pytest.raises(BackupRefused, match="organisation does not fit"):
            puts_back(target, tmp_path / "long.tar")
        assert len(contents(target)["organisation"]) == 1


def test_a_backup_of_an_older_release_is_brought_to_the_newest_shape(pair: Pair, tmp_path: Path) -> None:
    source, target = pair
    older = Database(f"sqlite:///{tmp_path / 'older.db'}")
    with older.write() as tx:
        upgrade_to(tx, "0001")
        tx.exec_driver_sql("INSERT INTO organisation (id, key, name, next_ticket_number) VALUES (7, 'k', 'n', 5)")
        tx.exec_driver_sql(
            "INSERT INTO person (id, organisation_id, public_id, language, zone, created_at)"
            " VALUES (9, 7, 'p', 'ru', 'Europe/Moscow', '2026-11-11 09:00:00.000001')"
        )
        tx.exec_driver_sql(
            "INSERT INTO address (id, organisation_id, person_id, transport, account, address, state, state_at)"
            " VALUES (3, 7, 9, 'telegram', '1', '2', 'verified', '2026-11-11 09:00:00')"
        )
    make_backup(older, tmp_path / "files", tmp_path / "older.tar", NOW)
    assert read_manifest(tmp_path / "older.tar").migration == "0001"
    puts_back(target, tmp_path / "older.tar")
    found = contents(target)
    assert [(row["id"], row["next_ticket_number"]) for row in found["organisation"]] == [(7, 5)]
    assert found["person"][0]["created_at"] == NOW.replace(microsecond=1)
    assert found["address"][0]["sim"] is None
    assert found.keys() == contents(source).keys()
    empty(target)
    older.close()
