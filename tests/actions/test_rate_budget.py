"""The budget in Redis, which all workers share: what it lets go at once, and what has to wait."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from redis.asyncio import Redis

from models.rules.delivery.rate_limits import Rate, RateLimits
from tests.bridge.redis_server import RedisServer
from workers.rate_budget import Ask, InLine, RateBudget, Room

#: So long that no test sees a span end.
LONG = 600.0
MINUTE = 60.0
LIMITS = RateLimits(everywhere=Rate(8, LONG), chat=Rate(3, LONG), group=Rate(5, LONG))
ANNA, BORIS, GROUP = 1, 2, -1


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with RedisServer(tmp_path_factory.mktemp("redis")) as server:
        yield server.url


class Workers:
    """Two of them, each with its own connection, that post for one account or another."""

    def __init__(self, url: str, limits: RateLimits) -> None:
        self._redis = Redis.from_url(url)
        self._stands_at: int | None = None
        self._budgets = [RateBudget(Redis.from_url(url), lambda _transport, _account: limits) for _ in range(2)]
        self._turn = 0

    async def room(
        self, chat_id: int, cost: int = 1, *, account: str = "a", counts: bool = True, line: InLine | None = None
    ) -> Room:
        self._turn += 1
        await self._stand_still()
        return await self._budgets[self._turn % 2].take(
            Ask("telegram", account, str(chat_id), chat_id < 0, counts, cost, line)
        )

    async def ask(self, chat_id: int, cost: int = 1, **facts: Any) -> float:
        return (await self.room(chat_id, cost, **facts)).wait

    async def may(self, chat_id: int, cost: int = 1, **facts: Any) -> bool:
        return await self.ask(chat_id, cost, **facts) == 0.0

    async def pause(self, chat_id: int, seconds: float) -> None:
        await self._stand_still()
        await self._budgets[0].pause("telegram", "a", str(chat_id), seconds)

    async def passes(self, seconds: float) -> None:
        """From the first time on the budget's clock stands still but for this: no test depends on its own speed."""
        if self._stands_at is None:
            self._stands_at = int((await self._redis.time())[0] + 86_400) * 1000
        self._stands_at += int(seconds * 1000)

    async def _stand_still(self) -> None:
        """The budget's clock is never behind its last word."""
        if self._stands_at is not None:
            await self._redis.hset("otklik:rate_clock", mapping={"last": self._stands_at, "ahead": 0})

    async def go(self) -> None:
        await self._redis.aclose()
        for budget in self._budgets:
            await budget.close()


@pytest.fixture
async def workers(redis_url: str) -> AsyncIterator[Workers]:
    async with Redis.from_url(redis_url) as redis:
        await redis.flushall()
    workers = Workers(redis_url, LIMITS)
    yield workers
    await workers.go()


async def test_a_chat_gets_its_count_from_all_workers_together_and_then_waits(workers: Workers) -> None:
    assert [await workers.may(ANNA) for _ in range(5)] == [True, True, True, False, False]
    assert LONG - 60 < await workers.ask(ANNA) <= LONG + 1
    assert await workers.may(BORIS), "another chat does not wait for it"


async def test_a_group_has_a_count_of_its_own(workers: Workers) -> None:
    assert [await workers.may(GROUP) for _ in range(6)] == [True] * 5 + [False]


async def test_it_says_how_many_more_a_chat_takes_now_whoever_asks(workers: Workers) -> None:
    assert [(await workers.room(GROUP)).left for _ in range(7)] == [4, 3, 2, 1, 0, 0, 0]
    assert [(await workers.room(ANNA, 2)).left, (await workers.room(ANNA, counts=False)).left] == [1, None]


async def test_a_chat_without_a_limit_says_nothing_of_what_is_left(redis_url: str) -> None:
    for limits in (RateLimits(None, None, None), RateLimits(Rate(8, LONG), None, None)):
        free = Workers(redis_url, limits)
        assert await free.room(GROUP, account="d") == Room(0.0)
        await free.go()


