"""A sheet of contracts is imported by a process of its own, while those whom it names write to the bot."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from models.actions.reach import sms_arrivals
from models.actions.reach.sms_arrivals import Arrived
from models.clock import Clock
from models.rules.contracts.exported import headings
from models.rules.delivery.states import WAITING
from models.tables.contracts import contact_person, contract
from models.tables.lanes import inbox, outbox
from models.tables.persons import address, person
from models.tables.tickets import ticket
from tests.faults.crowd import reading
from tests.installation import Installation
from tests.nursery import Born, begin

SIM = "250019000000001"
#: More than go into one transaction of an import.
CONTRACTS = 1200
WRITE = range(0, CONTRACTS, 60)


def phone_of(number: int) -> str:
    return f"+7916777{number:04}"


def sheet(path: Path, surname: str) -> Path:
    lines = [f"И-{number:04};;;;;{surname} {number};{phone_of(number)};;;" for number in range(CONTRACTS)]
    path.write_text("\n".join([";".join(headings("ru")), *lines]), encoding="utf-8")
    return path


def imports(otklik: Installation, path: Path) -> Born:
    command = ["models", "contracts", "import", str(path), "--apply", "--language", "en"]
    process = begin(command, otklik.environment, path.with_suffix(".out"), path.with_suffix(".err"))
    assert isinstance(process, Born)
    return process


def everybody_writes(otklik: Installation, words: str) -> None:
    """As a bridge stores it, one after the other."""
    for number in WRITE:
        with otklik.database.write(durable=True) as tx:
            sms_arrivals.keep_sms(tx, Clock().read(), SIM, Arrived(phone_of(number), words, datetime.now(UTC)))
    otklik.database.close()


def standing(otklik: Installation) -> list[tuple[str, str, int, int]]:
    """Of each who wrote: phone, name, contracts that they speak for, tickets."""
    contracts = select(func.count()).where(contact_person.c.person_id == person.c.id).scalar_subquery()
    tickets = select(func.count()).where(ticket.c.person_id == person.c.id).scalar_subquery()
    theirs = select(address.c.address, person.c.name, contracts, tickets).join(
        person, person.c.id == address.c.person_id
    )
    phones = [phone_of(number) for number in WRITE]
    with reading(otklik) as tx:
        rows = tx.execute(theirs.where(address.c.address.in_(phones)).order_by(address.c.address))
        return [(str(row[0]), str(row[1]), int(row[2]), int(row[3])) for row in rows]


@pytest.fixture
def otklik(otklik_on_each: Installation) -> Iterator[Installation]:
    """It has no modem: what would leave by one is not left to the tests that come after."""
    yield otklik_on_each
    with otklik_on_each.database.write() as tx:
        waits = (outbox.c.transport == "sms", outbox.c.state.in_(WAITING))
        tx.execute(update(outbox).where(*waits).values(state="cancelled"))
    otklik_on_each.database.close()


def test_who_writes_while_they_are_imported_and_again_is_one_person_with_one_contract_and_one_ticket(
    otklik: Installation, tmp_path: Path
) -> None:
    first = imports(otklik, sheet(tmp_path / "a.csv", "Иванов"))
    everybody_writes(otklik, "Не работает")
    assert first.wait(timeout=180) == 0, (tmp_path / "a.err").read_text()
    again = imports(otklik, sheet(tmp_path / "b.csv", "Петров"))
    everybody_writes(otklik, "Всё ещё не работает")
    assert again.wait(timeout=180) == 0, (tmp_path / "b.err").read_text()
    otklik.wait_for(lambda: standing_is_whole(otklik), "their tickets", 180)
    assert standing(otklik) == [(phone_of(number), f"Петров {number}", 1, 1) for number in WRITE]
    with reading(otklik) as tx:
        assert tx.execute(select(func.count()).where(contract.c.number.startswith("И-"))).scalar_one() == CONTRACTS


def standing_is_whole(otklik: Installation) -> bool:
    return nothing_waits_to_be_read(otklik) and all(tickets for *_, tickets in standing(otklik))


def nothing_waits_to_be_read(otklik: Installation) -> bool:
    with reading(otklik) as tx:
        return not tx.execute(select(func.count()).where(inbox.c.state == "pending")).scalar_one()
