"""The rehearsal clock: the product's own command, run as a process, and the simulators moved along with it."""

import asyncio
import json
import math
import re
import shlex
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

Wire = dict[str, Any]
_SPAN = re.compile(r"next|(\d{1,4}[smhd]){1,4}")
_AGAIN_SECONDS = 2.0
_LONGEST_LINE = 1 << 20


class ClockRefused(Exception):
    """It can't be moved; the words of whoever said so."""


class RehearsalClock:
    """command: `python -m models clock` or the like; empty: there is no clock.

    `moved` is called with the seconds it runs ahead before anybody sees them; `tell` hears `{"clock": …}` and
    `{"walking": …}`.
    """

    def __init__(self, command: str, tell: Callable[[Wire], None], moved: Callable[[float], Awaitable[None]]) -> None:
        self._command = shlex.split(command)
        self._tell = tell
        self._moved = moved
        self._walk = asyncio.Lock()
        self.face: Wire | None = None

    @property
    def exists(self) -> bool:
        return bool(self._command)

    @property
    def ahead(self) -> float | None:
        """None: nobody knows, or the clock is the real one and not ours to show on stamps."""
        return None if self.face is None or not self.face["rehearsal"] else float(self.face["ahead_seconds"])

    async def follow(self) -> None:
        """Until cancelled; a command that ends is started again."""
        while self.exists:
            try:
                await self._follow_once()
            except (OSError, ValueError, KeyError, TypeError) as error:
                print(f"the clock command: {error!r}", file=sys.stderr, flush=True)
            self.face = None
            self._tell({"clock": None})
            await asyncio.sleep(_AGAIN_SECONDS)

    async def _follow_once(self) -> None:
        # it ends when its standard input does, so also when this page is killed
        follower = await asyncio.create_subprocess_exec(
            *self._command,
            "show",
            "--follow",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=_LONGEST_LINE,
        )
        assert follower.stdout is not None
        try:
            while line := await follower.stdout.readline():
                await self._shows(json.loads(line))
        finally:
            if follower.returncode is None:
                follower.kill()
            await follower.wait()

    async def _shows(self, face: Wire) -> None:
        before = self.ahead
        self.face = {"ahead_seconds": float(face["ahead_seconds"]), "rehearsal": bool(face["rehearsal"]), **face}
        if self.ahead is not None and self.ahead != before:
            await self._moved(self.ahead)
        self._tell({"clock": face})

    async def forward(self, span: str) -> str:
        """Walks so far, or to the `next` deadline. Returns what the command printed. Raises ClockRefused."""
        if not self.exists or not _SPAN.fullmatch(span):
            raise ClockRefused(f"span: found {span!r}; allowed: next, 15m, 1h, 2h30m …")
        if self._walk.locked():
            raise ClockRefused("the clock is walking already")
        async with self._walk:
            self._tell({"walking": span})
            try:
                if span == "next":
                    await self._stamps_go_first()
                return await self._run("forward", span)
            except ClockRefused:
                await self._moved(self.ahead or 0.0)
                raise
            finally:
                self._tell({"walking": None})

    async def _stamps_go_first(self) -> None:
        """Whatever is posted at the deadline finds the simulators' clocks there already."""
        due = (self.face or {}).get("next_deadline")
        if due is not None and self.ahead is not None:
            left = datetime.fromisoformat(due["at"]) - datetime.now(UTC)
            await self._moved(max(self.ahead, math.ceil(left.total_seconds())))

    async def _run(self, *arguments: str) -> str:
        pipe = asyncio.subprocess.PIPE
        nothing = asyncio.subprocess.DEVNULL
        try:
            command = await asyncio.create_subprocess_exec(
                *self._command, *arguments, stdin=nothing, stdout=pipe, stderr=pipe
            )
        except OSError as error:
            raise ClockRefused(str(error)) from error
        printed, complaints = await command.communicate()
        if command.returncode:
            raise ClockRefused(complaints.decode(errors="replace").strip())
        return printed.decode(errors="replace").strip()
