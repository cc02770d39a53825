"""That an address was joined to somebody known is told to staff, and to everybody else who speaks for them."""

from collections.abc import Callable, Iterator
from typing import Final

from sqlalchemy import Connection

from models.actions.desk import staff
from models.actions.reach import requester_words
from models.actions.reach.requester_words import Words
from models.clock import Instant
from models.phrases.catalogue import say
from models.queries.contracts import contact_persons_of, contracts_of
from models.queries.identities import Joined, reached_of_person, requester_of_address
from models.queries.persons import Requester
from models.queries.regulation import EditionView
from models.queries.staff import StaffGroup, agent_name, desk_ids, group_of_desk
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


def tell(tx: Connection, at: Instant, edition: EditionView, joined: Joined, *, issued_by: int | None = None) -> None:
    """issued_by: whose invitation it was."""
    who = requester_of_address(tx, joined.organisation_id, joined.address_id)
    assert who is not None
    tell_staff(tx, at, edition, lambda language: _for_staff(tx, joined, who, language, issued_by))
    for other in _others(tx, joined, who):
        undo: OfferedChoice = {
            "key": dialogue_key(0, f"notme:{joined.id}"),
            "label": say(other.language, "choice.not_me"),
        }
        text = say(other.language, "join.told", transport=who.traits.title, name=who.name)
        requester_words.tell_all(tx, at, other, [Words(text, [[undo]])])


def tell_undone(tx: Connection, at: Instant, edition: EditionView, joined: Joined, by: str) -> None:
    """by: who says that it was not so."""
    tell_staff(tx, at, edition, lambda language: say(language, "join.undone_by", number=joined.id, name=by))


def tell_staff(tx: Connection, at: Instant, edition: EditionView, worded: Callable[[str], str]) -> None:
    """In the group of the desk that gets what nobody chose a desk for, or of the first desk that has one."""
    group = _group(tx, edition)
    if group is not None:
        language = edition.regulation.desk(group.desk_key).staff_language
        staff.tell_group(tx, at, group.account, group.chat_id, worded(language))


def _group(tx: Connection, edition: EditionView) -> StaffGroup | None:
    ids = desk_ids(tx, edition.organisation_id)
    for desk in (edition.regulation.sms.desk, *(desk.id for desk in edition.regulation.desks)):
        group = group_of_desk(tx, edition.organisation_id, ids[desk]) if desk in ids else None
        if group is not None:
            return group
    return None


def _for_staff(tx: Connection, joined: Joined, who: Requester, language: str, issued_by: int | None) -> str:
    facts = {"name": who.name or say(language, "card.no_name"), "transport": who.traits.title}
    agent = agent_name(tx, joined.organisation_id, issued_by) if issued_by is not None else ""
    how = say(language, _WAYS[joined.way])
    if agent:
        how = say(language, "join.by_invitation_of", agent=agent)
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
