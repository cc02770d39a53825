"""A desk whose requesters write in private chats: raw updates are stored, and the bot's inbox loop takes them.

Two kinds: an outage, of which the address and the number of a phone are asked, and a question. Its times are those of
tests/journeys/regulations.py, around the clock.
"""

from functools import partial
from itertools import count
from typing import Any, cast

from sqlalchemy import select

from bot.__main__ import READERS
from bot.inbox_loop import InboxLoop, Processed
from bot.requester.heard import PressAnswer
from bot.requester.stored import handle
from bot.requester.unreadable import set_aside
from bot.telegram import door
from models.actions.queue.inbox import RawInbound, store_inbound
from models.actions.talk import drafts
from models.clock import Clock, Instant
from models.db import Database
from models.queries.tickets import TicketView, open_tickets_of
from models.tables.persons import address, person
from models.writer import Writer
from tests.actions.office import ACCOUNT, GROUP, Somebody, at
from tests.actions.staff_office import StaffOffice
from tests.journeys.regulations import RUSSIAN

_KINDS = """
[[kinds]]
id = "outage"
title = { ru = "Авария", en = "Outage" }
[[kinds.fields]]
id = "place"
label = { ru = "Адрес", en = "Address" }
question = { ru = "Где не работает?", en = "Where is it down?" }
[[kinds.fields]]
id = "phone"
label = { ru = "Телефон", en = "Phone" }
question = { ru = "По какому номеру вам позвонить?", en = "Which number may we call?" }
type = "phone"

[[kinds]]
id = "question"
"""
#: RUSSIAN with questions.
ASKING = RUSSIAN.replace('\n[[kinds]]\nid = "question"\n', _KINDS, 1)


class ChatOffice(StaffOffice):
    """People are named by their chat ids: Анна is 700."""

    def __init__(self, database: Database, text: str = ASKING) -> None:
        super().__init__(database, text)
        self._updates_in = count(1)
        self._read: dict[int, int] = {}
        self.toasts: list[str] = []

    # -- what they do

    def writes(self, text: str = "", chat: int = 700, when: Instant | None = None, **more: Any) -> int:
        """The message's id. more: fields of the message besides its text."""
        message_id = 10000 + next(self._updates_in)
        said = {**self._envelope(chat, when or at(), message_id), **more}
        if text:
            said["text"] = text
        self.hears({"message": said}, chat, when)
        self.works(when)
        return message_id

    def touches(self, label: str, chat: int = 700, when: Instant | None = None) -> str:
        """Their newest button whose label begins so; what pops up."""
        keys = [
            choice["key"]
            for row in self._shown(chat)
            for choices in row.payload.get("choices") or ()
            for choice in choices
            if choice["label"].startswith(label)
        ]
        post = self._envelope(chat, when or at(), 20000 + next(self._updates_in))
        press = {"id": "1", "from": post["from"], "message": post, "chat_instance": "1", "data": keys[-1]}
        self.hears({"callback_query": press}, chat, when)
        self.works(when)
        return self.toasts.pop() if self.toasts else ""

    def hears(self, update: dict[str, Any], chat: int, when: Instant | None = None) -> None:
        """It is stored, and not processed yet."""
        number = next(self._updates_in)
        item = RawInbound(str(number), f"chat:{chat}", {"update_id": number, **update})
        with self.database.write() as tx:
            store_inbound(tx, "telegram", ACCOUNT, [item], (when or at()).real)

    def works(self, when: Instant | None = None) -> None:
        """The inbox loop, until nothing is due."""
        answers: list[tuple[str, PressAnswer]] = []
        door.load()
        aside, nobody = partial(set_aside, READERS), cast(Writer, None)
        loop = InboxLoop([ACCOUNT], nobody, Clock(), partial(handle, READERS), aside, lambda _: None)
        done = Processed(1)
        while done.count:
            try:
                with self.database.write() as tx:
                    done = loop.run_batch(tx, when or at(), careful=False)
            except Exception:  # as the loop does it
                with self.database.write() as tx:
                    done = loop.run_batch(tx, when or at(), careful=True)
            answers += done.answers
        self.toasts += [answer.text for _, answer in answers]

    def time_passes(self, when: Instant) -> int:
        """What the worker does about conversations that stand still, then the bot. Returns how many there were."""
        with self.database.write() as tx:
            woken = drafts.wake(tx, when)
        self.works(when)
        return woken

    def _envelope(self, chat: int, when: Instant, message_id: int) -> dict[str, Any]:
        who = {"id": chat, "is_bot": False, "first_name": "Анна", "last_name": str(chat), "language_code": "ru"}
        return {
            "message_id": message_id,
            "date": int(when.real.timestamp()),
            "chat": {"id": chat, "type": "private"},
            "from": who,
        }

    # -- what they see

    def _shown(self, chat: int) -> list[Any]:
        rows = [row for row in self.rows() if row.address == str(chat) and row.kind in ("post", "edit")]
        return sorted(rows, key=lambda row: int(row.id))

    def told(self, chat: int = 700) -> list[str]:
        """What the bot wrote to a chat since it was last asked; GROUP: outside all topics."""
        since = self._read.get(chat, 0)
        rows = self._shown(chat)
        self._read[chat] = max([since, *(int(row.id) for row in rows)])
        return [row.payload["text"] for row in rows if row.id > since]

    def group_told(self) -> list[str]:
        return self.told(GROUP)

    def topic_shows(self, ticket_id: int) -> list[str]:
        """Texts of what stands in the topic and of every edit, in order."""
        rows = [row for row in self.rows() if row.place == "topic" and row.ticket_id == ticket_id]
        return [row.payload["text"] for row in sorted(rows, key=lambda row: int(row.id)) if "text" in row.payload]

    def tickets_of(self, chat: int = 700) -> list[TicketView]:
        whose = select(address.c.person_id).where(address.c.address == str(chat))
        with self.database.read() as tx:
            person_id = tx.execute(whose).scalar_one_or_none()
            who = Somebody(self.organisation_id, person_id) if person_id is not None else None
            return open_tickets_of(tx, who) if who is not None else []

    def ticket_of(self, chat: int = 700) -> TicketView:
        found = self.tickets_of(chat)
        assert len(found) == 1, found
        return found[0]

    def person(self, chat: int = 700) -> Any:
        """Their row."""
        query = select(person).join(address).where(address.c.address == str(chat))
        with self.database.read() as tx:
            return tx.execute(query).one()
