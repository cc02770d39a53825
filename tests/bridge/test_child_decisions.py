"""What a child does with the SIM, with callers and with what leaves, step by step and beside what fails."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from gsm_bridge import callers, health, sim_reader
from gsm_bridge.bad_places import PassedOver
from gsm_bridge.callers import Callers
from gsm_bridge.decoding import Foreign, Slot
from gsm_bridge.endings import EndOfChild
from gsm_bridge.health import Health
from gsm_bridge.sender import Sender
from gsm_bridge.sending import Sending, accepted
from gsm_bridge.sim_reader import SimReader
from models.actions import lanes, sms_departures
from models.actions.sms_arrivals import Arrived
from models.actions.sms_departures import Departure, Receipt
from models.rules.send_results import Unknown
from models.rules.sms import Coding
from tests.bridge.fakes import NOON, FakeModem, FakeStore

POISON = "не хранится"


def lies(location: int, text: str, minutes: int = 0) -> Slot:
    return Slot(location, Arrived("+79161234567", text, NOON + timedelta(minutes=minutes)), f"print of {text}")


@pytest.fixture(autouse=True)
def storage(monkeypatch: pytest.MonkeyPatch) -> None:
    """Actions leave what they were given in the transaction, but for one text that no database takes."""

    def keep_sms(tx: list[Any], _at: object, _sim: str, sms: Arrived) -> bool:
        if sms.text == POISON:
            raise ValueError("no database holds this")
        tx.append(sms.text)
        return True

    def kept(name: str) -> Any:
        def act(tx: list[Any], *_given: object, **_named: object) -> bool:
            tx.append(name)
            return True

        return act

    monkeypatch.setattr(sim_reader, "keep_sms", keep_sms)
    monkeypatch.setattr(sim_reader, "record_receipt", kept("receipt"))
    monkeypatch.setattr(sim_reader, "listing_went_well", lambda tx, _sim: tx.append("went well"))
    monkeypatch.setattr(callers, "keep_call", lambda tx, _at, _sim, number: tx.append(number))
    monkeypatch.setattr(health, "note_modem", lambda tx, _at, _device, **known: tx.append(known))


class Reading:
    def __init__(self, *slots: Slot) -> None:
        self.modem, self.store, self.woken = FakeModem(list(slots)), FakeStore(), 0
        self.reader = SimReader(self.modem, self.store, "25001", lambda: None, self._wake)  # type: ignore[arg-type]
        self.reader._listed = True

    def _wake(self) -> None:
        self.woken += 1

    @property
    def deleted(self) -> list[int]:
        return [done[1] for done in self.modem.done if done[0] == "delete"]


def test_what_is_stored_is_on_disk_before_it_is_deleted() -> None:
    reading = Reading(lies(1, "раз"), lies(2, "два", minutes=-5))
    reading.reader.empty()
    assert (reading.store.kept, reading.store.durable) == (["два", "раз"], [True])
    assert reading.deleted == [2, 1]
    assert reading.woken == 1
    assert not reading.reader.something_stays


def test_what_can_not_be_stored_stays_on_the_sim_and_holds_up_no_other() -> None:
    reading = Reading(lies(1, "раз"), lies(2, POISON), lies(3, "три"))
    reading.reader.empty()
    assert sorted(reading.store.kept) == ["раз", "три"]
    assert sorted(reading.deleted) == [1, 3]
    assert set(reading.store.durable) == {True}
    assert reading.reader.something_stays
    reading.reader.empty()
    assert [slot.location for slot in reading.modem.slots] == [2]
    assert sorted(reading.deleted) == [1, 3]


def test_while_the_database_is_away_nothing_is_deleted() -> None:
    reading = Reading(lies(1, "раз"))
    reading.store.away = 1
    with pytest.raises(OperationalError):
        reading.reader.empty()
    assert (reading.deleted, reading.store.kept) == ([], [])
    reading.reader.empty()
    assert (reading.deleted, reading.store.kept) == ([1], ["раз"])


def test_a_database_that_goes_away_between_two_single_tries_deletes_nothing_unstored() -> None:
    reading = Reading(lies(1, POISON), lies(2, "два", minutes=1))

    def gone(*_: object) -> bool:
        raise OperationalError("", {}, Exception("away"))

    real = reading.reader._kept_alone
    reading.reader._kept_alone = lambda slot: real(slot) if slot.location == 1 else gone()  # type: ignore[method-assign]
    with pytest.raises(OperationalError):
        reading.reader.empty()
    assert reading.deleted == []


def test_what_the_sim_will_not_let_go_is_stored_once_and_deleted_later(monkeypatch: pytest.MonkeyPatch) -> None:
    reading = Reading(lies(1, "раз"))
    reading.modem.refuses.add("delete")
    now = [1000.0]
    monkeypatch.setattr("gsm_bridge.sim_reader.time.monotonic", lambda: now[0])
    for _ in range(3):
        reading.reader.empty()
    assert (reading.store.kept, reading.deleted) == (["раз"], [1])
    now[0] += 11
    reading.reader.empty()
    assert len(reading.deleted) == 2
    now[0] += 11
    reading.reader.empty()
    assert len(reading.deleted) == 2  # twenty seconds by now
    reading.modem.refuses.clear()
    now[0] += 10
    reading.reader.empty()
    assert (reading.modem.slots, reading.reader.something_stays) == ([], False)


def test_drafts_and_what_nobody_can_read_are_left_alone() -> None:
    reading = Reading(Slot(1, Foreign(), "draft"), Slot(2, None, "unreadable"), lies(3, "три"))
    reading.reader.empty()
    assert (reading.deleted, reading.reader.unreadable) == ([3], 1)
    reading.modem.slots[0] = lies(1, "новое на том же месте")
    reading.reader.empty()
    assert reading.deleted == [3, 1]


def test_a_modem_that_restarted_into_text_mode_is_not_believed() -> None:
    reading = Reading(lies(1, "0719"))
    reading.modem.pdus = False
    with pytest.raises(EndOfChild):
        reading.reader.empty()
    assert (reading.store.kept, reading.deleted) == ([], [])


def test_a_report_of_the_network_is_stored_and_deleted_like_an_sms() -> None:
    reading = Reading(Slot(1, Receipt("+79161234567", 7, 0, NOON), "report"))
    reading.reader.empty()
    assert (reading.store.kept, reading.store.durable, reading.deleted) == (["receipt"], [True], [1])


def test_a_first_listing_that_ends_well_forgets_deaths_that_were_not_the_sims_fault() -> None:
    reading = Reading(lies(1, "раз"))
    reading.reader._listed = False
    reading.reader.empty()
    reading.reader.empty()
    assert reading.store.kept == ["went well", "раз"]


def test_what_lies_at_a_place_that_kills_is_kept_without_being_read_or_deleted() -> None:
    reading = Reading(lies(1, "раз"))
    reading.reader._listed = False
    draft = Slot(3, Foreign(), "0791")
    reading.modem.passed_over = PassedOver(frozenset({2, 3}), True, (lies(2, "убийственное"), draft))
    reading.reader.empty()
    reading.reader.empty()
    assert (reading.store.kept, reading.store.durable) == (["убийственное", "раз"], [True, True])
    assert reading.deleted == [1]
    assert reading.reader.something_stays


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


def test_a_modem_that_can_not_tell_its_network_keeps_its_former_state() -> None:
    modem = FakeModem(refuses={"network"})
    checked, store = noted(modem)
    checked.check()
    assert (store.kept[-1]["state"], checked.registered) == ("working", True)
