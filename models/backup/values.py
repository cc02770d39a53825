"""Values of columns as a backup holds them: exact, and the same for every engine.

JSON stays the text that it is in the database, so that the JSON `null` and no value at all are told apart.
"""

import base64
import json
from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    BindParameter,
    Boolean,
    Column,
    ColumnElement,
    Date,
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


class ValueKind(StrEnum):
    INTEGER = "integer"
    BOOLEAN = "boolean"
    TEXT = "text"
    TIME = "time"  # ISO 8601, UTC, microseconds
    DATE = "date"  # ISO 8601
    JSON = "json"  # the document as text
    BYTES = "bytes"  # base64


_KINDS: tuple[tuple[type[TypeEngine[Any]], ValueKind], ...] = (
    (Boolean, ValueKind.BOOLEAN),
    (Integer, ValueKind.INTEGER),
    (JSON, ValueKind.JSON),
    (String, ValueKind.TEXT),
    (DateTime, ValueKind.TIME),
    (Date, ValueKind.DATE),
    (LargeBinary, ValueKind.BYTES),
)
#: How it is read from the database and written into it.
_TYPES: dict[ValueKind, TypeEngine[Any]] = {
    ValueKind.INTEGER: BigInteger(),
    ValueKind.BOOLEAN: Boolean(),
    ValueKind.TEXT: Text(),
    ValueKind.TIME: UtcDateTime(),
    ValueKind.DATE: Date(),
    ValueKind.JSON: Text(),
    ValueKind.BYTES: LargeBinary(),
}
#: What stands in the file for each.
_STANDS: dict[ValueKind, type] = {ValueKind.INTEGER: int, ValueKind.BOOLEAN: bool}


def kind_of(column_type: TypeEngine[Any]) -> ValueKind:
    """Raises TypeError for a type that no backup knows yet: such a column must not be left out in silence."""
    plain = column_type.impl if isinstance(column_type, TypeDecorator) else column_type
    for known, kind in _KINDS:
        if isinstance(plain, known):
            return kind
    raise TypeError(f"backups know no columns of the type {column_type!r}")


def read_column(name: str, kind: ValueKind) -> ColumnElement[Any]:
    """What to select."""
    column: Column[Any] = Column(name, JSON() if kind == ValueKind.JSON else _TYPES[kind])
    return cast(column, Text).label(name) if kind == ValueKind.JSON else column


def write_parameter(name: str, kind: ValueKind) -> BindParameter[Any]:
    """What to insert, where JSON is text."""
    return bindparam(name, type_=_TYPES[kind])


def encoded(kind: ValueKind, value: Any) -> Any:
    """value: as `read_column` gives it."""
    if value is None:
        return None
    if kind == ValueKind.TIME:
        return value.isoformat(timespec="microseconds")
    if kind == ValueKind.DATE:
        return value.isoformat()
    return base64.b64encode(value).decode() if kind == ValueKind.BYTES else value


def decoder(kind: ValueKind, dialect: str) -> Callable[[Any], Any]:
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
        if kind == ValueKind.TIME:
            return datetime.fromisoformat(value)
        if kind == ValueKind.DATE:
            return date.fromisoformat(value)
        if kind == ValueKind.BYTES:
            return base64.b64decode(value, validate=True)
        return without_nul(kind, value) if no_nul else value

    return decode


def without_nul(kind: ValueKind, text: str) -> str:
    """PostgreSQL keeps no NUL, SQLite does."""
    if kind == ValueKind.JSON and _NUL_IN_JSON in text:
        return json.dumps(_cleaned(json.loads(text)), ensure_ascii=False)
    return text.replace(_NUL, "")


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace(_NUL, "")
    if isinstance(value, dict):
        return {_cleaned(key): _cleaned(inner) for key, inner in value.items()}
    return [_cleaned(inner) for inner in value] if isinstance(value, list) else value
