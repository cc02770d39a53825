"""Who is on duty, changed by the people themselves: somebody stands in, or nobody any more."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, update

from models.errors import OtklikError
from models.queries.duty import roster_of
from models.rules.ladder.duty import DutyTurn, Roster
from models.rules.regulation.organisations import OrganisationId
from models.rules.regulation.parsing import Regulation
from models.tables.staff import duty_swap


class NoRoster(OtklikError):
    phrase = "duty.no_roster"


class OnDutyAnyway(OtklikError):
    """member: who it is."""

    phrase = "duty.on_duty_anyway"


class NobodyStandsIn(OtklikError):
    """member: who is on duty, by the roster."""

    phrase = "duty.no_swap"


@dataclass(frozen=True)
class DutyDesk:
    """A desk at a moment. regulation: the edition in force."""

    tx: Connection
    now: datetime
    organisation_id: OrganisationId
    regulation: Regulation
    desk_key: str
    desk_id: int

    def roster(self) -> Roster:
        """Raises NoRoster."""
        found = roster_of(self.tx, self.now, self.organisation_id, self.regulation, self.desk_key, self.desk_id)
        if found is None:
            raise NoRoster
        return found

    def name(self, member_id: str) -> str:
        member = self.regulation.member(member_id)
        return member_id if member is None else member.name


def stand_in(desk: DutyDesk, member_id: str, until: datetime | None, agent_id: int) -> DutyTurn:
    """From now on, until that moment, or until the present turn of the roster ends. Returns who is on duty then.

    Raises NoRoster, OnDutyAnyway.
    """
    roster = desk.roster()
    now = roster.on_duty(desk.now)
    ends = until or roster.turn_ends(desk.now)
    if now.member == member_id and (until is None or now.until is None or until <= now.until):
        raise OnDutyAnyway(member=member_id)
    if until is None and roster.rotation.turn(desk.now, roster.zone)[0] == member_id:
        return as_rostered(desk)
    desk.tx.execute(
        insert(duty_swap).values(
            desk_id=desk.desk_id,
            staff_key=member_id,
            from_at=desk.now,
            until_at=ends,
            swapped_at=desk.now,
            swapped_by=agent_id,
        )
    )
    return desk.roster().on_duty(desk.now)


def as_rostered(desk: DutyDesk) -> DutyTurn:
    """Whoever stands in does so no more. Raises NoRoster, NobodyStandsIn."""
    roster = desk.roster()
    ended = desk.tx.execute(
        update(duty_swap)
        .where(duty_swap.c.desk_id == desk.desk_id, duty_swap.c.from_at <= desk.now, duty_swap.c.until_at > desk.now)
        .values(until_at=desk.now)
    )
    if not ended.rowcount:
        raise NobodyStandsIn(member=roster.on_duty(desk.now).member)
    return desk.roster().on_duty(desk.now)
