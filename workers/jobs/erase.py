"""Erasures whose time has come go on: rows in one transaction after another, and then the files that nobody needs."""

import logging
from datetime import timedelta

from models.actions.erasure import going
from models.actions.erasure.ledger_entries import facts_of
from models.backup.erasing_again import erase_again, remove_files
from models.backup.erasure_ledger import Entry, Ledger
from models.db import collided
from models.queries.erasures import next_due
from models.rules.regulation.organisations import OrganisationId
from models.rules.requests.erasures import ErasureState
from workers.composition import Worker

_AGAIN_AFTER = timedelta(minutes=15)
_COLLIDED_AGAIN_AFTER = timedelta(seconds=1)
#: A person may have so much that a worker would do nothing else for long.
_STEPS = 20

log = logging.getLogger(__name__)


def erase(me: Worker) -> int:
    """Some steps, each a transaction of its own. Returns how many."""
    for done in range(_STEPS):
        if me.stopping.is_set() or not _step(me):
            return done
    return _STEPS


def _step(me: Worker) -> bool:
    """False: nothing is due. What raises waits, and is not in the way of others."""
    at = me.clock.read()
    with me.database.read() as tx:
        due = next_due(tx, at.now, held=False)
    if due is None:
        return False
    try:
        _go_on(me)
    except Exception as error:
        wait = _COLLIDED_AGAIN_AFTER if collided(error) else _AGAIN_AFTER
        if not collided(error):
            log.exception("erasure %s could not go on", due.code)
        with me.database.write() as tx:
            going.put_off(tx, due, at.now + wait)
    return True


def _go_on(me: Worker) -> None:
    at, ledger = me.clock.read(), Ledger(me.settings.var_dir)
    with me.database.write(durable=True) as tx:
        row = next_due(tx, at.now)
        if row is None:
            return
        files = going.go_on(tx, at, row)
        ours = OrganisationId(row.organisation_id)
        state = going.state_of(tx, ours, row.id)
        if state is not ErasureState.WAITING:
            # before the commit: what the database forgot, a restore must not bring back in silence
            ledger.note(Entry.model_validate(facts_of(tx, ours, row.id)))
    remove_files(me.database, me.settings.files_dir, files)
    if state is ErasureState.DONE:
        me.database.forget_former_pages()


def erase_who_came_back(me: Worker) -> None:
    """As a worker starts: a database may be put back by other means than our own restore. Never raises."""
    try:
        ledger = Ledger(me.settings.var_dir)
        entries = ledger.entries()
        if not entries:
            return
        with me.database.write(durable=True) as tx:
            again = erase_again(tx, me.clock.read(), entries, ledger)
        remove_files(me.database, me.settings.files_dir, again.files)
        me.database.forget_former_pages()
    except Exception:
        log.exception("nobody looked whether somebody who was erased came back")
        return
    for code in again.codes:
        log.warning("somebody who was erased came back with a backup, and is erased again: act %s", code)
