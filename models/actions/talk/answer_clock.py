"""What an agent's answer does to the ticket's clocks: it ends those of a response, and begins that of an update."""

from models.actions.clocks import ticket_clocks, timers
from models.actions.tickets.acting import Acting
from models.rules.deadlines.ticket_clock import Event


def note_answer(acting: Acting) -> None:
    """An agent's words are on their way to the requester."""
    tx, at, view, regulation = acting.tx, acting.at, acting.view, acting.regulation
    if view.answered_at is None:
        # our commit counts, not the provider's stamp; an answer at the very second of the deadline is in time
        answered = {"answered_at": at.now}
        ticket_clocks.happened(
            tx, at, view, Event.FIRST_ANSWERED, agent_id=acting.agent_id, at_hand=acting.at_hand(), also=answered
        )
        acting.refresh_card()
        return
    policy = regulation.policy(view.desk_key, view.kind, view.tier, view.severity)
    if policy.next_response is None and policy.update is None:
        timers.log_event(tx, view.id, at.now, Event.ANSWERED, agent_id=acting.agent_id)
        return
    ticket_clocks.happened(tx, at, view, Event.ANSWERED, agent_id=acting.agent_id, at_hand=acting.at_hand())
    acting.refresh_card()
