"""A question that is asked in the place of the one before: an edit of a post that is no message of a ticket."""

from datetime import UTC, datetime
from pathlib import Path

from models.actions.delivery import deliveries
from models.actions.queue import outbox
from models.actions.queue.outbox import OutgoingRow
from models.clock import Instant
from models.db import Database
from models.migrations.to_newest import upgrade
from models.rules.delivery.outgoing import DELIVER, RowKind, Urgency
from models.rules.delivery.payloads import as_edit
from models.rules.delivery.places import in_staff_chat

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def test_an_edit_that_names_its_post_changes_that_post(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/otklik.db")
    upgrade(database)
    draft = OutgoingRow(
        RowKind.EDIT,
        {"provider_id": "4", "text": "По какому адресу?", "entities": []},
        repeatable=True,
        to=in_staff_chat(7),
    )
    with database.write() as tx:
        outbox.post(tx, "1", outbox.chat_lane(7), Urgency.CONVERSATION, [draft], NOW)
        [(_, dispatch)] = deliveries.lease_work(tx, Instant(NOW, NOW), DELIVER, "token", 1)
    database.close()
    assert as_edit(dispatch.payload)["provider_id"] == "4"
