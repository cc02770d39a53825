"""How often one chat may try to say who it is: counted before anybody looks whether it is right."""

from datetime import timedelta
from typing import Final

from sqlalchemy import Connection, func, insert, select

from models.clock import Instant
from models.queries.persons import AtAddress
from models.rules.regulation.identification import Identification, Way
from models.tables.identification import identification_attempt

_DAY: Final = timedelta(days=1)


def may_try(tx: Connection, at: Instant, who: AtAddress, way: Way, rules: Identification) -> bool:
    """Counts this one too. False: no more in this day; it is not even looked at."""
    row = {"organisation_id": who.organisation_id, "address_id": who.address_id, "way": way, "at": at.now}
    tx.execute(insert(identification_attempt), row)
    lately = select(func.count()).where(
        identification_attempt.c.organisation_id == who.organisation_id,
        identification_attempt.c.address_id == who.address_id,
        identification_attempt.c.at > at.now - _DAY,
    )
    return tx.execute(lately).scalar_one() <= rules.attempts_per_day
