"""Two organisations in one database, each with a bot, a group and staff of its own; the same people write to both.

Whatever can be equal is: desks, the numbers of tickets, people, the ids of messages and topics.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Row, select

from models.actions.desk import bots, staff
from models.db import Database
from models.queries.persons import Requester
from models.rules.delivery.outgoing import RowKind
from models.tables.messages import message, message_copy
from models.tables.persons import address, person
from models.tables.tickets import ticket
from models.tables.timers import timer
from tests.actions.groups_office import GroupsOffice
from tests.actions.office import ACCOUNT, GROUP, NOON, at
from tests.actions.staff_office import REGULATION

FIRST, SECOND = "kruglosutochno", "other"
ANNA = 700
SECRET = "Пароль от сейфа не подходит"


class Side(GroupsOffice):
    """One of the two. What it says it has, is of its own bot and its own organisation."""

    def __init__(self, database: Database, organisation: str, account: str, home: int) -> None:
        self.account, self.home = account, home
        super().__init__(database, REGULATION.replace(f'id = "{FIRST}"', f'id = "{organisation}"', 1))
        with database.write() as tx:
            bots.remember_bot(tx, self.organisation_id, account, f"{organisation}_bot", NOON)

    def rows(self, *kinds: RowKind) -> list[Row[Any]]:
        return [row for row in super().rows(*kinds) if row.account == self.account]

    def everything(self) -> dict[str, list[Any]]:
        """What its people were shown or will be, and what is known of its tickets and its people."""
        ours = select(ticket.c.id).where(ticket.c.organisation_id == self.organisation_id)
        with self.database.read() as tx:
            known = {
                table.name: [tuple(row) for row in tx.execute(select(table).order_by(table.c.id).where(whose))]
                for table, whose in (
                    (ticket, ticket.c.organisation_id == self.organisation_id),
                    (message, message.c.organisation_id == self.organisation_id),
                    (person, person.c.organisation_id == self.organisation_id),
                    (address, address.c.organisation_id == self.organisation_id),
                    (timer, timer.c.ticket_id.in_(ours)),
                )
            }
        shown = [(row.id, row.kind, row.address, row.payload, row.state) for row in self.rows()]
        return {**known, "shown": shown}

    def topic(self, ticket_id: int) -> list[str]:
        """What was said in it, its card included, edits as well."""
        rows = sorted(self.rows(), key=lambda row: int(row.id))
        return [row.payload["text"] for row in rows if row.ticket_id == ticket_id and "text" in row.payload]

    def private(self, who: Requester) -> list[str]:
        """What their chat with the bot shows, in order."""
        rows = sorted(self.rows(RowKind.POST, RowKind.EDIT), key=lambda row: int(row.id))
        return [row.payload["text"] for row in rows if row.address == who.address and "text" in row.payload]

    def link(self, purpose: str, key: str | None = None) -> str:
        """A link for staff, from `start=` on."""
        with self.database.write() as tx:
            return f"{purpose}_{staff.issue_code(tx, self.desk_id, purpose, NOON, key)}"

    def starts(self, who: str, link: str) -> str:
        """Somebody opens a link for staff; what they are told last."""
        said = self._message(f"/start {link}", None, who, at(), chat=self._private_chat(who))
        self.comes({"message": said}, at())
        return self.posted(self._user(who)["id"])[-1]

    def signs(self, who: Requester, message_id: int, sign: str) -> None:
        """A reaction, in their chat with the bot."""
        private = self._private(who)
        change = {"message_id": message_id, "date": int(at().real.timestamp()), "old_reaction": []}
        new = [{"type": "emoji", "emoji": sign}]
        self.comes(
            {"message_reaction": {**change, "chat": private["chat"], "user": private["from"], "new_reaction": new}},
            at(),
        )

    def stops_the_bot(self, chat_id: int) -> None:
        chat = {"id": chat_id, "type": "private"}
        user = {"id": chat_id, "is_bot": False, "first_name": "Анна", "language_code": "ru"}
        bot = {"id": int(self.account), "is_bot": True, "first_name": "Отклик"}
        change = {
            "chat": chat,
            "from": user,
            "date": int(at().real.timestamp()),
            "old_chat_member": {"user": bot, "status": "member"},
            "new_chat_member": {"user": bot, "status": "kicked", "until_date": 0},
        }
        self.comes({"my_chat_member": change}, at())

    def message_numbers(self) -> list[int]:
        """Under which its messages are seen in private chats."""
        query = select(message_copy.c.provider_id).where(message_copy.c.account == self.account)
        with self.database.read() as tx:
            return [int(one) for one in tx.execute(query.order_by(message_copy.c.id)).scalars()]

    def head_was_told(self, chat_id: int) -> str:
        return "\n".join(self.posted(chat_id))


class Neighbours:
    """Anna wrote to both. ours: whose people do something; she has №1 there. theirs: of whom nothing may be seen or
    changed; she has №1 and №2 there, each with a topic. `tickets`: their ids, by number from 0.
    """

    def __init__(self, database: Database) -> None:
        self.theirs = Side(database, FIRST, ACCOUNT, GROUP)
        self.ours = Side(database, SECOND, "7099999999", -3001)
        self.anna_there, self.anna = (side.meets("Анна", ANNA) for side in (self.theirs, self.ours))
        self.tickets_there = [self.theirs.opens(self.anna_there, said) for said in ("Не горит лампа", SECRET)]
        self.ticket = self.ours.opens(self.anna, "Течёт кран")
        for side in (self.theirs, self.ours):
            side.delivers()
            side.reads()

    @contextmanager
    def nothing_happens_to_them(self) -> Iterator[None]:
        before = self.theirs.everything()
        yield
        assert self.theirs.everything() == before

    def shown_to_us(self) -> str:
        """All that anybody of ours was ever shown."""
        return "\n".join(row.payload["text"] for row in self.ours.rows() if "text" in row.payload)
