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
from models.tables.persons import address
from models.writer import Writer
from tests.actions.chat_office import ASKING, ChatOffice
from tests.actions.modem_office import SIM, ModemOffice
from tests.actions.office import ACCOUNT, at
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
        """SMS that leave for this phone now."""
        return [part.text for part in self.texts(when) if part.number == number]

    def code_for(self, number: str = GALYA, when: Instant | None = None) -> str:
        """The code in the only SMS that leaves for this phone now."""
        (text,) = self.phone_told(number, when)
        found = re.fullmatch(r"(\d{6}) - код для «Круглосуточно»\. Никому не говорите\.", text)
        assert found, text
        return found[1]

    def adds_phone(self, number: str = GALYA, chat: int = 700, when: Instant | None = None) -> None:
        """By its number and the code."""
        self.names_phone(number, chat, when)
        self.writes(self.code_for(number, when), chat, when)
        assert "Подтверждено" in self.told(chat)[-1]

    def names_phone(self, number: str = GALYA, chat: int = 700, when: Instant | None = None) -> None:
        """The code is on its way."""
        self.writes("/transports", chat, when)
        self.touches("Добавить", chat, when)
        self.writes(number, chat, when)

    def address_row(self, text: str) -> Row[Any]:
        with self.database.read() as tx:
            return tx.execute(select(address).where(address.c.address == text)).one()


__all__ = ["BORIS", "GALYA", "ReachOffice"]
