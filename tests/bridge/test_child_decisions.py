"""What a child does with callers and with what leaves, step by step and beside what fails; what it notes."""

from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from gsm_bridge import callers, health
from gsm_bridge.callers import Callers
from gsm_bridge.endings import EndOfChild
from gsm_bridge.health import Health
from gsm_bridge.sender import Sender
from gsm_bridge.sending import Sending, accepted
from models.actions.delivery import sms_departures
from models.actions.delivery.sms_departures import Departure
from models.actions.queue import lanes
from models.rules.delivery.send_results import Unknown
from models.rules.sms.parts import Coding
from tests.bridge.fakes import FakeModem, FakeStore


@pytest.fixture(autouse=True)
def storage(monkeypatch: pytest.MonkeyPatch) -> None:
    """Actions leave what they were given in the transaction."""
    monkeypatch.setattr(callers, "keep_call", lambda tx, _at, _sim, number: tx.append(number))
    monkeypatch.setattr(health, "note_modem", lambda tx, _at, _device, **known: tx.append(known))


# -- those who ring


def test_a_call_is_on_disk_before_it_is_hung_up_on() -> None:
    modem, store = FakeModem(rings=["+79161234567", "+79161234567"]), FakeStore()
    assert Callers(modem, store, "25001").attend()  # type: ignore[arg-type]
    assert (store.kept, store.durable, modem.done) == (["+79161234567"], [True], ["hang_up"])


def test_while_the_database_is_away_a_caller_rings_on_and_is_kept_when_it_is_back() -> None:
    modem, store = FakeModem(rings=["+79161234567"]), FakeStore(away=2)
    attending = Callers(modem, store, "25001")  # type: ignore[arg-type]
    assert not attending.attend()
    assert not attending.attend()
    assert modem.done == []
    assert attending.attend()
    assert (store.kept, modem.done) == (["+79161234567"], ["hang_up"])


@pytest.mark.parametrize(("refuses", "calls"), [(set(), 2), ({"hang_up"}, 1)])
def test_who_was_hung_up_on_and_rings_again_is_a_new_call_and_who_was_not_is_the_same(
    monkeypatch: pytest.MonkeyPatch, refuses: set[str], calls: int
) -> None:
    now = [1000.0]
    monkeypatch.setattr("gsm_bridge.callers.time.monotonic", lambda: now[0])
    modem, store = FakeModem(refuses=refuses), FakeStore()
    attending = Callers(modem, store, "25001")  # type: ignore[arg-type]
    for _ in range(2):
        modem.rings = ["+79161234567"]
        attending.attend()
        now[0] += 2
    assert store.kept == ["+79161234567"] * calls


@pytest.mark.parametrize("away", [0, 1])
def test_who_rings_on_while_the_database_keeps_everybody_waiting_is_one_call(
    monkeypatch: pytest.MonkeyPatch, away: int
) -> None:
    now = [1000.0]
    monkeypatch.setattr("gsm_bridge.callers.time.monotonic", lambda: now[0])
    modem = FakeModem(rings=["+79161234567"])

    class SlowStore(FakeStore):
        def write(self, act: Any, *, durable: bool = False) -> Any:
            now[0] += 20
            modem.rings = ["+79161234567", "+79161234567"]
            return super().write(act, durable=durable)

    store = SlowStore(away=away)
    attending = Callers(modem, store, "25001")  # type: ignore[arg-type]
    for _ in range(2 + away):
        attending.attend()
        now[0] += 1
    assert (store.kept, modem.done) == (["+79161234567"], ["hang_up"])


