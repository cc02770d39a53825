"""What a press makes of a chain that asked: an agent decides where it goes on."""

from sqlalchemy import update

from models.actions.talk import chains
from models.actions.talk.answer_clock import note_answer
from models.actions.tickets.acting import Acting
from models.queries.agents_words import of_agents_words
from models.rules.delivery.outcomes import outcome
from models.tables.deliveries import delivery


def step(acting: Acting, whole_id: int, number: int, address_id: int) -> bool:
    """An answer that had reached nobody counts from now. False: it has gone on meanwhile, or is another ticket's."""
    tx, view = acting.tx, acting.view
    if not view.is_open:
        return False
    lost = was_lost(acting)
    if not chains.step_by(tx, acting.at, view, whole_id, number, address_id):
        return False
    if lost:
        note_answer(acting)
    return True


def was_lost(acting: Acting) -> bool:
    """Whatever agents wrote so far reached nobody."""
    words = of_agents_words(acting.tx, acting.view.organisation_id, acting.view.id)
    return bool(words) and not outcome(words).answered


def leave(acting: Acting, whole_id: int, step: int) -> bool:
    """It goes nowhere: the step that was asked about is over, and its button with it. False: as above."""
    ours = (delivery.c.organisation_id == acting.view.organisation_id, delivery.c.ticket_id == acting.view.id)
    left = update(delivery).where(*ours, delivery.c.id == whole_id, delivery.c.step == step)
    return acting.tx.execute(left.values(step=step + 1)).rowcount == 1
