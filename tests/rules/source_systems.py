"""The example regulations of the source systems, and what each promises to one request. All clocks are Moscow's."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from models.rules.deadlines.ticket_clock import ClockState, Event, Happened, fold
from models.rules.regulation.clocks import SlaClock
from models.rules.regulation.parsing import Policy, Regulation, parse_regulation

MOSCOW = ZoneInfo("Europe/Moscow")
#: Moment, event, facts.
Line = tuple[str, Event] | tuple[str, Event, dict[str, Any]]
_SHAPES = ("%a %Y-%m-%d %H:%M", "%a %Y-%m-%d %H:%M:%S")


def at(text: str) -> datetime:
    """«Thu 2026-11-12 10:00», with seconds where they matter. A wrong day of the week fails the test."""
    shape = _SHAPES[text.count(":") - 1]
    moment = datetime.strptime(text, shape).replace(tzinfo=MOSCOW)
    assert moment.strftime(shape) == text, f"{text}: that day is a {moment:%a}"
    return moment


def written(moment: datetime | None) -> str | None:
    if moment is None:
        return None
    local = moment.astimezone(MOSCOW)
    return local.strftime(_SHAPES[1 if local.second else 0])


class SourceSystem:
    """One example regulation, asked about its first desk."""

    def __init__(self, name: str) -> None:
        text = Path(f"examples/regulations/{name}.toml").read_text(encoding="utf-8")
        self.regulation: Regulation = parse_regulation(text)
        self.desk = self.regulation.desks[0]
        self.hours = self.regulation.working_time(self.desk.id)

    def policy(self, kind: str, tier: str | None = None, severity: str | None = None) -> Policy:
        return self.regulation.policy(self.desk.id, kind, tier, severity)

    def clocks(self, log: Sequence[Line], policy: Policy) -> dict[SlaClock, ClockState]:
        lines = [Happened(at(line[0]), line[1], line[2] if len(line) == 3 else {}) for line in log]
        return dict(fold(lines, policy, self.hours).clocks)

    def promised(self, opened: str, policy: Policy) -> dict[SlaClock, str | None]:
        """What a request of that moment is promised, by clock."""
        clocks = self.clocks([(opened, Event.OPENED)], policy)
        return {clock: written(state.due_at) for clock, state in clocks.items()}

    def aimed(self, opened: str, policy: Policy) -> dict[SlaClock, str | None]:
        """What is aimed at earlier than that."""
        clocks = self.clocks([(opened, Event.OPENED)], policy)
        return {clock: written(state.aimed_at) for clock, state in clocks.items()}
