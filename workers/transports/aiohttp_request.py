"""python-telegram-bot's requests over aiohttp: a sixth of the processor time of its own client (LESSONS.md)."""

import json
from collections.abc import AsyncIterator, Mapping
from http import HTTPStatus
from typing import Any

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from workers.transports.connections import (
    CONNECT_SECONDS,
    IDLE_SECONDS,
    NEVER_LEFT,
    PIECE_BYTES,
    SEND_TIMEOUT_SECONDS,
    UPLOAD_TIMEOUT_SECONDS,
    new_session,
)

_JSON = {"Content-Type": "application/json"}


class NeverLeft(NetworkError):
    """No connection: the request certainly did not reach Telegram."""


class AiohttpRequest(BaseRequest):
    """One connection pool per process. Raises NeverLeft, TimedOut or NetworkError."""

    def __init__(self, proxy: str | None = None) -> None:
        self._proxy = proxy
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        return SEND_TIMEOUT_SECONDS

    async def initialize(self) -> None:
        if self._session is None:
            self._session = new_session()

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = None,
        write_timeout: Any = None,
        connect_timeout: Any = None,
        pool_timeout: Any = None,
    ) -> tuple[int, bytes]:
        await self.initialize()
        assert self._session is not None
        body, headers = _body(request_data)
        uploads = request_data is not None and request_data.contains_files
        total = UPLOAD_TIMEOUT_SECONDS if uploads else SEND_TIMEOUT_SECONDS
        timeout = aiohttp.ClientTimeout(total=total, connect=CONNECT_SECONDS)
        try:
            async with self._session.request(
                method, url, data=body, headers=headers, timeout=timeout, proxy=self._proxy
            ) as response:
                return response.status, await response.read()
        except NEVER_LEFT as error:
            # without its words and its cause: they may name the address, and that may hold a password
            raise NeverLeft(type(error).__name__) from None
        except TimeoutError as error:
            raise TimedOut("no answer in time") from error
        except aiohttp.ClientError as error:
            raise NetworkError(type(error).__name__) from error

    async def pieces_of(self, url: str) -> AsyncIterator[bytes]:
        """A file in pieces. Raises NeverLeft, TimedOut when it stands still, NetworkError when it breaks off."""
        await self.initialize()
        assert self._session is not None
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS, sock_read=IDLE_SECONDS)
        try:
            async with self._session.get(url, timeout=timeout, proxy=self._proxy) as response:
                if response.status != HTTPStatus.OK:
                    raise NetworkError(f"the file was answered with {response.status}")
                async for piece in response.content.iter_chunked(PIECE_BYTES):
                    yield piece
        except NEVER_LEFT as error:
            raise NeverLeft(type(error).__name__) from None
        except TimeoutError:
            raise TimedOut("the download stood still") from None
        except aiohttp.ClientError as error:
            raise NetworkError(type(error).__name__) from None  # its words may name the token


def _body(given: RequestData | None) -> tuple[bytes | aiohttp.FormData | None, Mapping[str, str]]:
    """As one JSON object: a form would be longer and slower, above all for Cyrillic. Only uploads need one."""
    if given is None:
        return None, _JSON
    if not given.contains_files:
        return json.dumps(given.parameters, ensure_ascii=False).encode(), _JSON
    form = aiohttp.FormData(given.json_parameters, quote_fields=False)  # or Cyrillic names would arrive quoted
    for name, (file_name, content, mime_type) in given.multipart_data.items():
        form.add_field(name, content, filename=file_name, content_type=mime_type)
    return form, {}
