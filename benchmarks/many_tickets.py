"""A ticket that came in the usual way, and as many like it as wanted: rows in bulk, of other people, with timers."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, bindparam, delete, func, insert, select, text, update

from models.actions.queue.outbox import topic_lane
from models.db import Database
from models.rules.deadlines.plan import due_at, steps_from_json, steps_to_json
from models.rules.delivery.outgoing import RowKind
from models.tables.base import public_id
from models.tables.lanes import lane, outbox
from models.tables.persons import address, person
from models.tables.tickets import ticket, ticket_event, topic
from models.tables.timers import timer

#: Two of the clocks that a ticket has; the first is the one that will be due.
CLOCKS = ("first_response", "resolution")
TICKETS_A_PERSON = 10
#: Far enough for nothing else to become due while somebody measures.
_NOT_BEFORE = timedelta(days=1)
_WITHIN = timedelta(days=30)
_AT_ONCE = 20_000

Row = dict[str, Any]


class ManyTickets:
    """Tickets numbered from 1 that are copies of the one whose topic is made: ten to a person, each with its opening,
    its topic, its card in the outbox, and timers.

    Columns that nobody speaks of here are as the template's, so that new ones come along.
    """

    def __init__(self, database: Database, template_id: int) -> None:
        self._database = database
        self._made = 0
        with database.read() as tx:
            self._ticket = self._row(tx, ticket, ticket.c.id == template_id)
            self._person = self._row(tx, person, person.c.id == self._ticket["person_id"])
            self._address = self._row(tx, address, address.c.id == self._ticket["address_id"])
            self._topic = self._row(tx, topic, topic.c.ticket_id == template_id)
            opened = (ticket_event.c.ticket_id == template_id) & (ticket_event.c.kind == "opened")
            self._event = self._row(tx, ticket_event, opened)
            self._card = self._row(tx, outbox, (outbox.c.ticket_id == template_id) & (outbox.c.kind == RowKind.CARD))
            self._lane = self._row(tx, lane, lane.c.id == self._card["lane_id"])
            self._lanes = int(tx.execute(select(func.max(lane.c.id))).scalar_one())
            clock = (timer.c.ticket_id == template_id) & (timer.c.clock == CLOCKS[0])
            self._timer = self._row(tx, timer, clock)
            self._people = tx.execute(select(func.max(person.c.id))).scalar_one()
        with database.write() as tx:  # the template would be due some day, and is no part of the count
            tx.execute(delete(timer).where(timer.c.ticket_id == template_id))

    @staticmethod
    def _row(tx: Connection, table: Table, condition: ColumnElement[bool]) -> Row:
        return dict(tx.execute(select(table).where(condition)).one()._mapping)

    def grow(self, timers: int) -> None:
        """Until there are that many open timers."""
        wanted = timers // len(CLOCKS)
        numbers = range(self._made + 1, wanted + 1)
        people = sorted(
            {self._person_of(n) for n in numbers} - {self._person_of(n) for n in range(1, self._made + 1)}
        )
        self._fill(person, ({**self._person, "id": p, "public_id": public_id()} for p in people))
        self._fill(address, ({**self._address, "id": p, "person_id": p, "address": f"9{p:09}"} for p in people))
        self._fill(ticket, map(self._ticket_row, numbers))
        self._fill(topic, map(self._topic_row, numbers))
        self._fill(ticket_event, ({**_new(self._event), "ticket_id": self.id_of(n)} for n in numbers))
        self._fill(lane, map(self._lane_row, numbers))
        self._fill(outbox, map(self._card_row, numbers))
        soonest = datetime.now(UTC) + _NOT_BEFORE
        self._fill(timer, (row for n in numbers for row in self._timer_rows(n, soonest)))
        self._made = max(self._made, wanted)
        self._settle()

    def id_of(self, number: int) -> int:
        """The ticket's id."""
        return int(self._ticket["id"]) + number

    def give_threads(self, numbers: range, threads: Sequence[int]) -> None:
        """Topics that the group really has, for tickets whose posts will be sent."""
        by_ticket = update(topic).where(topic.c.ticket_id == bindparam("of_ticket"))
        rows = [{"of_ticket": self.id_of(n), "thread": thread} for n, thread in zip(numbers, threads, strict=True)]
        with self._database.write() as tx:
            tx.execute(by_ticket.values(thread_id=bindparam("thread")), rows)

    def fall_due(self, numbers: range, at: datetime) -> int:
        """The first clock of those tickets is breached at that moment; returns how many steps of each that are."""
        steps = steps_from_json(self._timer["steps"])
        moved = [replace(step, at=step.at + (at - due_at(steps))) for step in steps]
        next_step = next(index for index, step in enumerate(moved) if step.at >= at)
        first, last = self.id_of(numbers.start), self.id_of(numbers.stop - 1)
        mine = timer.c.ticket_id.between(first, last) & (timer.c.clock == CLOCKS[0])
        planned = {"steps": steps_to_json(moved), "next_step": next_step, "due_at": at}
        with self._database.write() as tx:
            tx.execute(update(timer).where(mine).values(planned))
            due = update(ticket).where(ticket.c.id.between(first, last))
            tx.execute(due.values({f"{CLOCKS[0]}_due_at": at}))
        return sum(step.at == at for step in moved)

    def _person_of(self, number: int) -> int:
        return int(self._people) + 1 + number // TICKETS_A_PERSON

    def _ticket_row(self, number: int) -> Row:
        mine = {"id": self.id_of(number), "number": int(self._ticket["number"]) + number, "public_id": public_id()}
        person_id = self._person_of(number)
        return {**self._ticket, **mine, "person_id": person_id, "address_id": person_id}

    def _topic_row(self, number: int) -> Row:
        """In a thread that the group has not; whoever falls due gets a real one."""
        return {**_new(self._topic), "ticket_id": self.id_of(number), "thread_id": -number}

    def _lane_row(self, number: int) -> Row:
        """Of the topic; nothing waits in it."""
        mine = {"id": self._lanes + number, "key": topic_lane(self.id_of(number)), "due_at": None}
        return {**self._lane, **mine, "leased_until": None, "lease": None}

    def _card_row(self, number: int) -> Row:
        """That was sent."""
        return {**_new(self._card), "lane_id": self._lanes + number, "ticket_id": self.id_of(number)}

    def _timer_rows(self, number: int, soonest: datetime) -> Iterator[Row]:
        for place, clock in enumerate(CLOCKS):
            spread = (number * 7919 + place * 104729) % int(_WITHIN.total_seconds())
            at = soonest + timedelta(seconds=spread)
            yield {**_new(self._timer), "ticket_id": self.id_of(number), "clock": clock, "due_at": at}

    def _fill(self, table: Table, rows: Iterator[Row]) -> None:
        while chunk := list(islice(rows, _AT_ONCE)):
            with self._database.write() as tx:
                tx.execute(insert(table), chunk)

    def _settle(self) -> None:
        """What PostgreSQL does by itself in the minutes after: it counts rows and notes that all are visible."""
        if self._database.is_sqlite:
            return
        tables = (ticket, person, address, lane)
        with self._database.write() as tx:
            for table in tables:  # the ids were ours, not the sequence's
                sequence = func.pg_get_serial_sequence(table.name, "id")
                tx.execute(select(func.setval(sequence, select(func.max(table.c.id)).scalar_subquery())))
        with self._database.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("VACUUM ANALYZE"))


def _new(row: Row) -> Row:
    """The same without its id, which the database gives."""
    return {name: value for name, value in row.items() if name != "id"}
