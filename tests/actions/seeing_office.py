"""A contract with three contact persons who write in chats: Анна and Вера see their own tickets, Борис sees all."""

from itertools import count
from typing import Any, Final

from sqlalchemy import select

from models.actions.reach import contracts
from models.clock import Instant
from models.db import Database
from models.queries.persons import Requester
from models.rules.contracts.standing import ALL, OWN
from models.rules.delivery.choices import dialogue_key
from models.tables.messages import message, message_copy, told
from tests.actions.office import NOON, at
from tests.actions.reach_office import ReachOffice
from tests.actions.test_statements import statements_of
from tests.journeys.regulations import RUSSIAN

#: Chats.
ANNA, BORIS, VERA, STRANGER = 900, 901, 902, 903


class SeeingOffice(ReachOffice):
    def __init__(self, database: Database, text: str = RUSSIAN) -> None:
        super().__init__(database, text)
        self._minutes = count(30)
        self.anna, self.boris = self.meets("Анна Ли", ANNA), self.meets("Борис Петров", BORIS)
        self.vera, self.stranger = self.meets("Вера", VERA), self.meets("Глеб", STRANGER)
        with database.write() as tx:
            self.contract = contracts.add_contract(tx, NOON, self.organisation_id, "15")
        for who, sees in ((self.anna, OWN), (self.boris, ALL), (self.vera, OWN)):
            self.may_see(who, sees)

    def may_see(self, who: Requester, sees: str) -> None:
        with self.database.write() as tx:
            contracts.may_speak(tx, NOON, self.contract.id, who, sees=sees)

    def speaks_no_more(self, who: Requester) -> None:
        with self.database.write() as tx:
            contracts.speaks_no_more(tx, self.contract.id, who)

    def asks(self, who: Requester, words: str = "Не печатает принтер") -> int:
        """A ticket under the contract, shown to staff; its id."""
        ticket_id = self.opens(who, words, contract=self.contract)
        self.delivers()
        self.told(int(who.address))
        return ticket_id

    def later(self) -> Instant:
        """Another minute: nobody says too much at once."""
        return at(f"{next(self._minutes)}m")

    def says(self, chat: int, said: str, **more: Any) -> list[str]:
        """What the bot answers to it."""
        self.told(chat)
        self.writes(said, chat, self.later(), **more)
        return self.told(chat)

    def chooses(self, chat: int, ticket_id: int) -> str:
        """They will write into that ticket of somebody else; what they are told."""
        self.says(chat, f"/status {self.view(ticket_id).number}")
        self.touches("Написать в", chat, self.later())
        return self.told(chat)[-1]

    def forges_press(self, chat: int, key: str, version: int = 0) -> tuple[str, list[str]]:
        """A button that this chat was never shown: what pops up, and what is said."""
        self.told(chat)
        when = self.later()
        post = self._envelope(chat, when, 30000)
        press = {"id": "1", "from": post["from"], "message": post, "chat_instance": "1"}
        self.hears({"callback_query": {**press, "data": dialogue_key(version, key)}}, chat, when)
        self.works(when)
        return self.toasts.pop() if self.toasts else "", self.told(chat)

    def offered(self, chat: int) -> list[str]:
        """The labels of the buttons under what the bot said last."""
        rows = [row for row in self._shown(chat) if row.payload.get("choices")]
        return [choice["label"] for choices in rows[-1].payload["choices"] for choice in choices]

    def asks_of_database(self, chat: int, said: str) -> list[str]:
        """The statements of one message."""
        when = self.later()
        self.hears({"message": {**self._envelope(chat, when, 40000 + len(said)), "text": said}}, chat, when)
        return statements_of(lambda: self.works(when))

    def in_topic(self, ticket_id: int, words: str) -> str:
        """The provider's id of the newest message that begins so, as the topic shows it."""
        copies = select(message_copy.c.provider_id).join(message, message.c.id == message_copy.c.message_id)
        there = copies.where(message.c.ticket_id == ticket_id, message.c.text.startswith(words))
        shown = there.where(message_copy.c.thread_id.is_not(None)).order_by(message_copy.c.id.desc())
        with self.database.read() as tx:
            return str(tx.execute(shown).scalars().first())

    def told_about(self, ticket_id: int, chat: int) -> str:
        """The provider's id of what the bot said last of the ticket in that chat."""
        there = select(told.c.provider_id).where(told.c.ticket_id == ticket_id, told.c.address == str(chat))
        with self.database.read() as tx:
            return str(tx.execute(there.order_by(told.c.id.desc())).scalars().first())

    def provider_ids_of(self, ticket_id: int, chat: int) -> list[str]:
        """Of what stands in that chat about the ticket."""
        copies = select(message_copy.c.provider_id).join(message, message.c.id == message_copy.c.message_id)
        there = copies.where(message.c.ticket_id == ticket_id, message_copy.c.address == str(chat))
        with self.database.read() as tx:
            return list(tx.execute(there).scalars())


#: A number that no ticket has.
NOBODYS: Final = 777
