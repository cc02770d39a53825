"""Policies that contradict themselves, each other or the rest of the regulation."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from models.rules.hours.terms import Term, Unit, term_in_words
from models.rules.regulation.clocks import SEVERITIES, SlaClock
from models.rules.regulation.policies import ANY, Policy, Target
from models.rules.regulation.schema import Regulation
from models.rules.texts.localised import Localised, both
from models.rules.texts.problems import NOTHING, Problem, as_written

_DAY: Final = timedelta(days=1)
_IN_DATES: Final = (Unit.DAYS, Unit.MONTHS)
_NO_DATES: Final = both(
    "только у сроков в календарных днях и месяцах: у других последний день не бывает выходным",
    "only for terms in calendar days and months: the last day of others is never a day off",
)
_NO_DAYS: Final = both("только у сроков в днях и месяцах", "only for terms in days and months")


def policy_problems(regulation: Regulation) -> Iterator[Problem]:
    selectors = Counter(policy.selectors() for policy in regulation.policies)
    for selected, times in selectors.items():
        if times > 1:
            named = "kind {}, severity {}, tier {}, desk {}".format(*selected)
            found = both(f"{named}: дважды", f"{named}: twice")
            yield Problem("policies", found, both("одно правило на сочетание", "one policy per combination"))
    for number, policy in enumerate(regulation.policies, start=1):
        yield from _policy(f"policies[#{number}]", policy)
    for desk in regulation.desks:
        for kind_id in desk.kinds:
            missing = next(_uncovered(regulation, desk.id, kind_id), None)
            if missing is not None:
                yield Problem("policies", NOTHING, missing)


def tier_problems(regulation: Regulation) -> Iterator[Problem]:
    """A policy for a tier where the file declares none: the words name the table to write."""
    for number, policy in enumerate(regulation.policies, start=1):
        if policy.tier != ANY and not regulation.tiers:
            allowed = both(
                f"«{ANY}»: в файле нет ни одного уровня ([[tiers]])", f'"{ANY}": the file declares no [[tiers]]'
            )
            yield Problem(f"policies[#{number}].tier", as_written(policy.tier), allowed)


def _policy(path: str, policy: Policy) -> Iterator[Problem]:
    if list(policy.warn_at) != sorted(set(policy.warn_at)):
        listed = ", ".join(str(share) for share in policy.warn_at)
        allowed = both("доли по возрастанию, без повторов", "ascending shares without repeats")
        yield Problem(f"{path}.warn_at", both(listed, listed), allowed)
    for clock, target in policy.targets():
        yield from _target(f"{path}.{clock.value}", target)
    if "extension" in policy.model_fields_set and policy.resolution is None:
        allowed = both(
            f"только вместе с {SlaClock.RESOLUTION.value}: продлевают срок решения",
            f"only with {SlaClock.RESOLUTION.value}: that is what is extended",
        )
        yield Problem(f"{path}.extension", both("продление без срока решения", "an extension of nothing"), allowed)


def _target(path: str, target: Target) -> Iterator[Problem]:
    terms = [target.limit] if target.target is None else [target.limit, target.target]
    if target.target is not None and _surely_longer(target.target, target.limit):
        limit = both(term_in_words(target.limit, "ru"), term_in_words(target.limit, "en"))
        allowed = both(f"не больше limit ({limit.in_('ru')})", f"no more than limit ({limit.in_('en')})")
        found = both(term_in_words(target.target, "ru"), term_in_words(target.target, "en"))
        yield Problem(f"{path}.target", found, allowed)
    if "roll" in target.model_fields_set and all(term.unit not in _IN_DATES for term in terms):
        yield Problem(f"{path}.roll", as_written(target.roll), _NO_DATES)
    if target.first_day_counts and all(term.unit is Unit.WORKING_TIME for term in terms):
        yield Problem(f"{path}.first_day_counts", as_written(target.first_day_counts), _NO_DAYS)


def _surely_longer(one: Term, other: Term) -> bool:
    """On whatever day they begin and whatever the hours are; False where that depends."""
    if one.unit is other.unit:
        return (one.span, one.count) > (other.span, other.count)
    longest = _at_most(other)
    return longest is not None and _at_least(one) > longest


def _at_least(term: Term) -> timedelta:
    """By the clock on the wall."""
    return (
        term.span if term.unit is Unit.WORKING_TIME else term.count * _DAY * (28 if term.unit is Unit.MONTHS else 1)
    )


def _at_most(term: Term) -> timedelta | None:
    """None for what only the hours decide. A last day off may move the end by some days, which is let pass."""
    if term.unit not in _IN_DATES:
        return None
    return (term.count * (31 if term.unit is Unit.MONTHS else 1) + 1) * _DAY


def _uncovered(regulation: Regulation, desk: str, kind: str) -> Iterator[Localised]:
    """Whatever severity staff choose and whatever tier a requester has, something must be promised."""
    for severity in SEVERITIES:
        for tier in [one.id for one in regulation.tiers] or [ANY]:
            if not any(policy.covers((kind, severity, tier, desk)) for policy in regulation.policies):
                place = f'desk = "{desk}", kind = "{kind}"'
                named = any({policy.severity, policy.tier} != {ANY} for policy in regulation.policies)
                place += f', severity = "{severity}", tier = "{tier}"' if named else ""
                yield both(f"срок для {place} (или общее правило с «*»)", f'a policy for {place} (or one with "*")')
