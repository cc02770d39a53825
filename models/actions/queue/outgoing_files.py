"""Files of an outgoing row: by the id under which its own account knows them, else by their stored bytes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from models.actions.queue.outbox import file_lane
from models.queries.transports import traits_of
from models.rules.delivery.outgoing import SLOW
from models.rules.delivery.payloads import as_post
from models.rules.delivery.post_content import Attachment
from models.rules.delivery.states import WAITING
from models.rules.delivery.transports import Transport
from models.rules.requests.file_quota import FileState
from models.tables.lanes import lane, outbox
from models.tables.messages import attachment


@dataclass(frozen=True)
class OutgoingFile:
    """file_id: the provider's own, if the sending account may use it. path, size: of its stored bytes.

    path: relative to var/files. kind: as this transport can show it. Neither file_id nor path: the file can't be had.
    """

    kind: str
    file_id: str | None = None
    path: str | None = None
    file_name: str | None = None
    size: int | None = None

    @property
    def is_lost(self) -> bool:
        return self.file_id is None and self.path is None


class NotHere(Exception):
    """Its bytes are still being fetched."""


_STORED = select(attachment).where(attachment.c.id.in_(bindparam("attachment_ids", expanding=True)))
_WANTED = (FileState.WANTED, FileState.ADMITTED)
_FETCHED_SOON = (
    select(lane.c.key)
    .select_from(outbox.join(lane))
    .where(
        lane.c.queue == SLOW,
        lane.c.key.in_(bindparam("lane_keys", expanding=True)),
        outbox.c.state.in_(WAITING),
    )
)


def files_of(tx: Connection, row: Row[Any]) -> tuple[OutgoingFile, ...]:
    """row: of the outbox. Raises NotHere."""
    wanted: Sequence[Attachment] = as_post(row.payload).get("attachments") or ()
    if not wanted:
        return ()
    here = (row.transport, row.account)
    traits = traits_of(tx, row.transport)
    known = [file for file in wanted if _is_known(file, here, traits)]
    if len(known) == len(wanted):
        return tuple(OutgoingFile(file["kind"], file["file_id"]) for file in wanted)
    rows = {one.id: one for one in tx.execute(_STORED, {"attachment_ids": [file.get("id", 0) for file in wanted]})}
    missing = [file["id"] for file in wanted if file not in known and file.get("id") in rows]
    if _any_on_the_way(tx, [rows[one] for one in missing]):
        raise NotHere
    return tuple(
        OutgoingFile(file["kind"], file["file_id"])
        if file in known
        else _upload(rows.get(file.get("id")), file, traits)
        for file in wanted
    )


def _any_on_the_way(tx: Connection, files: Sequence[Row[Any]]) -> bool:
    """Of what nobody is going to fetch any more (a bot that was replaced, a crash) nothing is waited for."""
    keys = [file_lane(file.id) for file in files if file.state in _WANTED]
    return bool(keys) and tx.execute(_FETCHED_SOON, {"lane_keys": keys}).first() is not None


def _is_known(file: Attachment, here: tuple[str, str], traits: Transport) -> bool:
    """A row from before files had ids of ours was written for the account that knows the file."""
    by_id = traits.files is not None and traits.files.known_by_id
    return by_id and ("id" not in file or (file["transport"], file["account"]) == here)


def _upload(row: Row[Any] | None, file: Attachment, traits: Transport) -> OutgoingFile:
    limit = traits.files
    kind = file["kind"] if limit is not None and file["kind"] in limit.kinds else "document"
    if row is None or row.path is None or limit is None or (row.size or 0) > limit.most_bytes:
        return OutgoingFile(kind)
    return OutgoingFile(kind, path=row.path, file_name=row.file_name, size=row.size)
