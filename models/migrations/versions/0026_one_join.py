"""Step 8: a chat that was joined by a link is joined like any other address; what an undo brings back is kept."""

import sqlalchemy as sa
from alembic import op

from models.tables.base import Id, Json, UtcDateTime

revision = "0026"
down_revision = "0025"

_event = sa.table(
    "address_event",
    *(sa.column(name, Id) for name in ("id", "organisation_id", "person_id", "address_id", "by_address_id")),
    sa.column("kind", sa.String),
    sa.column("before", Json),
    *(sa.column(name, UtcDateTime()) for name in ("at", "undone_at")),
)
_join = sa.table(
    "person_join",
    *(sa.column(name, Id) for name in ("organisation_id", "from_person_id", "to_person_id", "address_id")),
    sa.column("way", sa.String),
    *(sa.column(name, Json) for name in ("tickets", "before")),
    *(sa.column(name, UtcDateTime()) for name in ("at", "undone_at")),
)


def upgrade() -> None:
    op.add_column("person_join", sa.Column("by_address_id", Id, nullable=True))
    op.add_column("person_join", sa.Column("before", Json, nullable=True))
    connection = op.get_bind()
    of_links = _event.c.kind == "joined"
    for row in connection.execute(sa.select(_event).where(of_links).order_by(_event.c.id)).all():
        connection.execute(sa.insert(_join).values(_as_join(row)))
    connection.execute(sa.delete(_event).where(of_links))


def _as_join(row: sa.Row[tuple[object, ...]]) -> dict[str, object]:
    return {
        "organisation_id": row.organisation_id,
        "from_person_id": row.before["person_id"],
        "to_person_id": row.person_id,
        "address_id": row.address_id,
        "way": "link",
        "tickets": [[ticket_id, False, False, None] for ticket_id in row.before["tickets"]],
        "before": {"place": 0},
        "at": row.at,
        "undone_at": row.undone_at,
    }
