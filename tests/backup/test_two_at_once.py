"""Two backups under one name: neither ever overwrites the other, whoever is first."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from models.backup.archive import ArchiveWriter, read_manifest
from models.backup.manifest import Manifest
from models.backup.refusals import BackupRefused

FIRST = Manifest(migration="1", made_at=datetime(2026, 11, 11, tzinfo=UTC), engine="sqlite", tables=(), files=())
SECOND = FIRST.model_copy(update={"migration": "2"})


def without_links(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on FAT and on some network disks."""

    def refuses(_self: Path, _target: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refuses)


def with_links(_: pytest.MonkeyPatch) -> None:
    """As on every disk of Linux."""


@pytest.mark.parametrize("disk", [with_links, without_links])
def test_of_two_that_run_at_once_the_first_stays_and_the_second_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, disk: Callable[[pytest.MonkeyPatch], None]
) -> None:
    disk(monkeypatch)
    file = tmp_path / "today.tar.gz"
    with ArchiveWriter(file) as slow:
        with ArchiveWriter(file) as fast:
            fast.finish(FIRST)
        with pytest.raises(BackupRefused, match="never overwrites another"):
            slow.finish(SECOND)
    assert read_manifest(file) == FIRST
    assert [place.name for place in tmp_path.iterdir()] == ["today.tar.gz"]
    assert file.stat().st_mode & 0o077 == 0


def test_two_of_the_same_process_id_do_not_write_into_one_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two containers that share a folder number their processes alike."""
    monkeypatch.setattr(os, "getpid", lambda: 1)
    file = tmp_path / "today.tar"
    with ArchiveWriter(file) as slow, ArchiveWriter(file) as fast:
        fast.add_lines("tables/a.jsonl", [b"1\n"] * 1000)
        slow.add_lines("tables/b.jsonl", [b"2\n"] * 10)
        fast_parts = [place for place in tmp_path.iterdir() if place.suffix == ".part"]
        assert len(fast_parts) == 2


def test_a_name_that_is_a_link_to_nothing_is_taken(tmp_path: Path) -> None:
    file = tmp_path / "today.tar"
    file.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(BackupRefused, match="never overwrites another"), ArchiveWriter(file):
        pass
