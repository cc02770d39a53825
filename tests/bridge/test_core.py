"""What the core does beside its keepers: it says that it runs, and first for which modems."""

import pytest

from gsm_bridge.core import Core
from tests.bridge.test_keeper import FakeWitness


def test_a_core_says_once_that_it_begins_and_then_that_it_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr("gsm_bridge.core.time.monotonic", lambda: now[0])
    witness = FakeWitness(away=True)
    beating = Core(["/nowhere/modem0", "/nowhere/modem1"], witness)
    beating._tick()
    assert witness.said == []
    witness.away = False
    for _ in range(41):
        beating._tick()
        now[0] += 1
    said = [words for words in witness.said if words[0] in ("begin", "serves")]
    assert said == [("begin", "/nowhere/modem0", "/nowhere/modem1"), ("serves",), ("serves",), ("serves",)]
