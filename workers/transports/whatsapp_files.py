"""As what WhatsApp takes a file: by its bytes, as its name and its sender may be wrong about it. Pure."""

import mimetypes
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

_MEGABYTE: Final = 1024 * 1024
#: By type of message: the kinds of bytes that it takes, and how many of them.
_TAKEN: Final = {
    "image": (("image/jpeg", "image/png"), 5 * _MEGABYTE),
    "video": (("video/mp4", "video/3gpp"), 16 * _MEGABYTE),
    "audio": (("audio/ogg", "audio/mpeg", "audio/mp4", "audio/aac", "audio/amr"), 16 * _MEGABYTE),
    "sticker": (("image/webp",), _MEGABYTE // 2),
}
_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
#: Documents by the end of their name, as the machine's own list may lack them. What is text goes as such.
_NAMED: Final = {
    ".docx": f"{_OFFICE}.wordprocessingml.document",
    ".xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    ".pptx": f"{_OFFICE}.presentationml.presentation",
    ".doc": "application/msword",
    ".xls": "application/vnd.ms-excel",
    ".ppt": "application/vnd.ms-powerpoint",
    **dict.fromkeys((".txt", ".log", ".csv", ".md", ".json", ".xml", ".ini", ".cfg", ".conf"), "text/plain"),
}
#: How many bytes of the beginning say what it is.
BEGINNING: Final = 16


@dataclass(frozen=True)
class Taken:
    """file_type: of the message; mime: of the bytes."""

    file_type: str
    mime: str


def taken_as(file_type: str, beginning: bytes, size: int, file_name: str | None) -> Taken:
    """file_type: as it was meant. What does not fit is tried as a document: which of them are taken, only the service
    knows (texts, PDF, those of Office; it says so of any other).
    """
    mime = _mime_of(beginning, file_type)
    kinds, most = _TAKEN.get(file_type, ((), 0))
    if mime in kinds and size <= most:
        return Taken(file_type, "audio/ogg; codecs=opus" if mime == "audio/ogg" else mime)
    named = _NAMED.get(PurePath(file_name or "").suffix.lower()) or mimetypes.guess_type(file_name or "")[0]
    return Taken("document", mime or named or "application/octet-stream")


def _mime_of(beginning: bytes, file_type: str) -> str:
    """Empty: nothing that is known here."""
    begins = beginning.startswith
    if begins(b"\xff\xd8\xff"):
        return "image/jpeg"
    if begins(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if begins(b"RIFF") and beginning[8:12] == b"WEBP":
        return "image/webp"
    if begins(b"%PDF"):
        return "application/pdf"
    if begins(b"OggS"):
        return "audio/ogg"
    if begins(b"#!AMR"):
        return "audio/amr"
    if beginning[4:8] == b"ftyp":
        return _of_boxes(beginning[8:11], file_type)
    if begins((b"\xff\xf1", b"\xff\xf9")):
        return "audio/aac"
    if begins(b"ID3") or begins((b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")):
        return "audio/mpeg"
    return ""


def _of_boxes(brand: bytes, file_type: str) -> str:
    if brand == b"3gp":
        return "video/3gpp"
    return "audio/mp4" if file_type == "audio" or brand == b"M4A" else "video/mp4"
