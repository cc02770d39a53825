"""A desk with a modem: what is due leaves by it."""

from collections.abc import Callable
from itertools import count
from typing import cast

from models.actions.delivery import sms_departures
from models.actions.delivery.sms_departures import Departure
from models.clock import Instant
from models.db import Database
from models.rules.delivery.send_results import SendResult, Sent
from tests.actions.office import Office, at
from tests.journeys.regulations import RUSSIAN

SIM = "250019999999999"


class ModemOffice(Office):
    """Its SIM is SIM."""

    def __init__(self, database: Database, text: str = RUSSIAN, *, bound: bool = True) -> None:
        super().__init__(database, text, bound=bound)
        self._references = count(7)
        self.last_reference = 0

    def texts(
        self,
        when: Instant | None = None,
        result: Callable[[Departure], SendResult] = lambda _: Sent(),
    ) -> list[Departure]:
        """The modem sends whatever is due; each accepted part gets the next reference."""
        when, gone = when or at(), list[Departure]()
        while True:
            with self.database.write() as tx:
                found = sms_departures.next_departure(tx, when, SIM, "child")
            if found is None:
                return gone
            lease, following = found[0], cast(Departure | None, found[1])
            while following is not None:
                part = following
                with self.database.write(durable=True) as tx:
                    assert sms_departures.mark_leaving(tx, part, SIM, when.real)
                gone.append(part)
                said = result(part)
                reference = next(self._references) % 256 if isinstance(said, Sent) else None
                self.last_reference = reference or 0
                with self.database.write() as tx:
                    after = sms_departures.record_departure(tx, when, lease, part, said, reference)
                    following = cast(Departure | None, after)  # those who ring are in test_duty_calls.py
            assert len(gone) < 300, "it goes round in circles"
