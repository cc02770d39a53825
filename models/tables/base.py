"""What all tables share: one metadata, one time type, one JSON type, one identity."""

import json
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, Column, DateTime, Dialect, Integer, MetaData
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import JSON, TypeDecorator

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC instant. A naive value is refused: it would mean another moment on another machine.

    SQLite keeps it as text, which is written and read here and not by the type underneath: of all that a message
    costs, times were a thirtieth.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any]:
        return _to_text if dialect.name == "sqlite" else _to_utc

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None]:
        return _from_text if dialect.name == "sqlite" else _from_any_zone


def _to_utc(value: datetime | None) -> datetime | None:
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError(f"naive time {value!r}: times are aware UTC")
    return value.astimezone(UTC)


@lru_cache(maxsize=64)  # many rows are written at one moment
def _to_text(value: datetime | None) -> str | None:
    at = _to_utc(value)
    return None if at is None else at.replace(tzinfo=None).isoformat(" ", "microseconds")


def _from_text(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value).replace(tzinfo=UTC)


def _from_any_zone(value: datetime | None) -> datetime | None:
    return None if value is None else value.astimezone(UTC)


#: 64 bits where it matters; SQLite numbers rows by itself only in an INTEGER key.
Id = BigInteger().with_variant(Integer(), "sqlite")
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
Json = JSON().with_variant(JSONB(), "postgresql")
#: Where nothing is there the column is empty, and not a document that says null.
MaybeJson = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def identity() -> Column[int]:
    return Column("id", Id, primary_key=True, autoincrement=True)


def to_json(value: Any) -> str:
    return _ENCODER.encode(value)


def public_id() -> str:
    """A name for the outside world that tells nothing about how many there are."""
    return secrets.token_urlsafe(12)
