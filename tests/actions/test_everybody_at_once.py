"""Everything at once: opening, answering, closing, enforcing and sending by several processes' worth of writers."""

import asyncio
import os
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, exists, not_, select
from sqlalchemy.exc import OperationalError

from models.actions.enforcement import enforcement
from models.actions.ladder import escalations
from models.actions.talk import answers, messages
from models.actions.tickets import tickets
from models.clock import Clock, Instant
from models.db import Database
from models.queries.persons import Requester
from models.queries.tickets import TicketView, ticket_by_id
from models.rules.delivery.outgoing import DELIVER, RowKind
from models.rules.delivery.rate_limits import Rate
from models.rules.delivery.send_results import (
    FailedPermanently,
    FailedTemporarily,
    Refusal,
    SendResult,
    Sent,
    Unknown,
)
from models.rules.delivery.states import WAITING, DeliveryState
from models.tables.lanes import lane, outbox
from models.tables.messages import outbox_message
from models.tables.tickets import ticket
from models.tables.timers import timer
from models.writer import Writer
from tests.actions.office import GROUP, NOON, Office
from workers.drain import Drain
from workers.rate_budget import Room

SECONDS = float(os.environ.get("HAMMER_SECONDS", "3"))
PERSONS = 12
#: Of the benchmarks: it limits nothing that a person does.
REGULATION = Path("examples/regulations/benchmark.toml").read_text(encoding="utf-8")


class OpenBudget:
    """No limits; sometimes a short wait, and sometimes a group seems to be behind."""

    async def take(self, _ask: object) -> Room:
        wait = random.choice((0.0, 0.0, 0.0, 0.0, 0.01, 0.3))
        return Room(wait, random.choice((0, 19)), Rate(20, 60.0))

    async def pause(self, *_: object) -> None:
        return None


