"""A desk whose staff type and press in their group: raw updates go through the router, nothing runs around it.

Open 9:00–18:00 on weekdays, Moscow time; it is Wednesday 11 November 2026, noon. An answer is due in an hour, a
solution in 16 working hours: on Friday at 10:00.
"""

from datetime import UTC, datetime
from functools import partial
from itertools import count
from typing import Any

from sqlalchemy import Row, select

from bot.__main__ import READERS
from bot.requester.batches import Batch
from bot.requester.stored import handle
from bot.telegram import door
from models.actions.desk.whole_batches import write_all
from models.actions.queue.inbox import Waiting
from models.actions.queue.shared_batches import share
from models.clock import Instant
from models.db import Database
from models.queries.persons import Requester
from models.rules.deadlines.ticket_clock import Event
from models.rules.delivery.places import Place
from models.tables.messages import message, message_copy
from models.tables.tickets import extension, ticket_event
from models.tables.timers import timer
from tests.actions.office import GROUP, NOON, Office, at
from tests.journeys.regulations import RUSSIAN

_DAYS = ("mon", "tue", "wed", "thu", "fri")
_ALL_DAY = "".join(f'week.{day} = ["00:00-24:00"]\n' for day in (*_DAYS, "sat", "sun"))
_BY_DAY = "".join(f'week.{day} = ["09:00-18:00"]\n' for day in _DAYS)
_KINDS = """
[[kinds]]
id = "wish"
title = { ru = "Пожелание", en = "Wish" }
severity = "low"

[[kinds]]
id = "outage"
title = { ru = "Авария", en = "Outage" }
severity = "critical"

[[tiers]]
id = "basic"
title = { ru = "Базовый", en = "Basic" }

[[tiers]]
id = "extended"
title = { ru = "Расширенный", en = "Extended" }

[[desks]]"""
_POLICIES = """
[[policies]]
first_response = "1h"
next_response = "2h"
resolution = "16h"
warn_at = [0.75]
extension = { times = 2, at_most = "5 working days" }

[[policies]]
severity = "low"
first_response = "4h"
resolution = "32h"

[[policies]]
severity = "high"
first_response = "1h"
resolution = "8h"

[[policies]]
tier = "extended"
first_response = "30m"
resolution = "12h"

[[policies]]
kind = "wish"
first_response = "1h"

[closing]"""


def _regulation() -> str:
    text = RUSSIAN.replace(_ALL_DAY, _BY_DAY).replace("[[desks]]", _KINDS, 1)
    before, _, rest = text.partition("[[policies]]")
    return before + _POLICIES.lstrip() + rest.partition("[closing]")[2]


REGULATION = _regulation()
#: Another group than the one that the desk has from the beginning.
OTHER = -2002
TITLES = {GROUP: "Поддержка", OTHER: "Вторая"}


def moscow(text: str) -> datetime:
    """`11-13T10:00` of that year by the clock of Moscow."""
    return datetime.fromisoformat(f"2026-{text}+03:00").astimezone(UTC)


