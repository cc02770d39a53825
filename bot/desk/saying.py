"""`/said`: an answer that was given by word of mouth is recorded, and counts as a response."""

from bot.desk.outcomes import Done, Outcome
from bot.desk.refusals import NothingSaid
from models.actions.clocks import timers
from models.actions.talk.answer_clock import note_answer
from models.actions.tickets.acting import Acting
from models.phrases.catalogue import say

_LONGEST = 2000


def said(acting: Acting, words: str) -> Outcome:
    """Nothing goes to the requester. Raises NothingSaid, TicketIsOver."""
    acting.check_open()
    if not words:
        raise NothingSaid
    facts = {"words": words[:_LONGEST]}
    timers.log_event(acting.tx, acting.view.id, acting.at.now, "said", agent_id=acting.agent_id, facts=facts)
    acting.tell_topic(say(acting.language, "said.recorded", agent=acting.agent_name, words=words[:_LONGEST]))
    note_answer(acting)
    return Done(shown=True)
