"""What staff are told of a modem, and when: every trouble once, every end of one once, and no flapping. Pure.

A trouble is told when it has lasted `TOLD_AFTER`, or when the modem has not worked steadily for `UNSTEADY_AFTER`. Its
end is told after `STEADY` of work; after a relapse within `CALM` of the last end only after `CALM` of work.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from models.rules.health.group_health import Finding, Grade
from models.rules.regulation.organisations import OrganisationId

#: The bridge says every ten seconds that it runs.
NOT_SERVED_AFTER: Final = timedelta(seconds=30)
TOLD_AFTER: Final = timedelta(seconds=20)
UNSTEADY_AFTER: Final = timedelta(minutes=1)
STEADY: Final = timedelta(seconds=20)
CALM: Final = timedelta(minutes=15)


class Condition(StrEnum):
    """NOT_SERVED is what the bridge can't note itself. RETIRED: no longer named in GSM_MODEM_DEVICE."""

    STARTING = "starting"
    WORKING = "working"
    FULL = "full"
    SILENT = "silent"
    UNPLUGGED = "unplugged"
    REFUSED_PIN = "refused_pin"
    NO_NETWORK = "no_network"
    NOT_SERVED = "not_served"
    RETIRED = "retired"


GOOD: Final = (Condition.WORKING, Condition.STARTING, Condition.RETIRED)
#: A full SIM still sends.
SENDING: Final = (Condition.WORKING, Condition.FULL)


@dataclass(frozen=True)
class ModemFacts:
    """As stored. name: for people. owner: the organisation whose SIM it holds; None: all share it.

    bad_since, bad_state: of a trouble that is not over for sure. told_state, told_at: of the trouble that staff know
    of and whose end they do not; well_at: when they last learned of an end. All times are aware UTC, real.
    """

    id: int
    name: str
    sim: str
    state: Condition
    state_at: datetime
    served_at: datetime | None
    bad_since: datetime | None = None
    bad_state: Condition | None = None
    told_state: Condition | None = None
    told_at: datetime | None = None
    well_at: datetime | None = None
    owner: int | None = None

    def concerns(self, organisation_id: OrganisationId) -> bool:
        return self.owner in (None, organisation_id)

    def condition(self, now: datetime) -> Condition:
        if self.state is Condition.RETIRED:
            return self.state
        # a clock that was set back makes nobody fresh
        fresh = self.served_at is not None and abs(now - self.served_at) < NOT_SERVED_AFTER
        return self.state if fresh else Condition.NOT_SERVED

    def bad_for(self, now: datetime) -> timedelta:
        """How long it has not worked; zero while it does."""
        condition = self.condition(now)
        if condition is Condition.NOT_SERVED:
            return now - (self.served_at or self.state_at)
        since = self.bad_since or self.state_at
        return timedelta(0) if condition is Condition.WORKING else now - since

    def sends(self, now: datetime) -> bool:
        return self.condition(now) in SENDING


class News(StrEnum):
    TROUBLE = "trouble"
    WELL = "well"


@dataclass(frozen=True)
class Told:
    """condition: the trouble; of an end, the one that ended."""

    news: News
    condition: Condition


def news_of(modem: ModemFacts, now: datetime) -> Told | None:
    """What staff have to be told now."""
    condition = modem.condition(now)
    if condition not in GOOD:
        return _trouble(modem, condition, now)
    steady_for = now - modem.state_at
    if condition is Condition.RETIRED or (condition is Condition.WORKING and steady_for >= STEADY):
        calm = _relapsed(modem) and condition is Condition.WORKING
        over = modem.told_state is not None and steady_for >= (CALM if calm else STEADY)
        return Told(News.WELL, modem.told_state) if over and modem.told_state else None
    unsteady = modem.bad_since is not None and now - modem.bad_since >= UNSTEADY_AFTER
    if unsteady and modem.told_state is None:
        return Told(News.TROUBLE, modem.bad_state or Condition.SILENT)
    return None


def _trouble(modem: ModemFacts, condition: Condition, now: datetime) -> Told | None:
    if modem.told_state is None:
        told = modem.bad_for(now) >= TOLD_AFTER
    else:
        # another trouble than the one that they know of, and not two that take turns
        told_at = modem.told_at or modem.state_at
        told = modem.told_state is not condition and now - max(modem.state_at, told_at) >= CALM / 3
    return Told(News.TROUBLE, condition) if told else None


def _relapsed(modem: ModemFacts) -> bool:
    return modem.well_at is not None and modem.told_at is not None and modem.told_at - modem.well_at < CALM


def finding_of(name: str, condition: Condition) -> Finding:
    """The doctor's verdict. A bridge that does not run is the same for all its modems."""
    if condition in GOOD:
        return Finding(Grade.FINE, "modem", {"modem": name})
    if condition is Condition.NOT_SERVED:
        return Finding(Grade.BROKEN, "modem_not_served")
    grade = Grade.WARNING if condition is Condition.FULL else Grade.BROKEN
    return Finding(grade, f"modem_{condition}", {"modem": name})


def findings_of(conditions: Iterable[tuple[str, Condition]]) -> list[Finding]:
    """conditions: (name, condition) of each modem. What is the same for several is said once."""
    found: list[Finding] = []
    for name, condition in conditions:
        finding = finding_of(name, condition)
        if finding not in found:
            found.append(finding)
    return found
