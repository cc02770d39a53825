"""What a child does all day: it goes on at once while something leaves, else it rests, and says that it does."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bell.wakes import INBOX
from gsm_bridge import health, modem, rounds
from gsm_bridge.beats import Activity
from gsm_bridge.rounds import Hands, Rounds
from tests.bridge.fakes import FakeModem, FakeStore


class RestingModem(FakeModem):
    """One that says nothing by itself."""

    terminal = -1
    sms_announced = has_news = False
    unnamed_due_at = None

    def take_reports(self) -> list[Any]:
        return []


@pytest.fixture
def pipes() -> Iterator[list[int]]:
    """Ends to wait on: of the terminal, of who rings, of who stops us."""
    with ExitStack() as stack:
        ends = []
        for _ in range(3):
            ear, mouth = os.pipe()
            stack.callback(os.close, ear)
            stack.callback(os.close, mouth)
            ends.append(ear)
        yield ends


def test_what_waits_leaves_at_once_and_then_the_child_rests(
    tmp_path: Path, pipes: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    for act in ("note_listening", "give_up_waiting"):
        monkeypatch.setattr(rounds, act, lambda *_: False)
    resting, announced = RestingModem(), list[Activity]()
    resting.terminal = pipes[0]
    leaving = iter((True, True, False))
    never: Any = SimpleNamespace(due_at=float("inf"), registered=True, sim_is=lambda **_: None)
    store: Any = FakeStore()
    store.something_departs = lambda: True
    hands: Any = SimpleNamespace(
        device=str(tmp_path),
        sim="25001",
        modem=resting,
        store=store,
        callers=SimpleNamespace(attend=lambda: False),
        reader=SimpleNamespace(empty=lambda: None, something_stays=False, unreadable=0),
        sender=SimpleNamespace(busy=False, send_one=lambda: next(leaving)),
        health=never,
        listener=SimpleNamespace(fileno=lambda: pipes[1], heard=lambda: False),
        stop=pipes[2],
        about_to=announced.append,
    )
    working = Rounds(hands)
    rests = list[float]()

    def poll(milliseconds: float) -> list[tuple[int, int]]:
        rests.append(milliseconds)
        return [(pipes[2], 1)] if len(rests) == 3 else []

    monkeypatch.setattr(working, "_poll", SimpleNamespace(poll=poll))
    working.run()
    assert rests[:2] == [0, 0]
    assert 500 < rests[2] <= 1000  # until SQL is looked at again
    assert announced == [Activity.REST] * 3


@pytest.fixture
def hands(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> tuple[Hands, FakeStore, list[str]]:
    """Of a child that serves +79160000000; what it stores; whom it wakes."""
    store, woken = FakeStore(), list[str]()
    monkeypatch.setattr(health, "note_modem", lambda tx, _at, _device, **known: tx.append(known))
    monkeypatch.setattr(modem, "Wakes", lambda _: SimpleNamespace(wake=woken.append))
    monkeypatch.setattr(modem, "Listener", lambda *_: None)
    settings: Any = SimpleNamespace(redis_url="", may_ring=lambda _: False)
    beats: Any = SimpleNamespace(about_to=lambda *_: None)
    fake: Any = FakeModem()
    stored: Any = store
    served = modem._hands("modem0", "25001", fake, stored, beats, settings, 0, "+79160000000")
    return served, store, woken


def test_whatever_was_kept_wakes_the_bot(hands: tuple[Hands, FakeStore, list[str]]) -> None:
    served, _, woken = hands
    served.woken()
    assert woken == [INBOX]


def test_staff_see_the_number_of_the_sim(hands: tuple[Hands, FakeStore, list[str]]) -> None:
    served, store, _ = hands
    served.health.check()
    assert [known["number"] for known in store.kept] == ["+79160000000"]
