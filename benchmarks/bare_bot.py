"""A bot to hold ours against: it posts what people write to it into one group, and keeps nothing.

python -m benchmarks.bare_bot http://127.0.0.1:8081 TOKEN GROUP_ID
"""

import asyncio
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import aiohttp

_LONG_POLL_SECONDS = 30
_ROOT = Path(__file__).parent.parent


class BareBot:
    """Its process, while the block lasts."""

    def __init__(self, url: str, token: str, group_id: int) -> None:
        self._command = [sys.executable, "-m", "benchmarks.bare_bot", url, token, str(group_id)]

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            self._command, cwd=_ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()

    @property
    def pid(self) -> int:
        return self._process.pid


async def relay(url: str, token: str, group_id: int) -> None:
    """One message after another, so that their order stays."""
    async with aiohttp.ClientSession(f"{url}/bot{token}/") as session:
        offset = 0
        while True:
            for update in await _call(session, "getUpdates", offset=offset, timeout=_LONG_POLL_SECONDS):
                offset = update["update_id"] + 1
                message = update.get("message", {})
                if message.get("chat", {}).get("type") == "private":
                    await _call(session, "sendMessage", chat_id=group_id, text=message["text"])


async def _call(session: aiohttp.ClientSession, method: str, **params: Any) -> Any:
    async with session.post(method, json=params) as response:
        return (await response.json())["result"]


if __name__ == "__main__":
    asyncio.run(relay(sys.argv[1], sys.argv[2], int(sys.argv[3])))
