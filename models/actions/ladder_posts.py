"""What the ladder says, and to whom: the topic, the group on duty, the head in private."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from models.actions import outbox, topics
from models.actions.outbox import Draft
from models.clock import Instant
from models.phrases.catalogue import say
from models.phrases.times import duration, moment
from models.queries.staff import Head, reachable_heads
from models.queries.tickets import TicketView
from models.rules.choices import ticket_key
from models.rules.ladder import LadderMessage
from models.rules.outgoing import Kind, Urgency, parts_of
from models.rules.regulation import Regulation

TAKEN = "taken"


def one_per_place(messages: Sequence[LadderMessage]) -> list[LadderMessage]:
    """The group on duty reads what is for it in the ticket's topic: there, its message stands for the topic's."""
    group_is_told = any(message.to == "group" for message in messages)
    return [message for message in messages if message.to != "topic" or not group_is_told]


def tell(
    tx: Connection,
    at: Instant,
    view: TicketView,
    regulation: Regulation,
    clock: str,
    message: LadderMessage,
) -> None:
    """One message per recipient, however many steps were missed; it names the highest."""
    language = topics.staff_language(view, regulation)
    if message.to == "head":
        _tell_heads(tx, at, view, regulation, clock, message)
        return
    due = _due(view, clock)
    when = moment(due, at.now, regulation.organisation.timezone, language)
    if message.step.name == "warning":
        left = duration(max(due - at.now, due - due), language)
        text = say(language, f"staff.warning_{clock}", left=left, due=when)
        topics.tell_staff(tx, at, view, _marked(text, message, language), urgency=Urgency.LADDER)
        return
    text = say(language, f"staff.breach_{clock}", due=when)
    topics.tell_staff(
        tx,
        at,
        view,
        _marked(text, message, language),
        taken_choice(view.id, language),
        urgency=Urgency.LADDER,
    )


def _tell_heads(
    tx: Connection,
    at: Instant,
    view: TicketView,
    regulation: Regulation,
    clock: str,
    message: LadderMessage,
) -> None:
    heads = reachable_heads(tx, view.desk_id)
    if not heads:
        tell_head_missing(tx, at, view, regulation)
        return
    for head in heads:
        what = say(head.language, f"staff.what_{clock}")
        text = say(
            head.language,
            "staff.rung_head",
            desk=regulation.desk(view.desk_key).title.in_(head.language),
            number=view.number,
            title=view.title,
            what=what,
            due=moment(_due(view, clock), at.now, regulation.organisation.timezone, head.language),
        )
        tell_head(tx, at, view, head, _marked(text, message, head.language))


def tell_head_missing(tx: Connection, at: Instant, view: TicketView, regulation: Regulation) -> None:
    """An unassigned ladder must still reach somebody: the group learns that nobody above it did."""
    language = topics.staff_language(view, regulation)
    text = say(language, "staff.head_missing", desk=regulation.desk(view.desk_key).title.in_(language))
    topics.tell_staff(tx, at, view, text, taken_choice(view.id, language), urgency=Urgency.LADDER)


def tell_head(tx: Connection, at: Instant, view: TicketView, head: Head, text: str) -> None:
    """In private, with the button that stops the ladder."""
    choices = taken_choice(view.id, head.language)
    drafts = [
        Draft(Kind.POST, part, repeatable=True, chat_id=head.chat_id, ticket_id=view.id)
        for part in parts_of(text, choices=choices)
    ]
    outbox.post(tx, head.account, outbox.chat_lane(head.chat_id), Urgency.LADDER, drafts, at.real)


def taken_choice(ticket_id: int, language: str) -> list[list[dict[str, str]]]:
    """Good at any time: whether anything is left to take is asked when it is pressed."""
    return [[{"key": ticket_key(ticket_id, 0, TAKEN), "label": say(language, "choice.taken")}]]


def _due(view: TicketView, clock: str) -> datetime:
    due: datetime | None = getattr(view, f"{clock}_due_at")
    assert due is not None  # the clock was planned from it
    return due


def _marked(text: str, message: LadderMessage, language: str) -> str:
    return f"{text}\n{say(language, 'staff.late_mark')}" if message.late else text
