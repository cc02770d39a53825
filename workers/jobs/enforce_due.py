"""The job behind the bell `deadlines`: fires the timers that are due, and takes the next steps of chains."""

import time

from models.actions.enforcement import enforcement, open_ticket_updates
from models.actions.talk import drafts, window_reminders
from models.rules.delivery.outgoing import DEADLINES, DELIVER
from workers.composition import worker
from workers.jobs.copy_person import copy_people
from workers.jobs.erase import erase
from workers.jobs.next_steps import next_steps
from workers.rehearsal import follow

_SECONDS = 10.0


def enforce_due() -> None:
    """Batch after batch, each a transaction, until nothing is due or the job's time is over."""
    me = worker()
    follow(me)
    until = time.monotonic() + _SECONDS
    while time.monotonic() < until and not me.stopping.is_set():
        at = me.clock.read()
        with me.database.write() as tx:
            # before anything fires: a deadline that a new edition moved must not be missed at its former time
            more = open_ticket_updates.follow(tx, at)
            fired = 0 if more else enforcement.enforce_due(tx, at)
        with me.database.write() as tx:
            woken = drafts.wake(tx, at)
            looked = window_reminders.look(tx, at)
        steps, more_steps = next_steps(me)
        erased = erase(me) + copy_people(me)
        if more or fired or looked or steps or erased:
            me.bell.ring(DELIVER)
        if not (more or more_steps or erased) and fired < enforcement.BATCH and max(woken, looked) < drafts.BATCH:
            return
    me.bell.ring(DEADLINES)
