"""The chain: what it costs to decide a next step, and how much dearer an answer is that has one.

decide_us: microseconds of the processor for one decision of 100,000 persons, flat; decide_growth: the last tenth of
them against the first. answer_extra_ratio: an answer to somebody with two transports, decided, sent and recorded,
against one to somebody with one, in turn in the same database. import_…: benchmarks/contracts_import.py.
"""

import statistics
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import contracts_import
from models.actions.reach import persons
from models.actions.reach.sms_words import GSM_ACCOUNT
from models.db import Database
from models.migrations.to_newest import upgrade
from models.queries.persons import Requester
from models.rules.delivery.address_states import AddressState
from models.rules.delivery.chain import Category, Message, Proof, Reach, Tried, next_step
from models.rules.delivery.places import at_address
from models.rules.delivery.quiet_hours import QuietHours
from models.rules.delivery.states import DeliveryState
from models.rules.delivery.transports import SMS, TELEGRAM
from tests.actions.office import NOON, Office

_PERSONS = 100_000
_ROUNDS, _ANSWERS = 15, 40
_NOW = datetime(2026, 11, 11, 9, tzinfo=UTC)
_FATES = tuple(DeliveryState(one) for one in ("failed_permanently", "pending", "sent", "unknown", "delivered"))


def measure() -> dict[str, float]:
    imported = (
        contracts_import.measure()
    )  # first: a child's most memory is at least what its parent has when it starts
    decided = _decide()
    with TemporaryDirectory() as folder:
        answers = _answers(Path(folder))
    return {**decided, "answer_extra_ratio": answers, **imported}


def _decide() -> dict[str, float]:
    """Each with three addresses, one of them quiet at night, and one step behind them."""
    message = Message(Category.ANSWERS, Proof.DELIVERED, timedelta(minutes=15), wrote_from=1, zone="Europe/Moscow")
    night = QuietHours(22 * 60, 8 * 60)
    people = [
        (
            (
                Reach(1, TELEGRAM, AddressState.VERIFIED, quiet=night),
                Reach(2, SMS, AddressState.VOUCHED, place=1, quiet=night),
                Reach(3, SMS, AddressState.DEAD, place=2),
            ),
            (Tried(1, _FATES[number % len(_FATES)], _NOW - timedelta(minutes=number % 60)),),
        )
        for number in range(_PERSONS)
    ]
    tenths = [
        min(_time_of(people[first : first + _PERSONS // 10], message) for _ in range(3))
        for first in range(0, _PERSONS, _PERSONS // 10)
    ]
    return {"decide_us": round(statistics.median(tenths), 2), "decide_growth": round(tenths[-1] / tenths[0], 2)}


def _time_of(people: Sequence[tuple[Sequence[Reach], Sequence[Tried]]], message: Message) -> float:
    """Microseconds for each."""
    began = time.process_time()
    for addresses, attempts in people:
        next_step(addresses, attempts, message, _NOW)
    return (time.process_time() - began) / len(people) * 1e6


def _answers(folder: Path) -> float:
    database = Database(f"sqlite:///{folder / 'otklik.db'}")
    upgrade(database)
    office = Office(database)
    alone, chained = office.shows(office.meets("Борис")), office.shows(_with_phone(office))
    ratios = list[float]()
    for _ in range(_ROUNDS):
        with_one, with_two = _time(lambda: _answer(office, alone)), _time(lambda: _answer(office, chained))
        ratios.append(with_two / with_one)
    database.close()
    return round(statistics.median(ratios), 3)


def _with_phone(office: Office) -> Requester:
    anna = office.meets("Анна")
    with office.database.write() as tx:
        there = at_address(SMS.name, "+79161234567")
        persons.add_address(tx, NOON, anna, there, GSM_ACCOUNT, AddressState.VOUCHED, {})
    return anna


def _answer(office: Office, ticket_id: int) -> None:
    office.answers(ticket_id, "Едем, будем через час")
    office.delivers()


def _time(does: Callable[[], None]) -> float:
    began = time.process_time()
    for _ in range(_ANSWERS):
        does()
    return time.process_time() - began
