"""What the service refused: the topic is put right, the transport marked, staff told, in one transaction."""

from datetime import timedelta
from functools import partial

from sqlalchemy import Connection

from models.actions.delivery import dead_addresses, leave_ends, outcomes
from models.actions.delivery.refusal_words import in_words
from models.actions.desk import bindings, group_checks, group_news, staff, topics
from models.actions.ladder import posts
from models.actions.queue import merged_posts, outbox, row_states
from models.actions.queue.delivery_rows import Whole
from models.actions.queue.dispatching import Dispatch
from models.actions.talk import chains
from models.clock import Instant
from models.phrases.catalogue import say
from models.queries.persons import NOT_STARTED, why_dead
from models.queries.regulation import edition_of
from models.queries.staff import agent_name, group_of_row, is_head, organisations_of_colleague, reachable_heads
from models.queries.tickets import TicketView, ticket_of_row
from models.queries.transports import traits_of
from models.rules.delivery.outcomes import Purpose
from models.rules.delivery.outgoing import NOTE_REACTION, REACTION_OF, RowKind
from models.rules.delivery.payloads import as_edit, as_reaction
from models.rules.delivery.places import Place
from models.rules.delivery.send_results import FailedPermanently, Refusal
from models.rules.delivery.states import DeliveryState

_WITHOUT_RIGHTS = timedelta(seconds=30)
#: How often something for a topic waits for the topic before it is given up.
MAX_ATTEMPTS = 20


def refused(tx: Connection, at: Instant, dispatch: Dispatch, result: FailedPermanently) -> None:
    if result.refusal == Refusal.MOVED and result.moved_to is not None and dispatch.chat_id is not None:
        _move_group(tx, dispatch, result.moved_to)
        outbox.readdress(tx, dispatch.account, dispatch.chat_id, result.moved_to)
        row_states.try_again(tx, dispatch.id, at.real, "the group moved")
        return
    if dispatch.kind == RowKind.DELETE_TOPIC:
        # nothing is waited for: the act names what stands there still (models/actions/erasure)
        gone = result.refusal in (Refusal.TOPIC_GONE, Refusal.NOTHING_TO_EDIT)
        state = DeliveryState.SENT if gone else DeliveryState.FAILED_PERMANENTLY
        row_states.end(tx, dispatch.id, state, at.real, result.reason)
        return
    if dispatch.place in (Place.TOPIC, Place.GROUP) and _waits_for_group(tx, at, dispatch, result.refusal):
        return
    if dispatch.to_topic and dispatch.ticket_id is not None and _topic_mended(tx, at, dispatch, result.refusal):
        return
    if dispatch.shows and result.refusal == Refusal.OTHER:
        merged_posts.split_up(tx, dispatch.id, at.real)
        return
    row_states.end(tx, dispatch.id, DeliveryState.FAILED_PERMANENTLY, at.real, result.reason)
    if "template" in dispatch.payload:
        leave_ends.not_asked(tx, at, dispatch, result.refusal, partial(_why, tx, dispatch, result))
        return
    if dispatch.kind == RowKind.REACTION and result.refusal == Refusal.OTHER:
        _say_instead_of_reacting(tx, at, dispatch)
    if not dispatch.to_topic:
        _tell_failure(tx, at, dispatch, result)
    elif dispatch.kind == RowKind.CARD or (dispatch.kind == RowKind.POST and dispatch.message_id is not None):
        _tell_not_shown(tx, at, dispatch, result)


def _move_group(tx: Connection, dispatch: Dispatch, new_chat: int) -> None:
    """What nobody knows has nothing that could be moved."""
    known = group_of_row(tx, dispatch.account, dispatch.chat_id)
    if known is not None:
        bindings.move_group(tx, known.organisation_id, known.account, known.chat_id, new_chat)


