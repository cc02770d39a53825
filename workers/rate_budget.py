"""How often a bot account may post, kept in Redis for all workers together.

A scope's last `count` posts are remembered; the next may go when the oldest of them is a full span ago. That uses a
limit whole and never exceeds it in any window, whichever worker posts. Accounts of two transports may have the same
name, so the keys in Redis name the transport too.

What a group has no room for stands in a line, and the room that comes is for whoever stands before the others
(ADR 23). Who does not ask again when it was told to is forgotten: its worker may be dead, or its row gone.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from redis.asyncio import Redis
from redis.commands.core import AsyncScript
from redis.exceptions import ResponseError

from models.rules.delivery.rate_limits import Rate, RateLimits
from workers.together import Together

#: Our clock stamps the departure, the service counts arrivals: two of them may come closer than they left.
_JITTER_SECONDS = 0.05
#: Whoever stands far behind in a line looks again after this, as those before it may have gone.
_LOOK_AGAIN_SECONDS: Final = 30.0
#: Whoever is so much later than it was told to be has lost its place in the line.
_LATE_SECONDS: Final = 2.0

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

# ARGV: requests, each of: key index of the account's pause, of the chat's, cost, key index of the line (two keys; 0:
# none), place in it, name there, how many posts come right behind it, number of scopes n, then n × (key index, count,
# span in ms); the last scope is the one that the line waits for. A pause holds the moment at which it is over. What
# costs more than a span holds is counted into the spans to come. Returns two numbers per request: a wait in ms (0: it
# goes now, and is counted), and how many more its last scope would let go now.
_TAKE = (
    _CLOCK
    + f"""
local LOOK_AGAIN = {int(_LOOK_AGAIN_SECONDS * 1000)}
local LATE = {int(_LATE_SECONDS * 1000)}
"""
    + """
-- how many posts stand before this place; those whose time to ask again is over stand there no more
local function ahead_of(line, place)
  local late = redis.call('ZRANGEBYSCORE', KEYS[line + 1], '-inf', '(' .. now)
  for _, name in ipairs(late) do
    redis.call('ZREM', KEYS[line], name)
    redis.call('ZREM', KEYS[line + 1], name)
  end
  return redis.call('ZCOUNT', KEYS[line], '-inf', '(' .. place)
end
local function stand(line, place, name, cost, wait)
  for n = 1, cost do
    redis.call('ZADD', KEYS[line], place, name .. ':' .. n)
    redis.call('ZADD', KEYS[line + 1], now + wait + LATE, name .. ':' .. n)
  end
  redis.call('PEXPIRE', KEYS[line], wait + 60000)
  redis.call('PEXPIRE', KEYS[line + 1], wait + 60000)
end
local function leave(line, name, cost)
  for n = 1, cost do
    redis.call('ZREM', KEYS[line], name .. ':' .. n)
    redis.call('ZREM', KEYS[line + 1], name .. ':' .. n)
  end
end
-- until so many posts more may go
local function until_room(at, posts)
  local count = tonumber(ARGV[at + 1])
  local oldest = redis.call('LINDEX', KEYS[tonumber(ARGV[at])], count - math.min(posts, count))
  return oldest and (tonumber(oldest) or 0) + tonumber(ARGV[at + 2]) - now or 0