class Hammer:
    """One desk, many writers. What surfaces as an error is counted by its name."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.errors: Counter[str] = Counter()
        self.done: Counter[str] = Counter()
        self.stop = threading.Event()
        self.ids = iter(range(10_000_000, 20_000_000))  # far from those of the office
        self.lock = threading.Lock()
        self.began = time.monotonic()
        self.requesters = [office.meets() for _ in range(PERSONS)]
        self.misbehaves = True

    def next_id(self) -> int:
        with self.lock:
            return next(self.ids)

    def now(self) -> Instant:
        """An hour of the organisation's time passes every second."""
        elapsed = timedelta(seconds=time.monotonic() - self.began)
        return Instant(NOON + elapsed + elapsed * 3600, NOON + elapsed)

    # -- the bot: one transaction per few messages, tried again when the database asks for it

    def bot(self, writer: Writer) -> None:
        while not self.stop.is_set():
            acts = [self.some_act() for _ in range(random.randint(1, 6))]
            futures = [writer.submit(act) for act in acts]
            for future in futures:
                self.outcome(future.result)

    def some_act(self) -> Callable[[Connection], None]:
        who = random.choice(self.requesters)
        name = random.choice(("open", "write", "answer", "answer", "propose", "solve", "unsolved", "take", "taken"))
        return lambda tx: self.act(tx, who, name)

    def act(self, tx: Connection, who: Requester, name: str) -> None:
        own = select(ticket.c.id).where(ticket.c.person_id == who.person_id, ticket.c.state != "closed")
        open_ids = tx.execute(own).scalars().all()
        if name == "open" or not open_ids:
            if len(open_ids) < 4:
                self.open(tx, who)
            return
        view = tickets.locked(tx, ticket_by_id(tx, self.office.organisation_id, random.choice(open_ids)))
        if view.is_open:
            self.act_on(tx, who, view, name)
            self.done[name] += 1

    def open(self, tx: Connection, who: Requester) -> None:
        when, office = self.now(), self.office
        first = messages.keep_message(tx, when, office.said(int(who.address), "Не работает", "requester"))
        kind = office.edition.regulation.kinds[0].id
        asked: dict[str, Any] = {"desk_key": "support", "kind": kind, "fields": {}, "message_ids": [first]}
        tickets.open_ticket(tx, when, office.edition, who, opened_at=when.now, **asked)

    def act_on(self, tx: Connection, who: Requester, view: TicketView, name: str) -> None:
        when, office, regulation = self.now(), self.office, self.office.edition.regulation
        if name == "write":
            words = messages.keep_message(tx, when, office.said(int(who.address), "Ещё", "requester"))
            messages.add_to_ticket(tx, when, view, [words], regulation)
        elif name == "answer":
            said = office.said(GROUP, "Ответ", "agent", ticket_id=view.id, agent_id=office.ivan)
            answers.answer(office.acting(tx, when, view), said)
        elif name == "propose" and view.state == "open":
            tickets.propose_closing(office.acting(tx, when, view))
        elif name == "solve" and view.state == "closing_proposed":
            tickets.close(tx, when, view, regulation, phrase="staff.closed_by_requester")
        elif name == "unsolved" and view.state == "closing_proposed":
            tickets.withdraw_closing(tx, when, view, regulation, "staff.not_solved")
        elif name == "take":
            tickets.take(office.acting(tx, when, view))
        elif name == "taken":
            escalations.take_escalation(office.acting(tx, when, view))

    def outcome(self, act: Callable[[], object]) -> None:
        try:
            act()
        except Exception as error:
            cause = getattr(error, "orig", None)
            self.errors[f"{type(error).__name__}/{type(cause).__name__}"] += 1

    # -- the workers

    def enforcer(self, database: Database) -> None:
        while not self.stop.is_set():
            self.done["enforced"] += self.enforce_once(database)
            time.sleep(0.01)

    def enforce_once(self, database: Database) -> int:
        try:
            with database.write() as tx:
                return enforcement.enforce_due(tx, self.now(), 20)
        except OperationalError:
            self.done["enforcer asked to try again"] += 1
            return 0

    def sender(self, writer: Writer) -> None:
        clock: Any = type("C", (Clock,), {"read": lambda _self: self.now()})()
        budget: Any = OpenBudget()
        with asyncio.Runner() as runner:
            while not self.stop.is_set():
                self.outcome(lambda: runner.run(self.drain(writer, clock, budget)))
                time.sleep(0.01)

    async def drain(self, writer: Writer, clock: Clock, budget: Any) -> None:
        await Drain(DELIVER, writer, clock, budget, self.send, self.stop.is_set).run()

    def settle(self, database: Database) -> None:
        """Sends what is left, in a world that behaves, for as long as a busy machine may need."""
        self.misbehaves = False
        self.stop.clear()
        writer = Writer(database)
        until = time.monotonic() + 120
        sender = threading.Thread(target=self.sender, args=[writer])
        sender.start()
        while time.monotonic() < until and still_waits(database):
            time.sleep(0.1)
        self.stop.set()
        sender.join()
        writer.close()

    async def send(self, dispatch: Any) -> SendResult:
        await asyncio.sleep(random.choice((0.0, 0.002, 0.01)))
        luck = random.random() if self.misbehaves else 1.0
        if luck < 0.03:
            return FailedTemporarily(0.1, "429")
        if luck < 0.05:
            return Unknown("no answer")
        if luck < 0.07 and dispatch.to_topic and dispatch.kind != RowKind.CREATE_TOPIC:
            return FailedPermanently(Refusal.TOPIC_GONE, "gone")
        if luck < 0.08 and dispatch.to_topic and dispatch.kind == RowKind.POST:
            return FailedPermanently(Refusal.OTHER, "strange")
        if dispatch.kind == RowKind.CREATE_TOPIC:
            return Sent(thread_id=self.next_id())
        if dispatch.kind in (RowKind.POST, RowKind.CARD):
            return Sent((str(self.next_id()),))
        return Sent()