def _waits_for_group(tx: Connection, at: Instant, dispatch: Dispatch, refusal: Refusal) -> bool:
    """True: the bot may not write in the group, or is out of it, and the row waits until it may again."""
    if refusal not in (Refusal.NO_RIGHTS, Refusal.CHAT_GONE):
        return False
    assert dispatch.chat_id is not None
    known = group_of_row(tx, dispatch.account, dispatch.chat_id)
    group = known if known is not None and known.is_bound else None
    if refusal == Refusal.NO_RIGHTS:
        if group is not None:
            group_checks.watch(tx, at, dispatch.account, dispatch.chat_id)
            until = at.real + _WITHOUT_RIGHTS
            row_states.try_again(tx, dispatch.id, until, "the bot may not write there", counted=False)
        return group is not None
    bindings.lose_group(tx, dispatch.account, dispatch.chat_id, at.now)
    if group is not None:
        group_news.tell_around(tx, at, group, "staff.group_lost")
    if dispatch.to_topic:
        row_states.try_again(tx, dispatch.id, at.real, "the bot is not in the group", counted=False)
    return dispatch.to_topic


def _tell_not_shown(tx: Connection, at: Instant, dispatch: Dispatch, result: FailedPermanently) -> None:
    """The topic refused what a requester wrote: nobody would know that there was something."""
    assert dispatch.ticket_id is not None
    view, language = ticket_and_language(tx, dispatch.ticket_id)
    reason = _reason(tx, language, dispatch, result)
    topics.tell_staff(tx, at, view, say(language, "staff.unsupported_kept", type=reason))


def _topic_mended(tx: Connection, at: Instant, dispatch: Dispatch, refusal: Refusal) -> bool:
    """True: the topic is being put right, and the row waits for it."""
    assert dispatch.ticket_id is not None
    assert dispatch.incarnation is not None
    if dispatch.kind == RowKind.CREATE_TOPIC and refusal == Refusal.OTHER:
        # rights are missing, most likely: everything of this ticket waits until somebody gives them
        assert dispatch.chat_id is not None
        group_checks.watch(tx, at, dispatch.account, dispatch.chat_id)
        until = at.real + _WITHOUT_RIGHTS
        row_states.try_again(tx, dispatch.id, until, "the topic could not be made", counted=False)
        return True
    if dispatch.attempts >= MAX_ATTEMPTS:
        return False
    if refusal == Refusal.TOPIC_GONE:
        if dispatch.kind in (RowKind.REACTION, RowKind.REMOVE, RowKind.EDIT_CARD):
            return False  # what it was about went with the topic; the next message brings the topic back
        row_states.try_again(tx, dispatch.id, at.real, "the topic was deleted")
        view = ticket_of_row(tx, dispatch.ticket_id)
        regulation = edition_of(tx, view).regulation
        topics.recreate_topic(tx, at, view, dispatch.incarnation, regulation)
        return True
    shows_it_alone = dispatch.kind == RowKind.EDIT and "provider_id" not in dispatch.payload
    if refusal == Refusal.NOTHING_TO_EDIT and shows_it_alone and dispatch.message_id is not None:
        _, language = ticket_and_language(tx, dispatch.ticket_id)
        row_states.correct_instead(tx, dispatch, say(language, "staff.edited_mark"), at.real)
        return True
    if refusal == Refusal.TOPIC_CLOSED:
        row_states.try_again(tx, dispatch.id, at.real, "the topic was closed")
        topics.reopen_topic(tx, at, dispatch.ticket_id, dispatch.account, dispatch.lane_id)
        return True
    return False


def _tell_failure(tx: Connection, at: Instant, dispatch: Dispatch, result: FailedPermanently) -> None:
    """A message for a person was refused: the address that was used is marked, the agent is told in words, and if the
    person has another one it goes there.
    """
    marked = dead_addresses.mark(tx, at, dispatch, result.refusal)
    why = partial(_why, tx, dispatch, result)
    if result.refusal is Refusal.WINDOW_CLOSED:
        leave_ends.shut(tx, at, dispatch.ticket_id, dispatch.address_id, dispatch.decided_at)
    whole = outcomes.ended(tx, at, dispatch, DeliveryState.FAILED_PERMANENTLY, why, result.refusal)
    if dispatch.ticket_id is None:
        if result.refusal == Refusal.BLOCKED and dispatch.chat_id is not None:
            for organisation_id in organisations_of_colleague(tx, dispatch.account, dispatch.chat_id):
                staff.unreachable(tx, organisation_id, dispatch.account, dispatch.chat_id)
        return
    if marked and dispatch.address_id is not None:
        chains.move_waiting(tx, at, [dispatch.lane_id], dispatch.address_id, why)
    if whole is not None and not whole.changed:
        return  # told with another part of the same message, or with the way by which it goes now
    view, language = ticket_and_language(tx, dispatch.ticket_id)
    if whole is not None and whole.agent_id is not None:
        _colleague_not_told(tx, at, view, dispatch, result, whole.agent_id)
    elif dispatch.address_id is not None and not _says_it_is_gone(view, dispatch, result):
        view = outcomes.answer_lost(tx, at, view, whole)
        _tell_requester_missed_it(tx, at, view, language, dispatch, result, whole)


