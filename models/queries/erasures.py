"""Erasures: who is being erased, what is due, what was done; and whether an address is of somebody who was erased."""

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, select

from models.queries.tickets import Asker
from models.rules.regulation.organisations import OrganisationId
from models.rules.requests.erasures import UNDERWAY, Act, ErasureState
from models.rules.requests.erasures import Asker as OnWord
from models.tables.among import is_one_of
from models.tables.erasures import erased_address, erasure
from models.tables.persons import person

_UNDERWAY_OF = select(erasure).where(
    erasure.c.organisation_id == bindparam("organisation_id"),
    erasure.c.person_id == bindparam("person_id"),
    is_one_of(erasure.c.state, UNDERWAY),
)
#: Of all organisations: one worker goes on with the erasures of all.
_DUE: Final = (
    select(erasure)
    .where(erasure.c.next_at.is_not(None), erasure.c.next_at <= bindparam("now"))
    .order_by(erasure.c.next_at, erasure.c.id)
    .limit(1)
)
_DUE_AND_HELD: Final = _DUE.with_for_update(skip_locked=True)
_ANY_DIGEST = (
    select(erased_address.c.salt).where(erased_address.c.organisation_id == bindparam("organisation_id")).distinct()
)


@dataclass(frozen=True)
class ErasureRow:
    """One that is underway. begun: nothing calls it off any more."""

    id: int
    code: str
    begins_at: datetime
    begun: bool


def underway_of(tx: Connection, who: Asker) -> ErasureRow | None:
    asked = {"organisation_id": who.organisation_id, "person_id": who.person_id}
    row = tx.execute(_UNDERWAY_OF, asked).one_or_none()
    if row is None:
        return None
    return ErasureRow(row.id, row.code, row.begins_at, row.state == ErasureState.BEGUN)


def next_due(tx: Connection, now: datetime, *, held: bool = True) -> Row[Any] | None:
    """One at a time. held: until the transaction ends."""
    return tx.execute(_DUE_AND_HELD if held else _DUE, {"now": now}).one_or_none()


def acts_of(tx: Connection, organisation_id: OrganisationId, keeper: str) -> list[Act]:
    """Of what is done, oldest first."""
    done = (erasure.c.organisation_id == organisation_id, erasure.c.state == ErasureState.DONE)
    return [act_of(row, keeper) for row in tx.execute(select(erasure).where(*done).order_by(erasure.c.id))]


def act_of(row: Any, keeper: str) -> Act:
    return Act(
        row.code,
        row.person_code,
        keeper,
        OnWord(row.by),
        row.asked_at,
        row.begun_at,
        row.done_at,
        row.counts or {},
        row.kept or [],
        row.again,
    )


def is_erased(tx: Connection, organisation_id: OrganisationId, person_code: str) -> bool | None:
    """None: there is no such person."""
    this = (person.c.organisation_id == organisation_id, person.c.public_id == person_code)
    row = tx.execute(select(person.c.erased_at).where(*this)).one_or_none()
    return None if row is None else row.erased_at is not None


def digest_of(salt: str, transport: str, text: str) -> str:
    return hmac.new(salt.encode(), f"{transport}:{text}".encode(), hashlib.sha256).hexdigest()


def salts_of(tx: Connection, organisation_id: OrganisationId) -> list[str]:
    return list(tx.execute(_ANY_DIGEST, {"organisation_id": organisation_id}).scalars())


def erased_among(
    tx: Connection, organisation_id: OrganisationId, transport: str, texts: Iterable[str]
) -> dict[str, datetime]:
    """Which of these addresses are of somebody who was erased, and when. Asks once where nobody was."""
    found: dict[str, datetime] = {}
    wanted: Sequence[str] = sorted(set(texts))
    for salt in salts_of(tx, organisation_id) if wanted else ():
        by_digest = {digest_of(salt, transport, text): text for text in wanted}
        here = (erased_address.c.organisation_id == organisation_id, erased_address.c.salt == salt)
        # few people are erased: theirs are read, and not asked for one by one
        for row in tx.execute(select(erased_address.c.digest, erased_address.c.erased_at).where(*here)):
            if row.digest in by_digest:
                found[by_digest[row.digest]] = row.erased_at
    return found
