"""How often a bot account may post, kept in Redis for all workers together.

A scope's last `count` posts are remembered; the next may go when the oldest of them is a full span ago. That uses a
limit whole and never exceeds it in any window, whichever worker posts. Accounts of two transports may have the same
name, so the keys in Redis name the transport too.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from redis.asyncio import Redis
from redis.commands.core import AsyncScript
from redis.exceptions import ResponseError

from models.rules.delivery.rate_limits import Rate, RateLimits
from workers.together import Together

#: Our clock stamps the departure, the service counts arrivals: two of them may come closer than they left.
_JITTER_SECONDS = 0.05

# The budget's own clock, in ms. The machine's may be set back, and everybody would wait until it is where it was.
# Words where numbers are kept count as 0: whoever reaches Redis must not stop every post with them.
_CLOCK = """
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local seen = redis.call('HMGET', KEYS[1], 'last', 'ahead')
local last = tonumber(seen[1] or 0) or 0
local ahead = tonumber(seen[2] or 0) or 0
if now + ahead < last then ahead = last - now end
now = now + ahead
redis.call('HSET', KEYS[1], 'last', now, 'ahead', ahead)
"""

# ARGV: requests, each of: key index of the account's pause, of the chat's, cost, number of scopes n, then
# n × (key index, count, span in ms). A pause holds the moment at which it is over. What costs more than a span holds
# is counted into the spans to come. Returns a wait in ms per request; 0: go, and it is counted.
_TAKE = (
    _CLOCK
    + """
local waits = {}
local i = 1
while i <= #ARGV do
  local cost = tonumber(ARGV[i + 2])
  local scopes = tonumber(ARGV[i + 3])
  local wait = 0
  for p = 0, 1 do
    local pause = tonumber(redis.call('GET', KEYS[tonumber(ARGV[i + p])]) or 0) or 0
    if pause - now > wait then wait = pause - now end
  end
  for s = 0, scopes - 1 do
    local at = i + 4 + s * 3
    local count = tonumber(ARGV[at + 1])
    local oldest = redis.call('LINDEX', KEYS[tonumber(ARGV[at])], count - math.min(cost, count))
    if oldest then
      local left = (tonumber(oldest) or 0) + tonumber(ARGV[at + 2]) - now
      if left > wait then wait = left end
    end
  end
  if wait <= 0 then
    for s = 0, scopes - 1 do
      local at = i + 4 + s * 3
      local key = KEYS[tonumber(ARGV[at])]
      local count = tonumber(ARGV[at + 1])
      local span = tonumber(ARGV[at + 2])
      for n = 0, cost - 1 do
        redis.call('LPUSH', key, now + math.floor(n / count) * span)
      end
      redis.call('LTRIM', key, 0, count - 1)
      redis.call('PEXPIRE', key, span * math.ceil(cost / count))
    end
    wait = 0
  end
  waits[#waits + 1] = wait
  i = i + 4 + scopes * 3
end
return waits
"""
)

# ARGV: ms. Of two pauses the longer holds.
_PAUSE = (
    _CLOCK
    + """
local over = now + tonumber(ARGV[1])
local standing = tonumber(redis.call('GET', KEYS[2]) or 0) or 0
if standing < over then redis.call('SET', KEYS[2], over, 'PX', ARGV[1]) end
"""
)

_CLOCK_KEY = "otklik:rate_clock"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Ask:
    """in_group: the limit of a group holds, else that of a chat. counts_in_chat: reactions and the like are not
    counted against a chat, only against the account.

    cost: an album is as many posts as it has files.
    """

    transport: str
    account: str
    address: str
    in_group: bool
    counts_in_chat: bool
    cost: int = 1


class RateBudget:
    """Of all accounts."""

    def __init__(self, redis: "Redis", limits_of: Callable[[str, str], RateLimits]) -> None:
        """limits_of: transport, account."""
        self._redis = redis
        self._limits_of = limits_of
        self._take = redis.register_script(_TAKE)
        self._pause = redis.register_script(_PAUSE)
        self._together = Together(self._ask)

    async def take(self, ask: Ask) -> float:
        """Seconds to wait before this post may go; 0.0: it may go now, and has been counted.

        Raises redis.exceptions.RedisError when Redis is away.
        """
        return max(0, await self._together(ask)) / 1000

    async def pause(self, transport: str, account: str, address: str | None, seconds: float) -> None:
        """The service asked for silence: until then nobody posts in this chat, or with address=None anywhere."""
        keys = [_CLOCK_KEY, _pause_key(transport, account, address)]
        await self._run(self._pause, keys, [max(1, int(seconds * 1000))])

    async def close(self) -> None:
        await self._redis.aclose()

    async def _ask(self, asks: Sequence[Ask]) -> list[int]:
        """Milliseconds to wait, for each."""
        keys = [_CLOCK_KEY]
        argv: list[str | int] = []
        for ask in asks:
            scopes = self._scopes(ask)
            keys += [_pause_key(ask.transport, ask.account, address) for address in (None, ask.address)]
            argv += [len(keys) - 1, len(keys), ask.cost, len(scopes)]
            for key, rate in scopes:
                keys.append(key)
                argv += [len(keys), rate.count, int((rate.seconds + _JITTER_SECONDS) * 1000)]
        return list(await self._run(self._take, keys, argv))

    async def _run(self, script: "AsyncScript", keys: list[str], argv: list[str | int]) -> Any:
        """Keys of another type than ours are removed first when they are in the way."""
        try:
            return await script(keys=keys, args=argv)
        except ResponseError:
            if not await self._clear_the_way(set(keys)):
                raise
        return await script(keys=keys, args=argv)

    async def _clear_the_way(self, keys: set[str]) -> bool:
        """Whether there was something to remove."""
        wrong = [key for key in sorted(keys) if await self._redis.type(key) not in (_type_of(key), b"none")]
        for key in wrong:
            log.error("%s in Redis was no %s: removed", key, _type_of(key).decode())
            await self._redis.delete(key)
        return bool(wrong)

    def _scopes(self, ask: Ask) -> list[tuple[str, Rate]]:
        limits = self._limits_of(ask.transport, ask.account)
        in_chat = limits.group if ask.in_group else limits.chat
        everywhere = f"otklik:rate:{ask.transport}:{ask.account}"
        scopes = [(everywhere, limits.everywhere)]
        if ask.counts_in_chat:
            scopes.append((f"{everywhere}:{ask.address}", in_chat))
        return [(key, rate) for key, rate in scopes if rate is not None]


def _pause_key(transport: str, account: str, address: str | None) -> str:
    everywhere = f"otklik:pause:{transport}:{account}"
    return everywhere if address is None else f"{everywhere}:{address}"


def _type_of(key: str) -> bytes:
    if key == _CLOCK_KEY:
        return b"hash"
    return b"string" if key.startswith("otklik:pause:") else b"list"
