"""The bridge as a process beside a simulated modem, and what it leaves in the database.

with Bridge(tmp_path, modem, migrated) as bridge:
    modem.texts("+79161234567", "Не работает интернет")
    bridge.waits_for_inbox(1)
"""

import os
import shutil
import signal
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import psutil
from sqlalchemy import Row, func, select, update

from models.actions.queue import outbox
from models.actions.queue.outbox import OutgoingRow
from models.actions.reach import duty_calls
from models.clock import Clock
from models.db import Database
from models.rules.delivery.outgoing import SMS_QUEUE, RowKind, Urgency
from models.rules.delivery.payloads import SmsPayload
from models.rules.delivery.places import at_address
from models.rules.delivery.states import READY, DeliveryState
from models.rules.regulation.organisations import OrganisationId
from models.rules.sms.parts import plan_sms
from models.tables.lanes import inbox, lane
from models.tables.lanes import outbox as outbox_table
from models.tables.modems import modem as modem_table
from models.tables.sms import sms_sent
from tests.bridge.patience import wait_for
from tests.nursery import Born, begin
from tests.simulated_modem import SimulatedModem

ROOT = Path(__file__).parents[2]
SIM = "250019000000001"  # of every simulated modem
NOWHERE = "redis://127.0.0.1:1/0"
Found = TypeVar("Found")


