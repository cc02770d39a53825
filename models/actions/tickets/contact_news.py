"""Who changed who speaks for a contract is told to whoever is concerned, to who may undo it, and to staff."""

from collections.abc import Iterator

from sqlalchemy import Connection

from models.actions.reach import requester_words
from models.actions.reach.requester_words import Words
from models.actions.tickets.contact_persons import Changed
from models.actions.tickets.join_news import tell_staff
from models.clock import Instant
from models.phrases.catalogue import say
from models.queries.contracts import contact_persons_of
from models.queries.persons import Requester, reached_of_person
from models.queries.regulation import EditionView
from models.rules.contracts.speakers import Rights
from models.rules.delivery.choices import dialogue_key
from models.rules.delivery.post_content import Choices

#: So many others are told at most.
_TOLD = 10


def tell(tx: Connection, at: Instant, edition: EditionView, who: Requester, changed: Changed) -> None:
    """who: has changed it, and reads it anyway."""
    person = changed.person
    facts = {"number": changed.contract.number, "person": person.name, "name": who.name}
    for other, is_theirs in _others(tx, who, changed):
        what = shown_rights(changed.becomes, other.language)
        phrase = "people.told_you" if is_theirs else "people.told"
        may_undo = not is_theirs or person.may_change_contacts
        choices: Choices = _undo(other, changed.event_id) if may_undo and not other.traits.changes_hands else ()
        words = say(other.language, phrase, rights=what, **facts)
        requester_words.tell_all(tx, at, other, [Words(words, choices)])

    def for_staff(language: str) -> str:
        return say(language, "people.staff", rights=shown_rights(changed.becomes, language), **facts)

    tell_staff(tx, at, edition, None, for_staff)


def tell_undone(tx: Connection, at: Instant, edition: EditionView, who: Requester, number: str, person: str) -> None:
    facts = {"number": number, "person": person, "name": who.name}
    tell_staff(tx, at, edition, None, lambda language: say(language, "people.staff_undone", **facts))


def shown_rights(rights: Rights | None, language: str) -> str:
    """None: somebody who speaks for the contract no more."""
    if rights is None:
        return say(language, "people.gone")
    sees = say(language, "people.sees_all" if rights.sees_all else "people.sees_own")
    return f"{sees}, {say(language, 'people.may_change')}" if rights.may_change_contacts else sees


def _others(tx: Connection, who: Requester, changed: Changed) -> Iterator[tuple[Requester, bool]]:
    """One address of whoever it is about, and of everybody who may change it, other than where it was done."""
    of = contact_persons_of(tx, who.organisation_id, changed.contract.id)
    about = changed.person.person_id
    persons = [about, *(one.person_id for one in of if one.may_change_contacts), who.person_id]
    for person_id in list(dict.fromkeys(persons))[:_TOLD]:
        reached = reached_of_person(tx, who.organisation_id, person_id)
        others = [one for one in reached if one.address_id != who.address_id]
        if others:
            yield others[0], person_id == about


def _undo(other: Requester, event_id: int) -> Choices:
    return [[{"key": dialogue_key(0, f"tr:back-as:{event_id}"), "label": say(other.language, "choice.undo")}]]
