"""More than one sweeper, and a clock that jumps: what is due fires once and never early."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from sqlalchemy import select

from models.actions.enforcement import enforcement
from models.clock import Clock, Instant
from models.rules.delivery.outgoing import DEADLINES
from models.tables.timers import escalation
from tests.actions.office import NOON, Office
from workers.sweeper import Sweeper


class WallClock(Clock):
    """Shows what it is set to."""

    def __init__(self, now: datetime) -> None:
        super().__init__()
        self.now = now

    def read(self) -> Instant:
        return Instant(self.now, self.now)


class WorkerAtOnce:
    """A bell that is answered by a worker at once, by whoever rings it."""

    def __init__(self, office: Office, clock: Clock) -> None:
        self._office = office
        self._clock = clock

    def ring_again(self, queue: str) -> None:
        if queue == DEADLINES:
            with self._office.database.write() as tx:
                enforcement.enforce_due(tx, self._clock.read())


def sweeper(office: Office, clock: Clock) -> Sweeper:
    bell = WorkerAtOnce(office, clock)
    return Sweeper(office.database, bell, clock, rehearsal=False)  # type: ignore[arg-type]


def fired(office: Office) -> Counter[tuple[int, str, int]]:
    with office.database.read() as tx:
        return Counter((row.ticket_id, row.name, row.step) for row in tx.execute(select(escalation)))


def test_two_sweepers_at_once_fire_each_step_once(office: Office) -> None:
    office.has_head()
    tickets = [office.opens(office.meets(f"Абонент {number}")) for number in range(30)]
    clock = WallClock(NOON + timedelta(minutes=76))
    start = threading.Barrier(2)

    def sweeps(one: Sweeper) -> None:
        start.wait()
        for _ in range(4):
            one.tick()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(sweeps, sweeper(office, clock)) for _ in range(2)]:
            done.result()
    steps = fired(office)
    assert {ticket_id for ticket_id, _, _ in steps} == set(tickets)
    assert set(steps.values()) == {1}
    assert Counter(name for _, name, _ in steps) == {"warning": 30, "breach": 30, "rung": 60}


def test_a_clock_that_jumps_back_an_hour_fires_nothing_twice_and_nothing_early(office: Office) -> None:
    ticket_id = office.opens(office.meets())
    clock = WallClock(NOON + timedelta(minutes=50))
    one = sweeper(office, clock)
    one.tick()
    assert [name for _, name, _ in fired(office)] == ["warning"]
    clock.now = NOON - timedelta(minutes=10)
    for _ in range(3):
        assert one.tick() > 0
    assert [name for _, name, _ in fired(office)] == ["warning"]
    with office.database.read() as tx:
        early = [row for row in tx.execute(select(escalation)) if row.fired_at < row.due_at]
    assert early == []
    clock.now = NOON + timedelta(minutes=61)
    one.tick()
    assert set(fired(office)) == {(ticket_id, "warning", 0), (ticket_id, "breach", 1), (ticket_id, "rung", 2)}
    assert set(fired(office).values()) == {1}


def test_an_opened_ticket_is_not_late_for_a_clock_that_was_put_back(office: Office) -> None:
    clock = WallClock(NOON)
    ticket_id = office.opens(office.meets(), when=Instant(NOON - timedelta(hours=1), NOON))
    sweeper(office, clock).tick()
    with office.database.read() as tx:
        of_ticket = select(escalation.c.name, escalation.c.late).where(escalation.c.ticket_id == ticket_id)
        rows = tx.execute(of_ticket).all()
    # opened an hour ago by the provider's clock: due this very second
    assert [(row.name, row.late) for row in rows if row.name != "warning"] == [("breach", False), ("rung", False)]