async def test_an_account_has_a_count_over_all_its_chats(workers: Workers) -> None:
    assert [await workers.may(chat_id) for chat_id in range(1, 11)] == [True] * 8 + [False] * 2
    assert await workers.may(1, account="b"), "another account does not wait for it"


async def test_what_does_not_count_in_its_chat_counts_against_the_account(workers: Workers) -> None:
    assert [await workers.may(ANNA, counts=False) for _ in range(9)] == [True] * 8 + [False]


async def test_an_album_needs_room_for_all_its_files(workers: Workers) -> None:
    assert await workers.may(GROUP, 2)
    assert await workers.may(GROUP)
    assert not await workers.may(GROUP, 3), "three of five are gone"
    assert await workers.may(GROUP, 2)
    assert not await workers.may(GROUP)


async def test_an_album_longer_than_a_span_holds_goes_alone_and_is_paid_in_the_next_spans(workers: Workers) -> None:
    assert await workers.may(ANNA, 7)
    assert await workers.ask(ANNA) > 2 * LONG - 60, "its seven files fill this span, the next and a third of another"


async def test_what_has_to_wait_is_not_counted(workers: Workers) -> None:
    assert await workers.may(ANNA, 3)
    for _ in range(20):
        assert not await workers.may(ANNA)
    assert [await workers.may(BORIS), await workers.may(GROUP, 4)] == [True, True], "the account has five left"


async def test_nobody_posts_in_a_chat_that_asked_for_silence(workers: Workers) -> None:
    await workers.pause(ANNA, 30.0)
    assert [25 < await workers.ask(ANNA) <= 30 for _ in range(2)] == [True, True]
    assert await workers.may(BORIS)


async def test_a_silence_ends_by_itself(workers: Workers) -> None:
    await workers.pause(ANNA, 0.05)
    async with asyncio.timeout(60):
        while not await workers.may(ANNA):
            await asyncio.sleep(0.01)


async def test_a_span_that_is_over_is_free_again(redis_url: str, workers: Workers) -> None:
    short = Workers(redis_url, RateLimits(everywhere=None, chat=Rate(1, 0.2), group=None))
    await short.passes(0)
    assert await short.may(ANNA, account="c")
    wait = await short.ask(ANNA, account="c")
    assert 0.2 <= wait <= 0.3
    await short.passes(wait - 0.001)
    assert not await short.may(ANNA, account="c")
    await short.passes(0.001)
    assert await short.may(ANNA, account="c")
    await short.go()


def stands(minute: float, name: str, behind: int = 0) -> InLine:
    return InLine(datetime(2026, 11, 11, tzinfo=UTC) + timedelta(minutes=minute), name, behind)


@pytest.fixture
async def short(redis_url: str, workers: Workers) -> AsyncIterator[Workers]:
    """A group gets two posts in a minute, and has had them."""
    short = Workers(redis_url, RateLimits(everywhere=None, chat=None, group=Rate(2, MINUTE)))
    await short.passes(0)
    assert await short.may(GROUP, 2)
    yield short
    await short.go()


async def test_the_room_that_comes_is_for_who_stands_before_the_others_whoever_asks_first(short: Workers) -> None:
    waits = [await short.ask(GROUP, line=stands(minute, f"of {minute}")) for minute in (3, 2, 1)]
    assert all(MINUTE <= wait < MINUTE + 1 for wait in waits)
    await short.passes(MINUTE + 1)
    assert [await short.may(GROUP, line=stands(minute, f"of {minute}")) for minute in (3, 2, 1)] == [
        False,
        True,
        True,
    ]
    assert not await short.may(GROUP, line=stands(9, "comes now"))
    await short.passes(MINUTE + 1)
    assert [await short.may(GROUP, line=stands(9, "comes now")), await short.may(GROUP, line=stands(3, "of 3"))] == [
        True,
        True,
    ], "two have room"


