"""Where updates go, however they came: durably into the inbox, each once, and then the inbox loop is woken."""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from bot.storing import store
from bot.telegram.updates import to_raw_inbound
from models.actions.desk.gap_notice import note_heard
from models.clock import Clock
from models.db import unreachable
from models.rules.delivery.transports import TELEGRAM
from models.writer import Writer

_NOTE_EVERY = timedelta(minutes=1)

log = logging.getLogger(__name__)


class Arrivals:
    """Of one bot account."""

    def __init__(self, account: str, writer: Writer, clock: Clock, wake: Callable[[], None]) -> None:
        self.account = account
        self._writer = writer
        self._clock = clock
        self._wake = wake
        self._noted_at: datetime | None = None

    async def store(self, updates: Sequence[Mapping[str, Any]]) -> None:
        """On disk when this returns, and only then. Raises what the database raises: then nothing is."""
        items = [to_raw_inbound(update) for update in updates]
        await store(self._writer, self._clock, TELEGRAM.name, {self.account: items})
        self._wake()

    async def heard(self) -> None:
        """Telegram has nothing for us that we have not stored. Written down about once a minute; never raises."""
        at = self._clock.read()
        # a clock that was set back must not keep us from noting it
        if self._noted_at is not None and timedelta(0) <= at.real - self._noted_at < _NOTE_EVERY:
            return
        try:
            if await self._writer.run(partial(note_heard, at=at, account=self.account)):
                log.error("Telegram was not heard for more than 24 hours: staff are told what may be lost")
        except Exception as error:
            if unreachable(error):
                log.warning("not noted that Telegram was heard, the database is away: %s", type(error).__name__)
            else:
                log.exception("not noted that Telegram was heard")
        else:
            self._noted_at = at.real
