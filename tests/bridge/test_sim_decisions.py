"""What a child does with the SIM: stored on disk, then deleted; what can't be read or stored is left alone."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from gsm_bridge import sim_reader
from gsm_bridge.bad_places import PassedOver
from gsm_bridge.decoding import Foreign, Slot
from gsm_bridge.endings import EndOfChild
from gsm_bridge.sim_reader import SimReader
from models.actions.delivery.sms_departures import Receipt
from models.actions.reach.sms_arrivals import Arrived
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
