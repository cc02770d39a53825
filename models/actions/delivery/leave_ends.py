"""Leave to write that can't be asked for, or is wanted no more; a window that had closed before a message came."""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, update

from models.actions.delivery import dead_addresses, outcomes
from models.actions.delivery.outcomes import Attempt
from models.actions.desk import topics
from models.actions.queue import delivery_rows
from models.actions.reach import windows
from models.actions.talk import held_answers, leave
from models.actions.talk.chains import Why
from models.actions.tickets.acting import Acting
from models.clock import Instant
from models.phrases.catalogue import say
from models.queries.addresses import address_by_id
from models.queries.chains import delivery_by_id
from models.queries.regulation import edition_of
from models.queries.tickets import ticket_of_row
from models.rules.delivery.leave import asked_again_at
from models.rules.delivery.outgoing import NOTE_REACTION
from models.rules.delivery.send_results import Refusal
from models.rules.delivery.transports import staff_chat_id
from models.tables.deliveries import delivery
from models.tables.persons import address

_NOT_ASKED: Final = (
    update(address)
    .where(address.c.id == bindparam("there"), address.c.organisation_id == bindparam("of_organisation"))
    .values(leave_until=None, leave_again_at=bindparam("again", type_=address.c.leave_again_at.type))
)
_WITHDRAWN: Final = (
    update(delivery)
    .where(
        delivery.c.id == bindparam("of_delivery"),
        delivery.c.organisation_id == bindparam("of_organisation"),
        delivery.c.ticket_id == bindparam("of_ticket"),
        delivery.c.step == bindparam("of_step"),
        delivery.c.waits_at.is_not(None),
        delivery.c.next_at.is_not(None),
    )
    .values(next_at=None, waits_at=None)
)


def not_asked(tx: Connection, at: Instant, dispatch: Attempt, refusal: Refusal, why: Why) -> None:
    """The service refused the wish for leave, at once or later: nothing waits for that any more. why: in the language
    of staff.
    """
    assert dispatch.ticket_id is not None
    assert dispatch.address_id is not None
    dead_addresses.mark(tx, at, dispatch, refusal)
    view = ticket_of_row(tx, dispatch.ticket_id)
    found = address_by_id(tx, view.organisation_id, dispatch.address_id)
    if found is not None and found.traits.window is not None:
        again = asked_again_at(found.traits.window, at.now, refusal)
        this = {"of_organisation": view.organisation_id, "there": dispatch.address_id}
        tx.execute(_NOT_ASKED, {**this, "again": again})
    language = topics.staff_language(view, edition_of(tx, view).regulation)
    topics.tell_staff(tx, at, view, say(language, "leave.refused", why=why(language)))
    leave.wait_no_more(tx, at, view.organisation_id, dispatch.address_id)


def shut(tx: Connection, at: Instant, ticket_id: int | None, address_id: int | None, decided: datetime) -> None:
    """A message that was decided then, in real time, was refused as the window had closed before it."""
    if ticket_id is not None and address_id is not None:
        organisation_id = ticket_of_row(tx, ticket_id).organisation_id
        windows.shut(tx, organisation_id, address_id, decided + (at.now - at.real))


def withdraw(acting: Acting, whole_id: int, step: int) -> bool:
    """An agent thought better of it: the words are a note. False: they have gone, or go by another way."""
    tx, at, view = acting.tx, acting.at, acting.view
    this = {"of_delivery": whole_id, "of_organisation": view.organisation_id}
    if tx.execute(_WITHDRAWN, {**this, "of_ticket": view.id, "of_step": step}).rowcount == 0:
        return False
    whole = delivery_by_id(tx, view.organisation_id, whole_id)
    lost = delivery_rows.lose(tx, whole_id)
    if whole is not None and whole.message_id is not None:
        held_answers.note_instead(tx, view, whole.message_id)
    outcomes.answer_lost(tx, at, view, lost)
    written = lost.original
    if written is not None:
        here = staff_chat_id(written.address)
        topics.react(tx, at, view.id, written.account, written.provider_id, NOTE_REACTION, here)
    return True
