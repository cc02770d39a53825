"""The job behind the bells `deliver` and `slow`: sends what is due, and says when to look again."""

import asyncio
import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from models.actions.queue.dispatching import Dispatch
from models.queries.lanes import due_queues, next_due_at
from models.rules.delivery.outgoing import DELIVER, SLOW, RowKind
from models.rules.delivery.payloads import as_check_group
from models.rules.delivery.send_results import FailedPermanently, FailedTemporarily, Refusal, SendResult, Sent
from workers.composition import Worker, nobody_sends, worker
from workers.drain import Drain
from workers.holder import take_over_from_the_dead
from workers.jobs.fetch_file import fetch_file
from workers.jobs.stored_files import lie_elsewhere, with_files
from workers.pace import FILES, MESSAGES
from workers.rehearsal import follow
from workers.transports.port import ToldAbout

#: What is due within this time is waited for here; the sweeper sees to everything later.
_SOON_SECONDS = 1.5
_ANOTHER_HOST_SECONDS = 0.5


def deliver() -> None:
    """Posts, cards, reactions: everything that people see."""
    _drain(DELIVER)


def deliver_slow() -> None:
    """What takes its time: bytes of attachments."""
    _drain(SLOW)


def _drain(queue: str) -> None:
    me = worker()
    follow(me)
    drain = _drain_of(me, queue)
    drain.claim()
    ended = me.runner.run(drain.run())
    # afterwards: what they held is due in a second, whenever it is said, and people wait for the rest
    take_over_from_the_dead(me.settings.holders_dir, me.database, me.clock)
    if ended:
        _ring_when_due(me, queue)


def _drain_of(me: Worker, queue: str) -> Drain:
    send, serves, pace = (fetch_file, _any, FILES) if queue == SLOW else (_send, _has_sender, MESSAGES)
    parts = (queue, me.writer, me.clock, me.budget, send, me.stopping.is_set, pace)
    return Drain(*parts, serves=serves, holder=me.holder.name)


def _any(_dispatch: Dispatch) -> bool:
    """What nobody here can fetch is given up in the end: words may wait for it."""
    return True


def _has_sender(dispatch: Dispatch) -> bool:
    return worker().senders.of(dispatch) is not None


async def _send(dispatch: Dispatch) -> SendResult:
    me = worker()
    sender = me.senders.of(dispatch)
    if sender is None:
        return nobody_sends(dispatch)
    if dispatch.shut:
        return FailedPermanently(Refusal.WINDOW_CLOSED, "the window closed before it could leave")
    if lie_elsewhere(me, dispatch):
        return FailedTemporarily(_ANOTHER_HOST_SECONDS, "its files are not on this host")
    ready = await with_files(me, dispatch) if dispatch.files else dispatch
    if ready is None:
        return FailedPermanently(Refusal.NO_FILE, "a file of it can't be had")
    result = await sender.send(ready)
    if dispatch.kind == RowKind.CHECK_GROUP and isinstance(result, Sent):
        # the doctor asks about the group, and about what only whoever sends can see
        own: dict[str, Any] = {"open_redis": me.settings.redis_is_open}
        if not as_check_group(dispatch.payload).get("watch"):  # that is about the group alone, again and again
            own |= {"numbers": await _told_about(me)}
        return replace(result, answers={**(result.answers or {}), **own})
    return result


async def _told_about(me: Worker) -> list[Mapping[str, Any]]:
    """What services say of accounts that are no bot of a group."""
    asked = [sender.told_about() for sender in me.senders.values() if isinstance(sender, ToldAbout)]
    return list(await asyncio.gather(*asked))


def _ring_when_due(me: Worker, queue: str) -> None:
    real = me.clock.read().real
    with me.database.read() as tx:
        due_now = queue in due_queues(tx, real)
        due: datetime | None = next_due_at(tx, queue, real)
    if due_now and not me.stopping.is_set():
        me.bell.ring_again(queue)  # the time of this job was over before the work was
        return
    if due is None:
        return
    wait = (due - real).total_seconds()
    if wait < _SOON_SECONDS:
        timer = threading.Timer(wait, me.bell.ring_again, [queue])
        timer.daemon = True
        timer.start()
