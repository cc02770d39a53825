"""One of many values: the statement stays the same, an index serves it, and both engines agree."""

from typing import Any

from sqlalchemy import Select, event, not_, select, text

from models.db import Database
from models.tables.among import among, is_one_of
from models.tables.lanes import inbox, lane, outbox

_ONES = select(lane.c.key).where(among(lane.c.key, "keys")).order_by(lane.c.id)
_OTHERS = select(lane.c.key).where(not_(among(lane.c.key, "keys")), lane.c.queue == "deliver").order_by(lane.c.id)
_BY_IDS = select(outbox.c.seq).where(among(outbox.c.id, "ids"))
_WAITING = select(inbox.c.id).where(among(inbox.c.lane_id, "ids"), is_one_of(inbox.c.state, ["pending"]))
ODD = ["it's", '"quoted"', "%s", "{1,2}", "null", "да"]


def keys(database: Database, query: Select[Any], wanted: list[str]) -> list[str]:
    with database.write() as tx:
        tx.execute(text("DELETE FROM lane"))
        rows = [{"queue": "deliver", "account": "1", "key": key, "urgency": 1, "next_seq": 1} for key in ODD]
        tx.execute(lane.insert(), rows)
        return list(tx.execute(query, {"keys": wanted}).scalars())


def test_those_that_are_among_them_are_found(database: Database) -> None:
    assert keys(database, _ONES, [*ODD[:4], "nobody"]) == ODD[:4]
    assert keys(database, _ONES, []) == []


def test_those_that_are_not_among_them_are_found(database: Database) -> None:
    assert keys(database, _OTHERS, ODD[:4]) == ODD[4:]
    assert keys(database, _OTHERS, []) == ODD


def test_the_words_of_the_statement_do_not_depend_on_how_many_there_are(database: Database) -> None:
    heard: set[str] = set()

    def hear(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        heard.add(statement)

    event.listen(database.engine, "before_cursor_execute", hear)
    with database.write() as tx:
        for ids in ([], [1], list(range(100))):
            tx.execute(_BY_IDS, {"ids": ids})
    event.remove(database.engine, "before_cursor_execute", hear)
    assert len(heard) == 1


def test_an_index_serves_it_and_of_rows_in_a_state_an_index_of_these(database: Database) -> None:
    assert "pk_outbox" in plan(database, _BY_IDS, "pk_outbox")
    assert "ix_inbox_waiting" in plan(database, _WAITING, "")


def plan(database: Database, query: Select[Any], instead_of_rowid: str) -> str:
    """On PostgreSQL as it is made once for all executions, without a look at the values."""
    compiled = query.compile(database.engine)
    with database.read() as tx:
        if database.is_sqlite:
            found = tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", ("[1, 2]",)).all()
            return " ".join(str(row[-1]) for row in found).replace("INTEGER PRIMARY KEY", instead_of_rowid)
        tx.execute(text("SET LOCAL enable_seqscan = off"))
        tx.execute(text("SET LOCAL plan_cache_mode = force_generic_plan"))
        words = str(query.compile(database.engine, compile_kwargs={"literal_binds": False}))
        tx.exec_driver_sql(f"PREPARE once (bigint[]) AS {words.replace('%(ids)s', '$1')}", ())
        found = tx.exec_driver_sql("EXPLAIN EXECUTE once (ARRAY[1, 2])").all()
        tx.exec_driver_sql("DEALLOCATE once")
        return " ".join(str(row[0]) for row in found)
