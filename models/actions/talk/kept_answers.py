"""Answers that were kept, as their person could not be written to: they go by themselves once that person writes.

In the transaction of those words, before them: an answer that leaves now was written without knowing them.
"""

from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, select, update

from models.actions.talk import answers, asked_answers, held_answers
from models.actions.talk.chain_cases import hold
from models.actions.talk.held_answers import KEPT, UNSENT
from models.actions.talk.posting import header_of
from models.actions.tickets import waiting
from models.actions.tickets.acting import Acting
from models.clock import Instant
from models.phrases.catalogue import say
from models.queries.messages import MessageView, messages_by_ids
from models.queries.persons import AtAddress
from models.queries.regulation import edition_of
from models.queries.tickets import ticket_by_id
from models.rules.delivery.windows import goes_by_itself
from models.tables.messages import message
from models.tables.tickets import ticket

_KEPT: Final = (
    select(message.c.id, message.c.ticket_id, message.c.agent_id, message.c.created_at)
    .join(ticket, ticket.c.id == message.c.ticket_id)
    .where(
        ticket.c.organisation_id == bindparam("of_organisation"),
        ticket.c.person_id == bindparam("of_person"),
        message.c.organisation_id == bindparam("of_organisation"),
        message.c.author == KEPT,
    )
    .order_by(message.c.id)
)
#: Whoever comes second finds that it went, or that an agent took it back.
_CLAIM: Final = (
    update(message)
    .where(
        message.c.id == bindparam("of_message"),
        message.c.organisation_id == bindparam("of_organisation"),
        message.c.author == KEPT,
    )
    .values(author=bindparam("becomes"))
)
#: Of all organisations.
_EVERYBODYS: Final = select(message.c.id, message.c.organisation_id).where(message.c.author == KEPT)


def heard_from(tx: Connection, at: Instant, who: AtAddress) -> None:
    """They have written, and may be written to there."""
    for row in tx.execute(_KEPT, {"of_organisation": who.organisation_id, "of_person": who.person_id}).all():
        _goes(tx, at, who, row)


def _goes(tx: Connection, at: Instant, who: AtAddress, row: Row[*tuple[Any, ...]]) -> None:
    view = hold(tx, ticket_by_id(tx, who.organisation_id, row.ticket_id))
    if not view.is_open or view.blocked_at is not None:
        return
    is_old = not goes_by_itself(row.created_at, at.now)
    claimed = {"of_message": row.id, "of_organisation": who.organisation_id, "becomes": UNSENT if is_old else "agent"}
    if tx.execute(_CLAIM, claimed).rowcount == 0:
        return
    acting = Acting(tx, at, view, edition_of(tx, view).regulation, agent_id=row.agent_id)
    written = messages_by_ids(tx, who.organisation_id, [row.id])[0]
    if is_old:
        told = say(acting.language, "kept.old", when=acting.when(row.created_at))
        _ask(acting, written, told)
    elif answers.send_kept(acting, written, header=header_of(tx, view), by=who.address_id):
        asked_answers.pass_on(acting, written)
        waiting.sent(acting, written.id)


def ask_all(tx: Connection, at: Instant) -> None:
    """A past came back, after which they may have gone."""
    for row in tx.execute(_EVERYBODYS).all():
        written = messages_by_ids(tx, row.organisation_id, [row.id])[0]
        assert written.ticket_id is not None, "it answers a ticket"
        view = ticket_by_id(tx, row.organisation_id, written.ticket_id)
        held_answers.set_author(tx, view, written.id, UNSENT)
        if view.is_open:
            acting = Acting(tx, at, view, edition_of(tx, view).regulation)
            _ask(acting, written, say(acting.language, "kept.restored"))


def _ask(acting: Acting, written: MessageView, told: str) -> None:
    this = (written.id, written.version)
    held_answers.ask(acting.tx, acting.at, acting.view, this, told, held_answers.SEND, acting.language)