class StaffOffice(Office):
    """Иван is an agent from the beginning; others become one with their first words."""

    def __init__(self, database: Database, text: str = REGULATION, *, bound: bool = True) -> None:
        super().__init__(database, text, bound=bound)
        self._updates = count(1)
        self.last_read = 0

    # -- what staff do

    def types(
        self,
        text: str,
        ticket_id: int | None = None,
        who: str = "Иван",
        when: Instant | None = None,
        reply_to: str | None = None,
        *,
        chat_id: int | None = None,
        private: bool = False,
        **more: Any,
    ) -> int:
        """In the ticket's topic, outside all topics, or in private with the bot; the message's id."""
        if private or chat_id is not None:
            more["chat"] = self._private_chat(who) if private else self.group(chat_id)
        said = self._message(text, ticket_id, who, when or at(), **more)
        if reply_to is not None:
            said["reply_to_message"] = self._message("…", ticket_id, who, when or at(), message_id=int(reply_to))
        self.comes({"message": said}, when or at())
        return int(said["message_id"])

    def edits(
        self, message_id: int, text: str, ticket_id: int | None, when: Instant | None = None, who: str = "Иван"
    ) -> None:
        said = self._message(text, ticket_id, who, when or at(), message_id=message_id)
        self.comes({"edited_message": {**said, "edit_date": said["date"]}}, when or at())

    def presses(self, label: str, who: str = "Иван", when: Instant | None = None, *, private: bool = False) -> str:
        """The newest button whose label begins so; what pops up. private: in the bot's chat with a head."""
        key = self.buttons(label, private=private)[-1]
        return self.forges(key, who, when, private=private)

    def forges(self, key: str, who: str = "Иван", when: Instant | None = None, *, private: bool = False) -> str:
        """A button with whatever it carries."""
        when = when or at()
        chat = self._private_chat(who) if private else self.group()
        post = {"message_id": next(self._updates) + 70000, "date": _seconds(when), "chat": chat, "text": "…"}
        press = {"id": "1", "from": self._user(who), "message": post, "chat_instance": "1", "data": key}
        (answer,) = self.comes({"callback_query": press}, when)
        return str(answer.text)

    def replies(self, text: str, ticket_id: int, who: str = "Иван", when: Instant | None = None) -> int:
        """To the last question that we asked in the topic."""
        self.delivers(when or at())
        questions = (
            select(message_copy.c.provider_id)
            .join(message, message.c.id == message_copy.c.message_id)
            .where(message.c.ticket_id == ticket_id, message.c.author == "system")
            .order_by(message_copy.c.id)
        )
        with self.database.read() as tx:
            question = list(tx.execute(questions).scalars())[-1]
        return self.types(text, ticket_id, who, when, reply_to=question)

    def comes(self, update: dict[str, Any], when: Instant, *, account: str = "") -> Any:
        """As the bot handles it, under the edition of that moment; what pops up. account: of another bot."""
        number = next(self._updates)
        body = {"update_id": number, **update}
        bot = account or self.account
        row = Waiting(number, 1, number, str(number), body, None, 0, when.real, "telegram", bot)
        door.load()  # as the bot does before it serves: a transaction that waited for it would be ended
        with self.database.write() as tx, share(tx, partial(write_all, tx, when)) as shared:
            return handle(READERS, tx, when, Batch(tx, when, [[row]], shared), [row]).answers

    def _message(self, text: str, ticket_id: int | None, who: str, when: Instant, **more: Any) -> dict[str, Any]:
        said: dict[str, Any] = {
            "message_id": next(self._updates) + 60000,
            "date": _seconds(when),
            "from": self._user(who),
            "chat": self.group(),
        }
        if text and "photo" not in more:
            said["text"] = text
        if ticket_id is not None:
            said |= {"message_thread_id": self.view(ticket_id).thread_id, "is_topic_message": True}
        return said | more

    def group(self, chat_id: int | None = None) -> dict[str, Any]:
        """Its own, or that one."""
        here = chat_id or self.home
        return {"id": here, "type": "supergroup", "title": TITLES.get(here, "Чужая"), "is_forum": True}

    def _private_chat(self, who: str) -> dict[str, Any]:
        return {"id": self._user(who)["id"], "type": "private"}

    def _user(self, who: str) -> dict[str, Any]:
        known = self._people.setdefault(who, 9500 + len(self._people))
        return {"id": known, "is_bot": False, "first_name": who, "language_code": "ru"}

    # -- what the requester does

    def hears_from(self, who: Requester, text: str = "", when: Instant | None = None, **more: Any) -> int:
        """In their private chat with the bot; the message's id."""
        when = when or at()
        said = self.private_words(who, text, when, **more)
        self.comes({"message": said}, when)
        return int(said["message_id"])

    def private_words(self, who: Requester, text: str, when: Instant | None = None, **more: Any) -> dict[str, Any]:
        """The message, before it comes."""
        number = next(self._updates) + 80000
        said = {**self._private(who), "message_id": number, "date": _seconds(when or at()), **more}
        return said | ({"text": text} if text else {})

    def corrects(self, who: Requester, message_id: int, text: str, when: Instant | None = None) -> None:
        date = _seconds(when or at())
        said = {**self._private(who), "message_id": message_id, "date": date, "edit_date": date, "text": text}
        self.comes({"edited_message": said}, when or at())

    def taps(self, who: Requester, label: str, when: Instant | None = None) -> str:
        """The newest button in their chat whose label begins so; what pops up."""
        return self.forges_privately(who, self.buttons(label, private=True)[-1], when)

    def forges_privately(self, who: Requester, key: str, when: Instant | None = None) -> str:
        """A button with whatever it carries."""
        post = {"message_id": next(self._updates) + 70000, "date": _seconds(when or at()), "text": "…"}
        press = {"id": "1", "chat_instance": "1", "data": key, **self._pressing(who, post)}
        (answer,) = self.comes({"callback_query": press}, when or at())
        return str(answer.text)

    def _private(self, who: Requester) -> dict[str, Any]:
        user = {"id": int(who.address), "is_bot": False, "first_name": who.name, "language_code": who.language}
        return {"from": user, "chat": {"id": int(who.address), "type": "private"}}

    def _pressing(self, who: Requester, post: dict[str, Any]) -> dict[str, Any]:
        private = self._private(who)
        return {"from": private["from"], "message": {**post, "chat": private["chat"]}}

    # -- what they and the requester see

    def buttons(self, label: str, *, private: bool = False) -> list[str]:
        """What the buttons carry whose labels begin so, the newest last."""
        return [
            choice["key"]
            for row in sorted(self.rows(), key=lambda row: int(row.id))
            if (row.place == Place.ADDRESS) == private
            for choices in row.payload.get("choices", ())
            for choice in choices
            if choice["label"].startswith(label)
        ]

    def news(self, ticket_id: int | None = None, *, to: Requester | int | None = None) -> list[str]:
        """What was posted since the last `reads`: in the ticket's topic, or in a private chat or group."""
        chat_id = int(to.address) if isinstance(to, Requester) else to
        rows = sorted(self.rows(), key=lambda row: int(row.id))
        return [
            row.payload["text"]
            for row in rows
            if row.id > self.last_read
            and row.kind == "post"
            and row.address == (None if chat_id is None else str(chat_id))
            and (ticket_id is None or row.ticket_id == ticket_id)
            and "text" in row.payload
        ]

    def reads(self) -> None:
        """What was posted so far is no news any more."""
        self.last_read = max((int(row.id) for row in self.rows()), default=0)

    # -- what became of it

    def extensions(self) -> list[str]:
        """The states of all of them, in the order in which they were asked for."""
        with self.database.read() as tx:
            return list(tx.execute(select(extension.c.state).order_by(extension.c.id)).scalars())

    def events(self, ticket_id: int, kind: str | Event) -> list[Any]:
        """The facts of each such line of the log."""
        lines = select(ticket_event.c.facts).where(ticket_event.c.ticket_id == ticket_id, ticket_event.c.kind == kind)
        with self.database.read() as tx:
            return list(tx.execute(lines.order_by(ticket_event.c.id)).scalars())

    def timer(self, ticket_id: int, clock: str = "resolution") -> Row[Any]:
        with self.database.read() as tx:
            return tx.execute(select(timer).where(timer.c.ticket_id == ticket_id, timer.c.clock == clock)).one()


def _seconds(when: Instant) -> int:
    return int(when.real.timestamp())


__all__ = ["GROUP", "NOON", "OTHER", "REGULATION", "StaffOffice", "at"]
