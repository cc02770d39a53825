"""A code sent to a phone before it may close what was opened elsewhere: anybody can write a sender into an SMS."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from sqlalchemy import Connection, select, update

from models.clock import Instant
from models.rules.delivery.codes import code_in
from models.rules.sms.close_codes import Count
from models.tables.persons import conversation

VALID_FOR: Final = timedelta(minutes=30)
_FORGOTTEN: Final = dict.fromkeys(("close_code", "close_ticket_id", "close_code_until"))


@dataclass(frozen=True)
class Tried:
    """What became of a code. ticket_id: of the ticket it closes; None: it is wrong. tries_left: with a wrong one."""

    ticket_id: int | None
    tries_left: int = 0


def allows_another(tx: Connection, at: Instant, address_id: int) -> bool:
    """Whether this phone may be sent one more code today."""
    return _count(tx, at, address_id).allows_code


def new_code(tx: Connection, at: Instant, address_id: int, ticket_id: int) -> str:
    """Six digits to be sent to this phone; an earlier code is good for nothing any more. Ask allows_another first."""
    code = f"{secrets.randbelow(1_000_000):06}"
    count = _count(tx, at, address_id)
    values = {"close_code": _digest(address_id, code), "close_ticket_id": ticket_id}
    _keep(tx, address_id, replace(count, codes=count.codes + 1), {**values, "close_code_until": at.now + VALID_FOR})
    return code


def try_code(tx: Connection, at: Instant, address_id: int, text: str) -> Tried | None:
    """None: the text is no code, or none is waited for."""
    code = code_in(text)
    if code is None:
        return None
    here = conversation.c.address_id == address_id
    row = tx.execute(select(conversation).where(here, conversation.c.close_code_until >= at.now)).one_or_none()
    if row is None:
        return None
    count = _count(tx, at, address_id)
    if secrets.compare_digest(row.close_code, _digest(address_id, code)):
        _keep(tx, address_id, count, _FORGOTTEN)
        return Tried(row.close_ticket_id)
    count = replace(count, tries=count.tries + 1)
    _keep(tx, address_id, count, {} if count.tries_left else _FORGOTTEN)
    return Tried(None, count.tries_left)


def _count(tx: Connection, at: Instant, address_id: int) -> Count:
    row = tx.execute(select(conversation).where(conversation.c.address_id == address_id)).one()
    return Count(row.close_codes_since, row.close_codes, row.close_code_tries).as_of(at.now)


def _keep(tx: Connection, address_id: int, count: Count, values: Mapping[str, object]) -> None:
    counts = {"close_codes_since": count.since, "close_codes": count.codes, "close_code_tries": count.tries}
    tx.execute(update(conversation).where(conversation.c.address_id == address_id).values(**values, **counts))


def _digest(address_id: int, code: str) -> str:
    return hashlib.sha256(f"{address_id}:{code}".encode()).hexdigest()
