"""Whom each step of the ladder is for, as people are reachable now. Asked once for a whole batch of timers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from models.queries.duty import roster_of
from models.queries.regulation import edition_by_id, edition_in_force
from models.queries.staff import Colleague, colleague, colleagues, reachable_heads, telegram_id
from models.queries.tickets import TicketView
from models.rules.deadlines.plan import Step
from models.rules.ladder.duty import DutyTurn
from models.rules.regulation.organisations import OrganisationId
from models.rules.regulation.parsing import Ladder, Regulation, Rung, StaffMember

TOPIC = "topic"


@dataclass(frozen=True)
class Phone:
    number: str


Place = str | Colleague | Phone


@dataclass(frozen=True)
class Line:
    """Something that the post in the topic adds. name: filled into the phrase; telegram_id: so that they notice."""

    phrase: str
    name: str = ""
    telegram_id: int | None = None


@dataclass(frozen=True)
class Call:
    """Where a step is told, and what the topic adds because of it. Never nowhere."""

    places: tuple[Place, ...]
    lines: tuple[Line, ...] = ()


_IN_TOPIC = Call((TOPIC,))


class LadderPeople:
    """One transaction's view of heads, roster and enrolled staff; each is read at most once."""

    def __init__(self, tx: Connection, now: datetime) -> None:
        self._tx, self._now = tx, now
        self._editions: dict[int, Regulation] = {}
        self._heads: dict[int, list[Colleague]] = {}
        self._turns: dict[int, DutyTurn | None] = {}
        self._enrolled: dict[int, Mapping[str, Colleague]] = {}
        self._in_force: dict[int, Regulation | None] = {}

    def regulation(self, organisation_id: OrganisationId, edition_id: int) -> Regulation:
        if edition_id not in self._editions:
            self._editions[edition_id] = edition_by_id(self._tx, organisation_id, edition_id).regulation
        return self._editions[edition_id]

    def _of_today(self, view: TicketView) -> Regulation | None:
        """The edition in force of the ticket's organisation."""
        if view.organisation_id not in self._in_force:
            newest = edition_in_force(self._tx, view.organisation_id, self._now)
            self._in_force[view.organisation_id] = newest.regulation if newest is not None else None
        return self._in_force[view.organisation_id]

    def heads(self, view: TicketView) -> list[Colleague]:
        if view.desk_id not in self._heads:
            self._heads[view.desk_id] = reachable_heads(self._tx, view.organisation_id, view.desk_id)
        return self._heads[view.desk_id]

    def call(self, step: Step, view: TicketView, ladder: Ladder) -> Call:
        """ladder: that the step was planned from."""
        rung = _rung(ladder, step)
        if step.name == "amends":
            return Call((TOPIC, *self._head_call(view).places), self._head_call(view).lines)
        if step.to == "assignee":
            return self._assignee(view)
        if step.to == "group":
            return self._group(view)
        if step.to == "duty":
            return self._named(view, (self._on_duty_id(view),), self._group(view).lines)
        if step.to == "agents" and rung is not None:
            return self._named(view, rung.agents)
        if step.to == "head":
            return self._head_call(view)
        if step.to in ("phone", "ring"):
            return self._phone(view, rung)
        return _IN_TOPIC

    def on_duty(self, view: TicketView) -> StaffMember | None:
        """By the edition in force; None without a roster."""
        member_id, regulation = self._on_duty_id(view), self._of_today(view)
        return None if regulation is None else regulation.member(member_id)

    def _on_duty_id(self, view: TicketView) -> str:
        regulation = self._of_today(view)
        if view.desk_id not in self._turns and regulation is not None:
            place = (view.organisation_id, regulation, view.desk_key, view.desk_id)
            roster = roster_of(self._tx, self._now, *place)
            self._turns[view.desk_id] = roster.on_duty(self._now) if roster is not None else None
        turn = self._turns.get(view.desk_id)
        return "" if turn is None else turn.member

    def _colleague(self, view: TicketView, member_id: str) -> Colleague | None:
        """Whoever left the regulation is told nothing more."""
        regulation = self._of_today(view)
        if regulation is None or regulation.member(member_id) is None:
            return None
        if view.desk_id not in self._enrolled:
            self._enrolled[view.desk_id] = colleagues(self._tx, view.organisation_id, view.desk_id)
        return self._enrolled[view.desk_id].get(member_id)

    def _name(self, view: TicketView, member_id: str) -> str:
        regulation = self._of_today(view)
        member = regulation.member(member_id) if regulation is not None else None
        return member_id if member is None else member.name

    def _assignee(self, view: TicketView) -> Call:
        """Nobody leads it: the group has to find somebody."""
        if view.assignee_id is None:
            return self._group(view)
        reached = colleague(self._tx, view.organisation_id, view.assignee_id, view.desk_id)
        if reached is not None:
            return Call((reached,))
        who = telegram_id(self._tx, view.organisation_id, view.assignee_id)
        return Call((TOPIC,), (Line("staff.rung_assignee", view.assignee_name or "", who),))

    def _group(self, view: TicketView) -> Call:
        member = self.on_duty(view)
        if member is None:
            return _IN_TOPIC
        reached = self._colleague(view, member.id)
        who = None if reached is None else reached.chat_id
        return Call((TOPIC,), (Line("staff.rung_on_duty", member.name, who),))

    def _named(self, view: TicketView, member_ids: tuple[str, ...], lines: tuple[Line, ...] = ()) -> Call:
        """In private; whoever can't be reached is named in the topic."""
        found = {member_id: self._colleague(view, member_id) for member_id in member_ids if member_id}
        missing = [self._name(view, member_id) for member_id, reached in found.items() if reached is None]
        places: tuple[Place, ...] = tuple(reached for reached in found.values() if reached is not None)
        if missing:
            return Call((*places, TOPIC), (*lines, Line("staff.rung_not_reached", ", ".join(missing))))
        return Call(places, ()) if places else Call((TOPIC,), lines)

    def _head_call(self, view: TicketView) -> Call:
        heads = self.heads(view)
        return Call(tuple(heads)) if heads else Call((TOPIC,), (Line("staff.head_missing"),))

    def _phone(self, view: TicketView, rung: Rung | None) -> Call:
        member = self.on_duty(view)
        number = (rung.phone if rung is not None else None) or (member.phone if member is not None else None)
        return Call((TOPIC,), (Line("staff.rung_no_phone"),)) if number is None else Call((Phone(number),))


def _rung(ladder: Ladder, step: Step) -> Rung | None:
    number = step.rung or 0
    return ladder.rungs[number - 1] if 0 < number <= len(ladder.rungs) else None
