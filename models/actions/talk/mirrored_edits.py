"""A message got other words: they stand wherever it was shown."""

from sqlalchemy import Connection

from models.actions.desk import topics
from models.actions.desk.topic_posts import says_who
from models.actions.queue import outbox
from models.actions.queue.outbox import OutgoingRow
from models.actions.reach import routes
from models.actions.talk import answer_presses, asked_answers, held_answers, thanks
from models.actions.talk.requester_clock import requester_wrote
from models.clock import Instant
from models.phrases.catalogue import say
from models.queries.agents_words import header_of
from models.queries.chains import is_held
from models.queries.copies import header_of_copy
from models.queries.messages import MessageView
from models.queries.regulation import edition_of
from models.queries.tickets import TicketView, ticket_by_id
from models.rules.delivery.address_changes import GONE
from models.rules.delivery.carried import carried, corrected_parts
from models.rules.delivery.outgoing import RowKind, Urgency
from models.rules.delivery.places import IN_TOPIC, at_address
from models.rules.delivery.replies import FROM_OUTSIDE, Towards
from models.rules.delivery.transports import TELEGRAM
from models.rules.regulation.parsing import Regulation


def show_edit(tx: Connection, at: Instant, before: MessageView, now: MessageView) -> None:
    """Wherever the message was shown. before: as it reads there."""
    if before.ticket_id is not None and before.author in (*FROM_OUTSIDE, "agent", held_answers.UNSENT):
        _after_edit(tx, at, ticket_by_id(tx, before.organisation_id, before.ticket_id), before, now)


def _after_edit(tx: Connection, at: Instant, view: TicketView, before: MessageView, now: MessageView) -> None:
    regulation = edition_of(tx, view).regulation
    if before.author == "agent":
        if is_held(tx, view, before.id):
            return
        _correct_copy(tx, at, view, before, now, regulation)
        view = routes.where_it_went(tx, at, view, regulation, before.id)
        if view.address_reason in GONE:
            language = topics.staff_language(view, regulation)
            why = held_answers.why_gone(view, language)
            topics.tell_staff(tx, at, view, say(language, "chain.not_corrected", why=why))
            return
    if not view.traits.edits and before.author not in FROM_OUTSIDE:
        answer_presses.edited(tx, at, view, before.id, regulation)
        return
    if before.author == held_answers.UNSENT:
        return  # the other side has never seen it
    _mirror_edit(tx, at, view, before, now, regulation)
    if before.author != "requester" or not view.is_open or not thanks.are_thanks([before], view):
        return
    if not thanks.are_thanks([now], view):  # «Спасибо» became «Спасибо, но не работает»
        requester_wrote(tx, at, view, regulation, at.now)


def _correct_copy(
    tx: Connection, at: Instant, view: TicketView, before: MessageView, now: MessageView, regulation: Regulation
) -> None:
    """Where it went besides the requester, if words can be corrected there."""
    theirs = asked_answers.as_copied(tx, before, view)
    if theirs is not None and theirs.traits.edits:
        header = header_of_copy(tx, view.organisation_id, before.id)
        _mirror_edit(tx, at, theirs, before, now, regulation, header)


def _mirror_edit(
    tx: Connection,
    at: Instant,
    view: TicketView,
    before: MessageView,
    now: MessageView,
    regulation: Regulation,
    header: str | None = None,
) -> None:
    """header: that stands before it in the copy of somebody besides the requester, whom the view is of then."""
    if before.author in FROM_OUTSIDE and view.topic_state is None:
        return
    if before.id == view.first_message_id:
        topics.refresh_card(tx, at, view, regulation)
        topics.correct_below_card(tx, at, view, before, now, regulation)
        return
    to_topic = before.author in FROM_OUTSIDE
    account = view.topic_account if to_topic else view.account
    lane = outbox.topic_lane(view.id) if to_topic else outbox.lane_of(view.traits, view.address)
    to = IN_TOPIC if to_topic else at_address(view.transport, view.address)
    language = topics.staff_language(view, regulation) if to_topic else view.language
    reader = None if header is None else view.person_id
    if header is None and to_topic:
        header = says_who(before, language)
    elif header is None:
        header = header_of(tx, view.organisation_id, view.id, before.id)
    gone, by = say(language, "message.part_gone"), TELEGRAM if to_topic else view.traits
    towards = Towards(view.id, to_topic, language, view.first_message_id, reader)
    was, becomes = (carried(one, towards, one.answered, header, by) for one in (before, now))
    address_id = None if to_topic else view.address_id
    drafts = [
        OutgoingRow(kind, payload, kind == RowKind.EDIT or to_topic, to, view.id, before.id, address_id=address_id)
        for kind, payload in corrected_parts(was, becomes, language, gone, by)
    ]
    assert account is not None  # a requester's edit is mirrored when there is a topic
    if drafts:
        outbox.post(tx, account, lane, Urgency.CONVERSATION, drafts, at.real, queue=by.queue)
