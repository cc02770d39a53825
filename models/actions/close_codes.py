"""A code sent to a phone before it may close what was opened elsewhere: anybody can write a sender into an SMS."""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import Connection, select, update

from models.clock import Instant
from models.tables.persons import conversation

VALID_FOR: Final = timedelta(minutes=30)
_TRIES: Final = 3
_CODE: Final = re.compile(r"\d{6}")
_FORGOTTEN: Final = dict.fromkeys(("close_code", "close_ticket_id", "close_code_until"))


@dataclass(frozen=True)
class Tried:
    """What became of a code. ticket_id: of the ticket it closes; None: it is wrong. tries_left: with a wrong one."""

    ticket_id: int | None
    tries_left: int = 0


def new_code(tx: Connection, at: Instant, address_id: int, ticket_id: int) -> str:
    """Six digits to be sent to this phone; an earlier code is good for nothing any more."""
    code = f"{secrets.randbelow(1_000_000):06}"
    values = {"close_code": _digest(address_id, code), "close_ticket_id": ticket_id, "close_code_tries": 0}
    here = conversation.c.address_id == address_id
    tx.execute(update(conversation).where(here).values(**values, close_code_until=at.now + VALID_FOR))
    return code


def try_code(tx: Connection, at: Instant, address_id: int, text: str) -> Tried | None:
    """None: the text is no code, or none is waited for."""
    if not _CODE.fullmatch(text):
        return None
    here = conversation.c.address_id == address_id
    row = tx.execute(select(conversation).where(here, conversation.c.close_code_until >= at.now)).one_or_none()
    if row is None:
        return None
    if secrets.compare_digest(row.close_code, _digest(address_id, text)):
        tx.execute(update(conversation).where(here).values(_FORGOTTEN))
        return Tried(row.close_ticket_id)
    left = _TRIES - row.close_code_tries - 1
    values = {"close_code_tries": row.close_code_tries + 1} if left else _FORGOTTEN
    tx.execute(update(conversation).where(here).values(values))
    return Tried(None, left)


def _digest(address_id: int, code: str) -> str:
    return hashlib.sha256(f"{address_id}:{code}".encode()).hexdigest()
