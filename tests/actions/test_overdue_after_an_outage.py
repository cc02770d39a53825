"""Everything was down for a day and a great many deadlines passed: the grave ones first, in batches, none lost."""

import os
from collections import Counter
from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update

from benchmarks.many_tickets import ManyTickets
from models.actions.enforcement import enforcement
from models.clock import Instant
from models.rules.delivery.outgoing import Urgency
from models.rules.delivery.places import Place
from models.tables.lanes import lane, outbox
from models.tables.timers import escalation, timer
from tests.actions.office import Office

#: `OVERDUE=100000` runs as many as the step asks for (some minutes); here as many as a test may take.
OVERDUE = int(os.environ.get("OVERDUE", "600"))
GRAVE = range(OVERDUE - OVERDUE // 20 + 1, OVERDUE + 1)
AFTER = timedelta(days=1)


def test_the_grave_come_first_and_each_step_once_and_all_are_marked_late(office: Office) -> None:
    many = ManyTickets(office.database, office.shows())
    many.grow(2 * OVERDUE)
    due = datetime.now(UTC) - AFTER
    steps = many.fall_due(range(1, OVERDUE + 1), due)
    grave = {many.id_of(number) for number in GRAVE}
    with office.database.write() as tx:  # the grave ones were due last of all
        first_response = update(timer).where(timer.c.ticket_id.in_(grave), timer.c.clock == "first_response")
        tx.execute(first_response.values(urgency=0, due_at=due + AFTER / 2))
    now = datetime.now(UTC)
    batches = 0
    while True:
        with office.database.write() as tx:
            fired = enforcement.enforce_due(tx, Instant(now, now))
        batches += 1
        if fired < enforcement.BATCH:
            break
    assert batches >= OVERDUE // enforcement.BATCH, "a batch never holds the database longer than a batch"
    with office.database.read() as tx:
        rows = tx.execute(select(escalation).order_by(escalation.c.id)).all()
        posts = Counter(
            tx.execute(
                select(outbox.c.ticket_id)
                .select_from(outbox.join(lane))
                .where(lane.c.urgency == Urgency.LADDER, outbox.c.place == Place.TOPIC)
            ).scalars()
        )
    first = list(dict.fromkeys(row.ticket_id for row in rows))
    assert set(first[: len(grave)]) == grave, "the grave ones were told before all others"
    assert set(Counter((row.ticket_id, row.step) for row in rows).values()) == {1}
    assert len(first) == OVERDUE
    assert all(row.late for row in rows)
    assert steps >= 2
    assert set(posts.values()) == {1}, "one post in the topic, however many steps were missed"
    assert len(posts) == OVERDUE