def run(office: Office, seconds: float) -> Hammer:
    hammer = Hammer(office)
    databases = [Database(office.database.url.render_as_string(hide_password=False)) for _ in range(7)]
    writers = [Writer(database) for database in databases]
    work = [threading.Thread(target=hammer.bot, args=[writer]) for writer in writers[:2]]
    work += [threading.Thread(target=hammer.bot, args=[writers[0]])]
    work += [threading.Thread(target=hammer.enforcer, args=[database]) for database in databases[2:4]]
    work += [threading.Thread(target=hammer.sender, args=[writer]) for writer in writers[4:]]
    for thread in work:
        thread.start()
    time.sleep(seconds)
    patience = time.monotonic() + 60
    while not hammer.done["answer"] and time.monotonic() < patience:  # a slow machine has hardly begun
        time.sleep(0.05)
    hammer.stop.set()
    for thread in work:
        thread.join(120)
    assert not any(thread.is_alive() for thread in work)
    for writer in writers:
        writer.close()
    for database in databases:
        database.close()
    return hammer


def still_waits(database: Database) -> list[str]:
    with database.read() as tx:
        waiting = select(outbox.c.kind).where(outbox.c.state.in_(WAITING))
        return [str(kind) for kind in tx.execute(waiting).scalars()]


def out_of_order(tx: Connection) -> list[str]:
    """Rows to a person that ended before an earlier one of theirs."""
    rows = tx.execute(
        select(lane.c.key, outbox.c.seq, outbox.c.ended_at)
        .join(outbox)
        .where(lane.c.key.like("chat:%"), outbox.c.ended_at.is_not(None))
        .order_by(lane.c.id, outbox.c.seq)
    ).all()
    pairs = pairwise(rows)
    return [f"{b.key}: {b.seq} before {a.seq}" for a, b in pairs if a.key == b.key and b.ended_at < a.ended_at]


def complaints(tx: Connection) -> list[str]:
    found: list[str] = []
    idle = select(lane.c.key).join(outbox).where(lane.c.due_at.is_(None), outbox.c.state.in_(WAITING))
    found += [f"waits without a due time: {key}" for key in tx.execute(idle.distinct()).scalars()]
    running = select(timer.c.id).where(timer.c.state == "running", timer.c.due_at.is_(None))
    found += [f"timer runs without a time: {id}" for id in tx.execute(running).scalars()]
    ended = (
        select(ticket.c.number, timer.c.clock)
        .join(timer, timer.c.ticket_id == ticket.c.id)
        .where(ticket.c.state == "closed", timer.c.due_at.is_not(None))
    )
    found += [f"closed, and its clock runs: {row}" for row in tx.execute(ended)]
    odd = select(ticket.c.number).where(ticket.c.state != "closed", ticket.c.closed_at.is_not(None))
    found += [f"open with a time of closing: {number}" for number in tx.execute(odd).scalars()]
    aside = select(timer.c.error).where(timer.c.state == "set_aside")
    found += [f"timer set aside: {error}" for error in tx.execute(aside).scalars()]
    numbers = tx.execute(select(ticket.c.number).order_by(ticket.c.number)).scalars().all()
    if list(numbers) != list(range(1, len(numbers) + 1)):
        found.append("numbers have gaps")
    proposed = (
        select(ticket.c.number)
        .outerjoin(timer, (timer.c.ticket_id == ticket.c.id) & (timer.c.clock == "closing"))
        .where(ticket.c.state == "closing_proposed", timer.c.due_at.is_(None))
    )
    found += [f"proposal never ends: {number}" for number in tx.execute(proposed).scalars()]
    return found


def in_no_post(tx: Connection) -> list[int]:
    """Rows that went with another one, which does not show their message."""
    shown = exists().where(outbox_message.c.message_id == outbox.c.message_id)
    merged = select(outbox.c.id).where(outbox.c.state == DeliveryState.MERGED, outbox.c.kind == RowKind.POST)
    return list(tx.execute(merged.where(not_(shown))).scalars())


@pytest.mark.slow
def test_nothing_is_lost_or_stuck_when_everybody_acts_at_once(database: Database) -> None:
    office = Office(database, REGULATION)
    hammer = run(office, SECONDS)
    with database.read() as tx:
        found = complaints(tx)
    assert hammer.errors == {}
    assert found == []
    hammer.settle(database)
    with database.read() as tx:
        assert still_waits(database) == []
        assert out_of_order(tx) == []
        assert in_no_post(tx) == []
    assert hammer.errors == {}
    assert hammer.done["answer"] > 0