end
local waits = {}
local i = 1
while i <= #ARGV do
  local cost = tonumber(ARGV[i + 2])
  local line = tonumber(ARGV[i + 3])
  local behind = tonumber(ARGV[i + 6])
  local scopes = tonumber(ARGV[i + 7])
  local first = i + 8
  local last = first + (scopes - 1) * 3
  local wait = 0
  for p = 0, 1 do
    local pause = tonumber(redis.call('GET', KEYS[tonumber(ARGV[i + p])]) or 0) or 0
    wait = math.max(wait, pause - now)
  end
  for at = first, last, 3 do
    wait = math.max(wait, until_room(at, cost))
  end
  if line > 0 then
    local stands = redis.call('EXISTS', KEYS[line]) == 1
    local ahead = stands and ahead_of(line, ARGV[i + 4]) or 0
    if ahead > 0 then
      local lined = until_room(last, ahead + cost)
      if ahead + cost > tonumber(ARGV[last + 1]) then lined = tonumber(ARGV[last + 2]) end
      wait = math.max(wait, math.min(lined, LOOK_AGAIN))
    end
    if stands then leave(line, ARGV[i + 5], cost + behind) end
    local stay = wait > 0 and cost + behind or behind
    if stay > 0 then stand(line, ARGV[i + 4], ARGV[i + 5], stay, math.max(wait, 0)) end
  end
  if wait <= 0 then
    for at = first, last, 3 do
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
  local left = 0
  if scopes > 0 then
    left = tonumber(ARGV[last + 1])
    for _, at in ipairs(redis.call('LRANGE', KEYS[tonumber(ARGV[last])], 0, left - 1)) do
      if (tonumber(at) or 0) + tonumber(ARGV[last + 2]) > now then left = left - 1 end
    end
  end
  waits[#waits + 1] = wait
  waits[#waits + 1] = left
  i = last + 3
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
#: Who waits for a group, by place; and until when each has to ask again.
_LINE, _BACK_BY = "line", "back_by"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class InLine:
    """Where it stands among those that wait for the same group: the earliest goes first.

    name: of its lane. behind: how many posts of that lane belong to it, and have their room kept until they ask.
    """

    stands_at: datetime
    name: str
    behind: int = 0


@dataclass(frozen=True)
class Ask:
    """in_group: the limit of a group holds, else that of a chat. counts_in_chat: reactions and the like are not
    counted against a chat, only against the account.

    cost: an album is as many posts as it has files. line: None: whoever asks first goes first.
    """

    transport: str
    account: str
    address: str
    in_group: bool
    counts_in_chat: bool
    cost: int = 1
    line: InLine | None = None


@dataclass(frozen=True)
class Room:
    """wait: seconds before this post may go; 0.0: it may go now, and has been counted.

    left: how many more the chat would take now, and of how many in which span; None: nobody counts there.
    """

    wait: float
    left: int | None = None
    of: Rate | None = None


class RateBudget:
    """Of all accounts."""

    def __init__(self, redis: "Redis", limits_of: Callable[[str, str], RateLimits]) -> None:
        """limits_of: transport, account."""
        self._redis = redis
        self._limits_of = limits_of
        self._take = redis.register_script(_TAKE)
        self._pause = redis.register_script(_PAUSE)
        self._together = Together(self._ask)

    async def take(self, ask: Ask) -> Room:
        """Raises redis.exceptions.RedisError when Redis is away."""
        wait, left = await self._together(ask)
        limit = self._limit_of_chat(ask)
        return Room(max(0, wait) / 1000, None if limit is None else left, limit)

    async def pause(self, transport: str, account: str, address: str | None, seconds: float) -> None:
        """The service asked for silence: until then nobody posts in this chat, or with address=None anywhere."""
        keys = [_CLOCK_KEY, _pause_key(transport, account, address)]
        await self._run(self._pause, keys, [max(1, int(seconds * 1000))])

    async def close(self) -> None:
        await self._redis.aclose()

    async def _ask(self, asks: Sequence[Ask]) -> list[tuple[int, int]]:
        """Milliseconds to wait, and how many are left, for each."""
        keys = [_CLOCK_KEY]
        argv: list[str | int] = []
        for ask in asks:
            scopes = self._scopes(ask)
            keys += [_pause_key(ask.transport, ask.account, address) for address in (None, ask.address)]
            argv += [len(keys) - 1, len(keys), ask.cost]
            argv += self._line(ask, keys)
            argv.append(len(scopes))
            for key, rate in scopes:
                keys.append(key)
                argv += [len(keys), rate.count, int((rate.seconds + _JITTER_SECONDS) * 1000)]
        numbers = await self._run(self._take, keys, argv)
        return list(zip(numbers[::2], numbers[1::2], strict=True))

    def _line(self, ask: Ask, keys: list[str]) -> list[str | int]:
        """Of the line of its group, whose keys are added; none where nothing limits the group."""
        if ask.line is None or not ask.counts_in_chat or self._limits_of(ask.transport, ask.account).group is None:
            return [0, 0, "", 0]
        keys += [f"otklik:{name}:{ask.transport}:{ask.account}:{ask.address}" for name in (_LINE, _BACK_BY)]
        return [len(keys) - 1, int(ask.line.stands_at.timestamp() * 1000), ask.line.name, ask.line.behind]

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
        """The last is the chat's, where it has one."""
        everywhere = f"otklik:rate:{ask.transport}:{ask.account}"
        scopes = [(everywhere, self._limits_of(ask.transport, ask.account).everywhere)]
        scopes.append((f"{everywhere}:{ask.address}", self._limit_of_chat(ask)))
        return [(key, rate) for key, rate in scopes if rate is not None]

    def _limit_of_chat(self, ask: Ask) -> Rate | None:
        if not ask.counts_in_chat:
            return None
        limits = self._limits_of(ask.transport, ask.account)
        return limits.group if ask.in_group else limits.chat


def _pause_key(transport: str, account: str, address: str | None) -> str:
    everywhere = f"otklik:pause:{transport}:{account}"
    return everywhere if address is None else f"{everywhere}:{address}"


def _type_of(key: str) -> bytes:
    if key == _CLOCK_KEY:
        return b"hash"
    return {"pause": b"string", _LINE: b"zset", _BACK_BY: b"zset"}.get(key.split(":")[1], b"list")