def test_a_ring_that_is_read_long_after_it_while_we_hang_up_is_of_the_same_call(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [1000.0]
    monkeypatch.setattr("gsm_bridge.callers.time.monotonic", lambda: now[0])

    class SlowModem(FakeModem):
        def hang_up(self) -> None:
            super().hang_up()
            self.rings = ["+79161234567"]
            now[0] += 2

    modem, store = SlowModem(rings=["+79161234567"]), FakeStore()
    attending = Callers(modem, store, "25001")  # type: ignore[arg-type]
    for _ in range(2):
        attending.attend()
        now[0] += 1
    assert (store.kept, modem.done) == (["+79161234567"], ["hang_up"])


# -- what leaves


PART = Departure(1, 1, "+79161234567", "Проверяем", Coding.UCS2, 1, 1, 0, None)  # type: ignore[arg-type]


class Leaving:
    """One part to send. marked: what the database says to sending it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, marked: bool = True) -> None:
        self.modem, self.store = FakeModem(sending=accepted(7)), FakeStore()
        self.order: list[Any] = self.modem.done
        self.waiting = [("lease", PART)]
        monkeypatch.setattr(sms_departures, "next_departure", lambda *_: self.waiting.pop() if self.waiting else None)
        monkeypatch.setattr(sms_departures, "mark_leaving", self._mark(marked))
        monkeypatch.setattr(sms_departures, "record_departure", self._record)
        monkeypatch.setattr(lanes, "release_lane", lambda *_: self.order.append("released"))
        monkeypatch.setattr("gsm_bridge.sender.time.sleep", lambda _: None)
        self.sender = Sender(self.modem, self.store, "modem0", "25001", 0)  # type: ignore[arg-type]

    def _mark(self, marked: bool) -> Any:
        def mark(*_: object) -> bool:
            self.order.append("marked")
            return marked

        return mark

    def _record(self, _tx: object, _at: object, _lease: object, _part: object, result: object, _: object) -> None:
        self.order.append(type(result).__name__)


def test_a_part_is_marked_on_disk_before_it_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    leaving = Leaving(monkeypatch)
    assert leaving.sender.send_one()
    assert leaving.order == ["marked", ("send", "Проверяем"), "Sent"]
    assert leaving.store.durable == [False, True, False]
    assert not leaving.sender.send_one()


def test_what_was_cancelled_meanwhile_is_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    leaving = Leaving(monkeypatch, marked=False)
    assert leaving.sender.send_one()
    assert leaving.order == ["marked", "released"]
    assert not leaving.sender.busy


def test_the_networks_word_is_kept_for_a_database_that_is_away_for_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    leaving = Leaving(monkeypatch)
    leaving.modem.while_sending = lambda: setattr(leaving.store, "away", 3)
    assert leaving.sender.send_one()
    assert leaving.order == ["marked", ("send", "Проверяем"), "Sent"]


def test_the_networks_word_is_not_kept_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    leaving, now = Leaving(monkeypatch), [1000.0]
    monkeypatch.setattr("gsm_bridge.sender.time.monotonic", lambda: now[0])

    def sleep(_: float) -> None:
        now[0] += 5

    monkeypatch.setattr("gsm_bridge.sender.time.sleep", sleep)
    leaving.modem.while_sending = lambda: setattr(leaving.store, "away", 100)
    with pytest.raises(OperationalError):
        leaving.sender.send_one()
    assert 40 < now[0] - 1000 < 60


def test_a_connection_that_can_not_be_trusted_ends_the_child_after_its_word_is_recorded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    leaving = Leaving(monkeypatch)
    leaving.modem.sending = Sending(Unknown("no word"), spoilt=True)
    with pytest.raises(EndOfChild):
        leaving.sender.send_one()
    assert leaving.order[-1] == "Unknown"


def test_a_modem_in_text_mode_gets_nothing_to_send(monkeypatch: pytest.MonkeyPatch) -> None:
    leaving = Leaving(monkeypatch)
    leaving.modem.pdus = False
    with pytest.raises(EndOfChild):
        leaving.sender.send_one()
    assert leaving.order == []


# -- how the modem is


def noted(modem: FakeModem) -> tuple[Health, FakeStore]:
    store = FakeStore()
    return Health(modem, store, "modem0", "25001"), store  # type: ignore[arg-type]


def test_a_modem_does_not_count_as_working_before_its_network_was_asked() -> None:
    checked, store = noted(FakeModem(registered=(False, "")))
    checked.sim_is(full=False, unreadable=0)
    assert store.kept == []
    checked.check()
    assert [known["state"] for known in store.kept] == ["no_network"]
    assert not checked.registered


def test_a_missing_network_counts_before_a_full_sim() -> None:
    checked, store = noted(FakeModem(registered=(False, "")))
    checked.sim_is(full=True, unreadable=0)
    checked.check()
    assert store.kept[-1]["state"] == "no_network"


def test_a_full_sim_is_noted_once_with_what_is_unreadable() -> None:
    checked, store = noted(FakeModem())
    checked.check()
    checked.sim_is(full=True, unreadable=2)
    assert (store.kept[-1]["state"], store.kept[-1]["detail"]) == ("full", "unreadable messages on the SIM: 2")
    checked.sim_is(full=True, unreadable=2)
    assert len(store.kept) == 2  # written once


def test_a_signal_that_wavers_is_not_noted_and_one_that_changes_is(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr("gsm_bridge.health.time.monotonic", lambda: now[0])
    modem = FakeModem()
    checked, store = noted(modem)
    for strength in (60, 51, 50):
        modem.strength = strength
        checked.check()
        now[0] += 11
    assert [known["signal"] for known in store.kept] == [60, 50]


def test_a_modem_that_can_not_tell_its_network_keeps_its_former_state() -> None:
    modem = FakeModem(refuses={"network"})
    checked, store = noted(modem)
    checked.check()
    assert (store.kept[-1]["state"], checked.registered) == ("working", True)
