"""What the child does around a call: who may ring, what is on disk before and after, when it ends itself."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Row, select

from gsm_bridge.endings import EndOfChild
from gsm_bridge.ringing import Ringing
from gsm_bridge.sender import Sender
from gsm_bridge.sending import Sending, accepted
from gsm_bridge.store import Store
from models.actions.delivery.sms_departures import Departure
from models.actions.reach import duty_calls, modems
from models.clock import Clock
from models.db import Database
from models.rules.delivery.send_results import Sent, Unknown
from models.rules.regulation.organisations import OrganisationId
from models.tables.lanes import outbox
from models.tables.modems import modem as modem_table

DUTY, TEXT, SIM, DEVICE = "+79166660001", "Заявка просрочена", "250019999999997", "modem0"


class FakeModem:
    """Does as it is told, and notes what was on disk when it was told to."""

    def __init__(self, database: Database, ringing: Ringing) -> None:
        self.database = database
        self.ringing = ringing
        self.rung: list[str] = []
        self.texts: list[str] = []
        self.state_while_ringing = ""
        self.line_taken = False

    def takes_pdus(self) -> bool:
        return True

    def ring(self, number: str, stop: int) -> Ringing:
        self.rung.append(number)
        self.state_while_ringing = rows(self.database)[-1].state
        self.line_taken = known(self.database).dialled_at is not None
        return self.ringing

    def send(self, departure: Departure) -> Sending:
        self.texts.append(departure.text)
        return accepted(7)


def rows(database: Database) -> list[Row[Any]]:
    with database.read() as tx:
        return list(tx.execute(select(outbox.c.kind, outbox.c.state).order_by(outbox.c.id)))


def known(database: Database) -> Any:
    with database.read() as tx:
        return tx.execute(select(modem_table.c.voice, modem_table.c.dialled_at)).one()


@pytest.fixture
def database(tmp_path: Path, migrated_sqlite: Path) -> Iterator[Database]:
    (tmp_path / "otklik.db").write_bytes(migrated_sqlite.read_bytes())
    database = Database(f"sqlite:///{tmp_path / 'otklik.db'}")
    with database.write() as tx:
        modems.note_modem(tx, Clock().read(), DEVICE, state="working", sim=SIM)
        assert duty_calls.ring_phone(tx, Clock().read(), OrganisationId(1), DUTY, TEXT, None)
    yield database
    database.close()


def sender(database: Database, modem: FakeModem, *, may_ring: bool = True) -> Sender:
    store = Store(database, Clock(), lambda _: None, rehearsal=False)
    return Sender(modem, store, DEVICE, SIM, 0, may_ring=may_ring)  # type: ignore[arg-type]


def test_a_ring_is_on_disk_before_the_modem_dials_and_over_when_it_has_rung(database: Database) -> None:
    modem = FakeModem(database, Ringing(Sent(), voice=True))
    child = sender(database, modem)
    assert child.send_one()
    assert (modem.rung, modem.state_while_ringing, modem.line_taken) == ([DUTY], "sending", True)
    assert tuple(known(database)) == (True, None)
    assert not child.send_one()
    assert modem.texts == []


def test_a_modem_that_may_not_ring_dials_nobody_and_texts(database: Database) -> None:
    modem = FakeModem(database, Ringing(Sent()))
    child = sender(database, modem, may_ring=False)
    assert child.send_one()
    assert child.busy
    assert child.send_one()
    assert (modem.rung, modem.texts) == ([], [TEXT])
    assert known(database).dialled_at is None


def test_a_call_that_may_still_be_on_the_line_ends_the_child_and_is_left_to_the_next(database: Database) -> None:
    modem = FakeModem(database, Ringing(Unknown("no word"), free=False, spoilt=True))
    with pytest.raises(EndOfChild):
        sender(database, modem).send_one()
    assert [tuple(row) for row in rows(database)] == [("ring", "unknown"), ("sms", "pending")]
    with database.write() as tx:
        assert modems.allow_rings(tx, Clock().read(), DEVICE, allowed=True)
