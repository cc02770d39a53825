"""After a past came back: whoever was erased since is erased again, in the same transaction, and it is said."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, inspect, select

from models.actions.erasure import going
from models.actions.erasure.ledger_entries import bring_back, facts_of
from models.backup.erasure_ledger import Entry, Ledger
from models.clock import Instant
from models.db import Database
from models.queries.erasures import next_due
from models.rules.regulation.organisations import OrganisationId
from models.tables.erasures import erasure


@dataclass
class Again:
    """codes: of the acts to come. files: relative to var/files, which nobody needs once it is committed."""

    codes: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)


def remembered(database: Database, ledger: Ledger) -> list[Entry]:
    """By the ledger, and by the database as it is before it is replaced. Raises LedgerDamaged."""
    known = {one.code: one for one in ledger.entries()}
    with database.read() as tx:
        for entry in _in_database(tx):
            if entry.code not in known:
                ledger.note(entry)
                known[entry.code] = entry
    return sorted(known.values(), key=lambda one: one.begun_at)


def _in_database(tx: Connection) -> list[Entry]:
    if not inspect(tx).has_table(erasure.name):
        return []
    begun = tx.execute(select(erasure.c.id, erasure.c.organisation_id).where(erasure.c.begun_at.is_not(None))).all()
    return [Entry.model_validate(facts_of(tx, OrganisationId(row.organisation_id), row.id)) for row in begun]


def erase_again(tx: Connection, at: Instant, entries: Sequence[Entry], ledger: Ledger) -> Again:
    """The rows at once; what stands in groups goes when Otklik runs."""
    again = Again(bring_back(tx, at.now, [one.model_dump() for one in entries]))
    for _ in again.codes:
        row = next_due(tx, at.now)
        if row is None:
            break
        again.files += going.go_on(tx, at, row)
        ledger.note(Entry.model_validate(facts_of(tx, OrganisationId(row.organisation_id), row.id)))
    return again


def remove_files(database: Database, files_dir: Path, paths: Sequence[str]) -> None:
    """After the commit that forgot them; a file that somebody else sent, too, stays."""
    if not paths:
        return
    with database.read() as tx:
        needed = going.still_needed(tx, paths)
    for path in paths:
        if path not in needed:
            (files_dir / path).unlink(missing_ok=True)
