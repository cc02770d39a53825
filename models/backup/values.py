"""Values of columns as a backup holds them: exact, and the same for every engine.

JSON stays the text that it is in the database, so that the JSON `null` and no value at all are told apart.
"""

import base64
import json
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    BindParameter,
    Boolean,
    Column,
    ColumnElement,
    DateTime,
    Integer,
    LargeBinary,
    String,
    Text,
    bindparam,
    cast,
)
from sqlalchemy.types import TypeDecorator, TypeEngine

from models.tables.base import UtcDateTime

_NUL = "\x00"
_NUL_IN_JSON = "\\u0000"


class Kind(StrEnum):
    INTEGER = "integer"
    BOOLEAN = "boolean"
    TEXT = "text"
    TIME = "time"  # ISO 8601, UTC, microseconds
    JSON = "json"  # the document as text
    BYTES = "bytes"  # base64


_KINDS: tuple[tuple[type[TypeEngine[Any]], Kind], ...] = (
    (Boolean, Kind.BOOLEAN),
    (Integer, Kind.INTEGER),
    (JSON, Kind.JSON),
    (String, Kind.TEXT),
    (DateTime, Kind.TIME),
    (LargeBinary, Kind.BYTES),
)
#: How it is read from the database and written into it.
_TYPES: dict[Kind, TypeEngine[Any]] = {
    Kind.INTEGER: BigInteger(),
    Kind.BOOLEAN: Boolean(),
    Kind.TEXT: Text(),
    Kind.TIME: UtcDateTime(),
    Kind.JSON: Text(),
    Kind.BYTES: LargeBinary(),
}
#: What stands in the file for each.
_STANDS: dict[Kind, type] = {Kind.INTEGER: int, Kind.BOOLEAN: bool}


def kind_of(column_type: TypeEngine[Any]) -> Kind:
    """Raises TypeError for a type that no backup knows yet: such a column must not be left out in silence."""
    plain = column_type.impl if isinstance(column_type, TypeDecorator) else column_type
    for known, kind in _KINDS:
        if isinstance(plain, known):
            return kind
    raise TypeError(f"backups know no columns of the type {column_type!r}")


def read_column(name: str, kind: Kind) -> ColumnElement[Any]:
    """What to select."""
    column: Column[Any] = Column(name, JSON() if kind == Kind.JSON else _TYPES[kind])
    return cast(column, Text).label(name) if kind == Kind.JSON else column


def write_parameter(name: str, kind: Kind) -> BindParameter[Any]:
    """What to insert, where JSON is text."""
    return bindparam(name, type_=_TYPES[kind])


def encoded(kind: Kind, value: Any) -> Any:
    """value: as `read_column` gives it."""
    if value is None:
        return None
    if kind == Kind.TIME:
        return value.isoformat(timespec="microseconds")
    return base64.b64encode(value).decode() if kind == Kind.BYTES else value


def decoder(kind: Kind, dialect: str) -> Callable[[Any], Any]:
    """From what stands in the file to what `write_parameter` takes. The function raises ValueError."""
    no_nul = dialect == "postgresql"

    def decode(value: Any) -> Any:
        if value is None:
            return None
        # bool is an int, and no number
        if type(value) is not _STANDS.get(kind, str):
            raise ValueError(f"found {type(value).__name__} where {kind} stands")
        if not isinstance(value, str):
            return value
        if kind == Kind.TIME:
            return datetime.fromisoformat(value)
        if kind == Kind.BYTES:
            return base64.b64decode(value, validate=True)
        return without_nul(kind, value) if no_nul else value

    return decode


def without_nul(kind: Kind, text: str) -> str:
    """PostgreSQL keeps no NUL, SQLite does."""
    if kind == Kind.JSON and _NUL_IN_JSON in text:
        return json.dumps(_cleaned(json.loads(text)), ensure_ascii=False)
    return text.replace(_NUL, "")


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace(_NUL, "")
    if isinstance(value, dict):
        return {_cleaned(key): _cleaned(inner) for key, inner in value.items()}
    return [_cleaned(inner) for inner in value] if isinstance(value, list) else value
