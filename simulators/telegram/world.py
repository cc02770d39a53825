"""The simulated Telegram as one object: who exists, what was said, and what is not confirmed yet."""

import asyncio
import itertools
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from simulators.call_log import CallLog
from simulators.events import EventFeed
from simulators.journal import Journal, Row, compact_json
from simulators.telegram.files import FileShelf
from simulators.telegram.limits import Limits
from simulators.telegram.orders import Orders
from simulators.telegram.postman import PostOffice
from simulators.telegram.records import ADMIN_RIGHTS, Bot, Chat, Message, Person, Topic, Wire, row_of
from simulators.telegram.update_queue import UNASKED_BY_DEFAULT, Update, UpdateQueue

FIRST_PERSON_ID = 5_000_000_001  # above 2³¹, as today's accounts are: a 32-bit column must not survive a test
FIRST_GROUP_ID = 4_800_000_001
FIRST_SUPERGROUP_ID = 1_002_400_000_001
GROUP_ANONYMOUS_BOT: Wire = {
    "id": 1087968824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}


class World:
    def __init__(self, folder: Path) -> None:
        self.journal = Journal(folder)
        self.files = FileShelf(folder / "files", self.journal)
        self.events = EventFeed()
        self.calls = CallLog()
        self.limits = Limits()
        self.orders = Orders()
        self.bots: dict[int, Bot] = {}
        self.bots_by_token: dict[str, Bot] = {}
        self.persons: dict[int, Person] = {}
        self.chats: dict[str, Chat] = {}
        self.queues: dict[int, UpdateQueue] = {}
        self.timeline: list[Message] = []  # every message, by the moment it appeared
        self.callbacks: dict[str, Wire] = {}
        self.callback_answers: dict[str, asyncio.Future[Wire]] = {}
        self.clock_offset = 0.0
        self.counters: dict[str, int] = {}
        self.closing = asyncio.Event()
        self.post_office = PostOffice(self)

    # -- ids and time

    def now(self) -> int:
        """Unix seconds as stamped on messages: the rehearsal clock's offset included."""
        return int(time.time() + self.clock_offset)

    def next_number(self, name: str, first: int) -> int:
        number = self.counters.get(name, first - 1) + 1
        self.counters[name] = number
        self.journal.put("counter", name, number)
        return number

    def next_message_id(self, chat: Chat) -> int:
        """A supergroup counts for itself; all private chats of one bot share a counter, as in reality."""
        counter: Bot | Chat = self.bots[chat.bot_id] if chat.type == "private" else chat
        counter.last_message_id += 1
        return counter.last_message_id

    # -- lookups

    def chat(self, bot: Bot, chat_id: int) -> Chat | None:
        return self.chats.get(f"{bot.id}:{chat_id}" if chat_id > 0 else str(chat_id))

    def private_chat(self, bot: Bot, person: Person) -> Chat:
        key = f"{bot.id}:{person.id}"
        chat = self.chats.get(key)
        if chat is None:
            chat = Chat(key=key, id=person.id, type="private", bot_id=bot.id)
            chat.wire = self.chat_wire(chat)
            self.chats[key] = chat
            self.save_chat(chat)
        return chat

    def actor_wire(self, actor_id: int) -> Wire:
        actor = self.persons.get(actor_id) or self.bots.get(actor_id)
        if actor is None:
            raise KeyError(actor_id)
        return actor.wire()

    def chat_wire(self, chat: Chat) -> Wire:
        if chat.type == "private":
            person = self.persons[chat.id].wire()
            person.pop("is_bot")
            person.pop("language_code", None)
            return {**person, "type": "private"}
        wire: Wire = {"id": chat.id, "title": chat.title, "type": chat.type}
        if chat.username:
            wire["username"] = chat.username
        return {**wire, "is_forum": True} if chat.is_forum else wire

    def bots_of(self, chat: Chat) -> Iterator[Bot]:
        if chat.type == "private":
            yield self.bots[chat.bot_id]
        else:
            yield from (self.bots[member] for member in chat.members if member in self.bots)

    # -- making

    def add_bot(self, token: str, first_name: str = "", username: str = "", privacy: bool = True) -> Bot:
        # by its number: who names a bot at a start may not know of the token that it has meanwhile
        known = self.bots.get(int(token.partition(":")[0]))
        if known is not None:
            return known
        number = len(self.bots) + 1
        bot = Bot(
            id=int(token.partition(":")[0]),
            token=token,
            first_name=first_name or f"Отклик {number}".removesuffix(" 1"),
            username=username or ("otklik_test_bot" if number == 1 else f"otklik_test_{number}_bot"),
            privacy=privacy,
        )
        self._place_bot(bot)
        self.save_bot(bot)
        return bot

    def _place_bot(self, bot: Bot) -> None:
        self.bots[bot.id] = bot
        self.bots_by_token[bot.token] = bot
        self.queues.setdefault(bot.id, UpdateQueue())

    def change_token(self, bot: Bot, token: str) -> None:
        """The former one opens nothing from now on; a poll that waits under it ends."""
        del self.bots_by_token[bot.token]
        bot.token = token
        self._place_bot(bot)
        self.queues[bot.id].wake()

    def add_person(self, **fields: Any) -> Person:
        person = Person(id=self.next_number("person", FIRST_PERSON_ID), **fields)
        self.persons[person.id] = person
        self.save_person(person)
        self.events.add("person", person.wire)
        return person

    def add_group(self, title: str, *, forum: bool, basic: bool = False) -> Chat:
        if basic:
            chat_id = -self.next_number("group", FIRST_GROUP_ID)
        else:
            chat_id = -self.next_number("supergroup", FIRST_SUPERGROUP_ID)
        kind = "group" if basic else "supergroup"
        chat = Chat(key=str(chat_id), id=chat_id, type=kind, title=title, is_forum=forum)  # type: ignore[arg-type]
        chat.wire = self.chat_wire(chat)
        self.chats[chat.key] = chat
        self.save_chat(chat)
        return chat

    @staticmethod
    def administrator(**rights: Any) -> Wire:
        return {"status": "administrator", **ADMIN_RIGHTS, **rights}

    # -- updates

    def send_update(self, bot: Bot, kind: str, payload: Wire) -> None:
        """Keeps it for the bot unless the bot asked not to have this kind."""
        if bot.allowed_updates is None or not bot.allowed_updates:
            if kind in UNASKED_BY_DEFAULT:
                return
        elif kind not in bot.allowed_updates:
            return
        bot.last_update_id += 1
        text = f'{{"update_id":{bot.last_update_id},"{kind}":{compact_json(payload)}}}'
        created_at = time.time()
        self.queues[bot.id].add(Update(bot.last_update_id, kind, created_at, text))
        self.journal.put_encoded("update", str(bot.id), f'["{kind}",{created_at:.0f},{text}]')

    # -- remembering

    def save_bot(self, bot: Bot) -> None:
        self.journal.put("bot", str(bot.id), row_of(bot))

    def save_person(self, person: Person) -> None:
        self.journal.put("person", str(person.id), row_of(person))

    def save_chat(self, chat: Chat) -> None:
        self.journal.put("chat", chat.key, chat.row())

    def save_topic(self, chat: Chat, topic: Topic) -> None:
        self.journal.put("topic", chat.key, row_of(topic))

    def save_message(self, message: Message) -> None:
        self.journal.put("message", message.chat_key, message.row())

    def rows(self) -> Iterator[Row]:
        """The whole state as the fewest rows."""
        yield from (("counter", name, number) for name, number in self.counters.items())
        yield "clock", "", self.clock_offset
        yield from (("bot", str(bot.id), row_of(bot)) for bot in self.bots.values())
        yield from (("person", str(person.id), row_of(person)) for person in self.persons.values())
        yield from self.files.rows()
        for chat in self.chats.values():
            yield "chat", chat.key, chat.row()
            yield from (("topic", chat.key, row_of(topic)) for topic in chat.topics.values())
            yield from (("message", chat.key, message.row()) for message in chat.messages.values())
        yield from (("callback", number, query) for number, query in self.callbacks.items())
        for bot_id, queue in self.queues.items():
            for update in queue.waiting:
                yield "update", str(bot_id), [update.kind, update.created_at, json.loads(update.json_text)]

    def live_row_count(self) -> int:
        return sum(1 for _ in itertools.islice(self.rows(), 1_000_000))

    def close(self) -> None:
        self.closing.set()
        self.events.wake()
        self.journal.close()
