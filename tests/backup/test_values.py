"""One value at a time: exact, and the same for every engine."""

import json
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from sqlalchemy import Date, Float, LargeBinary

from models.backup.values import ValueKind, decoder, encoded, kind_of
from models.tables.base import UtcDateTime

MOSCOW = timezone(timedelta(hours=3))


@pytest.mark.parametrize("value", [b"", b"\x00\xff", bytes(range(256))])
def test_bytes_come_back(value: bytes) -> None:
    written = json.loads(json.dumps(encoded(ValueKind.BYTES, value)))
    assert decoder(ValueKind.BYTES, "sqlite")(written) == value
    assert kind_of(LargeBinary()) == ValueKind.BYTES


def test_times_keep_their_microseconds_and_their_zone() -> None:
    moment = datetime(2026, 11, 11, 9, 0, 0, 1, tzinfo=UTC)
    assert encoded(ValueKind.TIME, moment) == "2026-11-11T09:00:00.000001+00:00"
    assert decoder(ValueKind.TIME, "postgresql")("2026-11-11T12:00:00.000001+03:00") == moment
    assert kind_of(UtcDateTime()) == ValueKind.TIME


def test_days_stay_days() -> None:
    assert encoded(ValueKind.DATE, date(2026, 2, 28)) == "2026-02-28"
    assert decoder(ValueKind.DATE, "postgresql")("2026-02-28") == date(2026, 2, 28)
    assert kind_of(Date()) == ValueKind.DATE


@pytest.mark.parametrize("kind", list(ValueKind))
def test_no_value_stays_no_value(kind: ValueKind) -> None:
    assert encoded(kind, None) is None
    assert decoder(kind, "postgresql")(None) is None


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        (ValueKind.INTEGER, True),
        (ValueKind.INTEGER, "1"),
        (ValueKind.BOOLEAN, 1),
        (ValueKind.TEXT, 1),
        (ValueKind.TIME, "yesterday"),
        (ValueKind.DATE, "28.02.2026"),
        (ValueKind.BYTES, "&&&"),
        (ValueKind.JSON, {}),
    ],
)
def test_what_is_of_another_kind_is_refused(kind: ValueKind, wrong: object) -> None:
    with pytest.raises(ValueError):
        decoder(kind, "sqlite")(wrong)


def test_a_nul_which_only_sqlite_keeps_is_left_out_for_postgresql() -> None:
    assert decoder(ValueKind.TEXT, "sqlite")("a\x00b") == "a\x00b"
    assert decoder(ValueKind.TEXT, "postgresql")("a\x00b") == "ab"
    document = json.dumps({"a\x00": ["\x00", "\\u0000", 1]})
    assert decoder(ValueKind.JSON, "sqlite")(document) == document
    assert json.loads(decoder(ValueKind.JSON, "postgresql")(document)) == {"a": ["", "\\u0000", 1]}


def test_a_type_that_backups_do_not_know_is_an_error_and_never_left_out() -> None:
    with pytest.raises(TypeError):
        kind_of(Float())
