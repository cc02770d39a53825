"""An agent's answer to somebody who is not to be disturbed now, and has not just written: it goes in the morning."""

from dataclasses import replace

from models.actions.desk import topics
from models.actions.queue import delivery_rows
from models.actions.reach.addressees import to_requester
from models.actions.reach.routes import Route
from models.actions.talk.chain_lines import STEP
from models.actions.tickets.acting import Acting
from models.phrases.catalogue import say
from models.queries.messages import MessageView
from models.rules.delivery.outcomes import Purpose


def hold(acting: Acting, written: MessageView, way: Route) -> None:
    """Its delivery waits without an attempt, and whoever advances chains begins it then."""
    assert way.held_until is not None
    new = replace(to_requester(acting.view, Purpose.ANSWER, message_id=written.id), next_at=way.held_until, step=0)
    whole_id = delivery_rows.store(acting.tx, [new], acting.at.real)[new]
    told = say(acting.language, "chain.quiet", when=acting.when(way.held_until))
    now = topics.choice(
        acting.view.id, 0, f"{STEP}.{whole_id}.0.{way.view.address_id}", say(acting.language, "chain.now")
    )
    acting.tell_topic(told, [[now]])
