"""The bytes of a file come whole and are kept, if they are wanted and there is room for them."""

from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from telegram.error import NetworkError

from models.actions.tickets.attachments import Stored
from models.rules.delivery.send_results import FailedPermanently, FailedTemporarily, SendResult, Sent
from models.rules.requests.file_quota import MEGABYTE, FileState
from tests.actions.office import ACCOUNT, at
from workers.jobs import fetch_file as fetching
from workers.transports.aiohttp_request import AiohttpRequest
from workers.transports.port import RemoteFile, Senders
from workers.transports.telegram import TelegramSender

BYTES = b"one" * 100
#: Longer than a piece.
LONG = bytes(range(256)) * 1000
RESERVE_MB = 100


class Fetching:
    """admitted: what the quota says. free: bytes on the disk. acts: what was written, by its name."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.admitted, self.free = folder, True, 1000 * MEGABYTE
        self.acts: dict[str, Any] = {}
        self.asked_for_bytes = False
        self.me: Any = SimpleNamespace(
            senders=self,
            writer=self,
            clock=SimpleNamespace(read=at),
            settings=SimpleNamespace(files_dir=folder, free_space_reserve_mb=RESERVE_MB),
            stopping=SimpleNamespace(is_set=lambda: False),
        )
        monkeypatch.setattr(fetching, "worker", lambda: self.me)
        monkeypatch.setattr("workers.jobs.fetch_file.shutil.disk_usage", lambda _: SimpleNamespace(free=self.free))

    def of(self, _dispatch: object) -> "Fetching":
        return self

    async def find_file(self, _file_id: str) -> RemoteFile:
        return RemoteFile("documents/one.pdf", len(BYTES))

    async def bytes_of(self, _found: RemoteFile) -> AsyncIterator[bytes]:
        self.asked_for_bytes = True
        yield BYTES[:100]
        yield BYTES[100:]

    async def run(self, act: Any) -> bool:
        self.acts[act.func.__name__] = act.keywords
        return self.admitted

    async def fetches(self, *, attempts: int = 0, account: str = ACCOUNT) -> SendResult:
        row: Any = SimpleNamespace(
            payload={"attachment_id": 1, "file_id": "x"}, attempts=attempts, transport="telegram", account=account
        )
        return await fetching.fetch_file(row)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Fetching:
    return Fetching(tmp_path, monkeypatch)


async def test_a_file_is_kept_whole_under_its_digest(file: Fetching) -> None:
    assert await file.fetches() == Sent()
    digest = sha256(BYTES).hexdigest()
    path = f"{digest[:2]}/{digest}"
    assert file.acts["mark_stored"]["stored"] == Stored(digest, path, len(BYTES))
    assert (file.folder / path).read_bytes() == BYTES
    assert [one for one in file.folder.rglob("*") if one.is_file()] == [file.folder / path]


async def test_what_is_above_the_quota_is_not_asked_for(file: Fetching) -> None:
    file.admitted = False
    assert await file.fetches() == Sent()
    assert (file.asked_for_bytes, list(file.acts)) == (False, ["admit"])


@pytest.mark.parametrize(("beside_the_reserve", "fits"), [(len(BYTES), True), (len(BYTES) - 1, False)])
async def test_a_file_leaves_the_database_its_room(file: Fetching, beside_the_reserve: int, fits: bool) -> None:
    file.free = RESERVE_MB * MEGABYTE + beside_the_reserve
    assert isinstance(await file.fetches(), Sent if fits else FailedTemporarily)
    assert ("mark_stored" in file.acts, "begins" in file.acts) == (fits, not fits)


async def test_a_file_that_the_disk_does_not_take_is_fetched_again_later(file: Fetching) -> None:
    file.me.settings.files_dir = file.folder / "files"
    file.me.settings.files_dir.write_text("a file where a folder should be")
    assert isinstance(await file.fetches(), FailedTemporarily)
    assert "mark_stored" not in file.acts


async def test_a_file_that_only_another_bot_knows_waits_a_while_for_it(file: Fetching) -> None:
    file.me.senders = Senders([TelegramSender("2:token", "http://127.0.0.1:1")])
    assert isinstance(await file.fetches(attempts=9, account="1"), FailedTemporarily)


async def test_without_a_bot_no_file_is_fetched(file: Fetching) -> None:
    file.me.senders = Senders()
    assert await file.fetches() == FailedTemporarily(60.0, f"no sender for telegram {ACCOUNT}")


@pytest.fixture
async def file_at(request: pytest.FixtureRequest) -> AsyncIterator[str]:
    """The address of a file; request.param: the status of its answer."""

    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=request.param, body=LONG)

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
    assert b"".join(pieces) == LONG


@pytest.mark.parametrize("file_at", [404, 500], indirect=True)
async def test_the_words_of_a_refusal_are_not_taken_for_a_file(asking: AiohttpRequest, file_at: str) -> None:
    with pytest.raises(NetworkError, match="answered with"):
        await anext(asking.pieces_of(file_at))


async def test_a_file_that_no_account_here_can_fetch_is_told_to_be_lost_in_the_end(file: Fetching) -> None:
    file.me.senders = Senders()
    assert isinstance(await file.fetches(account="70", attempts=10), FailedPermanently)
    assert file.acts["mark_lost"]["state"] is FileState.FAILED
