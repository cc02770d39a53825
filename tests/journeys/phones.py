"""Somebody with a telephone and no messenger: texts and rings the number of the modem."""

import time
from typing import Any

from models.rules.sms.phone_numbers import shown_number
from tests.journeys.people import Topic
from tests.journeys.places import PATIENCE_SECONDS, Wire
from tests.simulated_modem import SimulatedModem
from tests.simulated_telegram import SimulatedTelegram

#: What a network's stamp tells apart.
_STAMPED_SECONDS = 1.0


class Phone:
    """Every SMS that comes here is read once, in order."""

    def __init__(self, modem: SimulatedModem, telegram: SimulatedTelegram, group: Wire, number: str) -> None:
        self.modem = modem
        self.telegram = telegram
        self.number = number
        self._group = group
        self._read = 0
        self._free_at: dict[str, float] = {}

    def texts(self, text: str, **how: Any) -> Wire:
        """The same words at the earliest a second later, as a telephone does.

        Networks stamp whole seconds: the same words with the same stamp are one SMS that was read twice.
        """
        time.sleep(max(0.0, self._free_at.get(text, 0.0) - time.monotonic()))
        sent = self.modem.texts(self.number, text, **how)
        self._free_at[text] = time.monotonic() + _STAMPED_SECONDS
        return sent

    def rings(self, rings: int = 30) -> Wire:
        """Until it is rejected."""
        return self.modem.waits_for_call(self.modem.rings(self.number, rings), "rejected", PATIENCE_SECONDS)

    def gets(self, *words: str, seconds: float = PATIENCE_SECONDS) -> Wire:
        """The next SMS, whole; it holds all the words."""
        came = self.modem.wait_for(self._unread, seconds)
        self._read += 1
        text = came[0]["text"]
        assert [word for word in words if word not in text] == [], text
        return came[0]

    def reads_all(self) -> None:
        self._read += len(self._unread())

    def holds_nothing_unread(self) -> None:
        assert self._unread() == []

    def _unread(self) -> list[Wire]:
        return [sms for sms in self.modem.sent_to(self.number) if sms["complete"]][self._read :]

    def topic(self) -> Topic:
        """Of the newest ticket, once its card is there."""
        name = f" {shown_number(self.number)}: "

        def there() -> list[Wire]:
            return [topic for topic in self.telegram.topics(self._group) if name in topic["name"]]

        topic = Topic(self.telegram, self._group, self.telegram.wait_for(there, PATIENCE_SECONDS)[-1])
        topic.card()
        return topic
