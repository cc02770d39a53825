"""The files of a person's copy: a page that opens on a phone, an archive with it as JSON and with their files."""

import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfileobj
from typing import IO, Any

from models.rules.requests.held_page import held_page
from models.rules.texts.content import one_line

PAGE, ARCHIVE = "my-data.html", "my-data.zip"
#: Of what a transport takes, for the archive's own lines.
_FILES_SHARE = 0.9


@dataclass(frozen=True)
class Copied:
    """left_out: files for which there was no room, or that are lost."""

    page: bytes
    left_out: tuple[str, ...]


def write_copy(
    held: Mapping[str, Any],
    files_dir: Path,
    target: IO[bytes],
    language: str,
    zone: str,
    most_bytes: int | None = None,
) -> Copied:
    """The archive into target. most_bytes: that it may be long; the smallest files go first. Raises OSError."""
    room = None if most_bytes is None else int(most_bytes * _FILES_SHARE)
    left_out: list[str] = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, file in enumerate(sorted(_files(held), key=lambda one: one["size"] or 0), 1):
            name, place = _name(number, file), files_dir / file["path"]
            size = place.stat().st_size if place.is_file() else None
            if size is None or (room is not None and size > room):
                left_out.append(file["file_name"] or file["kind"])
                continue
            archive.write(place, f"files/{name}")
            file["in_archive"] = f"files/{name}"
            room = None if room is None else room - size
        page = held_page(held, language, zone, left_out).encode()
        archive.writestr("data.json", json.dumps(_without_paths(held), ensure_ascii=False, indent=1, default=str))
        archive.writestr(PAGE, page)
    return Copied(page, tuple(left_out))


def _files(held: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    messages = [one for each in held["tickets"] for one in each["messages"]] + held["other_messages"]
    return (file for one in messages for file in one["files"] if file.get("path"))


def _name(number: int, file: Mapping[str, Any]) -> str:
    """Never a path of somebody else's making."""
    called = one_line(file["file_name"] or file["kind"]).replace("/", "_").replace("\\", "_").lstrip(".")
    return f"{number:03}-{called[:80] or 'file'}"


def _without_paths(held: Any) -> Any:
    if isinstance(held, Mapping):
        return {name: _without_paths(value) for name, value in held.items() if name != "path"}
    return [_without_paths(one) for one in held] if isinstance(held, list) else held


def keep(place: Path, content: IO[bytes] | bytes) -> int:
    """Whole or not at all; how long it is. Raises OSError."""
    place.parent.mkdir(parents=True, exist_ok=True)
    part = place.with_name(f"{place.name}.part")
    with part.open("wb") as file:
        if isinstance(content, bytes):
            file.write(content)
        else:
            copyfileobj(content, file)
    part.replace(place)
    return place.stat().st_size
