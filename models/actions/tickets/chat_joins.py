"""A chat becomes the person's who made a link for it in another one."""

from sqlalchemy import Connection

from models.actions.reach import chat_links
from models.actions.tickets import joins
from models.actions.tickets.joins import AddressMoved, Grounds
from models.clock import Instant
from models.queries.identities import LINK, Joined, Somebody, goes_by
from models.queries.persons import AtAddress, Requester


class LinkGone(AddressMoved):
    """Used, too old, or never made."""


def made_by(tx: Connection, at: Instant, who: AtAddress, code: str) -> int:
    """Who made the link, by whatever name they are known since. Raises LinkGone."""
    link = chat_links.link_of(tx, at, who.organisation_id, code)
    if link is None:
        raise LinkGone
    return goes_by(tx, Somebody(who.organisation_id, link.person_id))


def join(tx: Connection, at: Instant, who: Requester, code: str) -> Joined | None:
    """The chat that they write from belongs to whoever made the link, from now on. None: it does already.

    What was asked in this chat goes with it: its author has just said that they are one and the same. A chat does not
    change hands as a phone does, and least of all from somebody known. Raises LinkGone, AddressMoved, KnownAlready;
    then the link is as good as before.
    """
    person_id = made_by(tx, at, who, code)
    link = chat_links.link_of(tx, at, who.organisation_id, code)
    if person_id == who.person_id or link is None:
        return None
    with tx.begin_nested():
        if not chat_links.use_link(tx, at, link):
            raise LinkGone
        return joins.join(tx, at, who, person_id, Grounds(LINK, by_address_id=link.subject_id))
