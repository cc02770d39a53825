"""What a press makes of a chain that asked: an agent decides where it goes on."""

from models.actions.queue import delivery_rows
from models.actions.talk import chains
from models.actions.talk.answer_clock import note_answer
from models.actions.tickets.acting import Acting
from models.rules.delivery.outcomes import outcome


def step(acting: Acting, whole_id: int, number: int, address_id: int) -> bool:
    """An answer that had reached nobody counts from now. False: it has gone on meanwhile, or is another ticket's."""
    tx, view = acting.tx, acting.view
    if not view.is_open:
        return False
    words = delivery_rows.of_agents_words(tx, view.organisation_id, view.id)
    was_lost = bool(words) and not outcome(words).answered
    if not chains.step_by(tx, acting.at, view, whole_id, number, address_id):
        return False
    if was_lost:
        note_answer(acting)
    return True
