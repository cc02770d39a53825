"""A file that a service has to be given, as it has no id for it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Upload:
    """content: or the path of its bytes, relative to var/files."""

    file_name: str | None
    content: bytes | str
