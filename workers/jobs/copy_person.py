"""Copies of what is held about people, one after another: made outside of any transaction, then sent."""

import logging
from collections.abc import Sequence
from datetime import timedelta
from tempfile import TemporaryFile
from typing import Any

from sqlalchemy import Connection, Row

from models.actions.erasure import copies
from models.actions.erasure.copies import CopyFile
from models.backup.person_copy import ARCHIVE, PAGE, keep, write_copy
from models.queries.addresses import address_by_id
from models.queries.held import held_about
from models.queries.persons import Requester, requester_at
from workers.composition import Worker

_AGAIN_AFTER = timedelta(minutes=15)
_AT_ONCE = 5

log = logging.getLogger(__name__)


def copy_people(me: Worker) -> int:
    """Returns how many were due."""
    for done in range(_AT_ONCE):
        at = me.clock.read()
        with me.database.read() as tx:
            row = copies.next_due(tx, at.now, held=False)
        if row is None or me.stopping.is_set():
            return done
        try:
            _take(me, row)
        except Exception:
            log.exception("copy %s could not be made", row.id)
            with me.database.write() as tx:
                copies.put_off(tx, row, at.now + _AGAIN_AFTER)
    return _AT_ONCE


def _take(me: Worker, row: Row[Any]) -> None:
    at = me.clock.read()
    if row.state != copies.ASKED:
        with me.database.write() as tx:
            paths = copies.forget(tx, at, row)
        for path in paths:
            (me.settings.files_dir / path).unlink(missing_ok=True)
        return
    with me.database.snapshot() as tx:
        who = _where(tx, row)
        held = held_about(tx, copies.of_row(row)) if who is not None else {}
    files = _made(me, row, who, held) if who is not None else ()
    with me.database.write(durable=True) as tx:
        still = copies.next_due(tx, at.now)
        there = _where(tx, row)
        if still is None or still.id != row.id:
            return  # somebody else sends it
        if who is None or there is None:
            copies.fail(tx, row)
        else:
            copies.send(tx, at, row, there, files)


def _where(tx: Connection, row: Row[Any]) -> Requester | None:
    """None: the address is not theirs any more."""
    whose = copies.of_row(row)
    one = address_by_id(tx, whose.organisation_id, row.address_id, held=False)
    if one is None or one.person_id != whose.person_id or not one.works:
        return None
    found = requester_at(tx, whose.organisation_id, one.traits.name, one.account, one.address)
    return found[0] if found is not None else None


def _made(me: Worker, row: Row[Any], who: Requester, held: dict[str, Any]) -> Sequence[CopyFile]:
    files_dir, (page_path, archive_path) = me.settings.files_dir, copies.paths_of(row.id)
    most = who.traits.files.most_bytes if who.traits.files is not None else None
    with TemporaryFile() as archive:
        copied = write_copy(held, files_dir, archive, who.language, who.zone, most)
        archive.seek(0)
        size = keep(files_dir / archive_path, archive)
    page = keep(files_dir / page_path, copied.page)
    return (
        CopyFile(page_path, PAGE, "text/html", page, "mydata.page"),
        CopyFile(archive_path, ARCHIVE, "application/zip", size, "mydata.archive"),
    )
