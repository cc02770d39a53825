"""The bell when nobody answers it, and files when the disk is full."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from redis import Redis
from telegram.error import NetworkError

from bell.redis_bell import RedisBell
from models.actions.queue.dispatching import Dispatch
from models.rules.delivery.outgoing import DELIVER, RowKind
from models.rules.delivery.send_results import FailedTemporarily
from tests.bridge.redis_server import RedisServer
from workers.jobs import fetch_file as fetching
from workers.transports.aiohttp_request import AiohttpRequest
from workers.transports.telegram import RemoteFile, TelegramSender

BYTES = bytes(range(256)) * 1000


@pytest.fixture
def redis(tmp_path: Path) -> Iterator["Redis"]:
    with RedisServer(tmp_path) as server, server.connect() as connection:
        yield connection


def test_jobs_do_not_pile_up_behind_a_worker_that_is_gone(redis: "Redis") -> None:
    bell = RedisBell(redis)
    for _ in range(5):
        bell.ring(DELIVER)
        redis.delete("otklik:bell:deliver")  # two quiet seconds have passed
    assert redis.llen("rq:queue:deliver") == 1


def test_a_ring_after_the_job_began_is_a_job_of_its_own(redis: "Redis") -> None:
    bell = RedisBell(redis)
    bell.ring(DELIVER)
    redis.lpop("rq:queue:deliver")  # a worker took it
    bell.answered(DELIVER)
    bell.ring(DELIVER)
    bell.ring(DELIVER)
    assert redis.llen("rq:queue:deliver") == 1


async def test_a_file_that_the_disk_does_not_take_is_fetched_again_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def find_file(_file_id: str) -> RemoteFile:
        return RemoteFile("documents/one.pdf", 8)

    (tmp_path / "files").write_text("a file where a folder should be")
    me: Any = SimpleNamespace(
        sender=SimpleNamespace(find_file=find_file, is_for_another_bot=lambda _: False),
        settings=SimpleNamespace(files_dir=tmp_path / "files", free_space_reserve_mb=0),
    )
    monkeypatch.setattr(fetching, "worker", lambda: me)
    row: Any = SimpleNamespace(payload={"attachment_id": 1, "file_id": "x"}, attempts=0, kind=RowKind.FETCH_FILE)
    dispatch: Dispatch = row
    assert isinstance(await fetching.fetch_file(dispatch), FailedTemporarily)


async def test_a_file_that_only_another_bot_knows_waits_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    sender = TelegramSender("2:token", "http://127.0.0.1:1")
    me: Any = SimpleNamespace(sender=sender)
    monkeypatch.setattr(fetching, "worker", lambda: me)
    row: Any = SimpleNamespace(payload={"attachment_id": 1, "file_id": "x"}, attempts=99, account="1")
    assert isinstance(await fetching.fetch_file(row), FailedTemporarily)


async def test_without_a_bot_no_file_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    me: Any = SimpleNamespace(sender=None)
    monkeypatch.setattr(fetching, "worker", lambda: me)
    row: Any = SimpleNamespace(payload={"attachment_id": 1, "file_id": "x"}, attempts=0)
    assert await fetching.fetch_file(row) == FailedTemporarily(60.0, "no TELEGRAM_BOT_TOKEN")


@pytest.fixture
async def file_at(request: pytest.FixtureRequest) -> AsyncIterator[str]:
    """The address of a file; request.param: the status of its answer."""

    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=request.param, body=BYTES)

    app = web.Application()
    app.router.add_get("/file", answer)
    async with TestServer(app) as server:
        yield str(server.make_url("/file"))


@pytest.fixture
async def asking() -> AsyncIterator[AiohttpRequest]:
    asking = AiohttpRequest()
    yield asking
    await asking.shutdown()


@pytest.mark.parametrize("file_at", [200], indirect=True)
async def test_a_file_comes_whole_in_pieces(asking: AiohttpRequest, file_at: str) -> None:
    pieces = [piece async for piece in asking.pieces_of(file_at)]
    assert b"".join(pieces) == BYTES


@pytest.mark.parametrize("file_at", [404, 500], indirect=True)
async def test_the_words_of_a_refusal_are_not_taken_for_a_file(asking: AiohttpRequest, file_at: str) -> None:
    with pytest.raises(NetworkError, match="answered with"):
        await anext(asking.pieces_of(file_at))
