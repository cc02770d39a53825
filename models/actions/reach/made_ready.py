"""An address is its person's no more: what was made ready from there, to be used later, is good for nothing.

Whoever had it for a while would else come back by a link, send somebody else by an invitation, or erase whom they
were taken for.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, update

from models.actions.reach import chat_links, invitations, requester_words
from models.actions.reach.requester_words import Words
from models.clock import Instant
from models.phrases.catalogue import say
from models.queries.persons import AtAddress, Requester, reached_of_person, requester_of_address
from models.queries.tickets import Asker
from models.rules.requests.erasures import ErasureState
from models.tables.erasures import erasure


def removed(tx: Connection, at: Instant, who: AtAddress, address_id: int) -> int:
    """who: removed it. Nobody knows from which of their addresses an invitation was given out, so none of those that
    wait is left if it was another one. Returns how many they were.
    """
    chat_links.take_back(tx, at, who, address_id)
    if address_id == who.address_id:
        return 0
    return invitations.revoke_of(tx, at, who.organisation_id, who.person_id)


def turned_out(tx: Connection, at: Instant, whose: Asker, address_ids: Collection[int], since: datetime) -> None:
    """The addresses are not of that person, for whom whoever writes from there was taken since then."""
    for address_id in address_ids:
        chat_links.take_back(tx, at, whose, address_id)
    invitations.revoke_of(tx, at, whose.organisation_id, whose.person_id, since)
    _leave_unerased(tx, at, whose, address_ids)


def _leave_unerased(tx: Connection, at: Instant, whose: Asker, address_ids: Collection[int]) -> None:
    """Both sides are told: whoever asked may have meant themselves, and would think that they are erased."""
    asked = (
        erasure.c.organisation_id == whose.organisation_id,
        erasure.c.person_id == whose.person_id,
        erasure.c.by_address_id.in_(address_ids),
        erasure.c.state == ErasureState.WAITING,
    )
    off = {"state": ErasureState.CANCELLED, "next_at": None, "done_at": at.now}
    ended = tx.execute(update(erasure).where(*asked).values(off).returning(erasure.c.by_address_id)).scalars().all()
    if not ended:
        return
    for reached in reached_of_person(tx, whose.organisation_id, whose.person_id):
        _tell(tx, at, reached, "forget.not_asked_by_them")
    for address_id in ended:
        there = requester_of_address(tx, whose.organisation_id, address_id or 0)
        if there is not None:
            _tell(tx, at, there, "forget.ask_again")


def _tell(tx: Connection, at: Instant, reached: Requester, phrase: str) -> None:
    requester_words.tell_all(tx, at, reached, [Words(say(reached.language, phrase))])
