"""Editions of the regulation: the one in force, and the one a ticket was opened under."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select

from models.rules.regulation import Regulation, parse_regulation
from models.tables.organisations import organisation
from models.tables.regulation import edition


@dataclass(frozen=True)
class EditionView:
    """A parsed edition. Don't keep it longer than a transaction: another may come into force."""

    id: int
    organisation_id: int
    number: int
    sha256: str
    regulation: Regulation


#: Parsing takes longer than a whole request; an adopted text never changes, so its digest names its parse.
_PARSED: OrderedDict[str, Regulation] = OrderedDict()
_KEEP_PARSED = 32

# statements of every message are made once: building one costs more than running it
_EDITION = select(edition.c.id, edition.c.organisation_id, edition.c.number, edition.c.sha256)
_IN_FORCE = (
    _EDITION.where(edition.c.effective_at <= bindparam("now"))
    .order_by(edition.c.effective_at.desc(), edition.c.number.desc())
    .limit(1)
)
_BY_ID = _EDITION.where(edition.c.id == bindparam("edition_id"))


def edition_in_force(tx: Connection, now: datetime) -> EditionView | None:
    """None: nothing was adopted yet, so nothing can be promised."""
    return _view(tx, _IN_FORCE, {"now": now})


def edition_by_id(tx: Connection, edition_id: int) -> EditionView:
    """Raises LookupError."""
    view = _view(tx, _BY_ID, {"edition_id": edition_id})
    if view is None:
        raise LookupError(f"no edition {edition_id}")
    return view


def organisation_keys(tx: Connection) -> list[str]:
    """Organisations that ever adopted an edition, by their ids in it."""
    return list(tx.execute(select(organisation.c.key).order_by(organisation.c.id)).scalars())


def _view(tx: Connection, query: Select[Any], parameters: Mapping[str, object]) -> EditionView | None:
    row = tx.execute(query, parameters).one_or_none()
    if row is None:
        return None
    regulation = _PARSED.get(row.sha256)
    if regulation is None:
        text = tx.execute(select(edition.c.text).where(edition.c.id == row.id)).scalar_one()
        regulation = _PARSED[row.sha256] = parse_regulation(text)
        while len(_PARSED) > _KEEP_PARSED:
            _PARSED.popitem(last=False)
    return EditionView(row.id, row.organisation_id, row.number, row.sha256, regulation)
