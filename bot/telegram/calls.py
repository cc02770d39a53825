"""The few calls of the Bot API that the bot makes itself; everything that people see goes through the outbox."""

import json
from collections.abc import Mapping
from typing import Any

import aiohttp

#: Telegram says so of a token that is nobody's: revoked, or written wrongly.
_NOBODY = (401, 404)


class Refused(Exception):
    """Telegram answered, but not with what was asked for: a wrong token, another poller."""

    def __init__(self, code: int, description: str) -> None:
        super().__init__(f"{code} {description}")
        self.code = code


class NoAnswer(Exception):
    """Nothing came, or what came was not Telegram's: its servers, or something before them, are in trouble."""


class BotApi:
    """Of one bot. refused: what Telegram last said of its token when it did not take it; else empty."""

    def __init__(self, session: aiohttp.ClientSession, bot_url: str) -> None:
        self._session = session
        self._bot_url = bot_url
        self.refused = ""

    async def call(self, method: str, question: Mapping[str, Any], *, seconds: float = 10) -> Any:
        """The result. Raises Refused or NoAnswer."""
        timeout = aiohttp.ClientTimeout(total=seconds, sock_connect=5)
        try:
            async with self._session.post(f"{self._bot_url}/{method}", json=question, timeout=timeout) as response:
                answer = _read(response.status, await response.read())
        except (aiohttp.ClientError, TimeoutError) as error:
            # of the client's own errors only the name: some of them name the address, and that holds the token
            raise NoAnswer(type(error).__name__) from None
        if answer.get("ok"):
            self.refused = ""
            return answer["result"]
        refusal = Refused(int(answer.get("error_code") or 0), str(answer.get("description")))
        self.refused = str(refusal) if refusal.code in _NOBODY else ""
        raise refusal


def _read(status: int, body: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(body)
    except ValueError:
        answer = None
    if status >= 500 or not isinstance(answer, dict):
        raise NoAnswer(f"status {status}")
    return answer
