"""Who is on duty: the roster of the regulation, and whoever stands in for it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from models.rules.regulation.ladders import Rotation, StaffMember
from models.rules.regulation.schema import Regulation


@dataclass(frozen=True)
class Swap:
    """Somebody stands in from a moment until another one. member: id in the regulation."""

    member: str
    from_at: datetime
    until_at: datetime


@dataclass(frozen=True)
class DutyTurn:
    """member is on duty until then; None: nobody else ever comes on. instead_of: whose turn the roster says it is."""

    member: str
    until: datetime | None
    instead_of: str | None = None


@dataclass(frozen=True)
class Roster:
    """A rotation with what was agreed about it.

    zone: of the organisation. swaps: in the order in which they were agreed: the last one outweighs those before it.
    gone: who does not work here any more; whoever follows in the rotation is on duty instead.
    """

    rotation: Rotation
    zone: ZoneInfo
    swaps: Sequence[Swap] = ()
    gone: frozenset[str] = frozenset()

    def on_duty(self, at: datetime) -> DutyTurn:
        """at: aware."""
        member, whose = self._member(at), self.rotation.turn(at, self.zone)[0]
        until = next((then for then in self._changes(at) if self._member(then) != member), None)
        return DutyTurn(member, until, None if member == whose else whose)

    def next_turn(self, at: datetime) -> DutyTurn | None:
        """Who comes on after whoever is on duty at that moment."""
        until = self.on_duty(at).until
        return None if until is None else self.on_duty(until)

    def turn_ends(self, at: datetime) -> datetime:
        """By the roster, whoever stands in."""
        return self.rotation.turn(at, self.zone)[2]

    def _member(self, at: datetime) -> str:
        swaps = [swap for swap in self.swaps if swap.member not in self.gone]
        standing_in = [swap.member for swap in swaps if swap.from_at <= at < swap.until_at]
        return standing_in[-1] if standing_in else self._still_here(self.rotation.turn(at, self.zone)[0])

    def _still_here(self, member: str) -> str:
        """Where everybody is gone it stays as it is: the ladder says that nobody was reached."""
        members = self.rotation.members
        place = members.index(member)
        following = (*members[place:], *members[:place])
        return next((one for one in following if one not in self.gone), member)

    def _changes(self, at: datetime) -> Iterator[datetime]:
        """When somebody else may come on, for one round of the roster after the last swap."""
        agreed = sorted({edge for swap in self.swaps for edge in (swap.from_at, swap.until_at) if edge > at})
        ends, round_left = self.turn_ends(at), len(self.rotation.members)
        while agreed or round_left:
            if agreed and agreed[0] <= ends:
                yield agreed.pop(0)
                continue
            yield ends
            ends = self.turn_ends(ends)
            round_left -= not agreed


def people_of(regulation: Regulation, desk_key: str) -> tuple[str, ...]:
    """Ids of everybody whom the ladder of a desk may call by name: the roster, then those whom rungs name."""
    desk = next((desk for desk in regulation.desks if desk.id == desk_key), None)
    if desk is None:
        return ()
    rotation = regulation.duty.get(desk.duty or "")
    named = [member for rung in regulation.ladder(desk_key).rungs for member in rung.agents]
    return tuple(dict.fromkeys([*(rotation.members if rotation is not None else ()), *named]))


def names_of_people(regulation: Regulation, desk_key: str) -> list[str]:
    """Of the same people."""
    members = (regulation.member(one) for one in people_of(regulation, desk_key))
    return [member.name for member in members if member is not None]


@dataclass(frozen=True)
class Named:
    """found: whom the words begin with. several: more than one is called so. rest: the words after the name."""

    found: StaffMember | None = None
    several: tuple[StaffMember, ...] = ()
    rest: str = ""


def whom_names(text: str, staff: Sequence[StaffMember]) -> Named:
    """Whom the words begin with: an id, a name, or one word of a name; «ё» is «е», capitals don't matter."""
    best: dict[str, tuple[int, StaffMember]] = {}
    for member in staff:
        lengths = [_begins_with(text, called) for called in (member.id, member.name, *member.name.split())]
        if any(lengths):
            best[member.id] = (max(lengths), member)
    longest = max((length for length, _ in best.values()), default=0)
    found = tuple(member for length, member in best.values() if length == longest)
    if len(found) != 1:
        return Named(several=found)
    return Named(found[0], rest=text[longest:].strip())


def _begins_with(text: str, called: str) -> int:
    """How many letters of the text are that name; 0: it begins with something else."""
    folded = _folded(text)
    if not called or not folded.startswith(_folded(called)):
        return 0
    after = folded[len(called) : len(called) + 1]
    return 0 if after.isalnum() else len(called)


def _folded(text: str) -> str:
    """Letter by letter, so that lengths stay."""
    return "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text).replace("ё", "е")
