"""Many rows that are written together are the same rows as those written one by one, on either engine."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import Row, delete, insert, select

from models.actions.queue import lanes
from models.actions.queue.many_rows import insert_many
from models.db import Database
from models.rules.delivery.outgoing import DELIVER, RowKind, Urgency
from models.tables.lanes import lane, outbox
from tests.actions.office import ACCOUNT, at

REAL = at().real
MOSCOW = timezone(timedelta(hours=3))


def row(lane_id: int, seq: int, **more: Any) -> dict[str, Any]:
    return {
        "lane_id": lane_id,
        "seq": seq,
        "kind": RowKind.POST,
        "state": "pending",
        "repeatable": seq % 2 == 0,
        "repeated": False,
        "account": ACCOUNT,
        "transport": "telegram",
        "place": "group",
        "address": "-1002345678901",
        "payload": {"text": 'Кавычки "и" \\ 👍\n', "entities": [{"offset": 1}], "part": 0, "none": None},
        "not_before": datetime(2026, 11, 11, 12, 0, 0, 123456, tzinfo=MOSCOW),
        "attempts": 0,
        "created_at": REAL,
        **more,
    }


def written(database: Database, lane_id: int) -> list[Row[Any]]:
    """Without their ids."""
    columns = [column for column in outbox.c if column.key != "id"]
    with database.write() as tx:
        found = tx.execute(select(*columns).where(outbox.c.lane_id == lane_id).order_by(outbox.c.id)).all()
        tx.execute(delete(outbox))
    return list(found)


@pytest.fixture
def lane_id(database: Database) -> int:
    with database.write() as tx:
        return lanes.take_places(tx, DELIVER, ACCOUNT, "chat:1", Urgency.CONVERSATION, REAL)[0]


@pytest.mark.parametrize("count", [0, 1, 7, 8, 9, 1001])
def test_rows_written_together_are_those_written_one_by_one(database: Database, lane_id: int, count: int) -> None:
    rows = [row(lane_id, seq) for seq in range(count)]
    with database.write() as tx:
        for one in rows:
            tx.execute(insert(outbox), one)
    one_by_one = written(database, lane_id)
    with database.write() as tx:
        insert_many(tx, outbox, rows)
    together = written(database, lane_id)
    assert together == one_by_one
    assert [one.seq for one in together] == list(range(count)), "their ids follow their order"
    assert {one.not_before for one in together} <= {datetime(2026, 11, 11, 9, 0, 0, 123456, tzinfo=UTC)}


@pytest.mark.parametrize("count", [1, 20])
def test_a_time_without_a_zone_is_refused_however_many_rows_there_are(
    database: Database, lane_id: int, count: int
) -> None:
    naive = datetime(2026, 11, 11, 12, 0)  # noqa: DTZ001
    with pytest.raises(Exception, match="aware"), database.write() as tx:
        insert_many(tx, outbox, [row(lane_id, seq, not_before=naive) for seq in range(count)])


@pytest.mark.parametrize("count", [3, 30])
def test_places_taken_for_many_lanes_continue_those_taken_before(database: Database, count: int) -> None:
    wanted = [((DELIVER, ACCOUNT, f"ladder:{number}"), 0, number % 3 + 1) for number in range(count)]
    later = REAL + timedelta(minutes=1)
    with database.write() as tx:
        first = lanes.take_many_places(tx, wanted, REAL)
    with database.write() as tx:
        second = lanes.take_many_places(tx, wanted, later)
        due = set(tx.execute(select(lane.c.due_at)).scalars())
    assert [first[place][1] for place, _, _ in wanted] == [0] * count
    assert [second[place][1] for place, _, _ in wanted] == [places for _, _, places in wanted]
    assert {place: lane_id for place, (lane_id, _) in first.items()} == {
        place: lane_id for place, (lane_id, _) in second.items()
    }
    assert due == {REAL}, "a lane that waits keeps its time"
