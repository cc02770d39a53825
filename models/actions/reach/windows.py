"""Some transports let nobody be written to long after they last wrote."""

from sqlalchemy import Connection

from models.actions.reach import automatic_sms
from models.actions.reach.sms_words import Reached
from models.clock import Instant
from models.queries.persons import heard_at


def is_closed(tx: Connection, at: Instant, to: Reached) -> bool:
    """Nothing can be sent there until its person writes again."""
    if to.traits.window is None or not to.address_id:
        return False  # a stranger (id 0) has just written
    return to.traits.is_closed(heard_at(tx, to), at.now)


def may_be_told(tx: Connection, at: Instant, to: Reached, text: str) -> bool:
    """Whether words that nobody typed can go there now."""
    if to.traits.by_sms:
        return automatic_sms.may_be_sent(tx, at, to, text)
    return not is_closed(tx, at, to)
