"""Who speaks for a contract, changed by those of them who may; it can be undone."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, func, select, update

from models.actions.reach import contracts, invitations, reader_news
from models.actions.reach.address_events import log_change
from models.clock import Instant
from models.errors import OtklikError
from models.queries.contracts import ContactPerson, contact_persons_of, contract_by_id
from models.queries.identities import Somebody
from models.queries.persons import AtAddress
from models.rules.contracts.speakers import (
    CHANGES_A_DAY,
    INVITATIONS_A_DAY,
    UNDO_WITHIN,
    Refusal,
    Rights,
    may_undo,
    refusal,
)
from models.rules.contracts.standing import ALL, Contract
from models.rules.delivery.address_changes import Change
from models.rules.regulation.identification import Identification
from models.tables.contracts import contract
from models.tables.reach import address_event

_KINDS = (Change.CONTACT_GONE, Change.CONTACT_RIGHTS)
_DAY = timedelta(days=1)


class MayNot(OtklikError):
    """why: a Refusal."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(why=why)
        self.why = why


class Enough(OtklikError):
    """Changed, or given out, as often in a day as anybody may."""


@dataclass(frozen=True)
class Changed:
    """person: before. becomes: None: they speak for the contract no more. event_id: of what can be undone."""

    contract: Contract
    person: ContactPerson
    becomes: Rights | None
    event_id: int


def change(
    tx: Connection, at: Instant, who: AtAddress, contract_id: int, person_id: int, becomes: Rights | None
) -> Changed | None:
    """becomes: None: they speak for the contract no more. Returns None where it was so before.

    Raises MayNot, Enough.
    """
    of, people = _held(tx, who, contract_id)
    why = refusal(_rights(people), who.person_id, person_id, becomes)
    if why is not None or of is None:
        raise MayNot(why or Refusal.GONE)
    one = people[person_id]
    if becomes == _rights_of(one):
        return None
    if _changed_since(tx, at, who) >= CHANGES_A_DAY:
        raise Enough
    subject = Somebody(who.organisation_id, person_id)
    before = {"contract_id": of.id, "email": one.email, **asdict(_rights_of(one))}
    if becomes is None:
        contracts.speaks_no_more(tx, of.id, subject)
    else:
        contracts.may_speak(tx, at.now, of.id, subject, email=one.email, **asdict(becomes))
        if becomes.sees_all and one.sees != ALL:
            _tell_of_reader(tx, at, who, people, of.id, person_id)
    kind = Change.CONTACT_GONE if becomes is None else Change.CONTACT_RIGHTS
    event_id = log_change(tx, at.now, subject, None, kind, by=who.address_id, before=before)
    return Changed(of, one, becomes, event_id)


def undo(tx: Connection, at: Instant, who: AtAddress, event_id: int) -> tuple[Contract, int] | None:
    """The contract and whose rights are as before. None: too late, undone before, or not for them to say."""
    this = (address_event.c.id == event_id, address_event.c.organisation_id == who.organisation_id)
    row = tx.execute(select(address_event).where(*this, address_event.c.kind.in_(_KINDS))).one_or_none()
    if row is None or at.now - row.at > UNDO_WITHIN:
        return None
    of, people = _held(tx, who, int(row.before["contract_id"]))
    before = Rights(row.before["sees"], row.before["may_change_contacts"])
    if of is None or not may_undo(_rights(people), who.person_id, row.person_id, before):
        return None
    would_be = {**_rights(people), row.person_id: before}.values()
    if _changed_again(tx, who, row) or not any(one.may_change_contacts for one in would_be):
        return None
    undone = update(address_event).where(*this, address_event.c.undone_at.is_(None)).values(undone_at=at.now)
    if tx.execute(undone).rowcount != 1:
        return None
    subject = Somebody(who.organisation_id, row.person_id)
    is_now = people.get(row.person_id)
    contracts.may_speak(tx, at.now, of.id, subject, email=row.before["email"], **asdict(before))
    if before.sees_all and (is_now is None or is_now.sees != ALL):
        _tell_of_reader(tx, at, who, people, of.id, row.person_id)
    return of, row.person_id


def _tell_of_reader(
    tx: Connection,
    at: Instant,
    who: AtAddress,
    people: Mapping[int, ContactPerson],
    contract_id: int,
    person_id: int,
) -> None:
    """Those whose tickets can be read by one more; whoever may change it is told of the change itself."""
    told = {one.person_id for one in people.values() if one.may_change_contacts}
    reader_news.tell(tx, at, who.organisation_id, [(contract_id, person_id)], without=told | {who.person_id})


def invite(
    tx: Connection, at: Instant, who: AtAddress, contract_id: int, rules: Identification
) -> tuple[Contract, str]:
    """A code for somebody who comes to speak for it, and sees their own tickets only. Raises MayNot, Enough."""
    of = _theirs_to_change(tx, who, contract_id)
    if invitations.issued_since(tx, who.organisation_id, who.person_id, at.now - _DAY) >= INVITATIONS_A_DAY:
        raise Enough
    code = invitations.issue(tx, at, who.organisation_id, rules, contract_id=of.id, by_person=who.person_id)
    return of, code


def take_invitations_back(tx: Connection, at: Instant, who: AtAddress, contract_id: int) -> int:
    """Those that nobody has used yet, whoever of the contact persons gave them out. Raises MayNot."""
    return invitations.revoke_open(tx, at, who.organisation_id, _theirs_to_change(tx, who, contract_id).id)


def _theirs_to_change(tx: Connection, who: AtAddress, contract_id: int) -> Contract:
    of, people = _held(tx, who, contract_id)
    mine = people.get(who.person_id)
    if of is None or mine is None or not mine.may_change_contacts:
        raise MayNot(Refusal.NOT_YOURS)
    return of


def _held(tx: Connection, who: AtAddress, contract_id: int) -> tuple[Contract | None, dict[int, ContactPerson]]:
    """Two who turn each other out at one moment do so one after the other."""
    this = (contract.c.id == contract_id, contract.c.organisation_id == who.organisation_id)
    tx.execute(select(contract.c.id).where(*this).with_for_update())
    people = contact_persons_of(tx, who.organisation_id, contract_id)
    return contract_by_id(tx, who.organisation_id, contract_id), {one.person_id: one for one in people}


def _rights(people: Mapping[int, ContactPerson]) -> dict[int, Rights]:
    return {person_id: _rights_of(one) for person_id, one in people.items()}


def _rights_of(one: ContactPerson) -> Rights:
    return Rights(one.sees, one.may_change_contacts)


def _changed_again(tx: Connection, who: AtAddress, event: Any) -> bool:
    """Whether something of that person's under that contract was changed after it."""
    later = (
        address_event.c.organisation_id == who.organisation_id,
        address_event.c.person_id == event.person_id,
        address_event.c.kind.in_(_KINDS),
        address_event.c.id > event.id,
        address_event.c.undone_at.is_(None),
    )
    befores = tx.execute(select(address_event.c.before).where(*later)).scalars()
    return any(before["contract_id"] == event.before["contract_id"] for before in befores)


def _changed_since(tx: Connection, at: Instant, who: AtAddress) -> int:
    """From the address that they write from, in the day before now."""
    theirs: tuple[Any, ...] = (
        address_event.c.organisation_id == who.organisation_id,
        address_event.c.by_address_id == who.address_id,
        address_event.c.kind.in_(_KINDS),
        address_event.c.at > at.now - _DAY,
    )
    return int(tx.execute(select(func.count()).select_from(address_event).where(*theirs)).scalar_one())
