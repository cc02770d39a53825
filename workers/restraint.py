"""How long a row has to wait before it may leave: by the rate budget, and by what a service said a moment ago."""

import logging
import math
import time
from collections.abc import Callable

from redis.exceptions import RedisError

from models.actions.queue.dispatching import Dispatch
from models.rules.delivery import merged
from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.places import Place
from models.rules.delivery.rate_limits import is_about_the_account
from models.rules.delivery.send_results import FailedTemporarily, SendResult, Sent
from workers.rate_budget import Ask, InLine, RateBudget, Room

#: What is shorter is waited for with the lane in hand.
SHORT_WAIT_SECONDS = 0.25
#: What no account of this process can send is looked at again after this; nothing of it is touched meanwhile.
_NOT_SERVED_SECONDS = 60.0
#: What no limit of a chat counts: only the account's own.
_UNCOUNTED_IN_CHAT = (RowKind.REACTION, RowKind.FETCH_FILE, RowKind.CHECK_GROUP)

log = logging.getLogger(__name__)


class Restraint:
    """Of one drain. put_off: how many rows were known to have no chance when their lanes were leased."""

    def __init__(self, budget: RateBudget, serves: Callable[[Dispatch], bool]) -> None:
        self._budget = budget
        self._serves = serves
        self._refused: dict[tuple[str, str], dict[str, float]] = {}  # transport and account → seconds by address
        self._full: dict[Ask, float] = {}
        self._room: dict[tuple[str, str, str], Room] = {}  # transport, account, address → the latest word
        self._out_of_service: dict[tuple[str, str], float] = {}  # transport and account → until when, monotonic
        self.put_off = 0

    async def wait_for_budget(self, dispatch: Dispatch) -> float:
        """Seconds; 0: it may go now, and was counted."""
        if dispatch.address is None:
            return 0.0
        ask = _ask(dispatch, dispatch.address)
        try:
            room = await self._budget.take(ask)
        except RedisError:
            return 1.0  # without the shared budget nobody posts: better late than banned
        self._room[ask.transport, ask.account, ask.address] = room
        if room.wait <= SHORT_WAIT_SECONDS:
            return room.wait
        if ask.line is not None:  # each has to wait for its own turn
            return _rounded(room.wait)
        self._full[ask] = time.monotonic() + room.wait
        return room.wait

    def is_short(self, dispatch: Dispatch) -> bool:
        """Of a row that may go now: its group is behind, and what waits behind it had better go with it."""
        room = self._room.get((dispatch.transport, dispatch.account, dispatch.address or ""))
        if room is None or room.left is None or room.of is None:
            return False
        if dispatch.place is not Place.TOPIC or dispatch.kind != RowKind.POST:
            return False
        return merged.is_short(room.left, room.of, dispatch.behind)

    def must_wait(self, dispatch: Dispatch) -> float:
        """What the budget, or the service, said a moment ago about such a row: of thousands it is asked once."""
        if not self._serves(dispatch):
            self.put_off += 1
            return _NOT_SERVED_SECONDS
        until = self._out_of_service.get((dispatch.transport, dispatch.account), 0.0)
        if dispatch.address is not None:
            until = max(until, self._full.get(_ask(dispatch, dispatch.address), 0.0))
        left = until - time.monotonic()
        if left <= SHORT_WAIT_SECONDS:
            return 0.0
        self.put_off += 1
        return _rounded(left)

    async def hear(self, dispatch: Dispatch, result: SendResult) -> None:
        """What the service said to a row may be about its chat, or about the whole account."""
        account = (dispatch.transport, dispatch.account)
        if isinstance(result, Sent):
            self._refused.pop(account, None)
        if not isinstance(result, FailedTemporarily):
            return
        if result.whole_account:
            self._out_of_service[account] = time.monotonic() + result.retry_after
        if result.reason == "429" and dispatch.address is not None:
            await self._pause(dispatch.transport, dispatch.account, dispatch.address, result.retry_after)

    async def _pause(self, transport: str, account: str, address: str, seconds: float) -> None:
        """Of the chat; of the whole account, once several chats in a row were refused and nothing was accepted."""
        in_a_row = self._refused.setdefault((transport, account), {})
        in_a_row[address] = seconds
        try:
            await self._budget.pause(transport, account, address, seconds)
            if is_about_the_account(len(in_a_row)):
                log.warning("the whole account is refused: silent for %s s", min(in_a_row.values()))
                await self._budget.pause(transport, account, None, min(in_a_row.values()))
        except RedisError:
            log.warning("pause of a chat not shared: Redis is away")


def _rounded(seconds: float) -> float:
    """The same for all of a moment: their lanes are given back together."""
    return math.ceil(seconds * 10) / 10


def _ask(dispatch: Dispatch, address: str) -> Ask:
    in_group, counts = dispatch.place in (Place.GROUP, Place.TOPIC), dispatch.kind not in _UNCOUNTED_IN_CHAT
    line = None
    if dispatch.stands_at is not None and in_group and counts:
        # a topic is worth nothing without its card
        line = InLine(dispatch.stands_at, str(dispatch.lane_id), behind=int(dispatch.kind == RowKind.CREATE_TOPIC))
    return Ask(
        dispatch.transport,
        dispatch.account,
        address,
        in_group=in_group,
        counts_in_chat=counts,
        cost=max(1, len(dispatch.files)),
        line=line,
    )
