"""The simulated WhatsApp as one object: businesses, people, what was said, and what webhooks were not told yet."""

import asyncio
import base64
import itertools
import secrets
import time
from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from simulators.call_log import CallLog
from simulators.events import EventFeed
from simulators.journal import Journal, Row
from simulators.sliding_window import Windows
from simulators.whatsapp.files import MediaShelf
from simulators.whatsapp.orders import Order, Orders
from simulators.whatsapp.postman import Envelope, Postman
from simulators.whatsapp.records import WINDOW_SECONDS, Account, Message, Number, Person, Template, Wire, row_of
from simulators.whatsapp.webhooks import Item, body_of

MOST_MESSAGES = 50_000
MOST_IN_A_BATCH = 1_000
#: How the simulated world behaves; the control API changes it. window: whether a closed one is refused at once or by
#: a later status. statuses: normal, withheld, doubled or reversed. service_billable: as since October 2026.
BEHAVIOUR: Wire = {"window": "at_once", "statuses": "normal", "status_delay": 0.02, "service_billable": True}


class World:
    def __init__(self, folder: Path) -> None:
        """Raises StateIsInUse when another simulator holds the folder."""
        self.journal = Journal(folder)
        self.media = MediaShelf(folder / "files", self.journal)
        self.events = EventFeed()
        self.calls = CallLog()
        self.limits = Windows()
        self.orders = Orders()
        self.behaviour = dict(BEHAVIOUR)
        self.accounts: dict[str, Account] = {}
        self.numbers: dict[str, Number] = {}
        self.templates: dict[str, Template] = {}
        self.persons: dict[int, Person] = {}
        self.messages: OrderedDict[str, Message] = OrderedDict()
        self.last_heard: dict[tuple[str, int], float] = {}  # number, person → when the person last wrote
        self.counters: dict[str, int] = {}
        self.clock_offset = 0.0
        self.closing = asyncio.Event()
        self.postman = Postman(self)
        self._names: dict[int, list[tuple[str, str]]] = {}  # person → account and BSUID; "" and the phone
        self._named: dict[tuple[str, str], int] = {}
        self._chats: dict[tuple[str, int], dict[str, Message]] = {}
        self._gathered: list[tuple[str, Item]] = []

    # -- ids and time

    def now(self) -> float:
        """Unix seconds by the rehearsal clock."""
        return time.time() + self.clock_offset

    def next_number(self, name: str, first: int = 1) -> int:
        number = self.counters.get(name, first - 1) + 1
        self.counters[name] = number
        self.journal.put("counter", name, number)
        return number

    def next_message_id(self) -> str:
        """Never the same again: counted, and random besides."""
        octets = self.next_number("message").to_bytes(6, "big") + secrets.token_bytes(19)
        return f"wamid.HBgL{base64.b64encode(octets).decode()}"

    # -- who exists

    def account_of(self, number: Number | str) -> Account:
        found = self.numbers[number] if isinstance(number, str) else number
        return self.accounts[found.account_id]

    def numbers_of(self, account: Account) -> list[Number]:
        return [number for number in self.numbers.values() if number.account_id == account.id]

    def add_person(self, **fields: Any) -> Person:
        person = Person(id=self.next_number("person"), **fields)
        for account in self.accounts.values():
            person.user_ids.setdefault(account.id, self.new_user_id(person.country))
        self.save_person(person)
        self.events.add("person", lambda: row_of(person))
        return person

    @staticmethod
    def new_user_id(country: str) -> str:
        return f"{country}.{10**18 + secrets.randbelow(9 * 10**18)}"

    def know_everybody(self, account: Account) -> None:
        """An account that comes later has an own id for each person, as every business has."""
        for person in self.persons.values():
            if account.id not in person.user_ids:
                person.user_ids[account.id] = self.new_user_id(person.country)
                self.save_person(person)

    def save_person(self, person: Person) -> None:
        self.place_person(person)
        self.save("person", str(person.id), person)

    def place_person(self, person: Person) -> None:
        """Found by what they are called from now on; whatever they were called before finds nobody."""
        self.persons[person.id] = person
        for name in self._names.pop(person.id, ()):
            if self._named.get(name) == person.id:
                del self._named[name]
        self._names[person.id] = [(account_id, user_id) for account_id, user_id in person.user_ids.items()]
        if person.phone:
            self._names[person.id].append(("", person.phone))
        self._named |= dict.fromkeys(self._names[person.id], person.id)

    def person_by_phone(self, phone: str) -> Person | None:
        return self.persons.get(self._named.get(("", phone), 0))

    def person_by_user_id(self, account: Account, user_id: str) -> Person | None:
        return self.persons.get(self._named.get((account.id, user_id), 0))

    # -- messages

    def keep(self, message: Message) -> None:
        self.place(message)
        self.save("message", message.id, message)

    def place(self, message: Message) -> None:
        """The oldest make room."""
        self.messages[message.id] = message
        self._chats.setdefault(message.chat, {})[message.id] = message
        while len(self.messages) > MOST_MESSAGES:
            _, oldest = self.messages.popitem(last=False)
            self._chats[oldest.chat].pop(oldest.id, None)

    def chat(self, number_id: str, person_id: int) -> list[Message]:
        return list(self._chats.get((number_id, person_id), {}).values())

    def heard(self, message: Message) -> None:
        """Whatever a person writes opens the window for a day."""
        self.last_heard[message.chat] = message.at
        self.journal.put("heard", f"{message.number_id} {message.person_id}", message.at)

    def window_closes(self, number_id: str, person_id: int) -> float | None:
        """By the rehearsal clock; None when the person never wrote."""
        last = self.last_heard.get((number_id, person_id))
        return None if last is None else last + WINDOW_SECONDS

    def window_is_open(self, number_id: str, person_id: int) -> bool:
        closes = self.window_closes(number_id, person_id)
        return closes is not None and self.now() < closes

    # -- webhooks

    def tell(self, account: Account, items: list[Item], delay: float = 0.0) -> None:
        """Each item is a webhook of its own, unless an order gathers them. delay: seconds until it may leave."""
        order = self.orders.gathering()
        if order is None:
            for item in items:
                self.send(account, [item], delay)
            return
        if not self._gathered:
            asyncio.get_running_loop().call_later(order.milliseconds / 1000, self.let_go, order)
        self._gathered += [(account.id, item) for item in items]

    def let_go(self, order: Order) -> None:
        """What was gathered, as the order says. Once the order is cancelled, it has gone already."""
        gathered, self._gathered = self._gathered, []
        order.done += bool(gathered)
        if order.do == "shuffle_webhooks":
            gathered.reverse()
        for account_id, group in itertools.groupby(gathered, key=lambda one: one[0]):
            items = [item for _, item in group]
            size = MOST_IN_A_BATCH if order.do == "batch_webhooks" else 1
            for place in range(0, len(items), size):
                self.send(self.accounts[account_id], items[place : place + size])
        self.journal.flush()

    def send(self, account: Account, items: list[Item], delay: float = 0.0) -> None:
        self.post(account, body_of(account, self.numbers, items).decode(), delay)

    def post(self, account: Account, body: str, delay: float = 0.0) -> None:
        if not account.callback_url or not account.subscribed:
            return  # as of the real server: what nobody listened to is not kept
        now = self.now()
        envelope = Envelope(self.next_number("envelope"), account.id, body, now, now + delay)
        self.journal.put("envelope", str(envelope.id), envelope.row())
        self.postman.add(envelope)

    # -- remembering

    def save(self, kind: str, key: str, record: Any) -> None:
        self.journal.put(kind, key, row_of(record))

    def rows(self) -> Iterator[Row]:
        """The whole state as the fewest rows."""
        yield from (("counter", name, number) for name, number in self.counters.items())
        yield "clock", "", self.clock_offset
        yield "behaviour", "", self.behaviour
        yield from (("account", one.id, row_of(one)) for one in self.accounts.values())
        yield from (("number", one.id, row_of(one)) for one in self.numbers.values())
        yield from (("template", one.id, row_of(one)) for one in self.templates.values())
        yield from (("person", str(one.id), row_of(one)) for one in self.persons.values())
        yield from self.media.rows()
        yield from (("message", one.id, row_of(one)) for one in self.messages.values())
        yield from (("heard", f"{chat[0]} {chat[1]}", at) for chat, at in self.last_heard.items())
        yield from (("envelope", str(one.id), one.row()) for one in self.postman.waiting.values())

    def close(self) -> None:
        self.closing.set()
        self.events.wake()
        self.journal.close()
