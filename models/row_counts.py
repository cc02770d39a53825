"""PostgreSQL plans a statement by what it counted in the tables, and by itself it counts once a minute at best.

Until then it takes each table of a new installation for almost empty: it joined all persons with all addresses of an
organisation to find one ticket, and a hundred people made a message thirty times as dear. So a table that doubled is
counted at once.
"""

from sqlalchemy import DDL, Connection, text

#: With fewer rows every plan is good.
_FEW = 50
#: From here on the server's own counting is soon enough: it counts again after a tenth more.
_MANY = 20_000

_DOUBLED = text(
    "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = CAST(current_schema() AS regnamespace)"
    " AND reltuples < :many AND pg_stat_get_live_tuples(oid) >= greatest(:few, 2 * reltuples) ORDER BY relname"
)


def count_what_grew(tx: Connection) -> list[str]:
    """Returns the tables that were counted anew; on SQLite, which needs no counting, none."""
    if tx.dialect.name != "postgresql":
        return []
    grown = list(tx.execute(_DOUBLED, {"few": _FEW, "many": _MANY}).scalars())
    if grown:
        names = ", ".join(tx.dialect.identifier_preparer.quote(name) for name in grown)
        count = DDL(f"ANALYZE (SKIP_LOCKED) {names}")  # type: ignore[no-untyped-call]
        tx.execute(count)  # the server's own counting need not be waited for
    return grown
