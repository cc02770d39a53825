"""Whoever starts Otklik sees in the terminal that nobody is served, and not only that all processes run."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from launcher.health import health_url, troubles_at
from launcher.surroundings import look_around
from tests.faults.launched_set import LaunchedSet, eventually
from tests.simulator_process import free_port

REFUSED = "bot 123456 serves nobody: Telegram refuses TELEGRAM_BOT_TOKEN (401 Unauthorized); 0 lanes wait for it"


@contextmanager
def serving(answer: Callable[[], tuple[int, str]]) -> Iterator[str]:
    """A program that has /health; its address."""

    class Health(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = answer()
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_words: object) -> None:
            """It says nothing."""

    with HTTPServer(("127.0.0.1", 0), Health) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/health"
        finally:
            server.shutdown()
            thread.join()


def says(*troubles: str) -> str:
    return json.dumps({"status": "trouble" if troubles else "ok", "troubles": troubles})


@pytest.mark.parametrize("status", [200, 503])
def test_what_is_wrong_is_read_whatever_the_status(status: int) -> None:
    with serving(lambda: (status, says("nothing can be written"))) as url:
        assert troubles_at(url) == ["nothing can be written"]


@pytest.mark.parametrize("body", ["", "[]", "null", "{}", '{"troubles": 5}', "<html>"])
def test_another_program_at_that_address_says_nothing_of_us(body: str) -> None:
    with serving(lambda: (200, body)) as url:
        assert troubles_at(url) == []


def test_nobody_there_is_no_trouble_of_ours() -> None:
    assert troubles_at(f"http://127.0.0.1:{free_port()}/health") == []


@pytest.mark.parametrize(
    ("listen", "url"),
    [("0.0.0.0:80", "http://127.0.0.1:80/health"), ("[::1]:8090", "http://[::1]:8090/health")],
)
def test_health_is_asked_where_the_bot_listens(listen: str, url: str) -> None:
    assert health_url(listen) == url


def test_who_has_our_port_already_is_not_asked_how_we_are(tmp_path: Path) -> None:
    with serving(lambda: (200, says("another installation's"))) as url:
        listen = url.removeprefix("http://").removesuffix("/health")
        assert look_around(tmp_path, {"HTTP_LISTEN": listen}).health == ""


def test_a_bot_that_telegram_refuses_is_named_in_the_terminal(tmp_path: Path) -> None:
    with serving(lambda: (200, says(REFUSED))) as url:
        launched = LaunchedSet(tmp_path / "var", "one=", STAND_IN_HEALTH=url)
        try:
            eventually(lambda: launched.shows("welcome to the set"), "readiness")
            assert f"Trouble: {REFUSED}\n" in launched.output
        finally:
            launched.clean_up()


def test_what_is_over_in_a_moment_is_not_told(tmp_path: Path) -> None:
    left = [says("queue deliver is 3600 s behind"), says("queue deliver is 3601 s behind")]
    with serving(lambda: (200, left.pop() if left else says())) as url:
        launched = LaunchedSet(tmp_path / "var", "one=", STAND_IN_HEALTH=url)
        try:
            eventually(lambda: launched.shows("welcome to the set"), "readiness")
            assert "Trouble" not in launched.output
        finally:
            launched.clean_up()
