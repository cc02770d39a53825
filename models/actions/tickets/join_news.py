"""That an address was joined to somebody known is told to staff, and to everybody else who speaks for them."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from sqlalchemy import Connection

from models.actions.desk import staff, topics
from models.actions.reach import address_notices, requester_words
from models.actions.reach.address_notices import News
from models.actions.reach.requester_words import Words
from models.clock import Instant
from models.phrases.catalogue import say
from models.phrases.times import absolute
from models.queries.addresses import address_by_id
from models.queries.contracts import contact_persons_of, contracts_of
from models.queries.identities import LINK, Joined
from models.queries.persons import Requester, reached_of_person, requester_of_address
from models.queries.regulation import EditionView, dropped_desk, edition_of
from models.queries.staff import StaffGroup, desk_ids, group_of_desk
from models.queries.tickets import find_ticket
from models.rules.delivery.address_changes import UNDO_WITHIN
from models.rules.delivery.choices import dialogue_key
from models.rules.delivery.post_content import OfferedChoice

#: So many others are told at most: whoever shares a contract with hundreds learns it from staff.
_TOLD: Final = 10
_WAYS: Final = {
    "invitation": "join.by_invitation",
    "contract": "join.by_contract",
    "contact": "join.by_contact",
    "agent": "join.by_agent",
}


def tell(tx: Connection, at: Instant, edition: EditionView, joined: Joined, *, inviter: str = "") -> None:
    """inviter: the name of whoever gave out the invitation."""
    who = requester_of_address(tx, joined.organisation_id, joined.address_id)
    assert who is not None
    if joined.way == LINK:
        _tell_of_link(tx, at, joined, who)
        return
    tell_staff(tx, at, edition, joined.desk_id, partial(_for_staff, tx, joined, who, inviter))
    for other in _others(tx, joined, who):
        undo: OfferedChoice = {
            "key": dialogue_key(0, _undo_key(joined)),
            "label": say(other.language, "choice.not_me"),
        }
        until = absolute(joined.at + UNDO_WITHIN, other.zone, other.language)
        text = say(other.language, "join.told", transport=who.traits.title, name=who.name, until=until)
        requester_words.tell_all(tx, at, other, [Words(text, [[undo]])])


def _tell_of_link(tx: Connection, at: Instant, joined: Joined, who: Requester) -> None:
    """Nobody else is concerned but that person, and staff where something was asked from there."""
    for view in (find_ticket(tx, joined.organisation_id, one.id) for one in joined.tickets):
        if view is not None and view.is_open:
            language = topics.staff_language(view, edition_of(tx, view).regulation)
            topics.tell_staff(tx, at, view, say(language, "staff.chat_joined", name=who.name, number=joined.id))
    here = address_by_id(tx, joined.organisation_id, joined.address_id)
    assert here is not None
    news = News("transports.told_added", here.named, _undo_key(joined))
    address_notices.tell_others(tx, at, who, news, without=(here.id,))


def _undo_key(joined: Joined) -> str:
    return f"notme:{joined.id}"


def tell_undone(tx: Connection, at: Instant, edition: EditionView, joined: Joined, by: str) -> None:
    """by: who says that it was not so."""
    words = {"number": joined.id, "name": by}
    tell_staff(tx, at, edition, joined.desk_id, lambda language: say(language, "join.undone_by", **words))


def decided_by(tx: Connection, edition: EditionView, joined: Joined) -> frozenset[int]:
    """The desks that may undo it: the one that was told, and those whose tickets went along."""
    group = asked_group(tx, edition, joined.desk_id)
    told = [group.desk_id] if group is not None else []
    views = (find_ticket(tx, joined.organisation_id, one.id) for one in joined.tickets)
    return frozenset([*told, *(view.desk_id for view in views if view is not None)])


def asked_group(tx: Connection, edition: EditionView, desk_id: int | None) -> StaffGroup | None:
    """Of that desk, or of the one that gets what nobody chose a desk for, or of the first that has one."""
    ids = desk_ids(tx, edition.organisation_id)
    keys = (edition.regulation.sms.desk, *(desk.id for desk in edition.regulation.desks))
    for one in (desk_id, *(ids.get(key) for key in keys)):
        group = group_of_desk(tx, edition.organisation_id, one) if one is not None else None
        if group is not None:
            return group
    return None


def tell_staff(
    tx: Connection, at: Instant, edition: EditionView, desk_id: int | None, worded: Callable[[str], str]
) -> None:
    """In the group of `asked_group`."""
    group = asked_group(tx, edition, desk_id)
    if group is not None:
        language = dropped_desk(tx, edition.organisation_id, group.desk_key).staff_language
        staff.tell_group(tx, at, group.account, group.chat_id, worded(language))


def _for_staff(tx: Connection, joined: Joined, who: Requester, inviter: str, language: str) -> str:
    facts = {"name": who.name or say(language, "card.no_name"), "transport": who.traits.title}
    how = say(language, _WAYS[joined.way])
    if inviter:
        how = say(language, "join.by_invitation_of", name=inviter)
    numbers = ", ".join(contract.number for contract in contracts_of(tx, who))
    of = say(language, "join.speaks_for", numbers=numbers) if numbers else ""
    return say(language, "join.news", how=how, of=of, number=joined.id, **facts)


def _others(tx: Connection, joined: Joined, who: Requester) -> Iterator[Requester]:
    """One address of everybody who speaks for the same contracts, and of the person themselves."""
    persons = [who.person_id]
    for contract in contracts_of(tx, who):
        persons += [one.person_id for one in contact_persons_of(tx, joined.organisation_id, contract.id)]
    for person_id in list(dict.fromkeys(persons))[:_TOLD]:
        reached = reached_of_person(tx, joined.organisation_id, person_id)
        others = [one for one in reached if one.address_id != joined.address_id]
        if others:
            yield others[0]
