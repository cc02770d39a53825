"""Chains whose time has come: the next transport of whoever an answer has not reached."""

from models.actions.delivery import next_steps as chains
from models.db import collided
from workers.composition import Worker


def next_steps(me: Worker) -> tuple[int, bool]:
    """One batch, in a transaction of its own. Returns how many were due, and whether there may be more."""
    at = me.clock.read()
    with me.database.write() as tx:
        due = chains.next_steps(tx, at, collided)
    return due, due == chains.BATCH
