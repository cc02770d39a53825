"""A desk whose requester comes by pigeon, where approved words ask for leave to write once six hours are over."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.conversation.state import State
from models.actions.delivery import next_steps, receipts
from models.actions.delivery.receipts import Receipt
from models.actions.queue.dispatching import Dispatch
from models.actions.reach import persons, sms_words
from models.actions.talk import window_reminders
from models.clock import Instant
from models.db import Database
from models.queries.persons import requester_at
from models.rules.delivery.address_states import AddressState
from models.rules.delivery.payloads import as_post
from models.rules.delivery.places import at_address
from models.rules.delivery.send_results import Refusal
from models.rules.delivery.states import DeliveryState
from models.rules.delivery.transports import SHIPPED, SMS
from models.rules.regulation import delivery_checks
from models.tables.lanes import outbox
from models.tables.messages import message
from tests.actions.office import NOON, at
from tests.actions.sms_office import GALYA
from tests.contracts.test_pigeon import LOFT, PIGEON, PigeonWire
from tests.contracts.transport_office import FIVE_KINDS, TransportOffice

LEAVE = '\n[transports.pigeon]\nleave_template = "may_we_write"\nleave_patience = "2h"\n'
WISH = "шаблон may_we_write (ru)"


class PigeonWithTemplates(PigeonWire):
    traits = replace(PIGEON, templates=True)

    def shows(self, dispatch: Dispatch) -> str:
        template = as_post(dispatch.payload).get("template")
        if template is None:
            return super().shows(dispatch)
        words = f"шаблон {template['name']} ({template['language']})"
        return super().shows(replace(dispatch, payload={"part": 0, "text": words}))


class LeaveOffice(TransportOffice):
    """Анна's request is open since noon, and the topic has been read."""

    def __init__(
        self, database: Database, folder: Path, patch: pytest.MonkeyPatch, rules: str = LEAVE, *, phone: bool = False
    ) -> None:
        wire = PigeonWithTemplates(folder)
        patch.setattr(delivery_checks, "SHIPPED", {**SHIPPED, "pigeon": wire.traits})
        super().__init__(database, wire, patch, FIVE_KINDS + rules)
        self.has_modem()
        self.writes("Не работает интернет")
        self.chooses("Авария")
        self.chooses("Отправить")
        if phone:
            self.adds_phone()
        self.looks_away()
        self.reads()

    def adds_phone(self) -> None:
        with self.database.write() as tx:
            found = requester_at(tx, self.organisation_id, "pigeon", LOFT, self.wire.address)
            assert found is not None
            there, state = at_address(SMS.name, GALYA), AddressState.VOUCHED
            persons.add_address(tx, NOON, found.who, there, sms_words.GSM_ACCOUNT, state, State().to_json())

    def staff_write(self, text: str, when: str, ticket_id: int = 1) -> int:
        """Where Иван's message stands."""
        said = self.types(text, ticket_id, when=at(when))
        self.goes_on(at(when))
        return said

    def time_comes(self, when: str) -> None:
        with self.database.write() as tx:
            next_steps.next_steps(tx, at(when))
        self.goes_on(at(when))

    def wish_fails(self, reason: str, refusal: Refusal, when: Instant) -> None:
        """Its service had taken it, and says so by what our request called it."""
        (wish,) = [row for row in self.rows() if "template" in row.payload]
        failed = (DeliveryState.FAILED_PERMANENTLY, reason, refusal, wish.id)
        with self.database.write() as tx:
            receipts.take(tx, when, Receipt("pigeon", LOFT, self.wire.address, "wish", *failed))
        self.goes_on(when)

    def looks_at_windows(self, when: str) -> None:
        with self.database.write() as tx:
            window_reminders.look(tx, at(when))
        self.goes_on(at(when))

    def line(self) -> str:
        """As the last line of ours reads by now that counts or reminds."""
        query = (
            select(outbox.c.payload)
            .join(message, message.c.id == outbox.c.message_id)
            .where(message.c.author == "line")
            .order_by(outbox.c.id.desc())
            .limit(1)
        )
        with self.database.read() as tx:
            return str(tx.execute(query).scalar_one()["text"])

    def by_sms(self, when: str) -> list[str]:
        return [part.text for part in self.texts(at(when))]

    def answered(self) -> Instant | None:
        found = self.view(1).answered_at
        return None if found is None else Instant(found, found)


__all__ = ["LEAVE", "WISH", "LeaveOffice", "at"]
