"""A complaint that comes again and again does not fill the log."""

import logging

import pytest

from models.logs import Repeats


def record(words: str, level: int = logging.WARNING) -> logging.LogRecord:
    return logging.LogRecord("bot", level, __file__, 1, words, None, None)


def test_five_a_minute_are_written_and_the_next_one_counts_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("models.logs.time.monotonic", lambda: now[0])
    repeats = Repeats()
    assert [repeats.filter(record("database away")) for _ in range(20)] == [True] * 5 + [False] * 15
    assert repeats.filter(record("something else"))
    now[0] += 60
    again = record("database away")
    assert repeats.filter(again)
    assert again.getMessage() == "database away (and 15 more like it before)"


def test_what_is_no_complaint_is_always_written() -> None:
    repeats = Repeats()
    assert all(repeats.filter(record("stored", logging.INFO)) for _ in range(50))
