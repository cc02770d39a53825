"""The batch drain: leases lanes, sends each in order, many at once, and stops in time for the next job."""

import asyncio
import logging
import secrets
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import nullcontext
from functools import partial

from rq.timeouts import JobTimeoutException

from models.actions.delivery import deliveries
from models.actions.delivery.deliveries import Done
from models.actions.queue import dispatching, lanes, row_states
from models.actions.queue.dispatching import Dispatch
from models.actions.queue.lanes import Lease
from models.clock import Clock
from models.db import DATABASE_AWAY, unreachable
from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.send_results import (
    FailedPermanently,
    Refusal,
    SendResult,
    Sent,
    Unknown,
)
from models.writer import Action, Writer
from workers.hold import Hold
from workers.pace import MESSAGES, Pace
from workers.rate_budget import RateBudget
from workers.restraint import SHORT_WAIT_SECONDS, Restraint
from workers.together import Together

POOL = 32


_HANGS_AFTER_SECONDS = 1.0
#: So long what the world said to the first rows of a run waits for the others; a crash meanwhile repeats them.
_RECORD_AFTER_SECONDS = 0.25
_REFILL_AT = 8
_DATABASE_AWAY_SECONDS = 0.3


Send = Callable[[Dispatch], Awaitable[SendResult]]

log = logging.getLogger(__name__)


