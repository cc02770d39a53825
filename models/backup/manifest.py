"""The last member of a backup: what is in it, and by which digests it is known to be whole."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from models.backup.values import ValueKind

MANIFEST = "manifest.json"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TableEntry(_Part):
    """columns: name and kind, in the order in which a row's values stand in its line."""

    name: str
    columns: tuple[tuple[str, ValueKind], ...]
    rows: int = Field(ge=0)
    sha256: str

    @property
    def member(self) -> str:
        return f"tables/{self.name}.jsonl"


class FileEntry(_Part):
    """path: below var/files."""

    path: str
    size: int = Field(ge=0)
    sha256: str

    @property
    def member(self) -> str:
        return f"files/{self.path}"


class Manifest(_Part):
    """version: of the file's layout; `migration` names the shape of the tables. tables: in an order in which they
    can be filled. made_at: aware UTC, real time, when the view was taken.
    """

    what: Literal["otklik backup"] = "otklik backup"
    version: Literal[1] = 1
    migration: str
    made_at: datetime
    engine: str
    tables: tuple[TableEntry, ...]
    files: tuple[FileEntry, ...]

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)
