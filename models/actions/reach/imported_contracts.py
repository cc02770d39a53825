"""What a part of a sheet changes, written with a few statements; doing it again changes nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, bindparam, select, update

from models.actions.desk import card_edits
from models.actions.queue.many_rows import insert_many, take_ids
from models.actions.reach import reader_news
from models.actions.reach.sms_words import GSM_ACCOUNT, SMS
from models.clock import Instant
from models.queries.imported import PhonePlace, known_of
from models.queries.regulation import EditionView, edition_of
from models.queries.tickets import OPEN_STATES, tickets_by_ids
from models.rules.contracts.known import Known
from models.rules.contracts.numbers import normal_number
from models.rules.contracts.planning import VOUCHED, Plan, plan
from models.rules.contracts.sheet_lines import SheetLine
from models.rules.contracts.standing import ALL, ENDED
from models.rules.regulation.organisations import OrganisationId
from models.tables.among import among, is_one_of
from models.tables.base import public_id
from models.tables.contracts import contact_person, contract
from models.tables.persons import address, conversation, person
from models.tables.tickets import ticket

Groups = Sequence[Sequence[SheetLine]]
_Key = TypeVar("_Key", tuple[int], tuple[int, int])
_PHONES = PhonePlace(SMS, GSM_ACCOUNT)
_OPEN_UNDER = select(ticket.c.id).where(
    ticket.c.organisation_id == bindparam("organisation_id"),
    among(ticket.c.contract_id, "contract_ids"),
    ticket.c.contract_id.is_not(None),
    is_one_of(ticket.c.state, OPEN_STATES),
)


@dataclass(frozen=True)
class Newcomers:
    """What persons of a sheet begin with."""

    language: str
    zone: str

    @staticmethod
    def of(edition: EditionView) -> "Newcomers":
        organisation = edition.regulation.organisation
        return Newcomers(organisation.languages[0], organisation.timezone)


def known_to(tx: Connection, organisation_id: OrganisationId, groups: Groups, *, erased_too: bool = False) -> Known:
    """erased_too: whoever was erased is brought back all the same."""
    numbers = [lines[0].normal for lines in groups]
    phones = [phone for lines in groups for line in lines for phone in line.phones]
    known = known_of(tx, organisation_id, numbers, phones, _PHONES)
    if erased_too:
        known.erased.clear()
    return known


def import_groups(
    tx: Connection,
    at: Instant,
    edition: EditionView,
    groups: Groups,
    *,
    tells_of_persons: bool,
    erased_too: bool = False,
) -> Plan:
    """groups: the lines of one contract each. Returns what changed; what is so already is left alone."""
    known = known_to(tx, edition.organisation_id, groups, erased_too=erased_too)
    planned = plan(known, groups, tells_of_persons=tells_of_persons)
    written = _Written(tx, at.now, edition.organisation_id)
    written.new_contracts(planned)
    written.new_persons(planned, Newcomers.of(edition))
    written.new_contacts(planned)
    written.new_phones(planned)
    written.changes(planned)
    show_anew(tx, at, edition.organisation_id, list(planned.contract_changes))
    reader_news.tell(tx, at, edition.organisation_id, written.who_sees_all_now(planned))
    return planned


class _Written:
    """Ids below zero of a plan become those of rows."""

    def __init__(self, tx: Connection, now: datetime, organisation_id: OrganisationId) -> None:
        self._tx = tx
        self._now = now
        self._ours = {"organisation_id": organisation_id}
        self._ids: dict[int, int] = {}

    def new_contracts(self, planned: Plan) -> None:
        ids = self._take(contract, [one.id for one in planned.contracts])
        rows = [
            {
                **self._ours,
                "id": new_id,
                "number": one.number,
                "normal_number": normal_number(one.number),
                "tier": one.tier,
                "client_kind": one.client_kind,
                "state": one.state,
                "paid_until": one.paid_until,
                "created_at": self._now,
                "changed_at": self._now,
            }
            for new_id, one in zip(ids, planned.contracts, strict=True)
        ]
        insert_many(self._tx, contract, rows)

    def new_persons(self, planned: Plan, newcomers: Newcomers) -> None:
        ids = self._take(person, [one.id for one in planned.persons])
        begins = {"language": newcomers.language, "zone": newcomers.zone, "created_at": self._now}
        rows = [
            {**self._ours, **begins, "id": new_id, "name": one.name, "public_id": public_id()}
            for new_id, one in zip(ids, planned.persons, strict=True)
        ]
        insert_many(self._tx, person, rows)

    def new_contacts(self, planned: Plan) -> None:
        rows = [
            {
                **self._ours,
                "contract_id": self._id(contract_id),
                "person_id": self._id(one.person_id),
                "sees": one.sees,
                "may_change_contacts": one.may_change,
                "email": one.email,
                "created_at": self._now,
            }
            for contract_id, one in planned.speaking
        ]
        insert_many(self._tx, contact_person, rows)

    def who_sees_all_now(self, planned: Plan) -> list[tuple[int, int]]:
        """Contract and person, where they did not before; of contracts that are new there is nothing to see."""
        new = [(key, one.person_id) for key, one in planned.speaking if key > 0 and one.sees == ALL]
        changed = [key for key, values in planned.contact_changes.items() if values.get("sees") == ALL]
        return [(self._id(key), self._id(person_id)) for key, person_id in (*new, *changed)]

    def new_phones(self, planned: Plan) -> None:
        """Whoever writes from there is known, and where their dialogue stands."""
        ids = take_ids(self._tx, address, len(planned.phones)) if planned.phones else ()
        rows = [
            {
                **self._ours,
                **asdict(_PHONES),
                "address": phone,
                "id": new_id,
                "person_id": self._id(person_id),
                "state": VOUCHED,
                "state_at": self._now,
            }
            for new_id, (person_id, phone) in zip(ids, planned.phones, strict=True)
        ]
        insert_many(self._tx, address, rows)
        begun = [{"address_id": new_id, "state": {}, "window_at": self._now} for new_id in ids]
        insert_many(self._tx, conversation, begun)

    def changes(self, planned: Plan) -> None:
        self._update(contract, ("id",), {(key,): one for key, one in planned.contract_changes.items()}, dated=True)
        names: dict[tuple[int], dict[str, str]] = {
            (self._id(key),): {"name": name} for key, name in planned.renamed.items()
        }
        self._update(person, ("id",), names)
        contacts = {key: _columns(values) for key, values in planned.contact_changes.items()}
        self._update(contact_person, ("contract_id", "person_id"), contacts)
        if planned.vouched_now:
            self._vouch(planned.vouched_now)

    def _update(
        self,
        table: Table,
        key: Sequence[str],
        changes: Mapping[_Key, Mapping[str, Any]],
        *,
        dated: bool = False,
    ) -> None:
        """A statement for each set of columns that change together. changes: by the values of the key's columns."""
        ours = table.c.organisation_id == bindparam("of_organisation")
        this = [table.c[name] == bindparam(f"of_{name}") for name in key]
        by_columns: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        for values, changed in changes.items():
            which = {f"of_{name}": value for name, value in zip(key, values, strict=True)}
            row = {**which, **{f"new_{name}": one for name, one in changed.items()}}
            row |= {"of_organisation": self._ours["organisation_id"], **({"now": self._now} if dated else {})}
            by_columns.setdefault(tuple(changed), []).append(row)
        for names, rows in by_columns.items():
            new = {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in names}
            if dated:
                new["changed_at"] = bindparam("now", type_=table.c.changed_at.type)
            self._tx.execute(update(table).where(ours, *this).values(new), rows)

    def _vouch(self, phones: Iterable[str]) -> None:
        place = (address.c.transport == _PHONES.transport, address.c.account == _PHONES.account)
        ours = address.c.organisation_id == self._ours["organisation_id"]
        states = {"state": VOUCHED, "state_reason": None, "state_at": self._now}
        which = update(address).where(ours, *place, among(address.c.address, "phones"))
        self._tx.execute(which.values(states), {"phones": list(phones)})

    def _take(self, table: Table, planned: Sequence[int]) -> Sequence[int]:
        ids = take_ids(self._tx, table, len(planned)) if planned else ()
        self._ids |= dict(zip(planned, ids, strict=True))
        return ids

    def _id(self, planned: int) -> int:
        return self._ids[planned] if planned < 0 else planned


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    return {("may_change_contacts" if what == "may_change" else what): value for what, value in values.items()}


def end(tx: Connection, at: Instant, organisation_id: OrganisationId, contract_ids: Sequence[int]) -> None:
    """They are over; whatever is known of them stays."""
    which = update(contract).where(contract.c.organisation_id == organisation_id, among(contract.c.id, "ids"))
    tx.execute(which.values(state=ENDED, changed_at=at.now), {"ids": list(contract_ids)})
    show_anew(tx, at, organisation_id, contract_ids)


def show_anew(tx: Connection, at: Instant, organisation_id: OrganisationId, contract_ids: Sequence[int]) -> None:
    """The cards of open tickets under these contracts."""
    if not contract_ids:
        return
    which = {"organisation_id": organisation_id, "contract_ids": list(contract_ids)}
    open_ones = tickets_by_ids(tx, organisation_id, list(tx.execute(_OPEN_UNDER, which).scalars()))
    regulations = {view.ref: edition_of(tx, view).regulation for view in open_ones.values()}
    if regulations:
        card_edits.refresh_cards(tx, at, regulations, open_ones)
