"""The doctor's verdict in words: what is wrong, what stops working because of it, how to mend it."""

from collections.abc import Sequence

from models.phrases.catalogue import say
from models.rules.health.group_health import Finding, Grade

_MARK = {Grade.FINE: "✓", Grade.WARNING: "!", Grade.BROKEN: "✗"}


def render_findings(findings: Sequence[Finding], language: str) -> str:
    """One line for what is fine, three for what is not, in the order in which they were found."""
    return "\n".join(line for finding in findings for line in _lines(finding, language))


def _lines(finding: Finding, language: str) -> list[str]:
    mark, facts = _MARK[finding.grade], finding.facts
    if finding.grade == Grade.FINE:
        return [f"{mark} " + say(language, f"doctor.fine_{finding.name}", **facts)]
    return [
        f"{mark} " + say(language, f"doctor.wrong_{finding.name}", **facts),
        "   " + say(language, f"doctor.stops_{finding.name}", **facts),
        "   → " + say(language, f"doctor.mend_{finding.name}", **facts),
    ]