class Drain:
    """One run over a queue of outgoing rows."""

    def __init__(
        self,
        queue: str,
        writer: Writer,
        clock: Clock,
        budget: RateBudget,
        send: Send,
        stopping: Callable[[], bool] = lambda: False,
        pace: Pace = MESSAGES,
        serves: Callable[[Dispatch], bool] = lambda _: True,
        holder: str = "",
    ) -> None:
        """serves: whether an account of this process can send it. holder: the name of this process."""
        self._pace = pace
        self._queue = queue
        self._writer = writer
        self._clock = clock
        self._restraint = Restraint(budget, serves)
        self._send = send
        self._stopping = stopping
        self._token = lanes.token_of(holder, secrets.token_hex(8))
        self._hold = Hold()
        self._began = 0.0
        self._claimed: list[tuple[Lease, Dispatch]] | None = None
        self._put_off = 0
        self._lease_until = pace.drain
        self._broken = False
        self._record_together = Together(self._record_all)
        self._mark_sending = Together(self._mark_all_sending)
        self._give_back = Together(self._postpone_all)

    def claim(self) -> None:
        """Leases for `run`, which is to follow at once. In the caller's thread, as people wait for it."""
        if self._stopping():
            return
        self._begin()
        try:
            self._claimed = self._writer.run_here(self._lease_up_to(POOL))
        except DATABASE_AWAY as error:
            # if it only collided with others, the run asks again
            self._broken = unreachable(error)
            log.warning("nothing leased, the database is away: %s", type(error).__name__)

    async def run(self) -> bool:
        """Sends until nothing is due, its time is over or the process is to stop; what is under way is waited for,
        and every lane is given back before it returns. False: the database was away, or something took so long that
        it was not waited for; whoever looks for what is due rings again."""
        try:
            async with asyncio.timeout(self._pace.over):
                await self._run()
        except TimeoutError:
            log.warning("what is under way in %s is given up, it takes too long", self._queue)
            return False
        return not self._broken

    async def _run(self) -> None:
        if self._claimed is None:
            self._begin()
        beat = asyncio.create_task(self._renew_leases())
        lanes_under_way: set[asyncio.Task[None]] = set()
        try:
            while True:
                nothing_due = False
                if POOL - len(lanes_under_way) >= _REFILL_AT and self._may_lease():
                    work = await self._lease(POOL - len(lanes_under_way))
                    lanes_under_way |= {asyncio.create_task(self._send_lane(*one)) for one in work}
                    nothing_due = not work and self._restraint.put_off == self._put_off
                    self._put_off = self._restraint.put_off
                if not lanes_under_way:
                    if nothing_due or not self._may_lease():
                        return
                    continue
                done, lanes_under_way = await asyncio.wait(
                    lanes_under_way,
                    timeout=self._pace.look_every,
                    return_when=asyncio.ALL_COMPLETED if nothing_due else asyncio.FIRST_COMPLETED,
                )
                self._look_at(done)
                if lanes_under_way and self._elapsed() > self._pace.drain + _HANGS_AFTER_SECONDS:
                    self._lease_until = self._pace.last_lease
        finally:
            beat.cancel()
            for lane in lanes_under_way:
                lane.cancel()
            # or whoever runs next in this process would go on with them
            await asyncio.gather(beat, *lanes_under_way, return_exceptions=True)

    def _look_at(self, ended: set["asyncio.Task[None]"]) -> None:
        """A lane that raised keeps its lease and is put right when that ends; the others' sends go on."""
        for lane in ended:
            error = lane.exception()
            if isinstance(error, JobTimeoutException):
                raise error
            if error is not None and unreachable(error):
                log.warning("a lane waits for the end of its lease, the database is away: %s", type(error).__name__)
                self._broken = True
            elif error is not None:
                log.error("a lane raised and waits for the end of its lease", exc_info=error)

    def _begin(self) -> None:
        self._began = time.monotonic()  # the loop's clock too
        self._hold.begins(self._began)

    def _elapsed(self) -> float:
        return time.monotonic() - self._began

    def _may_lease(self) -> bool:
        return self._elapsed() < self._lease_until and not self._broken and not self._stopping()

    async def _lease(self, free: int) -> list[tuple[Lease, Dispatch]]:
        claimed, self._claimed = self._claimed, None
        if claimed is not None:
            return claimed
        try:
            return await self._writer.run(self._lease_up_to(free))
        except DATABASE_AWAY as error:
            log.warning("nothing leased, the database is away: %s", type(error).__name__)
            self._broken = True  # what is under way is brought to its end
            return []

    def _lease_up_to(self, free: int) -> Action[list[tuple[Lease, Dispatch]]]:
        at = self._clock.read()
        return lambda tx: deliveries.lease_work(tx, at, self._queue, self._token, free, self._restraint.must_wait)

    async def _renew_leases(self) -> None:
        while True:
            await asyncio.sleep(lanes.LEASE.total_seconds() / 3)
            asked_at, real = asyncio.get_running_loop().time(), self._clock.read().real
            try:
                await self._writer.run(partial(lanes.renew_leases, token=self._token, real=real))
            except DATABASE_AWAY as error:
                log.warning("leases not renewed, the database is away: %s", type(error).__name__)
            else:
                self._hold.begins(asked_at)

    async def _send_lane(self, lease: Lease, head: Dispatch) -> None:
        """Sends the rows of one lane one after the other, as long as they may go at once."""
        run = [head]
        while run:
            run = await self._send_run(lease, run)

    async def _send_run(self, lease: Lease, run: Sequence[Dispatch]) -> list[Dispatch]:
        """What the world says to rows that were taken together is recorded together. Returns what comes next."""
        results: list[tuple[Dispatch, SendResult]] = []
        record_at, wait = time.monotonic() + _RECORD_AFTER_SECONDS, None
        for dispatch in run:
            wait = await self._wait_before(dispatch)
            if wait is not None:
                break
            if not dispatch.repeatable and not await self._mark_sending(dispatch.id):
                return []  # the lease was lost and somebody else went on
            if self._restraint.is_short(dispatch):
                try:
                    dispatch = await self._with_those_behind(lease, dispatch)
                except DATABASE_AWAY:
                    if not results:
                        raise
                    break  # it may have happened all the same, so that the row is read again
            results.append((dispatch, await self._result_of(dispatch)))
            if dispatch.shows or not isinstance(results[-1][1], Sent) or time.monotonic() > record_at:
                break
        following = await self._record(Done(lease, results)) if results else list(run)
        if wait is None or not following:
            return following
        await self._give_back((lease, wait))
        return []

    async def _with_those_behind(self, lease: Lease, dispatch: Dispatch) -> Dispatch:
        """Its group is behind: what waits behind it goes in the same post, where it may."""
        real = self._clock.read().real
        return await self._writer.run(lambda tx: dispatching.with_those_behind(tx, lease, dispatch, real))

    async def _wait_before(self, dispatch: Dispatch) -> float | None:
        """None: it goes now. Else the lane is given back, for so many seconds."""
        while self._may_lease():
            wait = await self._restraint.wait_for_budget(dispatch)
            if wait <= 0:
                return None if self._hold.lasts() else 0.0
            if wait > SHORT_WAIT_SECONDS:
                return wait
            await asyncio.sleep(wait)
        return 0.0

    async def _result_of(self, dispatch: Dispatch) -> SendResult:
        result = await self._sent(dispatch)
        await self._restraint.hear(dispatch, result)
        return result

    async def _record(self, done: Done) -> list[Dispatch]:
        """What the world said is worth some patience: forgotten, it would be sent again or unknown for ever."""
        while True:
            try:
                return await self._record_together(done)
            except JobTimeoutException:
                raise
            except DATABASE_AWAY as error:
                if self._elapsed() > self._pace.record_until:
                    raise
                log.warning("row %s not recorded yet: %s", done.results[0][0].id, type(error).__name__)
                await asyncio.sleep(_DATABASE_AWAY_SECONDS)
            except Exception:  # found again below: it need not be this lane's fault
                return await self._record_alone(done)

    async def _record_alone(self, done: Done) -> list[Dispatch]:
        at = self._clock.read()
        try:
            [run] = await self._record_all([done])
        except (JobTimeoutException, *DATABASE_AWAY):
            raise
        except Exception:
            rows = ", ".join(str(dispatch.id) for dispatch, _ in done.results)
            log.exception("what followed from row %s raised: only the state is recorded", rows)
            run = await self._writer.run(partial(deliveries.record_states, at=at, done=done))
        return run

    async def _record_all(self, done: Sequence[Done]) -> list[list[Dispatch]]:
        return await self._writer.run(partial(deliveries.record_results, at=self._clock.read(), done=done))

    async def _mark_all_sending(self, row_ids: Sequence[int]) -> list[bool]:
        """Whether each is ours."""
        mark = partial(row_states.mark_all_sending, dispatch_ids=row_ids, real=self._clock.read().real)
        ours = await self._writer.run(mark, durable=True)
        return [row_id in ours for row_id in row_ids]

    async def _sent(self, dispatch: Dispatch) -> SendResult:
        """A row that makes the sender raise must not take the other lanes' sends with it."""
        # bytes may be fetched twice; a post on the wire must not arrive after the one of whoever takes over
        bounds = nullcontext() if dispatch.kind == RowKind.FETCH_FILE else self._hold.bounds()
        try:
            async with bounds:
                return await self._send(dispatch)
        except JobTimeoutException:
            raise  # RQ's word to the whole job, though it is an ordinary exception
        except Exception as error:
            if isinstance(error, TimeoutError) and not self._hold.lasts():
                log.warning("row %s is called back, the database is away", dispatch.id)
                return Unknown("its lease ended on the way")
            log.exception("sending row %s raised", dispatch.id)
            reason = f"{type(error).__name__}: {error}"
            return FailedPermanently(Refusal.OTHER, reason) if dispatch.repeatable else Unknown(reason)

    async def _postpone_all(self, put_off: Sequence[tuple[Lease, float]]) -> list[None]:
        await self._writer.run(partial(dispatching.postpone, put_off=put_off, real=self._clock.read().real))
        return [None] * len(put_off)
