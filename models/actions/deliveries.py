"""What came of a try to send: recorded, and followed by whatever it means for the ticket, in one transaction."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, insert, update

from models.actions import (
    card_edits,
    dispatching,
    group_checks,
    ladder_posts,
    lanes,
    outbox,
    persons,
    staff,
    tickets,
    topics,
    waiting,
)
from models.actions.dispatching import Dispatch
from models.actions.lanes import Lease
from models.clock import Instant
from models.phrases.catalogue import say
from models.queries.regulation import edition_by_id
from models.queries.staff import agent_name, is_head, reachable_heads
from models.queries.tickets import TicketView, ticket_by_id
from models.rules.choices import ticket_key
from models.rules.delivery_states import DeliveryState
from models.rules.outgoing import NOTE_REACTION, REACTION_OF, Kind
from models.rules.phone_numbers import shown_number
from models.rules.send_results import FailedPermanently, FailedTemporarily, Refusal, SendResult, Sent, Unknown
from models.tables.messages import message_copy
from models.tables.tickets import topic

#: A repeatable row whose fate is unknown goes again soon; the lane waits meanwhile.
_REPEAT_AFTER = timedelta(seconds=1)
_WITHOUT_RIGHTS = timedelta(seconds=30)
#: How often something for a topic waits for the topic before it is given up.
MAX_ATTEMPTS = 20


# a result is for the life of the topic that it was got from; a younger life knows nothing of it
_THIS_LIFE = update(topic).where(
    topic.c.ticket_id == bindparam("of_ticket"), topic.c.incarnation == bindparam("of_incarnation")
)
_TOPIC_CREATED = _THIS_LIFE.values(thread_id=bindparam("new_thread"), state="created")
_CARD_SHOWN = _THIS_LIFE.values(card_provider_id=bindparam("new_card"))
_NEW_COPY = insert(message_copy)


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
        row = dispatching.recover(tx, lease.lane_id, at.real) if lease.recovered else None
        if row is not None:
            report_unknown(tx, at, row.id, row.ticket_id, row.payload)
    return dispatching.next_dispatches(tx, leases, at.real, must_wait)


def record_result(
    tx: Connection, at: Instant, lease: Lease, dispatch: Dispatch, result: SendResult
) -> Dispatch | None:
    """Stores what the world said; returns the next row of the lane if it may go at once.

    Whatever is decided here is committed together with the state: a crash leaves the row in `sending`, which the
    next holder of the lane puts right.
    """
    # first, as those do who post here and then in the ticket's other lanes: or we would wait for each other
    lanes.lock_lane(tx, lease.lane_id)
    if isinstance(result, Sent):
        _sent(tx, at, dispatch, result)
    elif isinstance(result, FailedTemporarily):
        not_before = at.real + timedelta(seconds=result.retry_after)
        dispatching.try_again(tx, dispatch.id, not_before, result.reason)
    elif isinstance(result, Unknown):
        _unknown(tx, at, dispatch, result)
    else:
        _refused(tx, at, dispatch, result)
    return dispatching.next_dispatch(tx, lease, at.real)


def record_state(
    tx: Connection, at: Instant, lease: Lease, dispatch: Dispatch, result: SendResult
) -> Dispatch | None:
    """Only whether the row went, when recording what follows from it raised: or it would be sent again for ever."""
    state = DeliveryState.FAILED_PERMANENTLY
    if isinstance(result, Sent):
        state = DeliveryState.SENT
    elif isinstance(result, Unknown):
        state = DeliveryState.UNKNOWN
    dispatching.end(tx, dispatch.id, state, at.real, "recording it raised")
    return dispatching.next_dispatch(tx, lease, at.real)


def _sent(tx: Connection, at: Instant, dispatch: Dispatch, result: Sent) -> None:
    if dispatch.kind in (Kind.CARD, Kind.EDIT_CARD):
        newer = dispatching.end_card(tx, dispatch, at.real)
        if newer is not None and dispatch.ticket_id is not None:
            outbox.post_many(tx, [card_edits.card_edit(dispatch.account, dispatch.ticket_id, newer)], at.real)
    else:
        dispatching.end(tx, dispatch.id, DeliveryState.SENT, at.real)
    life = {"of_ticket": dispatch.ticket_id, "of_incarnation": dispatch.incarnation}
    if dispatch.kind == Kind.CREATE_TOPIC:
        tx.execute(_TOPIC_CREATED, {**life, "new_thread": result.thread_id})
    elif dispatch.kind == Kind.CARD:
        tx.execute(_CARD_SHOWN, {**life, "new_card": result.provider_ids[0]})
    elif result.answers is not None:
        group_checks.record_answers(tx, at, dispatch, result.answers)
    elif dispatch.message_id is not None and (dispatch.kind == Kind.POST or "correction" in dispatch.payload):
        _remember_copies(tx, dispatch, result)
        if dispatch.payload.get("last"):
            _report(tx, at, dispatch, DeliveryState.SENT)
    elif ladder_posts.KEPT in dispatch.payload:
        dispatching.keep_ids(tx, dispatch, ladder_posts.KEPT, result.provider_ids)


def _remember_copies(tx: Connection, dispatch: Dispatch, result: Sent) -> None:
    tx.execute(
        _NEW_COPY,
        [
            {
                "message_id": dispatch.message_id,
                "transport": "telegram",
                "account": dispatch.account,
                "chat_id": dispatch.chat_id,
                "thread_id": dispatch.thread_id,
                "provider_id": provider_id,
                "part": dispatch.payload.get("part", 0),
            }
            for provider_id in result.provider_ids
        ],
    )


def _report(tx: Connection, at: Instant, dispatch: Dispatch, state: DeliveryState) -> None:
    """Shows the agent on their own message what became of it."""
    report_to = dispatch.payload.get("report_to")
    if report_to is not None and dispatch.ticket_id is not None:
        topics.react(tx, at, dispatch.ticket_id, dispatch.account, report_to, REACTION_OF[state])


def _unknown(tx: Connection, at: Instant, dispatch: Dispatch, result: Unknown) -> None:
    if dispatch.repeatable:
        dispatching.try_again(tx, dispatch.id, at.real + _REPEAT_AFTER, result.reason, repeated=True)
        return
    dispatching.end(tx, dispatch.id, DeliveryState.UNKNOWN, at.real, result.reason)
    report_unknown(tx, at, dispatch.id, dispatch.ticket_id, dispatch.payload)


def report_unknown(tx: Connection, at: Instant, row_id: int, ticket_id: int | None, payload: Any) -> None:
    """Words for the agent, with a button: only a person may decide to send it again."""
    if ticket_id is None:
        return
    view, language = _ticket_and_language(tx, ticket_id)
    if payload.get("report_to") is not None and view.topic_account is not None:
        reaction = REACTION_OF[DeliveryState.UNKNOWN]
        topics.react(tx, at, ticket_id, view.topic_account, payload["report_to"], reaction)
    again = {"key": ticket_key(ticket_id, 0, f"resend.{row_id}"), "label": say(language, "choice.send_again")}
    told = say(language, "staff.delivery_unknown")
    if "duty" in payload:
        told = say(language, "staff.duty_unknown", phone=shown_number(payload["duty"]))
    topics.tell_staff(tx, at, view, told, [[again]])


def _refused(tx: Connection, at: Instant, dispatch: Dispatch, result: FailedPermanently) -> None:
    if result.refusal == Refusal.MOVED and result.moved_to is not None and dispatch.chat_id is not None:
        staff.move_group(tx, dispatch.account, dispatch.chat_id, result.moved_to)
        outbox.readdress(tx, dispatch.account, dispatch.chat_id, result.moved_to)
        dispatching.try_again(tx, dispatch.id, at.real, "the group moved")
        return
    if dispatch.to_topic and dispatch.ticket_id is not None and _topic_mended(tx, at, dispatch, result.refusal):
        return
    dispatching.end(tx, dispatch.id, DeliveryState.FAILED_PERMANENTLY, at.real, result.reason)
    if dispatch.kind == Kind.REACTION and result.refusal == Refusal.OTHER:
        _say_instead_of_reacting(tx, at, dispatch)
    if not dispatch.to_topic:
        _tell_failure(tx, at, dispatch, result)
    elif result.refusal == Refusal.CHAT_GONE and dispatch.chat_id is not None:
        staff.lose_group(tx, dispatch.account, dispatch.chat_id)
    elif dispatch.kind == Kind.CARD or (dispatch.kind == Kind.POST and dispatch.message_id is not None):
        _tell_not_shown(tx, at, dispatch, result)


def _tell_not_shown(tx: Connection, at: Instant, dispatch: Dispatch, result: FailedPermanently) -> None:
    """The topic refused what a requester wrote: nobody would know that there was something."""
    assert dispatch.ticket_id is not None
    view, language = _ticket_and_language(tx, dispatch.ticket_id)
    reason = say(language, "reason.rejected", answer=result.reason)
    topics.tell_staff(tx, at, view, say(language, "staff.unsupported_kept", type=reason))


def _topic_mended(tx: Connection, at: Instant, dispatch: Dispatch, refusal: Refusal) -> bool:
    """True: the topic is being put right, and the row waits for it."""
    assert dispatch.ticket_id is not None
    assert dispatch.incarnation is not None
    if dispatch.kind == Kind.CREATE_TOPIC and refusal == Refusal.OTHER:
        # rights are missing, most likely: everything of this ticket waits until somebody gives them
        if dispatch.attempts == 0 and dispatch.chat_id is not None:
            _, language = _ticket_and_language(tx, dispatch.ticket_id)
            staff.tell_group(tx, at, dispatch.account, dispatch.chat_id, say(language, "staff.bind_no_rights"))
        dispatching.try_again(tx, dispatch.id, at.real + _WITHOUT_RIGHTS, "the topic could not be made")
        return True
    if dispatch.attempts >= MAX_ATTEMPTS:
        return False
    if refusal == Refusal.TOPIC_GONE:
        if dispatch.kind in (Kind.REACTION, Kind.EDIT_CARD):
            return False  # what it was about went with the topic; the next message brings the topic back
        dispatching.try_again(tx, dispatch.id, at.real, "the topic was deleted")
        view = ticket_by_id(tx, dispatch.ticket_id)
        regulation = edition_by_id(tx, view.edition_id).regulation
        topics.recreate_topic(tx, at, view, dispatch.incarnation, regulation)
        return True
    if refusal == Refusal.NOTHING_TO_EDIT and dispatch.kind == Kind.EDIT and dispatch.message_id is not None:
        _, language = _ticket_and_language(tx, dispatch.ticket_id)
        dispatching.correct_instead(tx, dispatch, say(language, "staff.edited_mark"), at.real)
        return True
    if refusal == Refusal.TOPIC_CLOSED:
        dispatching.try_again(tx, dispatch.id, at.real, "the topic was closed")
        topics.reopen_topic(tx, at, dispatch.ticket_id, dispatch.account, dispatch.lane_id)
        return True
    return False


def _tell_failure(tx: Connection, at: Instant, dispatch: Dispatch, result: FailedPermanently) -> None:
    """A message for a person was refused: the transport is marked, the agent is told in words."""
    if dispatch.ticket_id is None:
        if result.refusal == Refusal.BLOCKED and dispatch.chat_id is not None:
            staff.unreachable(tx, dispatch.account, dispatch.chat_id)
        return
    view, language = _ticket_and_language(tx, dispatch.ticket_id)
    if dispatch.chat_id != view.requester_chat:
        _colleague_not_told(tx, at, view, dispatch, result)
        return
    _report(tx, at, dispatch, DeliveryState.FAILED_PERMANENTLY)
    if dispatch.payload.get("report_to") is not None:
        view = tickets.held(tx, view)
        if not outbox.any_answer_left(tx, view.id):
            tickets.unanswered_after_all(tx, at, view, edition_by_id(tx, view.edition_id).regulation)
        waiting.not_delivered(tx, at, view, dispatch.message_id)
    if result.refusal == Refusal.BLOCKED:
        if persons.mark_address(tx, view.address_id, "dead", "blocked", at.now):
            regulation = edition_by_id(tx, view.edition_id).regulation
            topics.refresh_card(tx, at, view.id, regulation)
        topics.tell_staff(tx, at, view, say(language, "staff.blocked"))
    elif dispatch.kind == Kind.EDIT:
        reason = say(language, "reason.rejected", answer=result.reason)
        topics.tell_staff(tx, at, view, say(language, "staff.edit_not_mirrored", reason=reason))
    else:
        reason = say(language, "reason.rejected", answer=result.reason)
        topics.tell_staff(tx, at, view, say(language, "staff.delivery_failed", reason=reason))


def _colleague_not_told(
    tx: Connection, at: Instant, view: TicketView, dispatch: Dispatch, result: FailedPermanently
) -> None:
    """The ladder must reach somebody: the group learns of whom it did not, unless another head was told."""
    assert dispatch.chat_id is not None
    if dispatch.kind != Kind.POST:
        return
    if result.refusal in (Refusal.BLOCKED, Refusal.CHAT_GONE):
        staff.unreachable(tx, dispatch.account, dispatch.chat_id)
    regulation = edition_by_id(tx, view.edition_id).regulation
    agent_id = staff.find_agent(tx, view.organisation_id, dispatch.account, dispatch.chat_id)
    if agent_id is not None and not is_head(tx, view.desk_id, agent_id):
        ladder_posts.tell_not_reached(tx, at, view, regulation, agent_name(tx, agent_id))
    elif all(head.chat_id == dispatch.chat_id for head in reachable_heads(tx, view.desk_id)):
        ladder_posts.tell_head_missing(tx, at, view, regulation)


#: What a reaction says, in words, where the group has reactions off. Failures are told in words in any case.
_IN_WORDS = {REACTION_OF[DeliveryState.SENT]: "staff.sent", NOTE_REACTION: "staff.note_kept"}


def _say_instead_of_reacting(tx: Connection, at: Instant, dispatch: Dispatch) -> None:
    phrase = _IN_WORDS.get(dispatch.payload["emoji"])
    if phrase is not None and dispatch.ticket_id is not None:
        view, language = _ticket_and_language(tx, dispatch.ticket_id)
        topics.tell_staff(tx, at, view, say(language, phrase))


def _ticket_and_language(tx: Connection, ticket_id: int) -> tuple[TicketView, str]:
    view = ticket_by_id(tx, ticket_id)
    return view, topics.staff_language(view, edition_by_id(tx, view.edition_id).regulation)


def send_again(tx: Connection, at: Instant, row_id: int, ticket_id: int) -> bool:
    """An agent decided that a message of unknown fate goes once more. False: it was decided already."""
    return outbox.repeat_unknown(tx, row_id, ticket_id, at.real)
