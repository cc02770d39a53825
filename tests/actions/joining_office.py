"""Chats that are joined to somebody by a word of the staff, an invitation or a link; and taken for somebody else."""

from sqlalchemy import select

from models.actions.desk import bots
from models.actions.reach import chat_links
from models.actions.tickets import vouchings
from models.clock import Instant
from models.db import Database
from models.queries.identities import known_of, vouching_by_id
from models.queries.persons import Requester, reached_of_person, requester_at
from models.tables.identification import person_join
from tests.actions.inviting_office import DEMANDING, InvitingOffice
from tests.actions.office import ACCOUNT, NOON, at


class FalseOffice(InvitingOffice):
    """Анна Ли, 900, speaks for contract 15; nobody knows who writes from 700 and from BORIS."""

    def __init__(self, database: Database, text: str = DEMANDING) -> None:
        super().__init__(database, text)
        with database.write() as tx:
            bots.remember_bot(tx, self.organisation_id, ACCOUNT, "otklik_bot", at().real)

    def knows(self, chat: int = 700) -> tuple[bool, list[str]]:
        """Whether it is known who writes there, and the contracts that they speak for."""
        with self.database.read() as tx:
            known = known_of(tx, self.reached(chat))
        return known.person, [one.number for one in known.contracts]

    def reached(self, chat: int = 700) -> Requester:
        with self.database.read() as tx:
            found = requester_at(tx, self.organisation_id, "telegram", ACCOUNT, str(chat))
        assert found is not None
        return found[0]

    def presses_key(self, key: str, chat: int) -> None:
        """A button with that key, whether they were ever shown one or not."""
        who = {"id": chat, "is_bot": False, "first_name": "Кто-то"}
        post = {"message_id": 1, "date": int(NOON.timestamp()), "chat": {"id": chat, "type": "private"}}
        pressed = {"id": "1", "from": who, "message": post, "chat_instance": "1", "data": key}
        self.hears({"callback_query": pressed}, chat)
        self.works()

    def vouches(self, chat: int = 700) -> None:
        """Иван takes them for somebody of contract 15."""
        who = self.reached(chat)
        with self.database.write() as tx:
            number = vouchings.ask(tx, at(), who, "Это я", self.desk_id)
            asked = vouching_by_id(tx, self.organisation_id, number)
            assert asked is not None
            vouchings.approve(tx, at(), self.edition, asked, self.ivan, self.contract.id)
        self.works()

    def is_given_by_link(self, chat: int, to: int, when: Instant | None = None) -> None:
        """The link is made in the one chat, and opened and confirmed in the other."""
        self.starts(f"join_{self.link_of(to, when)}", chat, when)
        if any("Подключить этот чат" in told for told in self.told(chat)):
            self.touches("Подключить", chat, when)

    def link_of(self, chat: int, when: Instant | None = None) -> str:
        with self.database.write() as tx:
            code = chat_links.make_link(tx, when or at(), self.reached(chat))
        assert code is not None
        return code

    def starts(self, argument: str, chat: int, when: Instant | None = None) -> None:
        """They open a link to the bot."""
        command = {"type": "bot_command", "offset": 0, "length": 6}
        self.writes(f"/start {argument}", chat, when, entities=[command])

    def addresses_of_anna(self) -> list[str]:
        with self.database.read() as tx:
            return [one.address for one in reached_of_person(tx, self.organisation_id, self.anna.person_id)]

    def undone(self) -> list[bool]:
        with self.database.read() as tx:
            rows = tx.execute(select(person_join.c.undone_at).order_by(person_join.c.id)).scalars()
            return [one is not None for one in rows]