async def test_who_stands_in_line_does_not_come_back_and_keeps_nobody_waiting_for_long(short: Workers) -> None:
    assert not await short.may(GROUP, 2, line=stands(1, "its worker dies"))
    await short.passes(MINUTE + 1)
    assert not await short.may(GROUP, line=stands(2, "waits"))
    await short.passes(2)
    assert await short.may(GROUP, line=stands(2, "waits"))


async def test_an_album_is_not_overtaken_for_ever_by_single_posts(short: Workers) -> None:
    assert not await short.may(GROUP, 2, line=stands(1, "album"))
    await short.passes(MINUTE + 1)
    assert not await short.may(GROUP, line=stands(2, "single"))
    assert await short.may(GROUP, 2, line=stands(1, "album"))


async def test_room_is_kept_for_what_belongs_to_a_post_that_went(short: Workers) -> None:
    assert not await short.may(GROUP, line=stands(1, "ticket", behind=1))
    await short.passes(MINUTE + 1)
    assert await short.may(GROUP, line=stands(1, "ticket", behind=1)), "its topic"
    assert not await short.may(GROUP, line=stands(1.5, "message"))
    assert await short.may(GROUP, line=stands(1, "ticket")), "its card"


async def test_who_stands_far_behind_looks_again_in_a_while_as_those_before_it_may_be_gone(workers: Workers) -> None:
    await workers.passes(0)
    await workers.pause(GROUP, 60)
    assert not any([await workers.may(GROUP, line=stands(number, f"{number}")) for number in range(9)])
    await workers.passes(61)
    assert 29 < await workers.ask(GROUP, line=stands(8, "8")) <= 30, "five have room, and eight stand before it"
    assert await workers.may(GROUP, line=stands(0, "0"))


async def test_groups_do_not_stand_in_each_others_lines(short: Workers) -> None:
    assert not await short.may(GROUP, 2, line=stands(1, "here"))
    assert await short.may(-2, line=stands(2, "there"))


async def test_many_who_ask_at_once_get_each_their_own_answer(workers: Workers) -> None:
    answers = await asyncio.gather(*(workers.may(ANNA) for _ in range(6)), *(workers.may(GROUP) for _ in range(3)))
    assert sorted(answers[:6]) == [False, False, False, True, True, True]
    assert answers[6:] == [True, True, True]


@pytest.mark.parametrize(
    "key",
    [
        *("rate_clock", "pause:telegram:a", f"pause:telegram:a:{GROUP}", f"rate:telegram:a:{GROUP}"),
        *(f"line:telegram:a:{GROUP}", f"back_by:telegram:a:{GROUP}"),
    ],
)
async def test_a_key_of_another_type_is_removed_and_named_once(
    workers: Workers, redis_url: str, caplog: pytest.LogCaptureFixture, key: str
) -> None:
    async with Redis.from_url(redis_url) as redis:
        await redis.sadd(f"otklik:{key}", "somebody was here")
    assert await workers.may(GROUP, line=stands(1, "one", behind=1))
    assert await workers.may(GROUP, line=stands(1, "one"))
    told = [record.getMessage() for record in caplog.records]
    assert [line.split()[0] for line in told if "removed" in line] == [f"otklik:{key}"]


async def test_a_pause_is_kept_though_its_key_was_of_another_type(workers: Workers, redis_url: str) -> None:
    async with Redis.from_url(redis_url) as redis:
        await redis.zadd("otklik:rate_clock", {"somebody was here": 1})
        await redis.zadd(f"otklik:pause:telegram:a:{ANNA}", {"somebody was here": 1})
    await workers.pause(ANNA, 60)
    assert 50 < await workers.ask(ANNA) <= 60


async def test_words_where_the_budget_keeps_numbers_stop_nobody(workers: Workers, redis_url: str) -> None:
    async with Redis.from_url(redis_url) as redis:
        await redis.hset("otklik:rate_clock", mapping={"last": "вчера", "ahead": "немного"})
        await redis.set("otklik:pause:telegram:a", "надолго")
        await redis.rpush("otklik:rate:telegram:a", *["давно"] * 8)
    assert await workers.may(ANNA)
