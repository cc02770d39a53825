"""A group that is behind, or nearly full: new tickets go to another group of its desk, and staff of both are told."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, update

from models.actions.desk import group_news
from models.clock import Instant
from models.phrases.catalogue import say_many
from models.queries.group_loads import loads_of
from models.queries.staff import StaffGroup, group_of_desk, groups_of_all
from models.rules.health.group_load import FULL_AT, GroupLoad, Strain, strain_of
from models.tables.organisations import staff_group

#: Why new tickets appear no more where they did → what is said there, and where they appear from now on.
_PHRASES: Final[Mapping[Strain | None, tuple[str, str]]] = {
    Strain.BEHIND: ("strain.behind_here", "strain.behind_there"),
    Strain.FULL: ("strain.full_here", "strain.full_there"),
    None: ("strain.returns_there", "strain.returns_here"),
}


@dataclass(frozen=True)
class Change:
    """What is so of a group from now on. loads: of all groups, by their ids."""

    group: StaffGroup
    strain: Strain | None
    loads: Mapping[int, GroupLoad]


def changes(tx: Connection, at: Instant, topics: Mapping[int, int], full_at: int = FULL_AT) -> list[Change]:
    """Of groups of every organisation. topics: how many were made in each, by its id."""
    groups = groups_of_all(tx)
    loads = loads_of(tx, groups, at.real)
    found = []
    for group in groups:
        now, since = Strain(group.strain) if group.strain else None, at.real - (group.strain_at or at.real)
        strain = strain_of(loads[group.id], topics.get(group.id, 0), now, since, full_at)
        if strain != now:
            found.append(Change(group, strain, loads))
    return found


def note(tx: Connection, at: Instant, topics: Mapping[int, int], full_at: int = FULL_AT) -> None:
    """Where new tickets go from now on; those concerned are told in the same transaction.

    Of two who note the same at one moment one tells.
    """
    for change in changes(tx, at, topics, full_at):
        before = _taking(tx, change.group)
        as_it_was = staff_group.c.strain.is_not_distinct_from(change.group.strain)
        now = {"strain": change.strain, "strain_at": at.real if change.strain else None}
        row = update(staff_group).where(staff_group.c.id == change.group.id, as_it_was)
        if tx.execute(row.values(**now)).rowcount:
            _tell(tx, at, change, before, _taking(tx, change.group))


def _taking(tx: Connection, group: StaffGroup) -> StaffGroup:
    """The group of this one's desk where new tickets appear."""
    found = group_of_desk(tx, group.organisation_id, group.desk_id)
    assert found is not None, "this one is bound"
    return found


def _tell(tx: Connection, at: Instant, change: Change, before: StaffGroup, after: StaffGroup) -> None:
    """Nothing, as long as new tickets go where they went; but that a group is full is for somebody to mend."""
    if before.id == after.id:
        if change.strain == Strain.FULL and after.id == change.group.id:
            group_news.tell(tx, at, after, "strain.full_and_alone")
        return
    why = change.strain if before.id == change.group.id else before.strain
    waiting = change.loads[before.id].waiting

    def posts(language: str) -> str:
        return say_many(language, "strain.posts", waiting)

    from_here, to_there = _PHRASES[Strain(why) if why else None]
    group_news.tell_ahead(tx, at, before, from_here, other=after.title, posts=posts)
    group_news.tell_ahead(tx, at, after, to_there, other=before.title, posts=posts)
