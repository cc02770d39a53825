"""Who leads a ticket, who is called to it, and whether it goes on."""

from bot.desk.outcomes import Done, Outcome
from bot.desk.refusals import AlreadyEscalated, EscalationTaken, LedByAnother, NothingEscalated, TakenByAnother
from models.actions.ladder import escalations
from models.actions.tickets import dismissals, tickets
from models.actions.tickets.acting import Acting, TicketIsOver
from models.actions.tickets.dismissals import TicketIsOpen
from models.actions.tickets.waiting import ClosingIsProposed
from models.queries.regulation import edition_of


def take(acting: Acting, _: str) -> Outcome:
    view = acting.view
    if not view.is_open:
        raise TicketIsOver
    mine = view.assignee_id == acting.agent_id
    if view.assignee_id is not None and not mine:
        raise TakenByAnother(agent=view.assignee_name)
    if not mine:
        tickets.take(acting)
    return Done("staff.you_took", {"number": view.number}, shown=not mine)


def give_back(acting: Acting, _: str) -> Outcome:
    view = acting.view
    if view.assignee_id is None:
        return Done()
    if view.assignee_id != acting.agent_id:
        raise LedByAnother(agent=view.assignee_name)
    tickets.give_back(acting)
    return Done(shown=True)


def propose_closing(acting: Acting, _: str) -> Outcome:
    if acting.view.state == "closing_proposed":
        raise ClosingIsProposed
    if not acting.view.is_open:
        raise TicketIsOver
    tickets.propose_closing(acting)
    return Done(shown=True)


def reopen(acting: Acting, _: str) -> Outcome:
    view = acting.view
    if view.is_open:
        raise TicketIsOpen
    if view.dismissed_as is not None:
        dismissals.restore(acting)
        return Done(shown=True)
    edition = edition_of(acting.tx, view)
    tickets.reopen(acting.tx, acting.at, view, edition, phrase="staff.reopened_by_agent", agent=acting.agent_name)
    return Done(shown=True)


def escalate(acting: Acting, _: str) -> Outcome:
    if not acting.view.is_open:
        raise TicketIsOver
    if not escalations.escalate(acting):
        raise AlreadyEscalated
    return Done(shown=True)


def take_escalation(acting: Acting, _: str) -> Outcome:
    if escalations.take_escalation(acting):
        return Done(shown=True, decided=True)
    by = escalations.taken_by(acting.tx, acting.view)
    if by is None:
        raise NothingEscalated
    raise EscalationTaken(agent=by)
