"""By which addresses a person is reached: their others, read along with a ticket or a requester."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import ColumnElement, FromClause, ScalarSelect, Text, case, cast, func, literal, select

from models.rules.delivery.address_states import REACHABLE, AddressState
from models.tables.persons import address

_PAUSED = "paused"


@dataclass(frozen=True)
class OtherAddress:
    """place: in the person's order. state: None: its person wants nothing there."""

    id: int
    place: int
    state: AddressState | None
    transport: str
    address: str

    @property
    def works(self) -> bool:
        return self.state in REACHABLE


def others_than(this: ColumnElement[int], of: FromClause) -> ScalarSelect[str | None]:
    """A column with all addresses of the person but one, for `read_others`; NULL when there is none.

    of: a table with `person_id` and `organisation_id`. In the same question as its row: whoever has one address pays
    a look into an index, and an answer by a chain asks the database no more than one without.
    """
    other = address.alias("other")
    state = case((other.c.paused_at.is_(None), other.c.state), else_=_PAUSED)
    lines = func.aggregate_strings(_line(other.c.id, other.c.place, state, other.c.transport, other.c.address), "\n")
    theirs = (other.c.person_id == of.c.person_id, other.c.organisation_id == of.c.organisation_id)
    return select(lines).where(*theirs, other.c.id != this).correlate(of).scalar_subquery()


def _line(*columns: ColumnElement[Any]) -> ColumnElement[str]:
    line: ColumnElement[str] = literal("")
    for column in columns:
        line = line + cast(column, Text) + literal("|")
    return line


def read_others(found: str | None) -> list[OtherAddress]:
    """In the order that the person wants."""
    return sorted(map(_other, found.split("\n")), key=lambda one: (one.place, one.id)) if found else []


def others_line(rows: Iterable[Any]) -> str | None:
    """The same of rows of `address`."""
    lines = [
        f"{row.id}|{row.place}|{row.state if row.paused_at is None else _PAUSED}|{row.transport}|{row.address}|"
        for row in rows
    ]
    return "\n".join(lines) or None


def _other(line: str) -> OtherAddress:
    number, place, state, transport, text = line.split("|", 4)
    return OtherAddress(int(number), int(place), None if state == _PAUSED else AddressState(state), transport, text)


class Reached(Protocol):
    """Somebody at one of their addresses."""

    @property
    def address_state(self) -> str: ...
    @property
    def others(self) -> str | None: ...


def can_be_reached(who: Reached) -> bool:
    """There, or by another of their addresses."""
    return who.address_state != AddressState.DEAD or any(one.works for one in read_others(who.others))
