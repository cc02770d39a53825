"""The machine's clock ran ahead when rows were written and was set right: no conversation stands still."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models.actions.desk import editions
from models.actions.queue import inbox
from models.actions.queue.dispatching import Dispatch
from models.actions.queue.inbox import RawInbound
from models.actions.queue.lanes import LEASE, lease_lanes
from models.actions.reach import sms_arrivals
from models.actions.reach.sms_arrivals import PATIENCE
from models.actions.tickets import tickets
from models.clock import Instant
from models.db import Database
from models.queries.regulation import editions_in_force
from models.rules.delivery.outgoing import DELIVER, RowKind
from models.rules.delivery.send_results import FailedTemporarily, SendResult
from models.tables.lanes import lane, outbox
from models.tables.timers import timer
from tests.actions.office import ACCOUNT, NOON, Office, at
from tests.actions.sms_office import SIM, SmsOffice
from tests.actions.test_two_sweepers import WallClock
from tests.journeys.regulations import RUSSIAN
from workers.sweeper import Sweeper

AHEAD = pytest.mark.parametrize("ahead", ["1h", "365d"])


class SilentBell:
    def ring_again(self, queue: str) -> None:
        pass


def sweeps(database: Database, when: Instant | None = None) -> None:
    """A sweeper begins."""
    running_sweeper(database, WallClock((when or at()).real)).tick()


def running_sweeper(database: Database, clock: WallClock) -> Sweeper:
    return Sweeper(database, SilentBell(), clock, rehearsal=False)  # type: ignore[arg-type]


@AHEAD
def test_what_was_posted_by_a_clock_that_ran_ahead_leaves_at_once(office: Office, ahead: str) -> None:
    office.opens(office.meets(), when=at(ahead))
    assert office.delivers(at("1s")) == []
    sweeps(office.database)
    assert [one.kind for one in office.delivers(at("1s"))][:2] == [RowKind.CREATE_TOPIC, RowKind.CARD]


@AHEAD
def test_what_was_posted_behind_an_older_row_leaves_too(office: Office, ahead: str) -> None:
    ticket_id = office.opens(office.meets())
    office.adds(ticket_id, "И ещё", at(ahead))
    office.delivers(at("1s"))
    sweeps(office.database, at("2s"))
    office.delivers(at("3s"))
    assert {row.state for row in office.rows(RowKind.POST)} == {"sent"}


def test_a_post_beside_one_that_waits_since_the_clock_ran_ahead_is_not_held_by_it(office: Office) -> None:
    ticket_id = office.opens(office.meets(), when=at("1h"))
    office.adds(ticket_id, "И ещё", at("1s"))
    sweeps(office.database, at("2s"))
    office.delivers(at("3s"))
    assert {row.state for row in office.rows()} == {"sent"}


@AHEAD
def test_a_lane_held_by_a_sender_of_that_time_is_free_when_its_lease_would_have_ended(
    office: Office, ahead: str
) -> None:
    office.opens(office.meets())
    with office.database.write() as tx:
        assert lease_lanes(tx, DELIVER, "vanished", at(ahead).real, 10)
    sweeps(office.database)
    after = Instant(at().now, at().real + LEASE)
    assert [one.kind for one in office.delivers(after)][:2] == [RowKind.CREATE_TOPIC, RowKind.CARD]


@pytest.mark.parametrize("ahead", ["0s", "1h", "365d"])
def test_a_silence_of_six_hours_that_a_service_asked_for_lasts_six_hours(office: Office, ahead: str) -> None:
    def refuses(_: Dispatch) -> SendResult:
        return FailedTemporarily(6 * 3600.0, "429")

    office.opens(office.meets(), when=at(ahead))
    office.delivers(at(ahead), refuses)
    for passed in ("0s", "20s", "5h"):
        sweeps(office.database, at(passed))
        assert office.delivers(at(passed)) == []
    sweeps(office.database, at("6h"))
    assert office.delivers(Instant(at("6h").now, at("6h").real + timedelta(seconds=1)))


def test_a_lane_of_an_older_otklik_that_nobody_can_date_waits_a_day_at_the_most(office: Office) -> None:
    office.opens(office.meets(), when=at("365d"))
    with office.database.write() as tx:
        tx.execute(lane.update().values(written_at=None))
        tx.execute(outbox.update().values(created_at=NOON))
    sweeps(office.database)
    assert office.delivers(at("1s"))


@AHEAD
@pytest.mark.parametrize("album", [None, "7"])
def test_what_came_in_while_the_clock_ran_ahead_is_processed(
    database: Database, ahead: str, album: str | None
) -> None:
    with database.write() as tx:
        items = [RawInbound("1", "chat:1", {}, album)]
        inbox.store_inbound(tx, "telegram", ACCOUNT, items, at(ahead).real)
        assert inbox.lock_due_lanes(tx, [ACCOUNT], at("2s").real, 10) == []
    sweeps(database)
    with database.write() as tx:
        (lane_id,) = inbox.lock_due_lanes(tx, [ACCOUNT], at("2s").real, 10)
        (row,) = inbox.waiting_in(tx, [lane_id], 10)
        assert row.not_before <= at("2s").real


def test_a_clock_that_steps_back_while_everything_runs_is_noticed(office: Office) -> None:
    clock = WallClock(at("365d").real)
    sweeper = running_sweeper(office.database, clock)
    sweeper.tick()
    office.opens(office.meets(), when=at("365d"))
    sweeper.tick()
    clock.now = NOON
    sweeper.tick()
    assert office.delivers(at("1s"))


@AHEAD
def test_a_deadline_counted_by_a_clock_that_ran_ahead_is_counted_anew(office: Office, ahead: str) -> None:
    ticket_id = office.opens(office.meets(), when=at(ahead))
    sweeps(office.database)
    due_at = office.view(ticket_id).first_response_due_at
    assert due_at == NOON + timedelta(hours=1)
    with office.database.read() as tx:
        assert min(tx.execute(select(timer.c.due_at).where(timer.c.due_at.is_not(None))).scalars()) <= due_at


def test_a_proposal_to_close_made_by_a_clock_that_ran_ahead_is_reminded_of_in_its_time(office: Office) -> None:
    times: list[Any] = []
    for ahead in ("0s", "364d"):
        ticket_id = office.shows()
        with office.database.write() as tx:
            tickets.propose_closing(office.acting(tx, at(ahead), office.view(ticket_id)))
        if ahead != "0s":
            sweeps(office.database)
        with office.database.read() as tx:
            query = select(timer.c.due_at).where(timer.c.ticket_id == ticket_id, timer.c.clock == "closing")
            times.append(tx.execute(query).scalar_one())
    assert abs(times[1] - times[0]) < timedelta(days=4), "working days, counted from another weekday"


def test_a_regulation_adopted_by_a_clock_that_ran_ahead_is_in_force(database: Database) -> None:
    with database.write() as tx:
        editions.adopt(tx, RUSSIAN, at("365d").now)
        assert editions_in_force(tx, NOON) == []
    sweeps(database)
    with database.read() as tx:
        assert editions_in_force(tx, NOON) != []


def test_a_long_sms_whose_part_is_missing_is_given_up_in_time(database: Database) -> None:
    sms_office = SmsOffice(database)
    concat = sms_arrivals.Concat(7, 2, 1)
    sms_office.hears("Первая половина", when=at("365d"), concat=concat)
    sweeps(sms_office.database)
    with sms_office.database.write() as tx:
        when = Instant(NOON, NOON + PATIENCE)
        assert sms_arrivals.give_up_waiting(tx, when, SIM) == 1


def test_a_machine_that_forgot_the_date_changes_no_deadline(office: Office) -> None:
    ticket_id = office.opens(office.meets())
    due_at = office.view(ticket_id).first_response_due_at
    year_1970 = Instant(NOON - timedelta(days=20_000), NOON - timedelta(days=20_000))
    sweeps(office.database, year_1970)
    assert office.view(ticket_id).first_response_due_at == due_at
    with office.database.read() as tx:
        assert editions_in_force(tx, year_1970.now) == []
    sweeps(office.database)
    assert office.delivers(at("1s"))


def test_what_is_right_is_left_alone(office: Office) -> None:
    office.opens(office.meets())
    office.delivers()
    with office.database.read() as tx:
        before = tx.execute(select(lane)).all(), tx.execute(select(timer)).all(), tx.execute(select(outbox)).all()
    sweeps(office.database, at("3s"))
    with office.database.read() as tx:
        after = tx.execute(select(lane)).all(), tx.execute(select(timer)).all(), tx.execute(select(outbox)).all()
    assert before == after
