"""A request to Telegram that was given up is not delivered by the kernel when the link comes back."""

import asyncio
import socket
import threading
from collections.abc import Iterator

import pytest
from telegram.error import TimedOut
from telegram.request import RequestData

from workers.transports import aiohttp_request
from workers.transports.aiohttp_request import AiohttpRequest

LONG = 400_000


class SlowLink:
    """A server whose bytes are on the way for as long as a test wants."""

    def __init__(self) -> None:
        self._listening = socket.socket()
        # so little fits into the link that most of a request is still in the sender's kernel
        self._listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self._listening.bind(("127.0.0.1", 0))
        self._listening.listen()
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}/"
        self._connection: socket.socket | None = None
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        self._connection, _ = self._listening.accept()

    def brings(self) -> int:
        """What arrives once the link is back, in bytes."""
        assert self._connection is not None
        self._connection.settimeout(5)
        heard = 0
        try:
            while more := self._connection.recv(65536):
                heard += len(more)
        except ConnectionResetError:
            pass
        return heard

    def close(self) -> None:
        self._listening.close()
        if self._connection is not None:
            self._connection.close()


@pytest.fixture
def link() -> Iterator[SlowLink]:
    slow = SlowLink()
    yield slow
    slow.close()


def test_a_request_that_was_given_up_does_not_arrive_later(link: SlowLink, monkeypatch: pytest.MonkeyPatch) -> None:
    """Staff were told meanwhile that nobody knows, or its repetition was sent: late, it would be there unmarked."""
    monkeypatch.setattr(aiohttp_request, "SEND_TIMEOUT_SECONDS", 0.5)
    asked = RequestData()
    monkeypatch.setattr(RequestData, "parameters", {"text": "a" * LONG})

    async def gives_up() -> int:
        request = AiohttpRequest()
        with pytest.raises(TimedOut):
            await request.do_request(link.url, "POST", asked)
        await asyncio.sleep(0.2)  # the link comes back later than in this very moment
        heard = await asyncio.to_thread(link.brings)
        await request.shutdown()
        return heard

    assert asyncio.run(gives_up()) < LONG
