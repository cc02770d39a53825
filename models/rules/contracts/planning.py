"""What a sheet would change: new contracts, persons and phones, and what differs from what is there. Pure.

Persons are recognised by their phones and, within one contract, by their names. Nothing is ever taken away: what the
sheet no longer has is noted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from models.rules.contracts.columns import folded
from models.rules.contracts.known import Known, KnownContact, KnownContract, Owner
from models.rules.contracts.sheet_lines import SheetLine
from models.rules.contracts.standing import ACTIVE, OWN, PERSON

VOUCHED: Final = "vouched"
DEAD: Final = "dead"


@dataclass(frozen=True)
class NewPerson:
    """id: below zero, until there is one."""

    id: int
    name: str


@dataclass(frozen=True)
class Change:
    """before, after: as the database holds them. name: of the person whom it is about; empty: the contract."""

    contract: str
    what: str
    before: Any
    after: Any
    name: str = ""


@dataclass(frozen=True)
class Shared:
    """A phone that the line gives to somebody, but belongs to somebody else. owner: their name."""

    line: int
    phone: str
    name: str
    owner: str


@dataclass(frozen=True)
class Absent:
    """Speaks for a contract, and the sheet does not name them with it. They stay."""

    contract: str
    name: str


@dataclass(frozen=True)
class Erased:
    """The line is of somebody who was erased; they are not brought back. Neither name nor phone is told again."""

    line: int
    contract: str
    at: datetime


@dataclass
class Plan:
    """Ids below zero are of what is still to be made.

    speaking: (contract, person, sees, may change contacts, e-mail). phones: (person, number).
    contract_changes, contact_changes, renamed: by their ids, the columns that change.
    """

    contracts: list[KnownContract] = field(default_factory=list)
    persons: list[NewPerson] = field(default_factory=list)
    speaking: list[tuple[int, KnownContact]] = field(default_factory=list)
    phones: list[tuple[int, str]] = field(default_factory=list)
    vouched_now: list[str] = field(default_factory=list)
    contract_changes: dict[int, dict[str, Any]] = field(default_factory=dict)
    contact_changes: dict[tuple[int, int], dict[str, Any]] = field(default_factory=dict)
    renamed: dict[int, str] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    shared: list[Shared] = field(default_factory=list)
    absent: list[Absent] = field(default_factory=list)
    dead_phones: list[str] = field(default_factory=list)
    erased: list[Erased] = field(default_factory=list)
    emails: int = 0


def plan(known: Known, groups: Sequence[Sequence[SheetLine]], *, tells_of_persons: bool) -> Plan:
    """groups: the lines of one contract each, as they stand in the sheet. known: is added to."""
    planner = _Planner(known)
    for lines in groups:
        planner.contract(lines, tells_of_persons=tells_of_persons)
    return planner.plan


class _Planner:
    def __init__(self, known: Known) -> None:
        self.plan = Plan()
        self._known = known
        self._next_id = -1

    def contract(self, lines: Sequence[SheetLine], *, tells_of_persons: bool) -> None:
        contract = self._contract(lines[0])
        before = list(contract.contacts)
        lines = [line for line in lines if line.names_person and not self._was_erased(contract, line)]
        named = {self._person(contract, line) for line in lines}
        if tells_of_persons:
            gone = (one for one in before if one.person_id not in named)
            self.plan.absent += [Absent(contract.number, one.name) for one in gone]

    def _contract(self, line: SheetLine) -> KnownContract:
        known = self._known.contracts.get(line.normal)
        if known is None:
            facts = {"tier": None, "client_kind": PERSON, "state": ACTIVE, "paid_until": None, **line.contract}
            known = KnownContract(self._new_id(), line.number, **facts)
            self._known.contracts[line.normal] = known
            self.plan.contracts.append(known)
            return known
        changed = _differing(known, line.contract)
        if changed:
            self.plan.contract_changes[known.id] = changed
            self._note(known, known, changed)
        return known

    def _was_erased(self, contract: KnownContract, line: SheetLine) -> bool:
        """Unless they have written since, and so came back themselves."""
        known = self._known
        at = next((known.erased[one] for one in line.phones if one in known.erased and one not in known.owners), None)
        if at is not None:
            self.plan.erased.append(Erased(line.line, contract.number, at))
        return at is not None

    def _person(self, contract: KnownContract, line: SheetLine) -> int:
        """Their id."""
        contact, phones = self._recognised(contract, line)
        if contact is None:
            contact = self._new_contact(contract, line, self._new_person(line))
        else:
            self._correct(contract, contact, line)
        for phone in phones:
            self._known.owners[phone] = Owner(contact.person_id, contact.name, speaks=True, state=VOUCHED)
            self.plan.phones.append((contact.person_id, phone))
        self.plan.emails += line.email is not None
        return contact.person_id

    def _recognised(self, contract: KnownContract, line: SheetLine) -> tuple[KnownContact | None, list[str]]:
        """Who it is, if they are known; and phones that are nobody's yet."""
        by_name = next((one for one in contract.contacts if line.name and folded(one.name) == line.name_key), None)
        found, free = by_name, list[str]()
        self.plan.shared += [Shared(line.line, phone, line.name, owner) for phone, owner in line.not_theirs]
        for phone in line.phones:
            owner = self._known.owners.get(phone)
            if owner is None:
                free.append(phone)
            elif self._is_theirs(contract, line, owner, found):
                found = found or self._joined(contract, line, owner)
                self._vouch(phone, owner)
            else:
                self.plan.shared.append(Shared(line.line, phone, line.name, owner.name))
        return found, free

    def _is_theirs(self, contract: KnownContract, line: SheetLine, owner: Owner, found: KnownContact | None) -> bool:
        """Whether whose phone it is can be the one of whom the line speaks."""
        if found is not None:
            return owner.person_id == found.person_id
        of_this = any(one.person_id == owner.person_id for one in contract.contacts)
        return of_this or not owner.speaks or not line.name or folded(owner.name) in ("", line.name_key)

    def _joined(self, contract: KnownContract, line: SheetLine, owner: Owner) -> KnownContact:
        """The owner of the phone, who speaks for the contract from now on."""
        for one in contract.contacts:
            if one.person_id == owner.person_id:
                return one
        contact = self._new_contact(contract, line, owner.person_id, owner.name)
        owner.speaks = True
        return contact

    def _vouch(self, phone: str, owner: Owner) -> None:
        if owner.state == DEAD:
            self.plan.dead_phones.append(phone)
        elif owner.state == "unverified":
            self.plan.vouched_now.append(phone)
            owner.state = VOUCHED

    def _new_person(self, line: SheetLine) -> int:
        made = NewPerson(self._new_id(), line.name)
        self.plan.persons.append(made)
        return made.id

    def _new_contact(
        self, contract: KnownContract, line: SheetLine, person_id: int, name: str | None = None
    ) -> KnownContact:
        called = line.name if name is None else name
        contact = KnownContact(person_id, called, line.sees or OWN, bool(line.may_change), line.email)
        contract.contacts.append(contact)
        self.plan.speaking.append((contract.id, contact))
        if line.name and line.name != called:
            self._rename(contract, contact, line.name)
        return contact

    def _correct(self, contract: KnownContract, contact: KnownContact, line: SheetLine) -> None:
        if line.name and line.name != contact.name:
            self._rename(contract, contact, line.name)
        said = {"sees": line.sees, "may_change": line.may_change, "email": line.email}
        changed = _differing(contact, {what: value for what, value in said.items() if value is not None})
        if not changed:
            return
        if not any(one is contact for _, one in self.plan.speaking):  # one that is new is written as it is now
            of_contact = self.plan.contact_changes.setdefault((contract.id, contact.person_id), {})
            of_contact.update(changed)
        self._note(contract, contact, changed, contact.name)

    def _rename(self, contract: KnownContract, contact: KnownContact, name: str) -> None:
        self.plan.renamed[contact.person_id] = name
        self.plan.changes.append(Change(contract.number, "name", contact.name, name, contact.name))
        contact.name = name

    def _note(
        self, contract: KnownContract, of: KnownContract | KnownContact, changed: Mapping[str, Any], name: str = ""
    ) -> None:
        for what, after in changed.items():
            self.plan.changes.append(Change(contract.number, what, getattr(of, what), after, name))
            setattr(of, what, after)

    def _new_id(self) -> int:
        self._next_id -= 1
        return self._next_id


def _differing(there: object, said: Mapping[str, Any]) -> dict[str, Any]:
    return {what: value for what, value in said.items() if getattr(there, what) != value}