def _why(tx: Connection, dispatch: Dispatch, result: FailedPermanently, language: str) -> str:
    """In a line about its chain."""
    if result.refusal == Refusal.BLOCKED:
        return say(language, "chain.blocked", transport=traits_of(tx, dispatch.transport).title)
    if result.refusal == Refusal.WINDOW_CLOSED:
        return say(language, "leave.closed", transport=traits_of(tx, dispatch.transport).title)
    return say(language, "staff.delivery_failed", reason=_reason(tx, language, dispatch, result))


def _says_it_is_gone(view: TicketView, dispatch: Dispatch, result: FailedPermanently) -> bool:
    """Of a part that never arrived: then nothing is missing there."""
    nothing_there = dispatch.kind == RowKind.EDIT and result.refusal == Refusal.NOTHING_TO_EDIT
    return nothing_there and as_edit(dispatch.payload)["text"] == say(view.language, "message.part_gone")


def _tell_requester_missed_it(
    tx: Connection,
    at: Instant,
    view: TicketView,
    language: str,
    dispatch: Dispatch,
    result: FailedPermanently,
    whole: Whole | None,
) -> None:
    assert dispatch.address_id is not None, "it went to a requester"
    not_started = why_dead(tx, view.organisation_id, dispatch.address_id) == NOT_STARTED
    if whole is not None and whole.purpose is Purpose.COPY:
        told = say(language, "participant.missed", reason=_why(tx, dispatch, result, language))
    elif not_started:
        told = say(language, "staff.not_started")
    elif result.refusal == Refusal.BLOCKED:
        told = say(language, "staff.blocked")
    else:
        failed = outcomes.words_of(whole, DeliveryState.FAILED_PERMANENTLY, "staff.delivery_failed")
        phrase = "staff.edit_not_mirrored" if dispatch.kind == RowKind.EDIT else failed
        told = say(language, phrase, reason=_reason(tx, language, dispatch, result))
    outcomes.tell_lost(tx, at, view, whole, told, language)


def _reason(tx: Connection, language: str, dispatch: Dispatch, result: FailedPermanently) -> str:
    return in_words(language, traits_of(tx, dispatch.transport), result.refusal, result.reason)


def _colleague_not_told(
    tx: Connection, at: Instant, view: TicketView, dispatch: Dispatch, result: FailedPermanently, agent_id: int
) -> None:
    """The ladder must reach somebody: the group learns of whom it did not, unless another head was told."""
    if result.refusal in (Refusal.BLOCKED, Refusal.CHAT_GONE) and dispatch.chat_id is not None:
        staff.unreachable(tx, view.organisation_id, dispatch.account, dispatch.chat_id)
    regulation = edition_of(tx, view).regulation
    if not is_head(tx, view.organisation_id, view.desk_id, agent_id):
        posts.tell_not_reached(tx, at, view, regulation, agent_name(tx, view.organisation_id, agent_id))
    elif all(head.agent_id == agent_id for head in reachable_heads(tx, view.organisation_id, view.desk_id)):
        posts.tell_head_missing(tx, at, view, regulation)


#: What a reaction says, in words, where the group has reactions off. Failures are told in words in any case.
_IN_WORDS = {REACTION_OF[DeliveryState.SENT]: "staff.sent", NOTE_REACTION: "staff.note_kept"}


def _say_instead_of_reacting(tx: Connection, at: Instant, dispatch: Dispatch) -> None:
    phrase = _IN_WORDS.get(as_reaction(dispatch.payload)["emoji"])
    if phrase is not None and dispatch.ticket_id is not None:
        view, language = ticket_and_language(tx, dispatch.ticket_id)
        topics.tell_staff(tx, at, view, say(language, phrase))


def ticket_and_language(tx: Connection, ticket_id: int) -> tuple[TicketView, str]:
    view = ticket_of_row(tx, ticket_id)
    return view, topics.staff_language(view, edition_of(tx, view).regulation)
