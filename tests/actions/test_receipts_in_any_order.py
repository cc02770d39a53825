"""Words of services about one answer come late, doubled and in any order, while its chain goes on: what was shown is
never taken back, and nobody gets it twice by one address.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final

import pytest
from sqlalchemy import select, update

from bot.conversation.state import State
from models.actions.delivery.receipts import Receipt, record_receipt
from models.actions.queue.dispatching import Dispatch
from models.actions.reach import persons
from models.clock import Instant
from models.db import Database
from models.rules.delivery.address_states import AddressState
from models.rules.delivery.outgoing import REACTION_OF, RowKind
from models.rules.delivery.payloads import as_reaction
from models.rules.delivery.places import at_address
from models.rules.delivery.send_results import FailedPermanently, Refusal, SendResult
from models.rules.delivery.states import DeliveryState
from models.rules.delivery.transports import SMS, TELEGRAM, Transports
from models.tables.deliveries import delivery
from models.tables.lanes import outbox
from models.tables.messages import message_copy
from models.tables.persons import address
from tests.actions.chain_office import ChainOffice, at
from tests.contracts.test_pigeon import LOFT
from tests.contracts.test_pigeon import PIGEON as PIGEON_OF_A_DAY

PIGEON: Final = replace(
    PIGEON_OF_A_DAY, receipts=PIGEON_OF_A_DAY.receipts | {DeliveryState.READ}, window=None, paid=False
)
#: Of how good it is to have it; what is known never gets worse than delivered.
RANK: Final = {
    DeliveryState.PENDING: 0,
    DeliveryState.FAILED_PERMANENTLY: 0,
    DeliveryState.UNKNOWN: 0,
    DeliveryState.SENT: 0,
    DeliveryState.DELIVERED: 1,
    DeliveryState.READ: 2,
}
SHOWN: Final = {REACTION_OF[DeliveryState.DELIVERED]: 1, REACTION_OF[DeliveryState.READ]: 2}


@pytest.fixture
def office(database: Database) -> Iterator[ChainOffice]:
    url = database.url.render_as_string(hide_password=False)
    with_pigeons = Database(url, transports=Transports((TELEGRAM, SMS, PIGEON)))
    yield ChainOffice(with_pigeons)
    with_pigeons.close()


@dataclass
class Story:
    """One answer to somebody who wrote by SMS, and has a pigeon and a chat too."""

    office: ChainOffice
    number: int
    words: str
    minute: int = 0
    ticket_id: int = 0
    references: list[int] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)

    @property
    def phone(self) -> str:
        return f"+7916{self.number:07}"

    @property
    def pigeon(self) -> str:
        return f"dovecote {self.number}"

    def now(self) -> Instant:
        return at(f"{self.minute}m")

    def begins(self) -> None:
        office = self.office
        anna = office.meets(f"Анна {self.number}")
        self.chat = anna.address
        office.has_phone(anna, self.phone)
        with office.database.write() as tx:
            there = at_address(PIGEON.name, self.pigeon)
            persons.add_address(tx, self.now().now, anna, there, LOFT, AddressState.VERIFIED, State().to_json())
            tx.execute(update(address).where(address.c.id == anna.address_id).values(place=9))
        self.ticket_id = office.shows(anna)
        office.gets("Я с телефона", self.phone, self.now())
        office.delivers(self.now())
        office.texts(self.now())
        office.types(self.words, self.ticket_id, when=self.now())
        if len(self.words) > 70:
            office.presses("Отправить", when=self.now())
        self.modem_sends()

    def modem_sends(self) -> None:
        for part in self.office.texts(self.now()):
            self.references.append(self.office.last_reference)
            self.left.append(("sms", f"{part.number} {part.part}"))

    def sends(self, result: Callable[[Dispatch], SendResult] | None = None) -> None:
        to = (self.chat, self.pigeon)
        gone = self.office.delivers(self.now(), result)
        self.left += [
            (one.transport, f"{one.address} {one.payload.get('part', 0)}") for one in gone if one.address in to
        ]
        self.modem_sends()

    # -- what may happen, and happen again

    def time_comes(self) -> None:
        self.minute += 16
        self.office.time_comes(self.now())

    def chat_refuses(self) -> None:
        def refuse(one: Dispatch) -> SendResult:
            return FailedPermanently(Refusal.OTHER, "no") if one.address == self.chat else self.office.appears(one)

        self.sends(refuse)

    def network_says(self, status: int, part: int) -> None:
        if part < len(self.references):
            # texts() reads the last one's reference only once: parts of one answer follow each other
            self.office.reports(self.reference_of(part), status, self.phone, self.now())

    def reference_of(self, part: int) -> int:
        return self.references[-1] - (len(self.references) - 1 - part)

    def pigeon_says(self, state: DeliveryState) -> None:
        with self.office.database.write() as tx:
            flown = select(message_copy.c.provider_id).where(message_copy.c.address == self.pigeon)
            for provider_id in tx.execute(flown).scalars().all():
                record_receipt(tx, self.now(), Receipt("pigeon", LOFT, self.pigeon, provider_id, state, "a hawk"))
        sent = [transport for (transport, _), is_now in self.attempts().items() if is_now == DeliveryState.SENT]
        assert PIGEON.name not in sent, "its word was taken for another one's"

    # -- what is seen

    def whole(self) -> Any:
        with self.office.database.read() as tx:
            mine = (delivery.c.ticket_id == self.ticket_id, delivery.c.message_id.is_not(None))
            return tx.execute(select(delivery).where(*mine)).one()

    def attempts(self) -> dict[tuple[str, int], str]:
        """By transport and row."""
        mine = select(outbox.c.transport, outbox.c.id, outbox.c.state).where(outbox.c.delivery_id == self.whole().id)
        with self.office.database.read() as tx:
            return {(row.transport, row.id): row.state for row in tx.execute(mine)}

    def reactions(self) -> list[str]:
        mine = [row for row in self.office.rows(RowKind.REACTION) if row.ticket_id == self.ticket_id]
        return [as_reaction(row.payload)["emoji"] for row in sorted(mine, key=lambda row: int(row.id))]


EVENTS: Final[tuple[Callable[[Story], None], ...]] = (
    Story.time_comes,
    Story.time_comes,
    Story.sends,
    Story.sends,
    Story.chat_refuses,
    *(
        lambda story, status=status, part=part: story.network_says(status, part)
        for status in (0x00, 0x00, 0x30, 0x46)
        for part in (0, 1)
    ),
    *(
        lambda story, state=state: story.pigeon_says(state)
        for state in (DeliveryState.DELIVERED, DeliveryState.DELIVERED, DeliveryState.READ)
    ),
    lambda story: story.pigeon_says(DeliveryState.FAILED_PERMANENTLY),
)
PROVED: Final = (DeliveryState.DELIVERED, DeliveryState.READ)


def check(story: Story, before: dict[tuple[str, int], str], was: DeliveryState) -> DeliveryState:
    after, now = story.attempts(), DeliveryState(story.whole().state)
    assert RANK[now] >= RANK[was], f"it was {was} and is {now}"
    for attempt, state in before.items():
        if state == DeliveryState.FAILED_PERMANENTLY or state in PROVED:
            assert after[attempt] == state or (state, after[attempt]) == ("delivered", "read"), (
                "a word was taken back"
            )
    for (transport, _), state in after.items():
        assert transport != TELEGRAM.name or state not in PROVED, "somebody else's word is taken for the chat's"
    assert len(story.left) == len(set(story.left)), f"twice by one address: {story.left}"
    if now in PROVED:
        assert story.whole().next_at is None, "it would go on though it arrived"
        assert story.office.view(story.ticket_id).answered_at is not None
    return now


@pytest.mark.parametrize("words", ["Едем", "Слово " * 15], ids=["one part", "two parts"])
def test_whatever_order_they_come_in_what_arrived_has_arrived(office: ChainOffice, words: str) -> None:
    for number in range(6):
        chance = random.Random(f"{words} {number}")
        story = Story(office, number, words)
        story.begins()
        was = DeliveryState.PENDING
        for event in chance.sample(EVENTS, len(EVENTS)):
            before = story.attempts()
            event(story)
            was = check(story, before, was)
        ranks = [SHOWN.get(sign, 0) for sign in story.reactions()]
        assert ranks == sorted(ranks), story.reactions()
