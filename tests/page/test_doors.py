"""Who may come in: this page on this machine, and no other web site."""

import http.client
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.page.page_server import PageServer, gone
from tests.simulated_telegram import TOKEN, SimulatedTelegram, file, png

Headers = dict[str, str]
#: Where the bot itself is spoken to, without the colon that a path may not have.
BOT = f"bot{TOKEN.replace(':', '%3A')}"


@pytest.fixture(scope="module")
def telegram(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimulatedTelegram]:
    with SimulatedTelegram(tmp_path_factory.mktemp("telegram")) as telegram:
        yield telegram


@pytest.fixture(scope="module")
def server(telegram: SimulatedTelegram) -> Iterator[PageServer]:
    with PageServer(telegram.url) as server:
        yield server


def asked(server: PageServer, path: str, **headers: str) -> tuple[int, Headers, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    try:
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        return response.status, dict(response.getheaders()), response.read()
    finally:
        connection.close()


def test_the_page_brings_nothing_from_elsewhere_and_is_framed_by_nobody(server: PageServer) -> None:
    status, headers, content = asked(server, "/")
    assert (status, b'id="app"' in content) == (200, True)
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["/", "/static/main.js", "/files/telegram/AQabc", "/socket"])
def test_a_name_that_is_not_this_machine_is_turned_away(server: PageServer, path: str) -> None:
    for host in ("rebound.example", f"rebound.example:{server.port}", "127.0.0.1.example", "127.0.0.1:1"):
        assert asked(server, path, Host=host)[0] == 403


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_both_names_of_this_machine_are_let_in(server: PageServer, name: str) -> None:
    assert asked(server, "/", Host=f"{name}:{server.port}")[0] == 200


@pytest.mark.parametrize(
    "path", ["/static/../serve.py", "/static/..%2fserve.py", "/static/serve.py", "/static/none.js"]
)
def test_only_the_page_s_own_files_are_given(server: PageServer, path: str) -> None:
    assert asked(server, path)[0] == 404


@pytest.mark.parametrize("origin", ["http://rebound.example", "null", "", "https://127.0.0.1", "http://127.0.0.1:1"])
async def test_another_site_cannot_open_the_socket(server: PageServer, origin: str) -> None:
    headers = {"Origin": origin} if origin else {}
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await session.ws_connect(f"{server.url}/socket", headers=headers)
        assert refused.value.status == 403


@pytest.fixture
async def socket(server: PageServer) -> AsyncIterator["aiohttp.ClientWebSocketResponse[bool]"]:
    ours = {"Origin": server.url}
    async with aiohttp.ClientSession() as session, session.ws_connect(f"{server.url}/socket", headers=ours) as socket:
        assert "hello" in await socket.receive_json(timeout=20)
        yield socket


async def answer(socket: "aiohttp.ClientWebSocketResponse[bool]", **question: Any) -> Any:
    await socket.send_str(json.dumps({"id": 1, **question}))
    while "id" not in (told := await socket.receive_json(timeout=20)):
        pass
    return told


async def test_this_page_asks_the_simulator(socket: "aiohttp.ClientWebSocketResponse[bool]") -> None:
    told = await answer(socket, to="telegram", verb="GET", path="/bots")
    assert len(told["answer"]["bots"]) == 1


@pytest.mark.parametrize(
    "path",
    [
        "/../botTOKEN/getMe",
        "/%2e%2e/getMe",
        "/bots/%252e%252e/x y",
        "//elsewhere.example/",
        "http://elsewhere.example",
        "/bots#x",
        "",
    ],
)
async def test_it_reaches_nothing_but_the_control_api(
    socket: "aiohttp.ClientWebSocketResponse[bool]", path: str
) -> None:
    told = await answer(socket, to="telegram", verb="GET", path=path)
    assert told["kind"] == "refused"


@pytest.mark.parametrize(
    "question",
    [{}, {"to": "mars"}, {"to": "telegram", "verb": "TRACE", "path": "/bots"}, {"to": "telegram", "verb": 1}],
)
async def test_nonsense_is_answered_and_not_fatal(
    socket: "aiohttp.ClientWebSocketResponse[bool]", question: dict[str, Any]
) -> None:
    assert (await answer(socket, **question))["kind"] == "refused"
    assert "answer" in await answer(socket, to="telegram", verb="GET", path="/bots")


@pytest.mark.parametrize("span", ["next; rm", "--jump", "15m --jump", "1y", ""])
async def test_the_clock_command_takes_spans_and_nothing_else(
    socket: "aiohttp.ClientWebSocketResponse[bool]", span: str
) -> None:
    assert (await answer(socket, to="clock", span=span))["kind"] == "refused"


def unique_id(message: dict[str, Any]) -> str:
    media = message.get("document") or message["photo"][-1]
    return str(media["file_unique_id"])


def test_a_page_that_somebody_sent_is_saved_and_never_shown(server: PageServer, telegram: SimulatedTelegram) -> None:
    anna = telegram.person("Анна")
    for name, kind in (("evil.html", "text/html"), ("evil.svg", "image/svg+xml")):
        sent = telegram.types(anna, document=file(b"<script>alert(1)</script>", name, kind))
        status, headers, _ = asked(server, f"/files/telegram/{unique_id(sent)}")
        assert (status, headers["Content-Type"]) == (200, "application/octet-stream")
        assert headers["Content-Disposition"] == "attachment"
        assert "sandbox" in headers["Content-Security-Policy"]


def test_a_picture_is_shown(server: PageServer, telegram: SimulatedTelegram) -> None:
    sent = telegram.types(telegram.person("Анна"), photo=file(png(), mime_type="image/png"))
    status, headers, content = asked(server, f"/files/telegram/{unique_id(sent)}")
    assert (status, headers["Content-Type"], content) == (200, "image/png", png())
    assert asked(server, "/files/telegram/AQnothing")[0] == 404


@pytest.mark.parametrize(
    "clock", ["no-such-command clock", f"{sys.executable} -c print(1)", f"{sys.executable} -c print('{{}}')"]
)
async def test_a_clock_command_that_fails_takes_nothing_else_down(telegram: SimulatedTelegram, clock: str) -> None:
    with PageServer(telegram.url, clock=clock) as server:
        async with aiohttp.ClientSession() as session:
            for _ in range(2):  # the second hello comes after the command has failed, and was told so
                async with session.ws_connect(f"{server.url}/socket", headers={"Origin": server.url}) as socket:
                    hello = await socket.receive_json(timeout=20)
                    assert hello["hello"]["face"] is None
                    while (await socket.receive_json(timeout=20)) != {"clock": None}:
                        pass
                    moved = await answer(socket, to="clock", span="15m")
                    assert moved.get("kind") == "refused" or clock.endswith(")")


def test_it_listens_on_loopback_only() -> None:
    command = [sys.executable, "-m", "simulators", "page", "--listen", "0.0.0.0:0"]
    done = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True)
    assert (done.returncode, "127.0.0.1 only" in done.stderr) == (2, True)


def test_the_clock_command_ends_with_the_page_even_when_it_is_killed(
    telegram: SimulatedTelegram, tmp_path: Path
) -> None:
    from models.db import Database
    from models.migrations.to_newest import upgrade

    database = Database(f"sqlite:///{tmp_path / 'otklik.db'}")
    upgrade(database)
    database.close()
    environment = {**os.environ, "VAR_DIR": str(tmp_path), "DATABASE_URL": "", "REHEARSAL": "1"}
    server = PageServer(telegram.url, environment=environment).start()
    telegram.wait_for(server.children, 60)
    [clock] = server.children()
    server.kill()
    assert gone(clock)
