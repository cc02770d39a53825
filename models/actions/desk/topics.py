"""The topic is a view of a ticket: making it, what is posted in it, its card, making it again."""

from collections.abc import Sequence

from sqlalchemy import Connection, insert, select, update

from models.actions.desk import card_edits, overflow_lines, topic_posts
from models.actions.queue import outbox
from models.actions.queue.batched_writes import batch_of
from models.actions.queue.outbox import OutgoingRow
from models.clock import Instant
from models.phrases.catalogue import say
from models.queries.cards import card_view
from models.queries.messages import MessageView, messages_of
from models.queries.staff import StaffGroup, group_of_desk
from models.queries.tickets import TicketView
from models.rules.delivery.carried import carried_parts
from models.rules.delivery.choices import ticket_key
from models.rules.delivery.message_parts import parts_of
from models.rules.delivery.outgoing import DELIVER, RowKind, Urgency
from models.rules.delivery.payloads import NoPayload, ReactionPayload
from models.rules.delivery.places import IN_TOPIC, in_staff_chat
from models.rules.delivery.post_content import Choices, OfferedChoice
from models.rules.desk import history
from models.rules.desk.card import render_card
from models.rules.desk.ticket_names import topic_name
from models.rules.regulation.parsing import Regulation
from models.rules.texts.content import Entity
from models.tables.lanes import lane
from models.tables.tickets import former_topic, topic

_NEW_TOPIC = insert(topic)


def staff_language(ticket: TicketView, regulation: Regulation) -> str:
    return regulation.desk(ticket.desk_key).staff_language


def _account(ticket: TicketView) -> str:
    """The bot whose topic it is, which need not be the one that the requester writes to."""
    assert ticket.topic_account is not None, "the ticket has no topic"
    return ticket.topic_account


def choice(ticket_id: int, version: int, verb: str, label: str) -> OfferedChoice:
    """A button of a ticket: the version tells later whether it was drawn for the state that it finds."""
    return {"key": ticket_key(ticket_id, version, verb), "label": label}


def show_ticket(
    tx: Connection,
    at: Instant,
    ticket: TicketView,
    regulation: Regulation,
    spoken: Sequence[MessageView] | None = None,
    *,
    phrase: str = "staff.topic_recreated",
) -> bool:
    """Makes the ticket's topic with its card and everything said so far. False: no group is bound yet.

    spoken: what was said so far, when it is at hand already. phrase: what stands before it where it comes again.
    The unique row of the topic is what keeps two first messages from making two topics.
    """
    group = group_of_desk(tx, ticket.organisation_id, ticket.desk_id)
    if group is None:
        return False
    _begin_life(tx, ticket, group)
    if ticket.topic_state is not None:
        if ticket.topic_chat_id != group.chat_id:
            _leave_behind(tx, ticket)
        _open_again(tx, at, ticket, group.account, regulation, phrase)
        return True
    lines: list[OutgoingRow] = []
    if spoken is None:
        spoken = messages_of(tx, ticket.organisation_id, ticket.id)
        lines = overflow_lines.lines_of(tx, at, ticket, staff_language(ticket, regulation))
    drafts = [*_opening(at, ticket, regulation, spoken), *lines]
    outbox.post(tx, group.account, outbox.topic_lane(ticket.id), Urgency.CONVERSATION, drafts, at.real)
    return True


def _begin_life(tx: Connection, ticket: TicketView, group: StaffGroup) -> None:
    """The topic's row, in its first life or in another one in that group."""
    place = {"account": group.account, "chat_id": group.chat_id, "state": "creating"}
    if ticket.topic_state is None:
        tx.execute(_NEW_TOPIC, {**place, "ticket_id": ticket.id, "incarnation": 1})
        return
    was_here = select(topic.c.ticket_id, topic.c.account, topic.c.chat_id, topic.c.thread_id).where(
        topic.c.ticket_id == ticket.id, topic.c.thread_id.is_not(None)
    )
    tx.execute(insert(former_topic).from_select(["ticket_id", "account", "chat_id", "thread_id"], was_here))
    tx.execute(
        update(topic)
        .where(topic.c.ticket_id == ticket.id)
        .values(**place, thread_id=None, card_provider_id=None, incarnation=topic.c.incarnation + 1)
    )


