"""Somebody with a chat and a phone whom Ivan answers, while processes are killed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from typing import Any

from sqlalchemy import select, text, update

from bot.conversation.state import State
from models.actions.reach import persons
from models.actions.reach.sms_words import GSM_ACCOUNT
from models.db import Database
from models.queries.persons import requester_at
from models.rules.delivery.address_states import AddressState
from models.rules.delivery.places import at_address
from models.rules.delivery.transports import SMS, TELEGRAM
from models.tables.deliveries import delivery
from models.tables.lanes import outbox
from models.tables.modems import modem as modem_table
from models.tables.persons import address
from tests.faults.crowd import REPEATED, nothing_waits, reading
from tests.installation import Installation, Wire
from tests.simulated_modem import SimulatedModem

_numbers = count(1)
WORDS = "Едем, будем через час"
#: A bridge that begins beside many other processes takes a minute.
PATIENCE_SECONDS = 180
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


class Story:
    """Анна wrote in her chat; the operator vouches for her phone, and she may write from there too."""

    def __init__(self, otklik: Installation) -> None:
        number = next(_numbers)
        self.otklik = otklik
        self.telegram = otklik.telegram
        assert otklik.modem is not None
        self.modem: SimulatedModem = otklik.modem
        self.name, self.phone = f"Анна-{number:03}", f"+7916555{number:04}"
        self.person = otklik.telegram.person(self.name, language_code="ru")
        self.answer: Wire = {}
        otklik.telegram.types(self.person, "Не работает интернет")
        self.thread = int(otklik.wait_for_topic(self.name)["message_thread_id"])
        self._is_vouched_for()
        self.rests()

    def _is_vouched_for(self) -> None:
        with self.otklik.database.write() as tx:
            mine = (address.c.transport == TELEGRAM.name, address.c.address == str(self.person["id"]))
            row = tx.execute(select(address).where(*mine)).one()
            found = requester_at(tx, row.organisation_id, row.transport, row.account, row.address)
            assert found is not None
            there, begins = at_address(SMS.name, self.phone), State().to_json()
            persons.add_address(tx, datetime.now(UTC), found[0], there, GSM_ACCOUNT, AddressState.VOUCHED, begins)
        self.otklik.database.close()

    # -- what people do

    def ivan_answers(self, words: str = WORDS) -> None:
        ivan = self.otklik.person("Иван")
        self.answer = self.telegram.types(ivan, words, self.otklik.group, message_thread_id=self.thread)

    def ivan_presses(self, label: str) -> None:
        asked = [
            post for post in self.posts() if label in str(post.get("reply_markup") or post.get("keyboard") or "")
        ]
        self.telegram.presses(asked[-1], label, self.otklik.person("Иван"))

    def texts(self, words: str = "Я с телефона") -> None:
        self.texts_unheard(words)
        self.sees(words)

    def texts_unheard(self, words: str) -> None:
        self.modem.texts(self.phone, words)

    # -- how the world behaves

    def telegram_refuses(self, *, after_milliseconds: int = 0, why: str = "bot was blocked by the user") -> int:
        """The next words for her chat; the order's number."""
        about = {"method": "sendMessage", "chat_id": self.person["id"], "times": 1}
        if after_milliseconds:
            self.telegram.order("slow", milliseconds=after_milliseconds, **about)
        return self.telegram.order("403", description=f"Forbidden: {why}", **about)

    def patience_is_over(self) -> None:
        with self.nothing_is_written(patience_is_over=True):
            pass

    @contextmanager
    def nothing_is_written(self, *, patience_is_over: bool = False) -> Iterator[None]:
        """Whoever wants to write waits: what it had decided is nowhere yet."""
        # not the one that looks: it is closed after each look
        database = Database(self.otklik.database.url.render_as_string(hide_password=False))
        try:
            with database.write() as tx:
                if not database.is_sqlite:
                    # however slow the machine is, the server doesn't end what only waits
                    tx.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
                    tx.execute(text("LOCK TABLE inbox, outbox IN SHARE ROW EXCLUSIVE MODE"))
                if patience_is_over:
                    waits = (delivery.c.next_at.is_not(None), delivery.c.id == self.whole().id)
                    tx.execute(update(delivery).where(*waits).values(next_at=LONG_AGO))
                yield
        finally:
            database.close()

    def is_done(self, order_id: int) -> bool:
        return any(one["id"] == order_id and one["done"] for one in self.telegram.orders())

    def modem_hangs(self, *, after_ctrl_z: bool) -> int:
        """At the next SMS, once. The order's number."""
        kind = "swallow_result" if after_ctrl_z else "silent"
        return int(self.modem.order(kind, command="AT+CMGS", count=1, after_ctrl_z=after_ctrl_z)["id"])

    def modem_did(self, order_id: int) -> bool:
        return any(one["id"] == order_id and one["done"] for one in self.modem.orders())

    def dies(self, *roles: str) -> None:
        """kill -9."""
        self.otklik.kill(*roles)

    def comes_back(self) -> None:
        self.otklik.revive()

    def modem_works(self) -> None:
        """The bridge hears what the network says."""
        since = datetime.now(UTC)

        def works() -> bool:
            with reading(self.otklik) as tx:
                row = tx.execute(select(modem_table.c.state, modem_table.c.seen_at)).one_or_none()
                return row is not None and bool(row.state == "working" and row.seen_at > since)

        self.waits_for(works, "a modem that works")

    # -- what is there

    def whole(self) -> Any:
        """The row of the answer's delivery; None: nothing is decided yet."""
        with reading(self.otklik) as tx:
            of_her = select(address.c.person_id).where(address.c.address == self.phone)
            mine = (delivery.c.person_id == of_her.scalar_subquery(), delivery.c.purpose == "answer")
            return tx.execute(select(delivery).where(*mine)).one_or_none()

    def is_on_its_way(self, transport: str) -> bool:
        """Something to her, this moment."""
        with reading(self.otklik) as tx:
            there = (outbox.c.transport == transport, outbox.c.address == str(self.person["id"]))
            return tx.execute(select(outbox.c.id).where(*there, outbox.c.state == "sending")).first() is not None

    def attempts(self) -> list[tuple[str, str]]:
        """(transport, state) of each, in their order."""
        whole = self.whole()
        if whole is None:
            return []
        with reading(self.otklik) as tx:
            rows = tx.execute(select(outbox).where(outbox.c.delivery_id == whole.id).order_by(outbox.c.id))
            return [(row.transport, row.state) for row in rows]

    def waits_for_attempts(self, *wanted: tuple[str, str]) -> None:
        self.waits_for(lambda: self.attempts() == list(wanted), str(wanted))

    def waits_for(self, found: Callable[[], object], what: str) -> None:
        self.otklik.wait_for(found, what, PATIENCE_SECONDS)

    def posts(self) -> list[Wire]:
        return self.telegram.messages(self.otklik.group, self.thread)

    def sees(self, words: str) -> None:
        """In the topic."""
        self.waits_for(lambda: self.told(words), f"{words!r} in the topic")

    def told(self, words: str) -> int:
        """How often the topic says so, but for posts that are marked as repeated."""
        texts = [str(post.get("text")) for post in self.posts()]
        return sum(words in one and not one.startswith(REPEATED) for one in texts)

    def in_chat(self, words: str = WORDS) -> int:
        return self.telegram.texts(self.person).count(words)

    def by_sms(self, words: str = WORDS) -> int:
        return self.modem.texts_to(self.phone).count(words)

    def mark(self) -> str:
        """What stands on Ivan's message."""
        return str(next(post for post in self.posts() if post["message_id"] == self.answer["message_id"]))

    def rests(self) -> None:
        self.waits_for(lambda: nothing_waits(self.otklik), "rest")
