"""Sheets of contracts as administrators have them, and commands about them."""

from collections.abc import Callable, Sequence
from pathlib import Path

from models.rules.contracts.exported import headings

Runs = Callable[..., tuple[int, str]]
Environment = Callable[[], dict[str, str]]
COLUMNS = headings("ru")


def sheet(*lines: str, columns: Sequence[str] = COLUMNS) -> str:
    return "\r\n".join([";".join(columns), *lines, ""])


def written(path: Path, text: str, encoding: str = "utf-8") -> str:
    path.write_bytes(text.encode(encoding))
    return str(path)
