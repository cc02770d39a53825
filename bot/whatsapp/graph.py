"""The one thing that the bot asks WhatsApp itself: what a number is called, and whether our token is good for it."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

import aiohttp

_VERSION: Final = "v23.0"
_SECONDS: Final = 10.0


class Refused(Exception):
    """The service answered, but not with what was asked for: a token that is over, a number of somebody else."""


class NoAnswer(Exception):
    """Nothing came, or what came was not the service's."""


class Graph:
    """Of one number."""

    def __init__(self, session: aiohttp.ClientSession, api_url: str, account: str, token: str) -> None:
        self._session = session
        self._url = f"{api_url.rstrip('/')}/{_VERSION}/{account}"
        self._headers = {"Authorization": f"Bearer {token}"}

    async def own_number(self) -> str:
        """In digits, as people dial it. Raises Refused, NoAnswer; their words never hold the token."""
        asked = {"fields": "display_phone_number"}
        timeout = aiohttp.ClientTimeout(total=_SECONDS, sock_connect=5)
        request = self._session.get(
            self._url, params=asked, headers=self._headers, timeout=timeout, allow_redirects=False
        )
        try:
            async with request as response:
                status, body = response.status, await response.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise NoAnswer(type(error).__name__) from None
        told = _read(status, body)
        if status != HTTPStatus.OK:
            said = told.get("error")
            code = said.get("code") if isinstance(said, Mapping) else None
            raise Refused(f"status {status}" if code is None else f"error {code}")
        return "".join(sign for sign in str(told.get("display_phone_number") or "") if sign in "0123456789")


def _read(status: int, body: bytes) -> Mapping[str, Any]:
    try:
        told = json.loads(body)
    except ValueError:
        told = None
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or not isinstance(told, Mapping):
        raise NoAnswer(f"status {status}")
    return told
