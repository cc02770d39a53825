"""What came of a try to send: recorded, and followed by whatever it means for the ticket, in one transaction."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, case, or_, select, update

from models.actions.delivery import outcomes, shut_windows, told_words
from models.actions.delivery.outcomes import Attempt
from models.actions.delivery.refusals import refused, ticket_and_language
from models.actions.desk import account_troubles, card_edits, group_checks, topics
from models.actions.queue import (
    batched_writes,
    delivery_rows,
    dispatching,
    ended_secrets,
    lanes,
    outbox,
    recovery,
    repeats,
    row_states,
)
from models.actions.queue.dispatching import Dispatch
from models.actions.queue.lanes import Lease
from models.actions.queue.many_rows import insert_many
from models.actions.talk import chain_cases, chain_lines, chains
from models.clock import Instant
from models.phrases.catalogue import say
from models.queries.tickets import ticket_of_row
from models.rules.delivery.address_changes import REMOVED
from models.rules.delivery.choices import ticket_key
from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.payloads import as_edit
from models.rules.delivery.places import Place
from models.rules.delivery.post_content import OfferedChoice
from models.rules.delivery.send_results import FailedPermanently, FailedTemporarily, SendResult, Sent, Unknown
from models.rules.delivery.states import DeliveryState
from models.rules.delivery.transports import UnknownTransport
from models.rules.sms.phone_numbers import shown_number
from models.tables.lanes import outbox as outbox_table
from models.tables.messages import message_copy
from models.tables.persons import address
from models.tables.tickets import topic

#: A repeatable row whose fate is unknown goes again soon; the lane waits meanwhile.
_REPEAT_AFTER = timedelta(seconds=1)

log = logging.getLogger(__name__)


# a result is for the life of the topic that it was got from; a younger life knows nothing of it
_THIS_LIFE = update(topic).where(
    topic.c.ticket_id == bindparam("of_ticket"), topic.c.incarnation == bindparam("of_incarnation")
)
_TOPIC_CREATED = _THIS_LIFE.values(
    thread_id=bindparam("new_thread"), state=case((topic.c.state == "lost", "lost"), else_="created")
)
#: The address was removed, or is somebody else's by now.
_IS_GONE = (
    select(address.c.id)
    .select_from(outbox_table.join(address, address.c.id == outbox_table.c.address_id))
    .where(
        address.c.organisation_id == bindparam("of_organisation"),
        outbox_table.c.id == bindparam("row_id"),
        or_(address.c.state_reason == REMOVED, address.c.person_id != bindparam("of_person")),
    )
)
_CARD_SHOWN = _THIS_LIFE.values(card_provider_id=bindparam("new_card"))


def lease_work(
    tx: Connection,
    at: Instant,
    queue: str,
    token: str,
    limit: int,
    must_wait: Callable[[Dispatch], float] = dispatching.at_once,
) -> list[tuple[Lease, Dispatch]]:
    """Leases due lanes and reads their heads, but those that must wait. Lanes whose holder vanished are put right
    first."""
    leases = lanes.lease_lanes(tx, queue, token, at.real, limit)
    for lease in leases:
        row = recovery.recover(tx, lease.lane_id, at.real) if lease.recovered else None
        if row is not None:
            report_unknown(tx, at, row)
    work = dispatching.next_dispatches(tx, leases, at.real, must_wait)
    return [(lease, shut_windows.looked_at(tx, at, [head])[0]) for lease, head in work]


@dataclass(frozen=True)
class Done:
    """What the world said to rows of one lane, in their order."""

    lease: Lease
    results: Sequence[tuple[Dispatch, SendResult]]


def record_results(tx: Connection, at: Instant, done: Sequence[Done]) -> list[list[Dispatch]]:
    """Stores what the world said to rows of several lanes, each lane once; what is the same for many rows is written
    with one statement. Returns what may go next in each lane (dispatching.next_runs).

    Whatever is decided here is committed together with the states: a crash leaves the rows as they were, which the
    next holder of a lane puts right.
    """
    leases = [one.lease for one in done]
    lost = (said for one in done for said in one.results if _may_move_a_chain(*said))
    chain_cases.hold_all(tx, (dispatch.ticket_id for dispatch, _ in lost))
    # first, as those do who post here and then in the ticket's other lanes: or we would wait for each other
    lanes.lock_lanes(tx, [lease.lane_id for lease in leases])
    results = [result for one in done for result in one.results]
    alike = [(dispatch, said) for dispatch, said in results if isinstance(said, Sent) and _is_like_others(dispatch)]
    _all_sent(tx, at, alike)
    known = {dispatch.id for dispatch, _ in alike}
    for one in done:
        for dispatch, said in one.results:
            if dispatch.id not in known:
                _take_note(tx, at, one.lease, dispatch, said)
    ended_secrets.hide(tx, [dispatch.id for dispatch, _ in results if dispatch.has_secret])
    return [shut_windows.looked_at(tx, at, run) for run in dispatching.next_runs(tx, leases, at.real)]


def _may_move_a_chain(dispatch: Dispatch, result: SendResult) -> bool:
    is_attempt = dispatch.delivery_id is not None and dispatch.address_id is not None
    return is_attempt and isinstance(result, FailedPermanently | Unknown)


def _is_like_others(dispatch: Dispatch) -> bool:
    """What follows from its being sent: copies of a message are seen there, and its delivery has come to an end."""
    if dispatch.kind == RowKind.REACTION:
        return True
    to_person = dispatch.place is Place.ADDRESS and not dispatch.repeatable
    shown = dispatch.kind == RowKind.POST and dispatch.message_id is not None
    return shown and (dispatch.delivery_id is None or to_person)


def _all_sent(tx: Connection, at: Instant, sent: Sequence[tuple[Dispatch, Sent]]) -> None:
    """With few statements, whatever their number."""
    row_states.end_all_in_place(tx, [dispatch for dispatch, _ in sent], at.real)
    for transport, account in {(one.transport, one.account) for one, _ in sent if one.attempts}:
        account_troubles.ends(tx, at, transport, account)
    copies = [copy for dispatch, result in sent if dispatch.message_id for copy in _copies(dispatch, result)]
    insert_many(tx, message_copy, copies)
    attempts = [dispatch for dispatch, _ in sent if dispatch.delivery_id is not None]
    if attempts:
        with batched_writes.open_batch(tx) as writes:
            outcomes.all_ended(tx, at, attempts, DeliveryState.SENT)
        outbox.post_many(tx, writes.posts, at.real)


def _take_note(tx: Connection, at: Instant, lease: Lease, dispatch: Dispatch, result: SendResult) -> None:
    if isinstance(result, Sent):
        _sent(tx, at, dispatch, result)
    elif not lanes.is_held(tx, lease) or not row_states.is_open(tx, dispatch.id):
        pass  # we slept through our lease: another one ends it, or has, and tells whoever has to be told
    elif isinstance(result, FailedTemporarily):
        if result.trouble is not None:
            account_troubles.begins(tx, at, dispatch.transport, dispatch.account, result.trouble)
        not_before = at.real + timedelta(seconds=result.retry_after)
        row_states.try_again(tx, dispatch.id, not_before, result.reason)
    elif isinstance(result, Unknown):
        _unknown(tx, at, dispatch, result)
    else:
        refused(tx, at, dispatch, result)


def record_states(tx: Connection, at: Instant, done: Done) -> list[Dispatch]:
    """Only whether the rows went, when recording what follows raised: or they would be sent again for ever."""
    for dispatch, result in done.results:
        state = DeliveryState.FAILED_PERMANENTLY
        if isinstance(result, Sent):
            state = DeliveryState.SENT
        elif isinstance(result, Unknown):
            state = DeliveryState.UNKNOWN
        row_states.end(tx, dispatch.id, state, at.real, "recording it raised")
        if dispatch.delivery_id is not None:
            delivery_rows.attempt_ended(tx, dispatch, state)  # nobody sees it, but what comes later counts it
    ended_secrets.hide(tx, [dispatch.id for dispatch, _ in done.results if dispatch.has_secret])
    lanes.lock_lanes(tx, [done.lease.lane_id])
    return dispatching.next_runs(tx, [done.lease], at.real)[0]


def _sent(tx: Connection, at: Instant, dispatch: Dispatch, result: Sent) -> None:
    if dispatch.attempts:
        account_troubles.ends(tx, at, dispatch.transport, dispatch.account)
    if dispatch.kind in (RowKind.CARD, RowKind.EDIT_CARD):
        newer = row_states.end_card(tx, dispatch, at.real)
        if newer is not None and dispatch.ticket_id is not None:
            outbox.post_many(tx, [card_edits.card_edit(dispatch.account, dispatch.ticket_id, newer)], at.real)
    elif not row_states.end_in_place(tx, dispatch, at.real):
        if dispatch.message_id is not None and dispatch.kind == RowKind.POST:
            _remember_copies(tx, dispatch, result)
        return
    life = {"of_ticket": dispatch.ticket_id, "of_incarnation": dispatch.incarnation}
    if dispatch.kind == RowKind.CREATE_TOPIC:
        tx.execute(_TOPIC_CREATED, {**life, "new_thread": result.thread_id})
    elif dispatch.kind == RowKind.CARD:
        tx.execute(_CARD_SHOWN, {**life, "new_card": result.provider_ids[0]})
    elif result.answers is not None:
        group_checks.record_answers(tx, at, dispatch, result.answers)
    elif dispatch.message_id is not None and (dispatch.kind == RowKind.POST or "correction" in dispatch.payload):
        _remember_copies(tx, dispatch, result)
    else:
        told_words.remember(tx, dispatch, result)
    outcomes.ended(tx, at, dispatch, DeliveryState.SENT)


def _remember_copies(tx: Connection, dispatch: Dispatch, result: Sent) -> None:
    """Of a post, or of a correction that was posted in the place of an edit."""
    insert_many(tx, message_copy, _copies(dispatch, result))


def _copies(dispatch: Dispatch, result: Sent) -> list[dict[str, Any]]:
    """Of each message that it shows."""
    shown = dispatch.shows or [(dispatch.message_id, as_edit(dispatch.payload).get("part", 0))]
    return [
        {
            "message_id": message_id,
            "transport": dispatch.transport,
            "account": dispatch.account,
            "address": dispatch.address,
            "thread_id": dispatch.thread_id,
            "provider_id": provider_id,
            "part": part,
            "delivery_id": dispatch.delivery_id,
            "outbox_id": dispatch.id if dispatch.shows else None,
        }
        for provider_id in result.provider_ids
        for message_id, part in shown
    ]


def _unknown(tx: Connection, at: Instant, dispatch: Dispatch, result: Unknown) -> None:
    if dispatch.repeatable:
        row_states.try_again(tx, dispatch.id, at.real + _REPEAT_AFTER, result.reason, repeated=True)
        return
    row_states.end(tx, dispatch.id, DeliveryState.UNKNOWN, at.real, result.reason)
    report_unknown(tx, at, dispatch)


def report_unknown(tx: Connection, at: Instant, attempt: Attempt) -> None:
    """Words for the agent, with a button: only a person may decide to send it again."""
    whole = outcomes.ended(tx, at, attempt, DeliveryState.UNKNOWN)
    if attempt.ticket_id is None or "template" in attempt.payload:
        return  # of a wish for leave to write staff hear when there is none
    try:
        view, language = ticket_and_language(tx, attempt.ticket_id)
    except UnknownTransport:  # of its requester: whoever puts this lane right goes on with all others
        log.exception("nobody is told that row %s may have left", attempt.id)
        return
    again: OfferedChoice = {
        "key": ticket_key(attempt.ticket_id, 0, f"resend.{attempt.id}"),
        "label": say(language, "choice.send_again"),
    }
    phrase = outcomes.words_of(whole, DeliveryState.UNKNOWN, "staff.delivery_unknown")
    phone = shown_number(whole.address) if whole is not None and whole.address is not None else ""
    choices = [[again]]
    if whole is not None and view.others is not None:
        there = chains.next_address(tx, at, whole.id, view.id)
        if there is not None:
            choices.append(chain_lines.step_buttons(view.id, whole.id, whole.step, there, language))
    topics.tell_staff(tx, at, view, say(language, phrase, phone=phone), choices)


def send_again(tx: Connection, at: Instant, row_id: int, ticket_id: int) -> bool:
    """An agent decided that a message of unknown fate goes once more. False: it was decided already, or nothing
    may go there any more.
    """
    view = ticket_of_row(tx, ticket_id)
    whose = {"of_organisation": view.organisation_id, "of_person": view.person_id}
    if tx.execute(_IS_GONE, {"row_id": row_id, **whose}).first() is not None:
        return False
    return repeats.repeat_unknown(tx, row_id, ticket_id, at.real)
