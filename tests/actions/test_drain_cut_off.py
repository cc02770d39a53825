"""A drain whose host is cut off: from the database, for longer than its leases last or than a job may take."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from models.actions.queue import lanes
from models.actions.queue.dispatching import Dispatch
from models.clock import Clock
from models.db import Database
from models.rules.delivery.outgoing import DELIVER
from models.rules.delivery.send_results import SendResult, Sent
from tests.actions.drained_lanes import Budget, NotingWriter, post, word
from workers.drain import Drain
from workers.pace import Pace


class CutOff(NotingWriter):
    """From some moment on nobody answers, and no error says so."""

    cut = False

    async def run(self, action: Any, *, durable: bool = False) -> Any:
        if self.cut:
            await asyncio.Event().wait()
        return await super().run(action, durable=durable)


def drained(database: Database, send: Callable[[CutOff, Dispatch], Any], pace: Pace) -> list[str]:
    """Returns what still runs in the process afterwards: the next job would go on with it."""
    writer: Any = CutOff(database)

    async def whole() -> list[str]:
        budget: Any = Budget()
        drain = Drain(DELIVER, writer, Clock(), budget, lambda dispatch: send(writer, dispatch), pace=pace)
        await drain.run()
        left = asyncio.all_tasks() - {asyncio.current_task()}
        return sorted(str(task.get_coro()) for task in left if "_answer_all" not in str(task.get_coro()))

    left = asyncio.run(whole())
    writer.close()
    return left


def test_a_drain_ends_before_its_job_does_and_leaves_nothing_under_way(database: Database) -> None:
    post(database, 1, word("heard, and nobody can be told", 1))

    async def send(writer: CutOff, _dispatch: Dispatch) -> SendResult:
        writer.cut = True
        return Sent(("1",))

    assert drained(database, send, Pace(over=0.5)) == []


def test_what_is_on_the_wire_is_called_back_when_its_lease_ends_for_another_host_may_send_it_then(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lanes, "LEASE", timedelta(seconds=1.5))
    post(database, 1, word("first", 1, repeatable=True), word("second", 1, repeatable=True))
    fates: dict[str, str] = {}

    async def send(writer: CutOff, dispatch: Dispatch) -> SendResult:
        writer.cut = True
        text = str(dispatch.payload["text"])  # type: ignore[typeddict-item]
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            fates[text] = "called back"
            raise
        fates[text] = "arrived"
        return Sent(("1",))

    drained(database, send, Pace(over=4.0))
    assert fates == {"first": "called back"}
