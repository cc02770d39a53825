"""The ledger of erasures: files beside the database, in no backup, so that a restore does not bring people back.

One file for each erasure, named by its act, with no word of whom it was about: a number that was theirs here alone,
and digests of where they were reached. Written whole before the erasure's transaction commits.
"""

import json
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from models.backup.archive import sync_folder
from models.backup.refusals import BackupRefused
from models.rules.requests.erasures import Asker

FOLDER = "erasures"


class Digest(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    salt: str
    digest: str


class Entry(BaseModel):
    """organisation: its key. person_code: the person's public id. done_at: None while it is underway."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int = 1
    organisation: str
    person_code: str
    code: str
    by: Asker
    asked_at: datetime
    begun_at: datetime
    done_at: datetime | None = None
    counts: dict[str, int] = {}
    kept: tuple[dict[str, Any], ...] = ()
    digests: tuple[Digest, ...] = ()
    again: bool = False


class Ledger:
    """The folder of one installation; on several hosts, of the one whose worker erases."""

    def __init__(self, var_dir: Path) -> None:
        self.folder = var_dir / FOLDER

    def note(self, entry: Entry) -> None:
        """Durably, whole or not at all; the same erasure again takes its own place. Raises OSError."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        place = self.folder / f"{entry.code}.json"
        part = place.with_name(f"{place.name}.{os.getpid()}.part")
        with part.open("w", encoding="utf-8") as file:
            json.dump(entry.model_dump(mode="json"), file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        part.replace(place)
        sync_folder(self.folder)

    def entries(self) -> list[Entry]:
        """In the order in which they began. Raises OSError, and LedgerDamaged."""
        return sorted(self._read(), key=lambda one: one.begun_at)

    def _read(self) -> Iterator[Entry]:
        for place in sorted(self.folder.glob("*.json")) if self.folder.is_dir() else ():
            try:
                yield Entry.model_validate_json(place.read_bytes())
            except (ValidationError, ValueError) as error:
                raise LedgerDamaged(f"{place}: damaged, or of a newer Otklik than this") from error


class LedgerDamaged(BackupRefused):
    """Whoever restores must not go on as if nobody had been erased."""
