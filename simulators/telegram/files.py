"""Files as Telegram keeps them: bytes once on disk, a file_id per bot, a file_unique_id for all."""

import secrets
import struct
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulators.telegram.errors import bad_request

if TYPE_CHECKING:
    from simulators.journal import Journal, Row

LARGEST_DOWNLOAD = 20 * 1024 * 1024
LARGEST_UPLOAD = 50 * 1024 * 1024
LARGEST_PHOTO = 10 * 1024 * 1024
SMALL = "-small"
FOLDERS = {"photo": "photos", "voice": "voice", "video": "videos", "audio": "music", "sticker": "stickers"}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """size may claim more than the bytes on disk: a tester can type a "25 MB" document without having one."""

    unique_id: str
    kind: str
    file_name: str
    mime_type: str
    size: int
    width: int = 0
    height: int = 0

    @property
    def path(self) -> str:
        """The file_path of getFile."""
        suffix = Path(self.file_name).suffix or {"photo": ".jpg", "voice": ".oga"}.get(self.kind, "")
        return f"{FOLDERS.get(self.kind, 'documents')}/file_{self.unique_id}{suffix}"


class FileShelf:
    def __init__(self, folder: Path, journal: "Journal") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._journal = journal
        self._files: dict[str, StoredFile] = {}

    def keep(
        self, content: bytes, kind: str, file_name: str, mime_type: str, claimed_size: int | None = None
    ) -> StoredFile:
        width, height = image_size(content) or (0, 0)
        size = len(content) if claimed_size is None else claimed_size
        stored = StoredFile(f"AQ{secrets.token_hex(6)}", kind, file_name, mime_type or "", size, width, height)
        (self._folder / stored.unique_id).write_bytes(content)
        self.remember(stored.unique_id, asdict(stored))
        self._journal.put("file", stored.unique_id, asdict(stored))
        return stored

    def remember(self, unique_id: str, row: dict[str, Any]) -> None:
        self._files[unique_id] = StoredFile(**row)

    def rows(self) -> "Iterator[Row]":
        yield from (("file", stored.unique_id, asdict(stored)) for stored in self._files.values())

    def find(self, unique_id: str) -> StoredFile | None:
        """A photo's small size has an id of its own, as in reality, and the same bytes, to be cheap."""
        return self._files.get(unique_id.removesuffix(SMALL))

    def by_path(self, path: str) -> StoredFile | None:
        unique_id = Path(path).stem.removeprefix("file_")
        stored = self._files.get(unique_id)
        return stored if stored is not None and stored.path == path else None

    def content_path(self, stored: StoredFile) -> Path:
        return self._folder / stored.unique_id

    def by_file_id(self, file_id: str, bot_id: int) -> StoredFile:
        """Raises 400 for an id that is unknown, malformed, or another bot's."""
        owner, _, unique_id = file_id.removeprefix("BQACAgI").rpartition("Q-")
        stored = self.find(unique_id)
        if stored is None or owner != f"{bot_id:x}":
            raise bad_request("wrong file identifier/HTTP URL specified")
        return stored


def file_id(unique_id: str, bot_id: int) -> str:
    return f"BQACAgI{bot_id:x}Q-{unique_id}"


def image_size(content: bytes) -> tuple[int, int] | None:
    """(width, height) of a PNG, GIF, JPEG or WebP; None when it is none of these."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        return struct.unpack(">II", content[16:24])
    if content[:6] in (b"GIF87a", b"GIF89a") and len(content) >= 10:
        return struct.unpack("<HH", content[6:10])
    if content.startswith(b"\xff\xd8\xff"):
        return _jpeg_size(content)
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return (512, 512)
    return None


def _jpeg_size(content: bytes) -> tuple[int, int]:
    place = 2
    while place + 9 < len(content) and content[place] == 0xFF:
        marker = content[place + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[place + 5 : place + 9])
            return width, height
        place += 2 + int.from_bytes(content[place + 2 : place + 4], "big")
    return (800, 600)