def recreate_topic(tx: Connection, at: Instant, ticket: TicketView, incarnation: int, regulation: Regulation) -> None:
    """Staff deleted the topic: it comes again with its history, before everything that waits for it.

    incarnation: the life of the topic that was found dead; a younger one is left alone.
    """
    changed = tx.execute(
        update(topic)
        .where(topic.c.ticket_id == ticket.id, topic.c.incarnation == incarnation)
        .values(thread_id=None, card_provider_id=None, state="creating", incarnation=incarnation + 1)
    )
    if changed.rowcount:
        _open_again(tx, at, ticket, _account(ticket), regulation, "staff.topic_recreated")


def _leave_behind(tx: Connection, ticket: TicketView) -> None:
    """What waits to be done to posts in the former group is done there: the same numbers mean other posts here."""
    keys = (outbox.topic_lane(ticket.id), outbox.view_lane(ticket.id), outbox.ladder_lane(ticket.id))
    ours = select(lane.c.id).where(
        lane.c.queue == DELIVER, lane.c.account == ticket.topic_account, lane.c.key.in_(keys)
    )
    assert ticket.topic_chat_id is not None, "it has a topic there"
    outbox.address_to(tx, ours, (RowKind.REACTION, RowKind.DROP_CHOICES), ticket.topic_chat_id)


def _open_again(
    tx: Connection, at: Instant, ticket: TicketView, account: str, regulation: Regulation, phrase: str
) -> None:
    """Before everything that waits in the topic's lane, as all of it waits for the topic."""
    key = outbox.topic_lane(ticket.id)
    home = tx.execute(
        select(lane.c.id).where(lane.c.queue == DELIVER, lane.c.key == key, lane.c.account == account)
    ).scalar_one()
    waiting = outbox.drop_waiting(tx, home, (RowKind.CREATE_TOPIC, RowKind.CARD), at.real)
    # what waits with rows of its own needs no telling; the first message is in the card in any case
    said = messages_of(tx, ticket.organisation_id, ticket.id)
    spoken = [m for m in said if m.id not in waiting or m.id == ticket.first_message_id]
    drafts = _opening(at, ticket, regulation, spoken, phrase)
    drafts += overflow_lines.lines_of(tx, at, ticket, staff_language(ticket, regulation))
    outbox.put_before(tx, home, account, drafts, at.real)


def _opening(
    at: Instant, ticket: TicketView, regulation: Regulation, spoken: Sequence[MessageView], again: str = ""
) -> list[OutgoingRow]:
    """Topic, card, and what was said so far.

    again: the phrase that says why the topic comes again; then what was said is told in few long posts.
    """
    language = staff_language(ticket, regulation)
    kind_title = regulation.kind(ticket.kind).title.in_(language)
    name = topic_name(ticket.number, kind_title, ticket.requester_name, ticket.title, language)
    first = [m for m in spoken if m.id == ticket.first_message_id]
    later = [m for m in spoken if m.id != ticket.first_message_id]
    card = render_card(card_view(ticket, first[0] if first else None, regulation, at.now), language)
    drafts = [
        OutgoingRow(RowKind.CREATE_TOPIC, {"name": name}, repeatable=True, ticket_id=ticket.id),
        OutgoingRow(RowKind.CARD, card_edits.card_payload(ticket, card), repeatable=True, ticket_id=ticket.id),
    ]
    for message in first:
        drafts += topic_posts.below_card(ticket.id, message, card, language)
    if not again:
        for message in later:
            drafts += topic_posts.copies_of(ticket, message, language)
        return drafts
    drafts.append(topic_posts.plain(ticket.id, say(language, again)))
    told = history.tell(later, language, regulation.organisation.timezone)
    drafts += [topic_posts.plain(ticket.id, piece.text, piece.entities) for piece in told]
    for message in later:
        if message.files or message.native:
            parts = carried_parts(topic_posts.without_words(message), language)
            drafts += [topic_posts.post_of(ticket.id, message.id, part) for part in parts]
    return drafts


