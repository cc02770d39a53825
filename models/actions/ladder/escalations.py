"""Asking for the head on purpose, and taking what the ladder or an agent escalated."""

from datetime import timedelta
from typing import Final

from sqlalchemy import Connection, and_, func, insert, select, update

from models.actions.clocks import timers
from models.actions.ladder import posts, words
from models.actions.queue.outbox import OutgoingRow, post, view_lane
from models.actions.reach import duty_calls
from models.actions.tickets import tickets
from models.actions.tickets.acting import Acting
from models.phrases.catalogue import say
from models.queries.staff import reachable_heads
from models.queries.tickets import TicketView
from models.rules.delivery.outgoing import RowKind, Urgency
from models.rules.delivery.payloads import EditPayload, as_post
from models.rules.ladder.due_steps import TAKEABLE
from models.rules.texts.content import Piece
from models.tables.lanes import outbox
from models.tables.messages import told
from models.tables.staff import agent
from models.tables.timers import escalation, timer

#: The clock of what an agent escalated by hand.
BY_HAND = "by_hand"
#: So long a head who was asked may be silent before an agent can ask again.
_PATIENCE: Final = timedelta(hours=4)


def escalate(acting: Acting) -> bool:
    """An agent asks the head for help, whatever the clock says. False: the head was asked and has not answered yet.

    The ticket is locked, or two agents at once ask twice.
    """
    tx, at, view = acting.tx, acting.at, acting.view
    before = select(func.count(), func.max(escalation.c.fired_at).filter(escalation.c.taken_at.is_(None))).where(
        escalation.c.ticket_id == view.id, escalation.c.clock == BY_HAND
    )
    count, asked_at = tx.execute(before).one()
    if asked_at is not None and at.now - asked_at < _PATIENCE:
        return False
    tx.execute(
        insert(escalation).values(
            ticket_id=view.id,
            clock=BY_HAND,
            cycle=count + 1,
            step=0,
            name="rung",
            recipient="head",
            due_at=at.now,
            fired_at=at.now,
            late=False,
        )
    )
    timers.log_event(tx, view.id, at.now, "escalated", agent_id=acting.agent_id)
    _tell(acting)
    return True


def _tell(acting: Acting) -> None:
    tx, at, view, language = acting.tx, acting.at, acting.view, acting.language
    desk = acting.regulation.desk(view.desk_key)
    text = say(language, "staff.escalated_by_agent", agent=acting.agent_name)
    heads = reachable_heads(tx, view.organisation_id, view.desk_id)
    if not heads:
        text += "\n" + say(language, "staff.head_missing", desk=desk.title.in_(language))
    posts.post_in_topic(tx, at, view, text, choices=posts.taken_choice(view.id, language))
    for head in heads:
        asked = say(
            head.language,
            "staff.escalated_head",
            desk=desk.title.in_(head.language),
            number=view.number,
            title=view.title,
            agent=acting.agent_name,
        )
        posts.tell_head(tx, at, view, head, asked)


def take_escalation(acting: Acting) -> bool:
    """ "Taken" was pressed: what is still to come of the running ladders stays away. False: nothing was running.

    A ticket that nobody led is led from now on by whoever took it. The posts in the topic say so in place of their
    button, and what has not left for a phone stays.
    """
    tx, at, view = acting.tx, acting.at, acting.view
    stopped = tx.execute(
        update(timer)
        .where(timer.c.id.in_(_breached(tx, view.id)), timer.c.due_at.is_not(None))
        .values(state="taken", due_at=None)
    )
    taken = tx.execute(
        update(escalation)
        .where(
            escalation.c.ticket_id == view.id,
            escalation.c.taken_at.is_(None),
            escalation.c.name.in_(TAKEABLE),
        )
        .values(taken_at=at.now, taken_by=acting.agent_id)
    )
    if stopped.rowcount + taken.rowcount == 0:
        return False
    timers.log_event(tx, view.id, at.now, "escalation_taken", agent_id=acting.agent_id)
    duty_calls.call_off(tx, at, view.id)
    _say_taken_by(acting)
    if view.is_open and view.assignee_id is None:
        tickets.take(acting, phrase="staff.escalation_taken_and_led")
    else:
        acting.tell_topic(say(acting.language, "staff.escalation_taken", agent=acting.agent_name))
    return True


def taken_by(tx: Connection, view: TicketView) -> str | None:
    """Who took the ladder last; None when nobody ever did."""
    last = (
        select(agent.c.name)
        .select_from(escalation.join(agent, agent.c.id == escalation.c.taken_by))
        .where(escalation.c.ticket_id == view.id, agent.c.organisation_id == view.organisation_id)
        .order_by(escalation.c.taken_at.desc(), escalation.c.id.desc())
        .limit(1)
    )
    return tx.execute(last).scalar_one_or_none()


def _say_taken_by(acting: Acting) -> None:
    """The question of every post of the ladder in the topic is answered."""
    tx, at, view = acting.tx, acting.at, acting.view
    if view.topic_state is None or view.topic_account is None:
        return
    here = and_(told.c.ticket_id == view.id, told.c.account == view.topic_account)
    calls = select(told.c.provider_id, outbox.c.payload).join(outbox, outbox.c.id == told.c.outbox_id)
    language, edits = acting.regulation.desk(view.desk_key).staff_language, list[OutgoingRow]()
    for row in tx.execute(calls.where(here, told.c.address == str(view.topic_chat_id)).order_by(told.c.id)):
        call = as_post(row.payload)
        said = words.taken(call["text"], call.get("entities", ()), language, acting.agent_name)
        edits.append(_edit(view.id, row.provider_id, said))
    tx.execute(update(told).where(told.c.ticket_id == view.id).values(outbox_id=None))
    if edits:
        post(tx, view.topic_account, view_lane(view.id), Urgency.VIEW, edits, at.real)


def _edit(ticket_id: int, provider_id: str, said: Piece) -> OutgoingRow:
    """Without a button."""
    payload: EditPayload = {"provider_id": provider_id, "text": said.text, "entities": list(said.entities)}
    return OutgoingRow(RowKind.EDIT, payload, repeatable=True, ticket_id=ticket_id)


def _breached(tx: Connection, ticket_id: int) -> list[int]:
    """Running clocks whose ladder has begun; one that has only warned goes on to its deadline."""
    running = tx.execute(
        select(timer.c.id, timer.c.steps, timer.c.next_step).where(
            timer.c.ticket_id == ticket_id,
            timer.c.clock != timers.CLOSING,
            timer.c.due_at.is_not(None),
        )
    )
    return [row.id for row in running if any(step["name"] in TAKEABLE for step in row.steps[: row.next_step])]
