"""Two tickets about one thing become one: the other is closed, and its clocks with it."""

from models.actions.clocks import ticket_clocks, timers
from models.actions.desk import topics
from models.actions.tickets import extensions, tickets
from models.actions.tickets.acting import Acting
from models.errors import OtklikError
from models.phrases.catalogue import say
from models.queries.regulation import edition_of
from models.queries.tickets import TicketView
from models.rules.deadlines.ticket_clock import Event


class WithItself(OtklikError):
    phrase = "merge.with_itself"


class OfAnother(OtklikError):
    """The two are of different people: what one wrote must not be shown to the other."""

    phrase = "merge.of_another"


class TargetIsOver(OtklikError):
    """number: of the ticket that was to go on."""

    phrase = "merge.target_is_over"


def merge(acting: Acting, into: TicketView) -> None:
    """The ticket is closed as a part of another one of the same requester. into: held as well. Raises OtklikError."""
    view = acting.view
    if view.id == into.id:
        raise WithItself
    acting.check_open()
    if view.person_id != into.person_id:
        raise OfAnother(number=into.number)
    if not into.is_open:
        raise TargetIsOver(number=into.number)
    tickets.change_state(
        acting.tx,
        view,
        state="closed",
        closed_at=acting.at.now,
        closing_proposed_at=None,
        merged_into_id=into.id,
    )
    timers.stop_silence(acting.tx, view.id)
    extensions.forget(acting.tx, acting.at.now, view.id)
    ticket_clocks.happened(
        acting.tx, acting.at, view, Event.MERGED, agent_id=acting.agent_id, facts={"into": into.number}
    )
    timers.log_event(
        acting.tx,
        into.id,
        acting.at.now,
        "joined",
        agent_id=acting.agent_id,
        facts={"number": view.number, "ticket_id": view.id},
    )
    acting.tell_topic(say(acting.language, "merge.done", agent=acting.agent_name, number=into.number))
    acting.refresh_card()
    _tell_where_it_goes_on(acting, into)
    acting.tell_requester(say(view.language, "ticket.merged", number=view.number, into=into.number))


def _tell_where_it_goes_on(acting: Acting, into: TicketView) -> None:
    language = topics.staff_language(into, edition_of(acting.tx, into).regulation)
    facts = {"agent": acting.agent_name, "number": acting.view.number, "title": acting.view.title}
    topics.tell_staff(acting.tx, acting.at, into, say(language, "merge.joined", **facts))
