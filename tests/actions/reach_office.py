"""People who write in private chats and have telephones too: what they press and type, and the SMS that leave."""

import re
from functools import partial
from typing import Any, cast

from sqlalchemy import Row, select

from bot.__main__ import READERS
from bot.inbox_loop import InboxLoop, Processed
from bot.requester.heard import PressAnswer
from bot.requester.stored import handle
from bot.requester.unreadable import set_aside
from models.actions.desk import bots
from models.actions.reach import sms_arrivals, sms_words
from models.actions.reach.sms_arrivals import Arrived
from models.clock import Clock, Instant
from models.db import Database
from models.queries.tickets import TicketView, open_tickets_of
from models.rules.delivery.outgoing import RowKind
from models.tables.persons import address, person
from models.tables.reach import consent
from models.writer import Writer
from tests.actions.chat_office import ASKING, ChatOffice
from tests.actions.modem_office import SIM, ModemOffice
from tests.actions.office import ACCOUNT, Somebody, at
from tests.actions.sms_office import GALYA

BORIS = "+79167654321"
REACH = """
[reach]
duty = { ru = "Абонент держит один способ связи рабочим.", en = "Keep one of them working." }
recheck_days = 180
"""


class ReachOffice(ChatOffice, ModemOffice):
    """Анна is the chat 700, and GALYA is her phone."""

    def __init__(self, database: Database, text: str = ASKING + REACH) -> None:
        super().__init__(database, text)
        self.has_modem(SIM)
        with database.write() as tx:
            bots.remember_bot(tx, self.organisation_id, ACCOUNT, "otklik_bot", at().real)

    def sms(self, text: str, sender: str = GALYA, when: Instant | None = None) -> None:
        """They text, and it is processed."""
        when = when or at()
        with self.database.write(durable=True) as tx:
            sms_arrivals.keep_sms(tx, when, SIM, Arrived(sender, text, when.real))
        self.works(when)

    def works(self, when: Instant | None = None) -> None:
        """The inbox loop, until nothing is due."""
        answers: list[tuple[str, PressAnswer]] = []
        accounts, nobody = [ACCOUNT, sms_words.GSM_ACCOUNT], cast(Writer, None)
        handler, aside = partial(handle, READERS), partial(set_aside, READERS)
        loop = InboxLoop(accounts, nobody, Clock(), handler, aside, lambda _: None)
        done = Processed(1)
        while done.count:
            with self.database.write() as tx:
                done = loop.run_batch(tx, when or at(), careful=False)
            answers += done.answers
        self.toasts += [answer.text for _, answer in answers]

    def phone_told(self, number: str = GALYA, when: Instant | None = None) -> list[str]:
        """SMS that leave for this phone now, each whole."""
        whole: list[str] = []
        for part in self.texts(when):
            if part.number == number and part.part == 1:
                whole.append(part.text)
            elif part.number == number:
                whole[-1] += part.text
        return whole

    def code_for(self, number: str = GALYA, when: Instant | None = None) -> str:
        """The code in the only SMS that leaves for this phone now."""
        (text,) = self.phone_told(number, when)
        found = re.match(r"Круглосуточно: (\d{6}) - код для", text)
        assert found, text
        return found[1]

    def adds_phone(self, number: str = GALYA, chat: int = 700, when: Instant | None = None) -> None:
        """By its number and the code."""
        self.names_phone(number, chat, when)
        self.writes(self.code_for(number, when), chat, when)
        assert "Подтверждено" in self.told(chat)[-1]

    def stops_the_bot(self, when: Instant, chat: int = 700) -> None:
        who = {"id": chat, "is_bot": False, "first_name": "Анна"}
        bot = {"id": int(ACCOUNT), "is_bot": True, "first_name": "Otklik"}
        self.hears({"my_chat_member": {
            "chat": {"id": chat, "type": "private"}, "from": who, "date": int(when.real.timestamp()),
            "old_chat_member": {"user": bot, "status": "member"},
            "new_chat_member": {"user": bot, "status": "kicked", "until_date": 0},
        }}, chat, when)  # fmt: skip
        self.works(when)

    def names_phone(self, number: str = GALYA, chat: int = 700, when: Instant | None = None) -> None:
        """The code is on its way."""
        self.writes("/transports", chat, when)
        self.touches("Добавить", chat, when)
        self.writes(number, chat, when)

    def last_sms(self, when: Instant | None = None, number: str = GALYA) -> str:
        return self.phone_told(number, when)[-1]

    def picks(self, label: str, when: Instant, number: str = GALYA) -> str:
        """By SMS: the number of that label in what was offered there last."""
        rows = [row for row in self.rows(RowKind.SMS) if row.address == number]
        said = "".join(row.payload["text"] for row in sorted(rows, key=lambda row: int(row.id)))
        chosen: str = re.findall(rf"(\d+) - {label}", said)[-1]
        self.sms(chosen, number, when)
        return chosen

    def tickets_of_phone(self, number: str = GALYA) -> list[TicketView]:
        with self.database.read() as tx:
            return open_tickets_of(tx, Somebody(self.organisation_id, self.address_row(number).person_id))

    def person_of_phone(self, number: str = GALYA) -> Row[Any]:
        with self.database.read() as tx:
            return tx.execute(select(person).join(address).where(address.c.address == number)).one()

    def consents(self) -> list[Row[Any]]:
        with self.database.read() as tx:
            return list(tx.execute(select(consent)).all())

    def address_row(self, text: str) -> Row[Any]:
        with self.database.read() as tx:
            return tx.execute(select(address).where(address.c.address == text)).one()


__all__ = ["BORIS", "GALYA", "ReachOffice"]