class Bridge:
    """python -m gsm_bridge with a database of its own. migrated: an empty database file to begin with."""

    def __init__(self, folder: Path, modem: SimulatedModem, migrated: Path, *, redis_url: str = NOWHERE) -> None:
        self.folder = folder
        self.modem = modem
        var = folder / "var"
        var.mkdir(parents=True, exist_ok=True)
        shutil.copy(migrated, var / "otklik.db")
        self.database = Database(f"sqlite:///{var / 'otklik.db'}")
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("OTKLIK", "GSM"))},
            "VAR_DIR": str(var),
            "DATABASE_URL": "",
            "REDIS_URL": redis_url,
            "REHEARSAL": "",
            "GSM_MODEM_DEVICE": modem.device,
            "OTKLIK_READY_DIR": str(folder / "ready"),
        }
        self.process: subprocess.Popen[bytes] | Born | None = None

    # -- the process

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process is not None:
            self.stop()
        self.database.close()

    def start(self, *, working: bool = True) -> None:
        """working: returns once the modem serves."""
        since = datetime.now(UTC)
        log = self.folder / "gsm_bridge.log"
        self.process = begin(["gsm_bridge"], self.environment, log, log)
        if working:
            self.waits_for_state("working", since=since)

    def stop(self) -> int:
        return self._end(signal.SIGTERM)

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def _end(self, number: int) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        code = self.process.wait(timeout=40)
        self.process = None
        return code

    def child(self) -> psutil.Process:
        """The process that has the modem now."""
        return self.wait_for(self._child, "a child")

    def _child(self) -> psutil.Process | None:
        assert self.process is not None
        children = psutil.Process(self.process.pid).children()
        return children[0] if children else None

    def kill_child(self) -> None:
        child = self.child()
        child.kill()
        self.wait_for(lambda: not child.is_running(), "its end")

    def log(self) -> str:
        return (self.folder / "gsm_bridge.log").read_text()

    # -- what came in

    def inbox(self, kind: str = "sms") -> list[dict[str, Any]]:
        """Payloads, in the order in which they were stored."""
        with self.database.read() as tx:
            rows = tx.execute(select(inbox.c.payload).order_by(inbox.c.id)).scalars()
            return [payload for payload in rows if payload["kind"] == kind]

    def count(self) -> int:
        """Of everything that came in."""
        with self.database.read() as tx:
            return tx.execute(select(func.count()).select_from(inbox)).scalar_one()

    def stored_at(self, text: str) -> datetime:
        """When this text was kept."""
        with self.database.read() as tx:
            rows = tx.execute(select(inbox.c.payload, inbox.c.received_at)).all()
        found: datetime = next(row.received_at for row in rows if row.payload.get("text") == text)
        return found

    def texts(self, sender: str | None = None) -> list[str]:
        return [found["text"] for found in self.inbox() if sender in (None, found["sender"])]

    def calls(self) -> list[str]:
        return [found["sender"] for found in self.inbox("call")]

    def waits_for_inbox(self, count: int, kind: str = "sms", seconds: float = 90) -> list[dict[str, Any]]:
        self.wait_for(lambda: len(self.inbox(kind)) >= count, f"{count} × {kind}", seconds)
        return self.inbox(kind)

    def waits_for_text(self, text: str, seconds: float = 90) -> dict[str, Any]:
        def found() -> list[dict[str, Any]]:
            return [one for one in self.inbox() if one["text"] == text]

        return self.wait_for(found, f"the text {text!r}", seconds)[0]

    def waits_for_empty_sim(self, seconds: float = 90) -> None:
        def empty() -> bool:
            state = self.modem.state()
            return not state["waiting"] and not any(memory["used"] for memory in state["slots"].values())

        self.wait_for(empty, "an empty SIM", seconds)

    # -- what goes out

    def queues(self, number: str, text: str, *, sim: str = SIM) -> list[int]:
        """Ids of the rows, one for each part."""
        plan = plan_sms(text)
        payloads: list[SmsPayload] = [
            {"part": index, "parts": len(plan.parts), "text": part, "coding": plan.coding.value}
            for index, part in enumerate(plan.parts)
        ]
        drafts = [OutgoingRow(RowKind.SMS, payload, False, to=at_address("sms", number)) for payload in payloads]
        with self.database.write() as tx:
            key = outbox.sms_lane(number)
            outbox.post(tx, sim, key, Urgency.CONVERSATION, drafts, datetime.now(UTC), queue=SMS_QUEUE)
            here = (lane.c.queue == SMS_QUEUE, lane.c.account == sim, lane.c.key == key)
            query = select(outbox_table.c.id).select_from(outbox_table.join(lane)).where(*here)
            return list(tx.execute(query.order_by(outbox_table.c.seq)).scalars())[-len(drafts) :]

    def rings(self, number: str, text: str) -> int:
        """Id of the row: the phone is to be rung, or told this text."""
        with self.database.write() as tx:
            assert duty_calls.ring_phone(tx, Clock().read(), OrganisationId(1), number, text, None)
            query = select(outbox_table.c.id).order_by(outbox_table.c.id.desc()).limit(1)
            return int(tx.execute(query).scalar_one())

    def row(self, row_id: int) -> Row[Any]:
        with self.database.read() as tx:
            return tx.execute(select(outbox_table).where(outbox_table.c.id == row_id)).one()

    def state_of(self, row_id: int) -> str:
        return str(self.row(row_id).state)

    def waits_for(self, state: DeliveryState, row_id: int, seconds: float = 90) -> Row[Any]:
        self.wait_for(lambda: self.state_of(row_id) == state, f"{state} of row {row_id}", seconds)
        return self.row(row_id)

    def drops_what_waits(self) -> None:
        """What is still to be tried never goes: a fault ordered for the next message must not meet an old one."""
        with self.database.write() as tx:
            waits = outbox_table.c.state.in_(READY)
            tx.execute(update(outbox_table).where(waits).values(state=DeliveryState.CANCELLED))

    def waits_until_gone(self, row_id: int, seconds: float = 90) -> None:
        """The network has it; perhaps it has reported too."""
        self.wait_for(lambda: self.state_of(row_id) in ("sent", "delivered"), f"row {row_id} gone", seconds)

    def reference_of(self, row_id: int) -> int | None:
        with self.database.read() as tx:
            query = select(sms_sent.c.reference).where(sms_sent.c.outbox_id == row_id)
            return tx.execute(query).scalar_one_or_none()

    # -- how the modem is

    def known(self) -> Row[Any] | None:
        with self.database.read() as tx:
            return tx.execute(select(modem_table).where(modem_table.c.device == self.modem.device)).one_or_none()

    def waits_for_state(self, state: str, seconds: float = 90, since: datetime | None = None) -> Row[Any]:
        """since: only what was noted after it counts."""

        def found() -> Row[Any] | None:
            row = self.known()
            fresh = row is not None and (since is None or row.seen_at > since)
            return row if row is not None and fresh and row.state == state else None

        return self.wait_for(found, f"a modem that is {state}", seconds)

    def wait_for(self, found: Callable[[], Found | None], what: str, seconds: float = 90) -> Found:
        """The first true value. Raises AssertionError that names what did not come, with the end of the log."""
        return wait_for(found, what, seconds, lambda: self.log()[-3000:])
