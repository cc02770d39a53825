"""Waiting for the requester: clocks that may stand still do, until they write or the agent ends the wait."""

from typing import Final

from sqlalchemy import Connection, select

from models.actions.clocks import ticket_clocks, timers
from models.actions.tickets.acting import Acting
from models.clock import Instant
from models.errors import OtklikError
from models.phrases.catalogue import say
from models.queries.regulation import edition_of
from models.queries.tickets import TicketView
from models.rules.deadlines.ticket_clock import Event, Standing, TicketClocks
from models.rules.regulation.clocks import NAMES, PAUSABLE, SlaClock
from models.rules.regulation.parsing import Regulation
from models.tables.tickets import ticket_event

#: In the log: an agent's question that is still to go (a long SMS waits for the agent's yes). facts: message_id.
ASKING: Final = "asking"


class WaitsAlready(OtklikError):
    phrase = "wait.waits_already"


class ClosingIsProposed(OtklikError):
    """Whether it is solved has been asked: that is a wait of its own."""

    phrase = "staff.close_already_proposed"


class NobodyAsked(OtklikError):
    """No agent has written yet: there is nothing that the requester could answer."""

    phrase = "wait.ask_first"


class NobodyWaits(OtklikError):
    phrase = "wait.nobody_waits"


def _check(view: TicketView) -> None:
    if view.waiting_since is not None:
        raise WaitsAlready
    if view.state == "closing_proposed":
        raise ClosingIsProposed


def begin(acting: Acting, message_id: int | None = None) -> None:
    """The agent asked and waits. message_id: the question, if it is known. Raises OtklikError."""
    acting.check_open()
    _check(acting.view)
    if acting.view.answered_at is None:
        raise NobodyAsked
    facts = {} if message_id is None else {"message_id": message_id}
    clocks = ticket_clocks.happened(
        acting.tx, acting.at, acting.view, Event.WAITING, agent_id=acting.agent_id, facts=facts
    )
    acting.tell_topic(_waits(acting, clocks))
    acting.refresh_card()


def _waits(acting: Acting, clocks: TicketClocks) -> str:
    language = acting.language
    still = [clock for clock in PAUSABLE if _standing(clocks, clock) is Standing.PAUSED]
    if not still:
        return say(language, "wait.runs_on", agent=acting.agent_name)
    if still == [SlaClock.RESOLUTION]:
        return say(language, "wait.resolution_stands", agent=acting.agent_name)
    names = ", ".join(say(language, NAMES[clock]) for clock in still)
    return say(language, "wait.clocks_stand", agent=acting.agent_name, clocks=names)


def _standing(clocks: TicketClocks, clock: SlaClock) -> Standing | None:
    state = clocks.clocks.get(clock)
    return None if state is None else state.standing


def asked(acting: Acting, message_id: int, *, gone: bool) -> None:
    """An agent's question was written. gone: it is on its way; otherwise the clocks run until it goes (`sent`)."""
    if gone:
        _begin_unless_waiting(acting.again(), message_id)
        return
    facts = {"message_id": message_id}
    timers.log_event(acting.tx, acting.view.id, acting.at.now, ASKING, agent_id=acting.agent_id, facts=facts)


def sent(acting: Acting, message_id: int) -> None:
    """What waited for the agent's yes went: if it was a question, its wait begins now."""
    if message_id in _messages(acting.tx, acting.view.id, ASKING):
        _begin_unless_waiting(acting.again(), message_id)


def _begin_unless_waiting(acting: Acting, message_id: int) -> None:
    """A second question while the first one is waited for changes no clock."""
    try:
        _check(acting.view)
    except (WaitsAlready, ClosingIsProposed):
        return
    begin(acting, message_id)


def end(acting: Acting) -> None:
    """The agent waits no longer. Raises NobodyWaits."""
    if acting.view.waiting_since is None:
        raise NobodyWaits
    clocks = ticket_clocks.happened(acting.tx, acting.at, acting.view, Event.RESUMED, agent_id=acting.agent_id)
    text = say(acting.language, "wait.ended", agent=acting.agent_name)
    acting.tell_topic(_with_due(text, acting, clocks))
    acting.refresh_card()


def answered(tx: Connection, at: Instant, view: TicketView, regulation: Regulation, clocks: TicketClocks) -> None:
    """The requester wrote while they were waited for; clocks: as they run again."""
    acting = Acting(tx, at, view, regulation)
    acting.tell_topic(_with_due(say(acting.language, "wait.answered"), acting, clocks))


def not_delivered(tx: Connection, at: Instant, view: TicketView, message_id: int | None) -> None:
    """The question that is waited for never arrived: nobody can answer it, so nothing stands still."""
    if view.waiting_since is None or message_id is None or _messages(tx, view.id, Event.WAITING)[-1] != message_id:
        return
    acting = Acting(tx, at, view, edition_of(tx, view).regulation)
    clocks = ticket_clocks.happened(tx, at, view, Event.RESUMED)
    acting.tell_topic(_with_due(say(acting.language, "wait.question_lost"), acting, clocks))
    acting.refresh_card()


def _with_due(text: str, acting: Acting, clocks: TicketClocks) -> str:
    """What the clock of the resolution does from now on, if there is one."""
    state = clocks.clocks.get(SlaClock.RESOLUTION)
    if state is None or state.running_due is None:
        return text
    return f"{text} {say(acting.language, 'wait.solve_by', due=acting.when(state.running_due))}"


def _messages(tx: Connection, ticket_id: int, kind: str) -> list[int | None]:
    """What each such line of the log is about, in order."""
    lines = select(ticket_event.c.facts).where(ticket_event.c.ticket_id == ticket_id, ticket_event.c.kind == kind)
    return [facts.get("message_id") for facts in tx.execute(lines.order_by(ticket_event.c.id)).scalars()]
