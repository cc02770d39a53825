"""A whole Otklik to rehearse conversations in.

    anna.writes("Не работает интернет")
    topic = anna.topic()
    ivan.answers(topic, "Проверяем")
    anna.sees("Проверяем")
    world.forward("4h")
    world.expects_nothing()

Each journey begins on a Wednesday at noon in Moscow by the organisation's clock, whatever day it is.
"""

import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import select, update

from models.queries.rehearsal import ahead_seconds
from models.rules.delivery.states import WAITING
from models.tables.lanes import inbox, outbox
from models.tables.persons import conversation
from models.tables.timers import timer
from tests.installation import EXAMPLES, Installation
from tests.journeys.messengers import Messenger
from tests.journeys.people import Agent, Requester, Topic
from tests.journeys.phones import Phone
from tests.journeys.places import Place, wording

_NOON_IN_MOSCOW = 9
_WEDNESDAY = 2


class World:
    """One installation for a whole file of journeys; each journey has requesters of its own."""

    def __init__(
        self,
        folder: Path,
        regulation: str | Path = "a1_isp",
        *,
        staff_language: str = "ru",
        database_url: str = "",
        modem: bool = False,
        whatsapp: bool | tuple[str, ...] = False,
        rate_limits: str = "none",
    ) -> None:
        """rate_limits: TELEGRAM_RATE_LIMITS."""
        path = EXAMPLES / f"{regulation}.toml" if isinstance(regulation, str) else regulation
        self.otklik = Installation(
            folder,
            regulation=path,
            staff_language=staff_language,
            database_url=database_url,
            modem=modem,
            whatsapp=whatsapp,
            rate_limits=rate_limits,
        )
        self.telegram = self.otklik.telegram
        self._made = 0
        self._ahead = timedelta(0)
        self._moved = False
        self._requesters: list[Requester] = []
        self._phones: list[Phone] = []
        self._messengers: list[Messenger] = []
        self._staff: dict[str, Agent] = {}

    def __enter__(self) -> Self:
        self.otklik.__enter__()
        self._database = self.otklik.database
        self.until_noon()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()
        self.otklik.__exit__(kind, error, trace)

    # -- who is there

    def requester(self, name: str = "Анна", language: str = "ru", **fields: str) -> Requester:
        """Somebody who was never here before. phone_number=…: of their account."""
        self._made += 1
        person = self.telegram.person(name, last_name=f"{self._made:03}", language_code=language, **fields)
        requester = Requester(self.telegram, person, self.otklik.group)
        self._requesters.append(requester)
        return requester

    def phone(self) -> Phone:
        """An old telephone that nobody knows yet."""
        assert self.otklik.modem is not None
        self._made += 1
        phone = Phone(self.otklik.modem, self.telegram, self.otklik.group, f"+7916{self._made:07}")
        self._phones.append(phone)
        return phone

    def messenger(self, name: str = "Анна", **fields: str) -> Messenger:
        """Somebody on WhatsApp who was never here before. shape=…: what businesses are told of them."""
        assert self.otklik.whatsapp is not None
        self._made += 1
        person = self.otklik.whatsapp.person(f"{name} {self._made:03}", **fields)
        messenger = Messenger(self.otklik.whatsapp, self.telegram, self.otklik.group, person)
        self._messengers.append(messenger)
        return messenger

    def agent(self, name: str) -> Agent:
        """Of the staff group. Иван is an agent and Ольга the head from the beginning."""
        if name not in self._staff:
            known = name in self.otklik.people
            person = self.otklik.person(name)
            if not known:
                self.telegram.member(self.otklik.group, person, "member")
            self._staff[name] = Agent(self.telegram, person)
            self._staff[name].chat.reads_all()
        return self._staff[name]

    @property
    def general(self) -> Place:
        """The staff group outside all topics."""
        return Place(self.telegram, self.otklik.group, 1)

    def begins_anew(self) -> None:
        """For the next journey: what the staff read before is old news, and old tickets tick no more."""
        self._requesters.clear()
        self._phones.clear()
        self._messengers.clear()
        self.settles()
        with self._database.write() as tx:
            tx.execute(update(timer).where(timer.c.due_at.is_not(None)).values(due_at=None, state="stopped"))
            tx.execute(update(conversation).where(conversation.c.next_at.is_not(None)).values(next_at=None))
        for agent in self._staff.values():
            agent.chat.reads_all()
        if self._moved:
            self.until_noon()

    # -- time

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def forward(self, span: str) -> None:
        """Moves the organisation's clock, and Telegram's with it, once all is quiet."""
        self.settles()
        self.otklik.forward(span)
        with self._database.read() as tx:
            self._ahead = timedelta(seconds=ahead_seconds(tx))
        self.telegram.clock(self._ahead.total_seconds())
        if self.otklik.modem is not None:
            self.otklik.modem.clock(self._ahead.total_seconds())
        if self.otklik.whatsapp is not None:
            self.otklik.whatsapp.clock(self._ahead.total_seconds())
        self._moved = True
        spread = f"the rehearsal clock runs {self._ahead.total_seconds():.0f} s ahead"
        self.otklik.wait_for(lambda: spread in self.otklik.log("bot"), spread)
        self.settles()

    def until_noon(self) -> None:
        """To the next Wednesday, 12:00 in Moscow: well inside everybody's working time."""
        now = self.now()
        noon = now.replace(hour=_NOON_IN_MOSCOW, minute=0, second=0, microsecond=0)
        noon += timedelta(days=(_WEDNESDAY - now.weekday()) % 7)
        if noon <= now:
            noon += timedelta(days=7)
        # a second more: what is cut off here would leave the clock before noon
        self.forward(f"{int((noon - now).total_seconds()) + 1}s")
        self._moved = False

    def settles(self, seconds: float = 60) -> None:
        """Waits until nothing is under way: no update, no row in or out, no timer that is due."""
        until = time.monotonic() + seconds
        while under_way := self._under_way():
            assert time.monotonic() < until, f"still under way: {under_way}"
            time.sleep(0.05)

    def _under_way(self) -> list[str]:
        updates = self.telegram.api("getWebhookInfo")["result"]["pending_update_count"]
        found = [f"{updates} updates"] if updates else []
        if self.otklik.whatsapp is not None and (brought := self.otklik.whatsapp.counts()["webhooks_waiting"]):
            found.append(f"{brought} webhooks")
        soon = datetime.now(UTC) + timedelta(seconds=5)
        waiting = (
            select(inbox).where(inbox.c.state == "pending"),
            select(outbox).where(outbox.c.state.in_(WAITING), outbox.c.not_before <= soon),
            select(timer).where(timer.c.due_at <= self.now()),
            select(conversation).where(conversation.c.next_at <= self.now()),
        )
        with self._database.read() as tx:
            return found + [str(dict(row._mapping)) for query in waiting for row in tx.execute(query)]

    def expects_nothing(self, *more: Place) -> None:
        """When all is quiet, nobody has got anything that the journey did not name. more: topics."""
        self.settles()
        for place in self._places(more):
            place.holds_nothing_unread()
        for phone in self._phones:
            phone.holds_nothing_unread()
        for messenger in self._messengers:
            messenger.holds_nothing_unread()

    def expects_nothing_but(self, words: str, *more: Place) -> None:
        """The same, except for one kind of message that the journey is not about."""
        self.settles()
        for place in self._places(more):
            unread = [wording(post) for post in place.unread()]
            assert not [text for text in unread if words not in text], unread

    def _places(self, more: Sequence[Place]) -> list[Place]:
        return [*(requester.chat for requester in self._requesters), *more]


def begun(world: World) -> tuple[Requester, Agent, Topic]:
    """Anna's request has its topic, and she knows that it was taken."""
    anna, ivan = world.requester(), world.agent("Иван")
    anna.writes("Роутер мигает")
    topic = anna.topic()
    anna.sees("принята")
    return anna, ivan, topic
