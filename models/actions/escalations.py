"""Asking for the head on purpose, and taking what the ladder or an agent escalated."""

from sqlalchemy import Connection, func, insert, select, update

from models.actions import ladder_posts, timers, topics
from models.clock import Instant
from models.phrases.catalogue import say
from models.queries.staff import reachable_heads
from models.queries.tickets import TicketView
from models.rules.outgoing import Urgency
from models.rules.regulation import Regulation
from models.tables.timers import escalation, timer

#: The clock of what an agent escalated by hand.
BY_HAND = "by_hand"


def escalate(
    tx: Connection, at: Instant, view: TicketView, agent_id: int, agent_name: str, regulation: Regulation
) -> None:
    """An agent asks the head for help, whatever the clock says."""
    before = select(func.count()).where(escalation.c.ticket_id == view.id, escalation.c.clock == BY_HAND)
    cycle = tx.execute(before).scalar_one() + 1
    tx.execute(
        insert(escalation).values(
            ticket_id=view.id,
            clock=BY_HAND,
            cycle=cycle,
            step=0,
            name="rung",
            recipient="head",
            due_at=at.now,
            fired_at=at.now,
            late=False,
        )
    )
    timers.log_event(tx, view.id, at.now, "escalated", agent_id=agent_id)
    desk, language = regulation.desk(view.desk_key), topics.staff_language(view, regulation)
    text = say(language, "staff.escalated_by_agent", agent=agent_name)
    heads = reachable_heads(tx, view.desk_id)
    if not heads:
        text += "\n" + say(language, "staff.head_missing", desk=desk.title.in_(language))
    choices = ladder_posts.taken_choice(view.id, language)
    topics.tell_staff(tx, at, view, text, choices, urgency=Urgency.LADDER)
    for head in heads:
        words = say(
            head.language,
            "staff.escalated_head",
            desk=desk.title.in_(head.language),
            number=view.number,
            title=view.title,
            agent=agent_name,
        )
        ladder_posts.tell_head(tx, at, view, head, words)


def take_escalation(
    tx: Connection, at: Instant, view: TicketView, agent_id: int, agent_name: str, language: str
) -> bool:
    """ "Taken" was pressed: what is still to come of the running ladders stays away. False: nothing was running."""
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
            escalation.c.name.in_(("breach", "rung")),
        )
        .values(taken_at=at.now, taken_by=agent_id)
    )
    if stopped.rowcount + taken.rowcount == 0:
        return False
    timers.log_event(tx, view.id, at.now, "escalation_taken", agent_id=agent_id)
    topics.tell_staff(tx, at, view, say(language, "staff.escalation_taken", agent=agent_name))
    return True


def _breached(tx: Connection, ticket_id: int) -> list[int]:
    """Running clocks whose ladder has begun; one that has only warned goes on to its deadline."""
    running = tx.execute(
        select(timer.c.id, timer.c.steps, timer.c.next_step).where(
            timer.c.ticket_id == ticket_id,
            timer.c.clock != timers.CLOSING,
            timer.c.due_at.is_not(None),
        )
    )
    return [row.id for row in running if any(step["name"] != "warning" for step in row.steps[: row.next_step])]
