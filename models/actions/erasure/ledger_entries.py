"""What the ledger notes of an erasure, read from its rows; and rows made of what the ledger noted."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from models.queries.erasures import is_erased
from models.rules.regulation.organisations import OrganisationId
from models.rules.requests.erasures import ErasureState
from models.tables.erasures import erased_address, erasure
from models.tables.organisations import organisation
from models.tables.persons import person

#: Columns that an entry has under the same names.
_SAME = ("person_code", "code", "by", "asked_at", "begun_at", "done_at", "again")


def facts_of(tx: Connection, organisation_id: OrganisationId, erasure_id: int) -> dict[str, Any]:
    """Of one that has begun."""
    this = (erasure.c.id == erasure_id, erasure.c.organisation_id == organisation_id)
    row = tx.execute(select(erasure).where(*this)).one()
    key = tx.execute(select(organisation.c.key).where(organisation.c.id == organisation_id)).scalar_one()
    theirs = (erased_address.c.erasure_id == erasure_id, erased_address.c.organisation_id == organisation_id)
    digests = tx.execute(select(erased_address.c.salt, erased_address.c.digest).where(*theirs)).all()
    return {
        **{name: getattr(row, name) for name in _SAME},
        "organisation": key,
        "counts": row.counts or {},
        "kept": row.kept or [],
        "digests": [{"salt": one.salt, "digest": one.digest} for one in digests],
    }


def bring_back(tx: Connection, now: datetime, entries: Sequence[Mapping[str, Any]]) -> list[str]:
    """The database is of a time before some of them. What it does not know is noted in it, and whoever came back with
    it is erased again from now on. entries: as `facts_of` gives them, oldest first. Returns the numbers of the acts
    to come.
    """
    coming = []
    for (key, person_code), of_person in _by_person(entries).items():
        found = tx.execute(select(organisation.c.id).where(organisation.c.key == key)).scalar()
        if found is None:
            continue
        ours = OrganisationId(found)
        for facts in of_person:
            _note(tx, ours, facts)
        code = f"{of_person[0]['code']}-{len(of_person) + 1}"
        if is_erased(tx, ours, person_code) is False and _again(tx, now, ours, of_person[0], code):
            coming.append(code)
    return coming


def _by_person(entries: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], list[Mapping[str, Any]]]:
    found: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for one in entries:
        found.setdefault((one["organisation"], one["person_code"]), []).append(one)
    return found


def _note(tx: Connection, ours: OrganisationId, facts: Mapping[str, Any]) -> None:
    """What was done, and by which digests an import knows of it."""
    this = (erasure.c.organisation_id == ours, erasure.c.code == facts["code"])
    if facts["done_at"] is None or tx.execute(select(erasure.c.id).where(*this)).first() is not None:
        return
    said = {"counts": dict(facts["counts"]), "kept": list(facts["kept"]), "state": ErasureState.DONE}
    row = {**{name: facts[name] for name in _SAME}, **said, "organisation_id": ours, "begins_at": facts["begun_at"]}
    new = tx.execute(insert(erasure).values(row).returning(erasure.c.id)).scalar_one()
    known_by = {"organisation_id": ours, "erasure_id": new, "erased_at": facts["begun_at"]}
    rows = [{**known_by, **digest} for digest in facts["digests"]]
    if rows:
        tx.execute(insert(erased_address), rows)


def _again(tx: Connection, now: datetime, ours: OrganisationId, first: Mapping[str, Any], code: str) -> bool:
    """False: it is underway already. What was asked for and could be called off then begins now."""
    this = (person.c.organisation_id == ours, person.c.public_id == first["person_code"])
    person_id = tx.execute(select(person.c.id).where(*this)).scalar_one()
    theirs = (erasure.c.organisation_id == ours, erasure.c.person_id == person_id)
    waits = update(erasure).where(*theirs, erasure.c.state == ErasureState.WAITING)
    if tx.execute(waits.values(next_at=now, again=True)).rowcount:
        return True
    if tx.execute(select(erasure.c.id).where(*theirs, erasure.c.state == ErasureState.BEGUN)).first() is not None:
        return False
    row = {name: first[name] for name in ("person_code", "by", "asked_at")}
    begins = {"state": ErasureState.WAITING, "begins_at": now, "next_at": now, "again": True}
    tx.execute(insert(erasure).values(**row, **begins, organisation_id=ours, person_id=person_id, code=code))
    return True
