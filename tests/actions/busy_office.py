"""A desk whose bot works in batches: what is said is stored, and processed when the bot works."""

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final, cast

from sqlalchemy import select

from bot.__main__ import READERS
from bot.inbox_loop import InboxLoop
from bot.requester.stored import handle
from bot.requester.unreadable import set_aside
from bot.telegram import door
from bot.telegram.updates import to_raw_inbound
from models.actions.queue.inbox import store_inbound
from models.clock import Clock, Instant
from models.db import Database
from models.queries.persons import Requester
from models.rules.delivery.choices import dialogue_key
from models.tables.deliveries import delivery
from models.tables.lanes import lane, outbox
from models.tables.messages import message, message_copy, message_version
from models.tables.persons import conversation
from models.tables.tickets import ticket, ticket_event
from models.tables.timers import timer
from models.writer import Writer
from tests.actions.office import ACCOUNT, at
from tests.actions.staff_office import REGULATION, StaffOffice

#: A button about a message.
_OF_MESSAGE: Final = re.compile(r"^(t:\d+:\d+:[a-z]+\.)(\d+)")


def stores(office: StaffOffice, update: dict[str, Any], when: Instant | None = None) -> None:
    when = when or at()
    item = to_raw_inbound({"update_id": next(office._updates), **update})
    with office.database.write() as tx:
        store_inbound(tx, "telegram", office.account, [item], when.real)


def busy_loop(accounts: Sequence[str]) -> InboxLoop:
    """The bot's, to be run batch by batch."""
    door.load()
    aside, nobody = partial(set_aside, READERS), cast(Writer, None)
    return InboxLoop(accounts, nobody, Clock(), partial(handle, READERS), aside, lambda _: None)


class BusyOffice(StaffOffice):
    """Three people, each with a ticket. alone: each message in its transaction, as soon as it comes."""

    def __init__(self, database: Database, text: str = REGULATION, *, alone: bool = False) -> None:
        super().__init__(database, text)
        self.alone = alone
        self.moment: Instant = at()
        self.people = [self.meets(name, 700 + number) for number, name in enumerate(("Анна", "Борис", "Вера"))]
        self.tickets = [self.shows(who) for who in self.people]

    # -- what is said, and waits

    def asks(self, who: Requester, text: str, **more: Any) -> int:
        said = {**self._private(who), "message_id": next(self._updates), "date": self._date()}
        self.stores({"message": {**said, "text": text, **more}})
        return int(said["message_id"])

    def mends(self, who: Requester, message_id: int, text: str) -> None:
        said = {**self._private(who), "message_id": message_id, "date": self._date(), "text": text}
        self.stores({"edited_message": {**said, "edit_date": self._date()}})

    def chooses(self, who: Requester, key: str) -> None:
        """A button of a question about a ticket."""
        private = self._private(who)
        post = {"message_id": 80000, "date": self._date(), "chat": private["chat"], "text": "…"}
        press = {"id": "1", "from": private["from"], "message": post, "chat_instance": "1"}
        self.stores({"callback_query": {**press, "data": dialogue_key(0, key)}})

    def says_first(self, chat_id: int, name: str, text: str) -> None:
        """Somebody who may never have written before."""
        who = {"id": chat_id, "is_bot": False, "first_name": name, "language_code": "ru"}
        said = {"chat": {"id": chat_id, "type": "private"}, "from": who, "date": self._date()}
        self.stores({"message": {**said, "message_id": next(self._updates), "text": text}})

    def answers_in(self, ticket_id: int, text: str, who: str = "Иван", **more: Any) -> dict[str, Any]:
        said = self._message(text, ticket_id, who, self.moment, **more)
        self.stores({"message": said})
        return said

    def stores(self, update: dict[str, Any]) -> None:
        stores(self, update, self.moment)
        if self.alone:
            self.works(careful=True)

    def _date(self) -> int:
        return int(self.moment.real.timestamp())

    # -- what the bot does

    def works(self, *, careful: bool = False) -> int:
        """One batch; how much there was in it."""
        with self.database.write() as tx:
            return busy_loop([ACCOUNT]).run_batch(tx, self.moment, careful=careful).count

    def stands(self) -> dict[str, list[Any]]:
        """Everything that came of it, but for ids that nobody sees."""
        posts = select(lane.c.key, outbox.c.kind, outbox.c.payload, outbox.c.ticket_id, outbox.c.message_id)
        of_delivery = (delivery.c.purpose, delivery.c.header, delivery.c.person_id)
        said = (message.c.id, message.c.author, message.c.ticket_id, message.c.text, message.c.agent_id)
        queries = {
            "posts": posts.add_columns(*of_delivery)
            .select_from(outbox.join(lane).outerjoin(delivery, delivery.c.id == outbox.c.delivery_id))
            .order_by(lane.c.key, outbox.c.seq),
            "log": select(ticket_event.c.ticket_id, ticket_event.c.kind, ticket_event.c.at, ticket_event.c.facts)
            # the logs of two tickets have no order between them
            .order_by(ticket_event.c.ticket_id, ticket_event.c.id),
            "tickets": select(*(column for column in ticket.c if column.key != "public_id")).order_by(ticket.c.id),
            "timers": select(*(one for one in timer.c if one.key != "id")).order_by(timer.c.ticket_id, timer.c.clock),
            "messages": select(*said).order_by(message.c.id),
            "copies": select(message_copy.c.message_id, message_copy.c.address, message_copy.c.provider_id).order_by(
                message_copy.c.message_id, message_copy.c.id
            ),
            "former words": select(message_version.c.message_id, message_version.c.text).order_by(
                message_version.c.id
            ),
            "conversations": select(conversation).order_by(conversation.c.id),
        }
        with self.database.read() as tx:
            ids = tx.execute(select(message.c.id).order_by(message.c.id)).scalars()
            places = {one: place for place, one in enumerate(ids)}
            rows = {name: tx.execute(query).mappings().all() for name, query in queries.items()}
        return {name: [_placed(dict(row), places, name) for row in some] for name, some in rows.items()}


def _placed(value: Any, places: Mapping[int, int], key: str = "") -> Any:
    """Messages by their places: what numbers a batch left out is nobody's business. key: what it is."""
    if isinstance(value, dict):
        own = {"id": "message_id"} if key == "messages" else {}
        return {name: _placed(one, places, own.get(str(name), str(name))) for name, one in value.items()}
    if isinstance(value, list) and key in ("messages", "aside"):  # of a draft
        return [[places[one[0]], *one[1:]] for one in value]
    if isinstance(value, list):
        return [_placed(one, places, key) for one in value]
    if isinstance(value, str) and key == "key":
        return _OF_MESSAGE.sub(lambda found: f"{found[1]}{places[int(found[2])]}", value)
    return places.get(value, value) if "message_id" in key and isinstance(value, int) else value
