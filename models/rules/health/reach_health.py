"""The doctor on people: whom the organisation's words reach, and whom a rule of a transport keeps them from."""

from typing import Final

from models.rules.delivery.chain import UsedFor
from models.rules.delivery.transports import SHIPPED
from models.rules.health.group_health import Finding, Grade
from models.rules.regulation.parsing import Regulation
from models.rules.regulation.reach_counts import ReachCount

#: How the phrases of a rule end.
_NAMES: Final = {
    UsedFor.LEGAL_ENTITIES: "legal_entities",
    UsedFor.ONLY_NOTICE: "only_notice",
    UsedFor.NOBODY: "nobody",
}


def reach_findings(regulation: Regulation, count: ReachCount) -> list[Finding]:
    """Nothing where no contract is known and every transport carries everything."""
    found = []
    if count.persons:
        fine = not count.unreached
        facts = {"persons": count.persons, "unreached": count.unreached, "without": count.without_address}
        found.append(Finding(Grade.FINE if fine else Grade.WARNING, "contacts", facts))
        if count.only_one:
            found.append(Finding(Grade.FINE, "contacts_by_one", {"count": count.only_one}))
    for name, traits in SHIPPED.items():
        rule = _NAMES.get(regulation.used_for(name))
        if rule is not None:
            left = count.left_by.get(name, 0)
            grade = Grade.WARNING if left else Grade.FINE
            found.append(Finding(grade, rule, {"transport": traits.title, "count": left}))
    return found
