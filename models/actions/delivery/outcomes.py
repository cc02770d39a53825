"""What became of an attempt: its delivery follows, and so does what people see of it, in the same transaction."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import Connection, Row

from models.actions.desk import topics
from models.actions.queue import delivery_rows
from models.actions.queue.delivery_rows import Whole
from models.actions.queue.dispatching import Dispatch
from models.actions.talk import chains, held_answers, late_proofs
from models.actions.talk.chains import Why
from models.actions.tickets import tickets, waiting
from models.clock import Instant
from models.phrases.catalogue import say
from models.queries.agents_words import of_agents_words
from models.queries.chains import CATEGORY_OF, delivery_by_id
from models.queries.messages import messages_by_ids
from models.queries.regulation import edition_of
from models.queries.tickets import TicketView, ticket_of_row
from models.rules.delivery.outcomes import Delivered, Purpose, outcome
from models.rules.delivery.send_results import Refusal
from models.rules.delivery.states import DeliveryState
from models.rules.delivery.transports import staff_chat_id

#: A row of the outbox: id, ticket_id, message_id, delivery_id (None: it is an attempt of no delivery).
Attempt = Dispatch | Row[*tuple[Any, ...]]
_ARRIVED: Final = (DeliveryState.SENT, DeliveryState.DELIVERED, DeliveryState.READ)


def ended(
    tx: Connection,
    at: Instant,
    attempt: Attempt,
    state: DeliveryState,
    why: Why | None = None,
    refusal: Refusal | None = None,
) -> Whole | None:
    """An agent sees on their own message what became of the whole. state: as just written to the attempt.

    why, refusal: of what failed for good, in the language of staff. If its chain goes on, staff are told so and the
    whole has not changed. None: it is an attempt of no delivery.
    """
    if attempt.delivery_id is None:
        return None
    whole = delivery_rows.attempt_ended(tx, attempt, state)
    if why is not None and _may_go_on(whole, state):
        assert whole.ticket_id is not None
        shut = attempt.address_id if refusal is Refusal.WINDOW_CLOSED else None
        went = chains.failed(tx, at, whole.id, whole.ticket_id, why, shut)
        if went is chains.Went.ON:
            return replace(whole, changed=False, told=True)
        whole = replace(whole, told=went is chains.Went.ASKED)
    if whole.step > 1 and state in _ARRIVED:
        late_proofs.prove(tx, at, whole.id)
    if whole.changed:
        _show(tx, at, whole)
    return whole


def _may_go_on(whole: Whole, state: DeliveryState) -> bool:
    """A step of it failed, and nothing that arrived makes up for it."""
    if state is not DeliveryState.FAILED_PERMANENTLY or whole.ticket_id is None or whole.purpose not in CATEGORY_OF:
        return False
    return (whole.changed and whole.state is state) or whole.step > 1


def all_ended(tx: Connection, at: Instant, attempts: Sequence[Attempt], state: DeliveryState) -> None:
    """The same for rows that were accepted or arrived, each of another delivery."""
    for whole in delivery_rows.attempts_ended(tx, attempts, state):
        if whole.step > 1:
            late_proofs.prove(tx, at, whole.id)
        if whole.changed:
            _show(tx, at, whole)


def _show(tx: Connection, at: Instant, whole: Whole) -> None:
    """On the agent's own message, in the group where it was written."""
    written = whole.original
    if written is None or whole.ticket_id is None:
        return
    delivered = [Delivered(whole.purpose, whole.state)]
    if not whole.is_only:
        delivered = list(of_agents_words(tx, whole.organisation_id, whole.ticket_id, whole.message_id))
    reaction = outcome(delivered).reaction
    if reaction is not None:
        here = staff_chat_id(written.address)
        topics.react(tx, at, whole.ticket_id, written.account, written.provider_id, reaction, here)


def words_of(whole: Whole | None, state: DeliveryState, otherwise: str) -> str:
    """The phrase for staff, of an attempt that ended so. otherwise: of what is no attempt of a delivery."""
    return otherwise if whole is None else outcome([Delivered(whole.purpose, state)]).words or otherwise


def answer_lost(tx: Connection, at: Instant, view: TicketView, whole: Whole | None) -> TicketView:
    """If these were an agent's words: nobody waits for an answer to them, and a clock that rested on them goes on."""
    if whole is None or whole.message_id is None:
        return view
    view = tickets.locked(tx, view)
    go_on_if_unanswered(tx, at, view)
    if not outcome(of_agents_words(tx, view.organisation_id, view.id, whole.message_id)).answered:
        waiting.not_delivered(tx, at, view, whole.message_id)
    return view


def leave_not_given(tx: Connection, at: Instant, whole_id: int, ticket_id: int, words: str) -> None:
    """What waited for leave to write goes nowhere, and there is nothing else. It goes once they write.

    words: why, for staff.
    """
    held_lost(tx, at, whole_id, ticket_id, None)
    view = ticket_of_row(tx, ticket_id)
    whole = delivery_by_id(tx, view.organisation_id, whole_id)
    regulation = edition_of(tx, view).regulation
    language = topics.staff_language(view, regulation)
    words = f"{words} {say(language, 'chain.over')}"
    if whole is None or whole.purpose != Purpose.ANSWER or not view.is_open:
        topics.tell_staff(tx, at, view, words)
        return
    written = messages_by_ids(tx, view.organisation_id, [whole.message_id])[0]
    if view.traits.window is not None:
        held_answers.keep(tx, at, view, written.id, "leave.kept", regulation, why=words)
        return
    held_answers.set_author(tx, view, written.id, held_answers.UNSENT)
    kept = f"{words} {say(language, 'leave.to_send')}"
    held_answers.ask(tx, at, view, (written.id, written.version), kept, held_answers.SEND, language)


def held_lost(tx: Connection, at: Instant, whole_id: int, ticket_id: int, words: str | None) -> None:
    """What waited for quiet hours to end goes nowhere after all. words: for staff; None: they were asked."""
    whole = delivery_rows.lose(tx, whole_id)
    if whole.changed:
        _show(tx, at, whole)
    view = answer_lost(tx, at, ticket_of_row(tx, ticket_id), whole)
    if words is not None:
        topics.tell_staff(tx, at, view, words)


def tell_lost(tx: Connection, at: Instant, view: TicketView, whole: Whole | None, told: str, language: str) -> None:
    """told: of its last failure. With what is left to staff: nobody can be written to, but perhaps rung."""
    if whole is not None and whole.told:
        return
    if whole is not None and whole.purpose in CATEGORY_OF:
        told = f"{told} {say(language, 'chain.over')}"
    topics.tell_staff(tx, at, view, told)


def go_on_if_unanswered(tx: Connection, at: Instant, view: TicketView) -> None:
    """When nothing that agents wrote in this ticket arrived or may have, the clock of the first response goes on."""
    words = of_agents_words(tx, view.organisation_id, view.id)
    if words and not outcome(words).answered:
        tickets.unanswered_after_all(tx, at, view, edition_of(tx, view).regulation)
