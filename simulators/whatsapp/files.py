"""Media as WhatsApp keeps them: an id, a link that needs the token and ends after five minutes, a month of life."""

import base64
import hashlib
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from simulators.whatsapp.errors import ApiError
from simulators.whatsapp.records import Media, row_of

if TYPE_CHECKING:
    from simulators.journal import Journal, Row

KB, MB = 1024, 1024 * 1024
LINK_SECONDS = 300.0
KEPT_SECONDS = 30 * 24 * 3600.0
MOST_KEPT = 5_000
_OFFICE = "application/vnd.openxmlformats-officedocument"
#: kind → MIME types, and the largest file.
ALLOWED: dict[str, tuple[tuple[str, ...], int]] = {
    "audio": (("audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"), 16 * MB),
    "document": (
        (
            *("text/plain", "application/pdf", "application/msword", "application/vnd.ms-excel"),
            *("application/vnd.ms-powerpoint", f"{_OFFICE}.wordprocessingml.document"),
            *(f"{_OFFICE}.spreadsheetml.sheet", f"{_OFFICE}.presentationml.presentation"),
        ),
        100 * MB,
    ),
    "image": (("image/jpeg", "image/png"), 5 * MB),
    "sticker": (("image/webp",), 500 * KB),
    "video": (("video/mp4", "video/3gpp"), 16 * MB),
}
LARGEST = 100 * MB


def plain_type(mime_type: str) -> str:
    """Without parameters, as `; codecs=opus`."""
    return mime_type.partition(";")[0].strip().lower()


def check_upload(mime_type: str, size: int) -> None:
    """Raises ApiError for a type that WhatsApp takes in no message, or a file that is too large for its type."""
    mime = plain_type(mime_type)
    kinds = [kind for kind, (types, _) in ALLOWED.items() if mime in types]
    if not kinds:
        types = sorted(one for types, _ in ALLOWED.values() for one in types)
        raise ApiError(
            100, f"Param file must be a file with one of the following types: {', '.join(types)}. Received {mime!r}."
        )
    if size > max(ALLOWED[kind][1] for kind in kinds):
        raise ApiError(100, f"Param file: {size} bytes are too many for {mime}")
    if not size:
        raise ApiError(100, "Param file: the file is empty")


class MediaShelf:
    def __init__(self, folder: Path, journal: "Journal") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._journal = journal
        self._links: dict[str, tuple[str, float]] = {}  # word of the link → media, when it ends
        self.all: dict[str, Media] = {}

    def keep(self, media: Media, content: bytes) -> Media:
        self.path(media).write_bytes(content)
        self.all[media.id] = media
        self.save(media)
        while len(self.all) > MOST_KEPT:
            self.path(self.all.pop(next(iter(self.all)))).unlink(missing_ok=True)
        return media

    def save(self, media: Media) -> None:
        self._journal.put("media", media.id, row_of(media))

    def remember(self, row: dict[str, object]) -> None:
        media = Media(**row)  # type: ignore[arg-type]
        self.all[media.id] = media

    def rows(self) -> "Iterator[Row]":
        yield from (("media", media.id, row_of(media)) for media in self.all.values())

    def path(self, media: Media) -> Path:
        return self._folder / media.id

    def find(self, media_id: str, now: float) -> Media | None:
        """None when it is unknown, gone, or older than a month."""
        media = self.all.get(media_id)
        return None if media is None or media.gone or media.at + KEPT_SECONDS < now else media

    def lose(self, media: Media) -> None:
        media.gone = True
        self.path(media).unlink(missing_ok=True)
        self.save(media)

    def link(self, media: Media, now: float) -> str:
        """A word that leads to the bytes for five minutes."""
        self._links = {word: one for word, one in self._links.items() if one[1] > now}
        word = secrets.token_urlsafe(24)
        self._links[word] = media.id, now + LINK_SECONDS
        return word

    def behind(self, word: str, now: float) -> Media | None:
        media_id, until = self._links.get(word, ("", 0.0))
        return self.find(media_id, now) if until > now else None


def sha256_of(content: bytes, *, in_base64: bool = False) -> str:
    """In a webhook it is in base64, in the answer about a media id in hexadecimal digits."""
    digest = hashlib.sha256(content)
    return base64.b64encode(digest.digest()).decode() if in_base64 else digest.hexdigest()
