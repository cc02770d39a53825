"""Silence moves a chain on: what no word came about in time, and what waited for quiet hours to end.

Each delivery is a transaction's savepoint of its own: killed at any step, all of it or nothing has happened, and the
next look finds the rest.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, select, update

from models.actions.delivery import outcomes
from models.actions.desk import topics
from models.actions.talk import chains
from models.clock import Instant
from models.phrases.catalogue import say
from models.queries.addresses import address_by_id
from models.queries.chains import CATEGORY_OF
from models.queries.regulation import edition_of
from models.queries.tickets import ticket_of_row
from models.rules.delivery.outcomes import Purpose
from models.rules.texts.spans import span_in_words
from models.tables.deliveries import delivery

BATCH: Final = 50
#: One that raises must not be in the way of the others, nor be forgotten.
_AGAIN_AFTER: Final = timedelta(minutes=15)
_COLLIDED_AGAIN_AFTER: Final = timedelta(seconds=1)

log = logging.getLogger(__name__)

_DUE = (
    select(
        delivery.c.id,
        delivery.c.organisation_id,
        delivery.c.ticket_id,
        delivery.c.purpose,
        delivery.c.next_at,
        delivery.c.proof,
        delivery.c.waits_at,
    )
    .where(delivery.c.next_at.is_not(None), delivery.c.next_at <= bindparam("now"))
    .order_by(delivery.c.next_at, delivery.c.id)
    .limit(BATCH)
)
#: Whoever comes second, or after a word of the service, finds another time there.
_CLAIM = (
    update(delivery)
    .where(
        delivery.c.id == bindparam("of_delivery"),
        delivery.c.organisation_id == bindparam("of_organisation"),
        delivery.c.next_at == bindparam("seen"),
    )
    .values(next_at=bindparam("new_next_at", type_=delivery.c.next_at.type))
)


def next_steps(tx: Connection, at: Instant, collided: Callable[[Exception], bool] = lambda _: False) -> int:
    """Of those that are due, the oldest of each person first. Returns how many were due.

    collided: whether it was nothing but another transaction, which was quicker.
    """
    due = tx.execute(_DUE, {"now": at.now}).all()
    for row in sorted(due, key=lambda one: int(one.id)):
        try:
            with tx.begin_nested():
                _advance(tx, at, row)
        except Exception as error:
            if collided(error):  # it will do in a moment
                _claim(tx, row, at.now + _COLLIDED_AGAIN_AFTER)
                continue
            log.exception("the chain of delivery %s could not go on", row.id)
            _claim(tx, row, at.now + _AGAIN_AFTER)
    return len(due)


def _advance(tx: Connection, at: Instant, row: Row[*tuple[Any, ...]]) -> None:
    if not _claim(tx, row, None):
        return
    went, is_lost = chains.silent(tx, at, row.id, row.ticket_id, partial(_why, tx, row))
    if is_lost and row.waits_at is not None and went is not chains.Went.ASKED:
        view = ticket_of_row(tx, row.ticket_id)
        language = topics.staff_language(view, edition_of(tx, view).regulation)
        outcomes.leave_not_given(tx, at, row.id, row.ticket_id, _why(tx, row, language))
    elif is_lost:
        asked = went is chains.Went.ASKED
        outcomes.held_lost(tx, at, row.id, row.ticket_id, None if asked else _nowhere(tx, row))


def _claim(tx: Connection, row: Row[*tuple[Any, ...]], next_at: Any) -> bool:
    mine = {"of_delivery": row.id, "of_organisation": row.organisation_id, "seen": row.next_at}
    return tx.execute(_CLAIM, {**mine, "new_next_at": next_at}).rowcount == 1


def _nowhere(tx: Connection, row: Row[*tuple[Any, ...]]) -> str:
    view = ticket_of_row(tx, row.ticket_id)
    language = topics.staff_language(view, edition_of(tx, view).regulation)
    return f"{say(language, 'chain.quiet_over')} {say(language, 'chain.over')}"


def _why(tx: Connection, row: Row[*tuple[Any, ...]], language: str) -> str:
    if row.waits_at is not None:
        found = address_by_id(tx, row.organisation_id, row.waits_at)
        return say(language, "leave.no_word", transport="" if found is None else found.traits.title)
    if row.proof is None:
        return say(language, "chain.quiet_over")
    patience = edition_of(tx, ticket_of_row(tx, row.ticket_id)).regulation.delivery.patience_of(
        CATEGORY_OF[Purpose(row.purpose)]
    )
    return say(language, "chain.silence", span=span_in_words(patience, language, case="accusative"))
