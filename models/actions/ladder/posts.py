"""What the ladder says: in the topic, to people in private, to a phone. One message to each, however much fired."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from models.actions.desk import topics
from models.actions.ladder import words
from models.actions.ladder.people import TOPIC, LadderPeople, Line, Phone, Place
from models.actions.ladder.words import Breach
from models.actions.queue import outbox
from models.actions.queue.outbox import OutgoingRow
from models.actions.reach import duty_calls
from models.actions.reach.addressees import to_colleague
from models.clock import Instant
from models.phrases.catalogue import say
from models.queries.staff import Colleague
from models.queries.tickets import TicketView
from models.rules.deadlines.plan import Step, due_at
from models.rules.delivery.choices import TAKEN, ticket_key
from models.rules.delivery.message_parts import parts_of
from models.rules.delivery.outgoing import RowKind, Urgency
from models.rules.delivery.payloads import PostPayload
from models.rules.delivery.places import in_staff_chat
from models.rules.delivery.post_content import Choices
from models.rules.ladder.due_steps import TAKEABLE, FiredStep, LadderMessage, one_each, rungs_in
from models.rules.regulation.parsing import Regulation
from models.rules.texts.content import Entity

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Telling:
    """What fired of one clock. quiet: nobody is woken by it."""

    view: TicketView
    regulation: Regulation
    clock: str
    steps: Sequence[Step]
    quiet: bool


def tell(tx: Connection, at: Instant, people: LadderPeople, what: Telling, fired: Sequence[FiredStep]) -> None:
    """Every place that the fired steps are for gets one message; what reaches nobody is told in the topic."""
    ladder = what.regulation.ladder(what.view.desk_key)
    calls = [people.call(one.step, what.view, ladder) for one in fired]
    messages = one_each(fired, [call.places for call in calls])
    breach = Breach(what.view, what.regulation, what.clock, due_at(what.steps), rungs_in(what.steps))
    lines = dict.fromkeys(line for call in calls for line in call.lines)
    in_topic = next((message for message in messages if message.to == TOPIC), None)
    for message in messages:
        if isinstance(message.to, Phone) and not _call_phone(tx, at, breach, message, message.to):
            lines[Line("staff.rung_phone_fails")] = None
            in_topic = in_topic or replace(message, to=TOPIC)
    if in_topic is not None:
        _tell_topic(tx, at, people, what, breach, in_topic, tuple(lines), messages)
    for message in messages:
        if isinstance(message.to, Colleague):
            _tell_person(tx, at, what, breach, message, message.to)


def _call_phone(tx: Connection, at: Instant, breach: Breach, message: LadderMessage[Place], phone: Phone) -> bool:
    """False: there is no modem for it."""
    text = words.for_phone(breach, message, at.now)
    act = duty_calls.ring_phone if message.step.to == "ring" else duty_calls.text_phone
    return act(tx, at, breach.view.organisation_id, phone.number, text, breach.view.id)


def _tell_topic(
    tx: Connection,
    at: Instant,
    people: LadderPeople,
    what: Telling,
    breach: Breach,
    message: LadderMessage[Place],
    lines: Sequence[Line],
    messages: Sequence[LadderMessage[Place]],
) -> None:
    takeable = message.step.name in TAKEABLE
    if what.view.topic_state in (None, "lost"):
        told = {one.to for one in messages}
        if takeable:
            _tell_heads_instead(tx, at, people, what, breach, message, told)
        return
    piece = words.for_topic(breach, message, lines, at.now)
    choices = taken_choice(what.view.id, breach.language) if takeable else []
    silent = what.quiet or message.step.name == "aim"
    post_in_topic(tx, at, what.view, piece.text, piece.entities, choices, silent=silent)


def _tell_heads_instead(
    tx: Connection,
    at: Instant,
    people: LadderPeople,
    what: Telling,
    breach: Breach,
    message: LadderMessage[Place],
    told: set[Place],
) -> None:
    """No group is bound, so there is no topic; or nobody can write there, as the bot is not in the group."""
    heads = people.heads(what.view)
    for head in heads:
        if head not in told:
            _tell_person(tx, at, what, breach, message, head)
    if not heads and not any(isinstance(place, Colleague | Phone) for place in told):
        log.error("ticket %s: %s of its %s reached nobody", what.view.id, message.step.name, what.clock)


def _tell_person(
    tx: Connection, at: Instant, what: Telling, breach: Breach, message: LadderMessage[Place], who: Colleague
) -> None:
    text = words.for_person(breach, message, who.language, at.now)
    tell_head(tx, at, what.view, who, text, silent=what.quiet)


def post_in_topic(
    tx: Connection,
    at: Instant,
    view: TicketView,
    text: str,
    entities: Sequence[Entity] = (),
    choices: Choices = (),
    *,
    silent: bool = False,
) -> None:
    """Ahead of the conversation. A post that calls for somebody is remembered (told_words.py), so that its button can
    go when somebody took the ticket.
    """
    if view.topic_state is None or view.topic_account is None:
        return
    parts = _silenced(parts_of(text, entities, choices=choices), silent=silent)
    drafts = [OutgoingRow(RowKind.POST, part, repeatable=True, ticket_id=view.id) for part in parts]
    outbox.post(tx, view.topic_account, outbox.ladder_lane(view.id), Urgency.LADDER, drafts, at.real)


def tell_head_missing(tx: Connection, at: Instant, view: TicketView, regulation: Regulation) -> None:
    """An unassigned ladder must still reach somebody: the group learns that nobody above it did."""
    language = topics.staff_language(view, regulation)
    text = say(language, "staff.head_missing", desk=regulation.desk(view.desk_key).title.in_(language))
    post_in_topic(tx, at, view, text, choices=taken_choice(view.id, language))


def tell_not_reached(tx: Connection, at: Instant, view: TicketView, regulation: Regulation, name: str) -> None:
    """Whom the ladder wrote to in private stopped the bot: the group learns that they were not told."""
    language = topics.staff_language(view, regulation)
    text = say(language, "staff.rung_not_reached", name=name)
    post_in_topic(tx, at, view, text, choices=taken_choice(view.id, language))


def tell_head(
    tx: Connection, at: Instant, view: TicketView, head: Colleague, text: str, *, silent: bool = False
) -> None:
    """In private, with the button that stops the ladder."""
    parts = _silenced(parts_of(text, choices=taken_choice(view.id, head.language)), silent=silent)
    there, asked = in_staff_chat(head.chat_id), to_colleague(view, head.agent_id)
    drafts = [
        OutgoingRow(RowKind.POST, part, repeatable=True, to=there, ticket_id=view.id, delivery=asked)
        for part in parts
    ]
    outbox.post(tx, head.account, outbox.chat_lane(head.chat_id), Urgency.LADDER, drafts, at.real)


def _silenced(parts: list[PostPayload], *, silent: bool) -> list[PostPayload]:
    if silent:
        for part in parts:
            part["silent"] = True
    return parts


def taken_choice(ticket_id: int, language: str) -> Choices:
    """Good at any time: whether anything is left to take is asked when it is pressed."""
    return [[{"key": ticket_key(ticket_id, 0, TAKEN), "label": say(language, "choice.taken")}]]