def correct_below_card(
    tx: Connection, at: Instant, ticket: TicketView, before: MessageView, now: MessageView, regulation: Regulation
) -> None:
    """The first message got other words: what of them stands below the card follows."""
    language = staff_language(ticket, regulation)
    cards = [(one, render_card(card_view(ticket, one, regulation, at.now), language)) for one in (before, now)]
    drafts = topic_posts.corrections_below_card(ticket.id, cards[0], cards[1], language)
    if drafts:
        outbox.post(tx, _account(ticket), outbox.topic_lane(ticket.id), Urgency.CONVERSATION, drafts, at.real)


def copy_to_topic(
    tx: Connection, at: Instant, ticket: TicketView, messages: Sequence[MessageView], language: str
) -> None:
    drafts = [draft for message in messages for draft in topic_posts.copies_of(ticket, message, language)]
    if drafts:
        outbox.post(tx, _account(ticket), outbox.topic_lane(ticket.id), Urgency.CONVERSATION, drafts, at.real)


def tell_staff(
    tx: Connection,
    at: Instant,
    ticket: TicketView,
    text: str,
    choices: Choices = (),
    *,
    urgency: Urgency = Urgency.CONVERSATION,
    entities: Sequence[Entity] = (),
) -> None:
    """A post of ours in the ticket's topic. Those of the ladder overtake the conversation."""
    if ticket.topic_state is None:
        return  # nobody to tell yet; the card will show the state when a group is bound
    key = outbox.topic_lane(ticket.id) if urgency != Urgency.LADDER else outbox.ladder_lane(ticket.id)
    parts = parts_of(text, entities, choices=choices)
    drafts = [OutgoingRow(RowKind.POST, part, repeatable=True, ticket_id=ticket.id) for part in parts]
    outbox.post(tx, _account(ticket), key, urgency, drafts, at.real)


def refresh_card(tx: Connection, at: Instant, ticket: TicketView, regulation: Regulation) -> None:
    """Shows the ticket's state. Edits that have not left yet are folded into one; so is a card that has not."""
    batch = batch_of(tx)
    if batch is not None:
        batch.cards[ticket.ref] = regulation
    else:
        card_edits.refresh_cards(tx, at, {ticket.ref: regulation})


def react(
    tx: Connection,
    at: Instant,
    ticket_id: int,
    account: str,
    provider_id: str,
    emoji: str,
    chat_id: int | None = None,
) -> None:
    """Says what became of an agent's message, on that message. chat_id: the group where it was written; the ticket's
    topic may be in another one by now."""
    payload: ReactionPayload = {"provider_id": provider_id, "emoji": emoji}
    to = IN_TOPIC if chat_id is None else in_staff_chat(chat_id)
    draft = OutgoingRow(RowKind.REACTION, payload, repeatable=True, to=to, ticket_id=ticket_id)
    outbox.post(tx, account, outbox.view_lane(ticket_id), Urgency.VIEW, [draft], at.real)


def drop_choices(tx: Connection, at: Instant, view: TicketView, provider_id: str) -> None:
    """The question of that post in the topic has been answered: its buttons go."""
    draft = OutgoingRow(RowKind.DROP_CHOICES, {"provider_id": provider_id}, repeatable=True, ticket_id=view.id)
    outbox.post(tx, _account(view), outbox.view_lane(view.id), Urgency.VIEW, [draft], at.real)


def reopen_topic(tx: Connection, at: Instant, ticket_id: int, account: str, lane_id: int) -> None:
    """Staff closed the topic: it opens before what waits for it."""
    draft = OutgoingRow(RowKind.REOPEN_TOPIC, NoPayload(), repeatable=True, ticket_id=ticket_id)
    outbox.put_before(tx, lane_id, account, [draft], at.real)
