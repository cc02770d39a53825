"""A thousand deadlines pass while Redis is down: on its return each fires once, and none before its time."""

import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from benchmarks.deadlines import make_installation
from benchmarks.many_tickets import ManyTickets
from models.tables.tickets import topic
from models.tables.timers import escalation
from tests.faults.crowd import nothing_waits, reading
from tests.installation import Installation

TICKETS = 1_000


def first_ticket(otklik: Installation) -> int:
    """Anna writes; the id of her ticket once its topic and its card stand."""
    otklik.telegram.types(otklik.person("Анна"), "Не работает интернет")

    def shown() -> int | None:
        with reading(otklik) as tx:
            found: int | None = tx.execute(
                select(topic.c.ticket_id).where(topic.c.card_provider_id.is_not(None))
            ).scalar()
            return found

    return otklik.wait_for(shown, "the card", 60)


def fired(otklik: Installation) -> Counter[tuple[int, int]]:
    with reading(otklik) as tx:
        return Counter((row.ticket_id, row.step) for row in tx.execute(select(escalation)))


@pytest.mark.slow
def test_a_thousand_that_fall_due_without_redis_fire_once_each_when_it_is_back(tmp_path: Path) -> None:
    with make_installation(tmp_path) as otklik:
        template_id = first_ticket(otklik)
        otklik.wait_for(lambda: nothing_waits(otklik), "rest")  # nobody opens a lane while ours are given their ids
        otklik.stop("deliver")  # what becomes of the posts is not asked here
        many = ManyTickets(otklik.database, template_id)
        many.grow(2 * TICKETS)
        otklik.kill("redis")
        due = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=1)
        steps = many.fall_due(range(1, TICKETS + 1), due)
        time.sleep(max(0.0, (due - datetime.now(UTC)).total_seconds()) + 2)
        assert not fired(otklik), "nobody can be rung without Redis"
        otklik.start_redis()
        wanted = steps * TICKETS
        otklik.wait_for(lambda: sum(fired(otklik).values()) >= wanted, f"{wanted} steps", 120)
        time.sleep(2)  # whatever would fire again, does so by now
        found = fired(otklik)
        with reading(otklik) as tx:
            early = [row.id for row in tx.execute(select(escalation)) if row.fired_at < row.due_at]
    assert early == []
    assert set(found.values()) == {1}
    assert {ticket_id for ticket_id, _ in found} == {many.id_of(number) for number in range(1, TICKETS + 1)}
