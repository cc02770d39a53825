"""Editions of the regulation: the one in force, and the one a ticket was opened under."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Connection, Row, Select, bindparam, or_, select

from models.rules.regulation.organisations import OrganisationId
from models.rules.regulation.parsing import Desk, Regulation, parse_regulation
from models.tables.regulation import edition


@dataclass(frozen=True)
class EditionView:
    """A parsed edition. Don't keep it longer than a transaction: another may come into force."""

    id: int
    organisation_id: OrganisationId
    number: int
    sha256: str
    apply_to_open: bool
    regulation: Regulation


#: Parsing takes longer than a whole request; an adopted text never changes, so its digest names its parse.
_PARSED: OrderedDict[str, Regulation] = OrderedDict()
_KEEP_PARSED = 32

# statements of every message are made once: building one costs more than running it
_EDITION = select(
    edition.c.id, edition.c.organisation_id, edition.c.number, edition.c.sha256, edition.c.apply_to_open
)
_EFFECTIVE = _EDITION.where(edition.c.effective_at <= bindparam("now"))
_IN_FORCE = (
    _EFFECTIVE.where(edition.c.organisation_id == bindparam("organisation_id"))
    .order_by(edition.c.effective_at.desc(), edition.c.number.desc())
    .limit(1)
)
_ALL_IN_FORCE = _EFFECTIVE.order_by(edition.c.organisation_id, edition.c.effective_at.desc(), edition.c.number.desc())
_OURS = edition.c.organisation_id == bindparam("organisation_id")
_BY_ID = _EDITION.where(edition.c.id == bindparam("edition_id"), _OURS)
_TEXT = select(edition.c.text).where(edition.c.id == bindparam("edition_id"), _OURS)
_NEWEST_FIRST = select(edition.c.id).where(_OURS).order_by(edition.c.number.desc())


class Follows(Protocol):
    """What is computed with an edition of its organisation: a ticket."""

    @property
    def organisation_id(self) -> OrganisationId: ...
    @property
    def edition_id(self) -> int: ...


def edition_in_force(tx: Connection, organisation_id: OrganisationId, now: datetime) -> EditionView | None:
    """None: nothing was adopted yet, so nothing can be promised."""
    return _view(tx, _IN_FORCE, {"organisation_id": organisation_id, "now": now})


def editions_in_force(tx: Connection, now: datetime) -> list[EditionView]:
    """One of each organisation, the oldest organisation first."""
    newest: dict[int, Row[*tuple[Any, ...]]] = {}
    for row in tx.execute(_ALL_IN_FORCE, {"now": now}):
        newest.setdefault(row.organisation_id, row)
    return [_parsed(tx, row) for row in newest.values()]


_WITH_THE_ONE_IN_FORCE = _EDITION.where(
    edition.c.organisation_id == bindparam("organisation_id"),
    or_(
        edition.c.id == bindparam("edition_id"),
        edition.c.id
        == select(edition.c.id)
        .where(edition.c.organisation_id == bindparam("organisation_id"), edition.c.effective_at <= bindparam("now"))
        .order_by(edition.c.effective_at.desc(), edition.c.number.desc())
        .limit(1)
        .scalar_subquery(),
    ),
)


def edition_and_another_in_force(
    tx: Connection, organisation_id: OrganisationId, edition_id: int, now: datetime
) -> tuple[EditionView, EditionView | None]:
    """`edition_by_id` and the one in force, if that is another, at once. Raises LookupError."""
    named = {"organisation_id": organisation_id, "edition_id": edition_id, "now": now}
    found = {row.id: _parsed(tx, row) for row in tx.execute(_WITH_THE_ONE_IN_FORCE, named).all()}
    if edition_id not in found:
        raise LookupError(f"no edition {edition_id}")
    this = found.pop(edition_id)
    return this, next(iter(found.values()), None)


def edition_by_id(tx: Connection, organisation_id: OrganisationId, edition_id: int) -> EditionView:
    """Raises LookupError."""
    view = _view(tx, _BY_ID, {"organisation_id": organisation_id, "edition_id": edition_id})
    if view is None:
        raise LookupError(f"organisation {organisation_id} has no edition {edition_id}")
    return view


def edition_of(tx: Connection, ticket: Follows) -> EditionView:
    """The edition that the ticket follows now."""
    return edition_by_id(tx, ticket.organisation_id, ticket.edition_id)


def dropped_desk(tx: Connection, organisation_id: OrganisationId, desk_key: str) -> Desk:
    """A desk that the edition in force no longer names, as the last edition that did had it. Raises LookupError."""
    for edition_id in tx.execute(_NEWEST_FIRST, {"organisation_id": organisation_id}).scalars().all():
        for desk in edition_by_id(tx, organisation_id, edition_id).regulation.desks:
            if desk.id == desk_key:
                return desk
    raise LookupError(f"no edition names the desk {desk_key}")


def _view(tx: Connection, query: Select[Any], parameters: Mapping[str, object]) -> EditionView | None:
    row = tx.execute(query, parameters).one_or_none()
    return None if row is None else _parsed(tx, row)


def _parsed(tx: Connection, row: Row[*tuple[Any, ...]]) -> EditionView:
    regulation = _PARSED.get(row.sha256)
    if regulation is None:
        which = {"organisation_id": row.organisation_id, "edition_id": row.id}
        text = tx.execute(_TEXT, which).scalar_one()
        regulation = _PARSED[row.sha256] = parse_regulation(text)
        while len(_PARSED) > _KEEP_PARSED:
            _PARSED.popitem(last=False)
    return EditionView(row.id, row.organisation_id, row.number, row.sha256, row.apply_to_open, regulation)
