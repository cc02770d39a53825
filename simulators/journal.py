"""An append-only file of rows; the last row of a key wins. A killed server loses nothing it answered for."""

import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

Row = tuple[str, str, Any]


compact_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class StateIsInUse(Exception):
    """Another simulator already works with this --state folder."""


class Journal:
    """Rows wait in memory until `flush`, which every answer calls before it leaves.

    No fsync: what was written survives a killed process, and a rehearsal need not survive a power cut.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / "journal.jsonl"
        self._lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._lock)
            raise StateIsInUse(f"{folder} is in use by another simulator") from None
        self._waiting: list[str] = []
        self._file = -1
        self.rows_read = 0

    def read(self) -> Iterator[Row]:
        if not self._path.exists():
            return
        with self._path.open("rb") as lines:
            for line in lines:
                if not line.endswith(b"\n"):
                    return  # the write that a kill interrupted; nothing was answered for it
                kind, key, value = json.loads(line)
                self.rows_read += 1
                yield kind, key, value

    def open_for_writing(self, live_rows: Iterable[Row] | None = None) -> None:
        """live_rows: given when the file should shrink to what still matters."""
        if live_rows is not None:
            fresh = self._path.with_suffix(".new")
            with fresh.open("w", encoding="utf-8") as lines:
                for kind, key, value in live_rows:
                    lines.write(f"{compact_json([kind, key, value])}\n")
            fresh.replace(self._path)
        self._file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        self._cut_torn_line()

    def put(self, kind: str, key: str, value: Any) -> None:
        self._waiting.append(f"{compact_json([kind, key, value])}\n")

    def put_encoded(self, kind: str, key: str, json_text: str) -> None:
        """json_text: the value, already JSON on one line."""
        self._waiting.append(f'["{kind}","{key}",{json_text}]\n')

    def flush(self) -> None:
        if self._waiting:
            block = memoryview("".join(self._waiting).encode())
            self._waiting.clear()
            while block:
                block = block[os.write(self._file, block) :]

    def close(self) -> None:
        if self._file >= 0:
            self.flush()
            os.close(self._file)
            self._file = -1
        os.close(self._lock)

    def _cut_torn_line(self) -> None:
        content_end = self._path.stat().st_size
        with self._path.open("rb+") as lines:
            while content_end:
                lines.seek(content_end - 1)
                if lines.read(1) == b"\n":
                    break
                content_end -= 1
            lines.truncate(content_end)
