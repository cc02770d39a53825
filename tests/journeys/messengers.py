"""Somebody with WhatsApp on their phone: writes to the number, presses, chooses of lists, reads, reacts."""

from copy import copy
from typing import Any

from tests.journeys.people import Topic
from tests.journeys.places import PATIENCE_SECONDS, Wire
from tests.simulated_telegram import SimulatedTelegram
from tests.simulated_whatsapp import SimulatedWhatsApp


class Messenger:
    """Every message that comes here is read once, in order."""

    def __init__(self, whatsapp: SimulatedWhatsApp, telegram: SimulatedTelegram, group: Wire, person: Wire) -> None:
        self.whatsapp = whatsapp
        self.telegram = telegram
        self.person = person
        self.name: str = person["name"]
        self._group = group
        self._read = 0

    def writes(self, text: str = "", **fields: Any) -> Wire:
        """image=file(…), voice, document, location, contacts, reply_to=wamid, forwarded=True."""
        return self.whatsapp.types(self.person, text, **fields)

    def at_number(self, place: int, group: Wire) -> "Messenger":
        """The same phone, in its chat with another number of ours. group: of the staff who answer there."""
        there = copy(self.whatsapp)
        there.phone_ids = (self.whatsapp.phone_ids[place],)
        return Messenger(there, self.telegram, group, self.person)

    def gets(self, *words: str, seconds: float = PATIENCE_SECONDS) -> Wire:
        """The next message; it holds all the words."""
        came: list[Wire] = self.whatsapp.wait_for(self._unread, seconds)
        self._read += 1
        assert [word for word in words if word not in came[0]["text"]] == [], came[0]
        return came[0]

    def presses(self, label: str) -> None:
        """A button of the last message that has any, or a row of its list."""
        shown = self._choices()
        assert label in shown, shown
        (self.whatsapp.presses if label in self._titles("buttons") else self.whatsapp.chooses)(self.person, label)

    def reacts(self, emoji: str, message: Wire) -> None:
        self.whatsapp.reacts(self.person, emoji, message)

    def reads(self) -> None:
        """All that is there, as the ticks say."""
        self.whatsapp.reads(self.person)

    def holds_nothing_unread(self) -> None:
        assert self._unread() == []

    def topic(self) -> Topic:
        """Of the newest ticket, once its card is there."""

        def there() -> list[Wire]:
            return [one for one in self.telegram.topics(self._group) if f" {self.name}: " in one["name"]]

        topic = Topic(self.telegram, self._group, self.telegram.wait_for(there, PATIENCE_SECONDS)[-1])
        topic.card()
        return topic

    def _unread(self) -> list[Wire]:
        return self.whatsapp.received(self.person)[self._read :]

    def _choices(self) -> list[str]:
        return [*self._titles("buttons"), *self._titles("rows")]

    def _titles(self, kind: str) -> list[str]:
        offered = [
            message for message in self.whatsapp.received(self.person) if message["buttons"] or message["rows"]
        ]
        return [one["title"] for one in offered[-1][kind]] if offered else []
