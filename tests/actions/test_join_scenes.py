"""Chats join somebody, people write and are answered, joins are undone and made again, in any order.

Whatever the order: no request is lost, nobody is answered where somebody else reads it, and an undo brings back what
was there before.
"""

from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from models.db import Database
from models.rules.delivery.states import WAITING
from models.tables.contracts import contact_person
from models.tables.lanes import outbox
from models.tables.persons import address, conversation, person
from models.tables.tickets import ticket, ticket_participant
from tests.actions.inviting_office import BORIS
from tests.actions.joining_office import FalseOffice
from tests.journeys.regulations import RUSSIAN

#: Chats of whom nobody knows who writes there.
STRANGERS = (700, BORIS)
VERA = 901
STEPS = 25


class Scenes(FalseOffice):
    """Вера, 901, is somebody without a contract."""

    def __init__(self, database: Database, seed: int) -> None:
        super().__init__(database, RUSSIAN)
        self.meets("Вера", VERA)
        self.random = Random(seed)
        for chat in STRANGERS:
            self.writes("Здравствуйте, не работает", chat)

    def goes_on(self) -> None:
        """One step of anybody."""
        acts = (self.somebody_writes, self.staff_answer, self.everything_leaves, self.joins, self.unjoins)
        self.random.choice(acts)()

    def somebody_writes(self) -> None:
        self.writes(f"Вопрос {self.random.random()}", self.random.choice((*STRANGERS, VERA, 900)))

    def staff_answer(self) -> None:
        with self.database.read() as tx:
            opened = tx.execute(select(ticket.c.id).where(ticket.c.closed_at.is_(None))).scalars().all()
        self.answers(self.random.choice(opened), f"Ответ {self.random.random()}")

    def everything_leaves(self) -> None:
        self.delivers()

    def joins(self) -> bool:
        """False: it was refused, or is so already."""
        before, chat = len(self.undone()), self.random.choice(STRANGERS)
        way = self.random.choice(("link", "invitation", "word"))
        if way == "link":
            self.is_given_by_link(chat, to=self.random.choice((900, VERA, BORIS if chat == 700 else 700)))
            self.writes("/cancel", chat)
        elif way == "invitation":
            self.writes(self.invites(self.anna), chat)
        else:
            self.vouches(chat)
        return len(self.undone()) > before

    def unjoins(self, number: int | None = None) -> None:
        stands = [index for index, undone in enumerate(self.undone(), 1) if not undone]
        if number is not None or stands:
            self.types(f"/unjoin {number or self.random.choice(stands)}")

    # -- what has to hold

    def all_of_it(self) -> dict[str, list[Any]]:
        """Whose everything is, and how it stands."""
        tables = {
            "tickets": (ticket, ("id", "person_id", "address_id", "unidentified", "contract_id", "tier", "state")),
            "addresses": (address, ("id", "person_id", "place", "state")),
            "persons": (person, ("id", "language", "zone", "shown_edition_id", "known_at", "tier")),
            "contacts": (contact_person, ("contract_id", "person_id", "sees", "may_change_contacts")),
            "takes_part": (ticket_participant, ("id", "ticket_id", "person_id", "until_at")),
            "talk": (conversation, ("address_id",)),
        }
        with self.database.read() as tx:
            return {
                name: sorted(map(str, tx.execute(select(*(table.c[one] for one in columns))).all()))
                for name, (table, columns) in tables.items()
            }

    def tickets_and_persons(self) -> Iterator[tuple[int, int, int]]:
        """Each ticket, its person, and whose the address is where it is answered."""
        owner = select(ticket.c.id, ticket.c.person_id, address.c.person_id.label("reads")).join(
            address, address.c.id == ticket.c.address_id
        )
        with self.database.read() as tx:
            yield from (tuple(row) for row in tx.execute(owner).all())

    def waits_for_somebody_else(self) -> list[Any]:
        """Words about a ticket that are on their way to whoever did not ask it."""
        there = (
            select(outbox.c.id, outbox.c.payload)
            .join(ticket, ticket.c.id == outbox.c.ticket_id)
            .join(address, address.c.id == outbox.c.address_id)
            .where(outbox.c.state.in_(WAITING), address.c.person_id != ticket.c.person_id)
        )
        with self.database.read() as tx:
            return list(tx.execute(there).all())

    def has_no_address(self, person_id: int) -> bool:
        with self.database.read() as tx:
            return tx.execute(select(address.c.id).where(address.c.person_id == person_id)).first() is None


@pytest.mark.parametrize("seed", range(6))
def test_nothing_is_lost_and_nobody_reads_what_others_ask(database: Database, seed: int) -> None:
    office, known = Scenes(database, seed), set[int]()
    for _ in range(STEPS):
        office.goes_on()
        found = list(office.tickets_and_persons())
        assert known <= {ticket_id for ticket_id, _, _ in found}
        known |= {ticket_id for ticket_id, _, _ in found}
        for ticket_id, asked, reads in found:
            assert asked == reads or office.has_no_address(asked), ticket_id
        assert office.waits_for_somebody_else() == []


@pytest.mark.parametrize("seed", range(10, 16))
def test_an_undo_brings_back_what_was_there(database: Database, seed: int) -> None:
    office, undone = Scenes(database, seed), 0
    for _ in range(STEPS):
        before = office.all_of_it()
        if office.joins():
            office.unjoins(len(office.undone()))
            assert office.all_of_it() == before
            undone += 1
        office.goes_on()
    assert undone > 0
