"""A person pauses, removes, moves and hushes their addresses while answers are on their way and services fail: no
answer is lost in silence, none comes twice to one address, none goes where nobody wants it any more.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import pytest
from sqlalchemy import Connection, Row, select, update

from models.actions.delivery import address_owners
from models.actions.queue.dispatching import Dispatch
from models.actions.reach import address_changes
from models.clock import Instant
from models.db import Database
from models.queries.addresses import AddressRow, addresses_of
from models.queries.persons import Requester
from models.rules.delivery.outgoing import REACTION_OF, RowKind
from models.rules.delivery.payloads import as_post, as_reaction
from models.rules.delivery.quiet_hours import QuietHours
from models.rules.delivery.send_results import FailedPermanently, Refusal, SendResult, Sent, Unknown
from models.rules.delivery.states import DeliveryState
from models.tables.deliveries import delivery
from models.tables.messages import message_copy
from models.tables.persons import address
from tests.actions.chain_office import ChainOffice, at

FAILED: Final = REACTION_OF[DeliveryState.FAILED_PERMANENTLY]
OVER: Final = ("sent", "delivered", "read", "unknown", "failed_permanently")
#: 27 is one where answers went to a phone that was removed, as the chat was blocked.
SCENES: Final = 14
#: From two to three in the afternoon; the scene begins at noon.
QUIET: Final = QuietHours(14 * 60, 15 * 60)


@pytest.fixture
def office(database: Database) -> ChainOffice:
    return ChainOffice(database)


@dataclass
class Scene:
    """Анна with a chat and a phone, in one ticket."""

    office: ChainOffice
    number: int
    minute: int = 0
    said: list[str] = field(default_factory=list)
    came: list[tuple[str, str]] = field(default_factory=list)
    references: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.phone = f"+7916{self.number:07}"
        self.anna: Requester = self.office.meets(f"Анна {self.number}")
        self.office.has_phone(self.anna, self.phone)
        self.ticket_id = self.office.shows(self.anna)

    def now(self) -> Instant:
        return at(f"{self.minute}m")

    # -- staff, and the world

    def ivan_answers(self) -> None:
        self.said.append(f"Ответ {self.number}-{len(self.said)}.")
        self.office.types(self.said[-1], self.ticket_id, when=self.now())

    def telegram(self, said: SendResult | None = None) -> None:
        def result(one: Dispatch) -> SendResult:
            return said if said is not None and one.address == self.anna.address else self.office.appears(one)

        removed = self.removed()
        gone = [one for one in self.office.delivers(self.now(), result) if one.address == self.anna.address]
        words = [as_post(one.payload).get("text", "") for one in gone]
        self.arrives("telegram", words if said is None else [])
        assert "telegram" not in removed or not set(words) & set(self.said), "it goes where nobody wants it"

    def modem(self, said: SendResult | None = None) -> None:
        result = Sent() if said is None else said
        removed = self.removed()
        gone = self.office.texts(self.now(), lambda _: result)
        self.references += [self.office.last_reference] if gone and said is None else []
        self.arrives("sms", [one.text for one in gone] if said is None else [])
        assert "sms" not in removed or not {one.text for one in gone} & set(self.said), (
            "it goes where nobody wants it"
        )

    def arrives(self, transport: str, words: list[str]) -> None:
        self.came += [(transport, text) for text in words if text in self.said]

    def network_says(self, status: int) -> None:
        for reference in self.references[-1:]:
            self.office.reports(reference, status, self.phone, self.now())

    def time_comes(self) -> None:
        self.minute += 17
        self.office.time_comes(self.now())

    # -- she

    def writes(self) -> None:
        if "telegram" not in self.removed():
            self.office.hears_from(self.anna, f"В чате {self.minute}", self.now())

    def texts(self) -> None:
        if "sms" not in self.removed():
            self.office.gets(f"С телефона {self.minute}", self.phone, self.now())

    def changes(self, transport: str, change: "Act") -> None:
        with self.office.database.write() as tx:
            theirs = {one.traits.name: one for one in addresses_of(tx, self.anna, held=True)}
            if transport in theirs:
                change(tx, self.now(), self.anna, theirs[transport])

    def removes(self, transport: str) -> None:
        with self.office.database.read() as tx:
            if len(addresses_of(tx, self.anna)) == 1:
                return
        self.changes(transport, address_owners.remove)

    def removed(self) -> set[str]:
        with self.office.database.read() as tx:
            return {"telegram", "sms"} - {one.traits.name for one in addresses_of(tx, self.anna)}

    # -- in the end

    def all_is_well_again(self) -> None:
        """Nobody has quiet hours, nothing is paused, services work, and a day goes by."""
        with self.office.database.write() as tx:
            theirs = update(address).where(address.c.person_id == self.anna.person_id)
            tx.execute(theirs.values(paused_at=None, quiet_from=None, quiet_until=None))
        for _ in range(3):
            self.telegram()
            self.modem()
            self.minute += 60 * 24
            self.office.time_comes(self.now())

    def lost(self) -> list[str]:
        """Answers that ended in silence: nothing came of them, and nobody was told."""
        with self.office.database.read() as tx:
            mine = select(delivery).where(delivery.c.ticket_id == self.ticket_id, delivery.c.message_id.is_not(None))
            return [f"{one.id}: {one.state}, {one.next_at}" for one in tx.execute(mine) if not self._is_over(tx, one)]

    def _is_over(self, tx: Connection, one: Row[Any]) -> bool:
        if one.state not in OVER or one.next_at is not None:
            return False
        written = (message_copy.c.message_id == one.message_id, message_copy.c.delivery_id.is_(None))
        original = tx.execute(select(message_copy.c.provider_id).where(*written)).scalars().first()
        signs = [as_reaction(row.payload) for row in self.office.rows(RowKind.REACTION)]
        said = {sign["provider_id"] for sign in signs if sign["emoji"] == FAILED}
        return one.state != DeliveryState.FAILED_PERMANENTLY or original in said


REFUSED = FailedPermanently(Refusal.OTHER, "no")
BLOCKED = FailedPermanently(Refusal.BLOCKED, "bot was blocked by the user")
NO_NUMBER = FailedPermanently(Refusal.OTHER, "+CMS ERROR: 1")
Event = Callable[[Scene], object]
Act = Callable[[Any, Instant, Requester, AddressRow], object]


def pauses(tx: Connection, when: Instant, who: Requester, one: AddressRow) -> None:
    address_changes.pause(tx, when.now, who, one)


def resumes(tx: Connection, when: Instant, who: Requester, one: AddressRow) -> None:
    address_changes.resume(tx, when.now, who, one)


def hushes(tx: Connection, when: Instant, who: Requester, one: AddressRow) -> None:
    address_changes.keep_quiet(tx, when.now, who, one, QUIET)


def moves_up(tx: Connection, when: Instant, who: Requester, one: AddressRow) -> None:
    address_changes.move(tx, when.now, who, one, -1)


EVENTS: Final[dict[str, Event]] = {
    "an answer": Scene.ivan_answers,
    "another answer": Scene.ivan_answers,
    "telegram": Scene.telegram,
    "telegram refuses": lambda it: it.telegram(REFUSED),
    "she blocks": lambda it: it.telegram(BLOCKED),
    "telegram hangs": lambda it: it.telegram(Unknown("time-out")),
    "modem": Scene.modem,
    "modem refuses": lambda it: it.modem(NO_NUMBER),
    "modem hangs": lambda it: it.modem(Unknown("silent")),
    "arrived": lambda it: it.network_says(0),
    "given up": lambda it: it.network_says(0x46),
    "time": Scene.time_comes,
    "more time": Scene.time_comes,
    "she writes": Scene.writes,
    "she texts": Scene.texts,
    "pauses chat": lambda it: it.changes("telegram", pauses),
    "resumes chat": lambda it: it.changes("telegram", resumes),
    "pauses phone": lambda it: it.changes("sms", pauses),
    "hushes chat": lambda it: it.changes("telegram", hushes),
    "hushes phone": lambda it: it.changes("sms", hushes),
    "moves phone": lambda it: it.changes("sms", moves_up),
    "removes chat": lambda it: it.removes("telegram"),
    "removes phone": lambda it: it.removes("sms"),
}


@pytest.mark.parametrize("number", range(2))
def test_whatever_happens_meanwhile_no_answer_is_lost_or_doubled_or_goes_astray(
    office: ChainOffice, number: int
) -> None:
    for scene_number in range(number * SCENES, (number + 1) * SCENES):
        scene, chance = Scene(office, scene_number), random.Random(scene_number)
        events = ["an answer", *chance.choices(list(EVENTS), k=14)]
        for name in events:
            EVENTS[name](scene)
        scene.all_is_well_again()
        assert scene.lost() == [], events
        assert len(scene.came) == len(set(scene.came)), (events, scene.came)
