"""Policies: what is promised to whom, for what, and what may be changed about it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StrictInt, model_validator

from models.rules.hours.terms import Roll, Term, parse_term
from models.rules.regulation.clocks import PAUSABLE, SEVERITIES, SlaClock
from models.rules.regulation.values import Identifier, Selector, ShareOfTime, read_localised
from models.rules.texts.localised import Localised, both
from models.rules.texts.problems import as_written, one_of, refusal

ANY: Final = "*"


def _read_term(value: object) -> Term:
    if isinstance(value, Term):
        return value
    try:
        return parse_term(value if isinstance(value, str) else "")
    except ValueError:
        raise refusal(as_written(value), _TERMS) from None


_TERMS: Final = both(
    "срок больше нуля и не больше десяти лет: рабочее время «30m», «4h», «1h30m», рабочие дни «2 working days», "
    "календарные дни «30 days», месяцы «2 months»",
    'a term above zero, at most ten years: working time "30m", "4h", "1h30m", working days "2 working days", '
    'calendar days "30 days", months "2 months"',
)


def _read_nonzero_term(value: object) -> Term:
    term = _read_term(value)
    if not term.span and not term.count:
        raise refusal(as_written(value), _TERMS)
    return term


def _read_pauses(value: object) -> tuple[SlaClock, ...]:
    if not isinstance(value, list | tuple):
        raise refusal(
            as_written(value), both(f"список из: {', '.join(PAUSABLE)}", f"a list of: {', '.join(PAUSABLE)}")
        )
    for clock in value:
        if clock not in PAUSABLE:
            raise refusal(as_written(clock), one_of(PAUSABLE, clock))
    return tuple(SlaClock(clock) for clock in value)


def _read_severity(value: object) -> str:
    if value == ANY or value in SEVERITIES:
        return str(value)
    raise refusal(as_written(value), one_of([ANY, *SEVERITIES], value))


TermValue = Annotated[Term, BeforeValidator(_read_nonzero_term)]
Pauses = Annotated[tuple[SlaClock, ...], BeforeValidator(_read_pauses)]
SeveritySelector = Annotated[str, BeforeValidator(_read_severity)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Tier(_Part):
    """A level of support. The first of the regulation is what a requester has unless staff say otherwise.

    free: whoever has it never pays, so that nothing is ever unpaid.
    """

    id: Identifier
    title: Annotated[Localised, BeforeValidator(read_localised)]
    free: StrictBool = False


class Target(_Part):
    """limit: what is promised; missed, it is a breach. target: what is aimed at, when that is less.

    In the file a plain string is the limit. roll, first_day_counts: of days and months (models/rules/hours/terms.py).
    """

    limit: TermValue
    target: TermValue | None = None
    roll: Roll = "forward"
    first_day_counts: StrictBool = False

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, value: Any) -> Any:
        if isinstance(value, Mapping):
            if "target" in value and "limit" not in value:
                return {**{key: one for key, one in value.items() if key != "target"}, "limit": value["target"]}
            return value
        return value if isinstance(value, Target) else {"limit": _read_nonzero_term(value)}

    @property
    def promised(self) -> Term:
        return replace(self.limit, roll=self.roll, first_day_counts=self.first_day_counts)

    @property
    def aimed(self) -> Term | None:
        """None where nothing less than the limit is aimed at."""
        if self.target is None or self.target == self.limit:
            return None
        return replace(self.target, roll=self.roll, first_day_counts=self.first_day_counts)


class ExtensionRules(_Part):
    """How an agent may move the time of the resolution; beyond it the head decides.

    times: how often; without it as often as needed. at_most: how far past the time that held before, each time.
    """

    times: Annotated[StrictInt, Field(ge=0, le=100)] | None = None
    at_most: TermValue | None = None


class Policy(_Part):
    """The targets of one sort of requests. Each clock without a target doesn't run.

    warn_at: shares of the time at which the topic is reminded. pauses: the clocks that stand still while the
    requester is waited for. tell_requester: whether a requester whose answer is late is told so.
    """

    kind: Selector = ANY
    desk: Selector = ANY
    tier: Selector = ANY
    severity: SeveritySelector = ANY
    first_response: Target
    next_response: Target | None = None
    work_started: Target | None = None
    resolution: Target | None = None
    update: Target | None = None
    warn_at: tuple[ShareOfTime, ...] = ()
    pauses: Pauses = PAUSABLE
    extension: ExtensionRules = ExtensionRules()
    tell_requester: StrictBool = False

    def target(self, clock: SlaClock) -> Target | None:
        found: Target | None = getattr(self, clock.value)
        return found

    def targets(self) -> tuple[tuple[SlaClock, Target], ...]:
        """The clocks that run, each with its target."""
        found = ((clock, self.target(clock)) for clock in SlaClock)
        return tuple((clock, target) for clock, target in found if target is not None)

    def selectors(self) -> tuple[str, str, str, str]:
        """kind, severity, tier, desk: named in this order of weight."""
        return (self.kind, self.severity, self.tier, self.desk)

    def covers(self, wanted: tuple[str, str, str, str]) -> bool:
        """wanted: kind, severity, tier and desk of a request."""
        return all(mine in (ANY, theirs) for mine, theirs in zip(self.selectors(), wanted, strict=True))
