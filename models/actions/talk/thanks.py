"""Thanks of a requester: they are shown and kept, and neither start a clock nor object to a closing."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection, select

from models.actions.clocks import timers
from models.actions.desk import topics
from models.clock import Instant
from models.phrases.catalogue import say
from models.queries.messages import MessageView
from models.queries.tickets import TicketView
from models.rules.deadlines.clock_states import Event
from models.rules.regulation.parsing import Regulation
from models.rules.requests.thanks import Meaning
from models.tables.tickets import ticket_event

#: In the log, passed over by the clocks. facts: message_ids.
THANKED: Final = "thanked"


def are_thanks(spoken: Sequence[MessageView], view: TicketView) -> bool:
    """Whether these messages leave the ticket's clocks, or the proposal to close it, as they are."""
    meanings = {one.meaning or Meaning.WORDS for one in spoken}
    if not meanings or Meaning.WORDS in meanings:
        return False
    if view.state == "closing_proposed":
        return True
    if meanings == {Meaning.THANKS}:
        return True
    # «заработало» answers a question that is waited for; otherwise it asks for nothing
    return meanings <= {Meaning.THANKS, Meaning.SOLVED} and view.waiting_since is None


def came(
    tx: Connection, at: Instant, view: TicketView, regulation: Regulation, spoken: Sequence[MessageView]
) -> bool:
    """True: whether it is solved has to be asked, which is done once for each proposal to close."""
    closing = view.state == "closing_proposed"
    since = Event.CLOSING_PROPOSED if closing else Event.WAITING
    first = (closing or view.waiting_since is not None) and not _came_since(tx, view.id, since)
    facts = {"message_ids": [one.id for one in spoken]}
    timers.log_event(tx, view.id, min([at.now, *(one.at for one in spoken)]), THANKED, facts=facts)
    if first and not closing:
        language = topics.staff_language(view, regulation)
        button = topics.choice(view.id, 0, "unwait", say(language, "choice.is_an_answer"))
        topics.tell_staff(tx, at, view, say(language, "wait.only_thanks"), [[button]])
    return first and closing


def _came_since(tx: Connection, ticket_id: int, event: Event) -> bool:
    """Whether thanks came after the last such event."""
    kinds = (
        select(ticket_event.c.kind)
        .where(ticket_event.c.ticket_id == ticket_id, ticket_event.c.kind.in_([THANKED, event]))
        .order_by(ticket_event.c.id.desc())
        .limit(1)
    )
    return tx.execute(kinds).scalar_one_or_none() == THANKED
