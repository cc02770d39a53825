"""An erasure is asked for, and called off while it may be. One person has one at a time."""

import secrets
from datetime import timedelta

from sqlalchemy import Connection, insert, select, update

from models.actions.reach import requester_words
from models.actions.reach.address_notices import reached_at
from models.actions.reach.persons import hold
from models.actions.reach.requester_words import Words
from models.clock import Instant
from models.phrases.catalogue import say
from models.phrases.times import moment
from models.queries.addresses import addresses_of
from models.queries.erasures import ErasureRow, underway_of
from models.queries.tickets import Asker as Whose
from models.rules.delivery.choices import dialogue_key
from models.rules.delivery.post_content import Choices
from models.rules.requests.erasures import Asker, ErasureState
from models.tables.erasures import erasure
from models.tables.persons import person

_CODE_BYTES = 6


def ask(
    tx: Connection, at: Instant, who: Whose, wait: timedelta, by: Asker, *, from_address: int | None = None
) -> ErasureRow | None:
    """What is underway from now on; the same as before if that was asked for already. None: they are erased.

    wait: so long it may be called off; all their addresses are told, as the chat may have been stolen.
    """
    hold(tx, who.organisation_id, who.person_id)
    this = (person.c.id == who.person_id, person.c.organisation_id == who.organisation_id)
    known = tx.execute(select(person.c.public_id, person.c.erased_at).where(*this)).one()
    if known.erased_at is not None:
        return None
    if (there := underway_of(tx, who)) is not None:
        return there
    begins_at = at.now + wait
    values = {
        "organisation_id": who.organisation_id,
        "person_id": who.person_id,
        "person_code": known.public_id,
        "code": secrets.token_hex(_CODE_BYTES),
        "by": by,
        "by_address_id": from_address,
        "state": ErasureState.WAITING,
        "asked_at": at.now,
        "begins_at": begins_at,
        "next_at": begins_at,
    }
    new = tx.execute(insert(erasure).values(values).returning(erasure.c.id)).scalar_one()
    asked = ErasureRow(new, values["code"], begins_at, begun=False)
    if wait:
        _tell_others(tx, at, who, asked, from_address)
    return asked


def call_off(tx: Connection, at: Instant, who: Whose, erasure_id: int | None = None) -> bool:
    """False: it has begun, or is over. erasure_id: which; None: whatever is underway."""
    hold(tx, who.organisation_id, who.person_id)
    this = [erasure.c.organisation_id == who.organisation_id, erasure.c.person_id == who.person_id]
    if erasure_id is not None:
        this.append(erasure.c.id == erasure_id)
    waits = update(erasure).where(*this, erasure.c.state == ErasureState.WAITING)
    off = {"state": ErasureState.CANCELLED, "next_at": None, "done_at": at.now}
    return tx.execute(waits.values(off)).rowcount > 0


def _tell_others(tx: Connection, at: Instant, who: Whose, asked: ErasureRow, without: int | None) -> None:
    for one in addresses_of(tx, who):
        reached = reached_at(tx, who, one) if one.works and one.id != without else None
        if reached is None:
            continue
        when = moment(asked.begins_at, at.now, reached.zone, reached.language)
        stop = say(reached.language, "choice.forget_stop")
        choices: Choices = [[{"key": dialogue_key(0, f"forget:stop:{asked.id}"), "label": stop}]]
        text = say(reached.language, "forget.told_others", when=when)
        requester_words.tell_all(tx, at, reached, [Words(text, choices)])
