"""One loop takes what came in by every transport, and each row is read by its own reader or by none."""

from functools import partial
from typing import cast

import pytest
from sqlalchemy import select

from bot.__main__ import READERS
from bot.inbox_loop import InboxLoop
from bot.requester.stored import handle
from bot.requester.unreadable import set_aside
from bot.telegram import door
from models.actions.queue.inbox import RawInbound, store_inbound
from models.actions.reach import sms_arrivals
from models.actions.reach.sms_arrivals import Arrived
from models.actions.reach.sms_words import GSM_ACCOUNT
from models.clock import Clock
from models.db import Database
from models.queries.persons import requester_at
from models.tables.lanes import inbox
from models.writer import Writer
from tests.actions.chat_office import ChatOffice
from tests.actions.office import ACCOUNT, at
from tests.actions.sms_office import GALYA, SIM


class Reception(ChatOffice):
    """Chats and telephones."""

    def runs(self, when: str = "0s") -> int:
        """One batch."""
        door.load()
        loop = InboxLoop(
            [ACCOUNT, GSM_ACCOUNT],
            cast(Writer, None),
            Clock(),
            partial(handle, READERS),
            partial(set_aside, READERS),
            lambda _: None,
        )
        with self.database.write() as tx:
            return loop.run_batch(tx, at(when), careful=True).count

    def is_texted(self, text: str) -> None:
        with self.database.write(durable=True) as tx:
            assert sms_arrivals.keep_sms(tx, at(), SIM, Arrived(GALYA, text, at().real))

    def writes_by_pigeon(self, account: str = ACCOUNT) -> None:
        row = RawInbound("p1", "chat:700", {"message": {"chat": {"id": 700, "type": "private"}, "text": "Гули"}})
        with self.database.write() as tx:
            store_inbound(tx, "pigeon", account, [row], at().real)


@pytest.fixture
def reception(database: Database) -> Reception:
    return Reception(database)


def test_a_chat_and_a_phone_are_heard_in_one_batch(reception: Reception) -> None:
    chat = {"id": 700, "type": "private"}
    who = {"id": 700, "is_bot": False, "first_name": "Анна"}
    message = {"message_id": 1, "date": int(at().real.timestamp()), "chat": chat, "from": who, "text": "Не работает"}
    reception.hears({"message": message}, 700)
    reception.is_texted("И у меня")
    assert reception.runs() == 2
    assert reception.person(700).name == "Анна"
    with reception.database.read() as tx:
        assert requester_at(tx, reception.organisation_id, "sms", GSM_ACCOUNT, GALYA) is not None


def test_what_came_by_an_unknown_transport_is_kept_and_named_and_reaches_nobody_elses_chat(
    reception: Reception,
) -> None:
    reception.writes_by_pigeon()
    for when in ("0s", "10s", "30s"):
        reception.runs(when)
    (told,) = reception.group_told()
    assert "pigeon p1" in told
    assert reception.told(700) == []
    with reception.database.read() as tx:
        row = tx.execute(select(inbox).where(inbox.c.provider_id == "p1")).one()
    assert (row.state, row.payload["message"]["text"]) == ("failed", "Гули")
    assert "pigeon" in row.error
