"""What is wrong with the rules of transports (what follows from them, in words: delivery_report.py)."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from models.rules.delivery.chain import UsedFor
from models.rules.delivery.transports import SHIPPED
from models.rules.texts.localised import both
from models.rules.texts.problems import NOTHING, Problem, as_written, one_of

if TYPE_CHECKING:
    from models.rules.regulation.schema import Regulation

_CARRIES: Final = (UsedFor.ALL, UsedFor.LEGAL_ENTITIES)


def delivery_problems(regulation: "Regulation") -> Iterator[Problem]:
    for name, rules in regulation.transports.items():
        path = f"transports.{name}"
        if name not in SHIPPED:
            yield Problem(path, as_written(name), one_of(tuple(SHIPPED), name))
        if rules.use is UsedFor.ONLY_NOTICE and rules.read_at is None:
            allowed = both(
                "где прочитать сообщение: used_for = «only_notice»", 'where it is read: used_for = "only_notice"'
            )
            yield Problem(f"{path}.read_at", NOTHING, allowed)
    if not any(regulation.used_for(name) in _CARRIES for name in SHIPPED):
        allowed = both(
            "хотя бы один способ связи, которым можно отвечать: «all» или «legal_entities»",
            'a transport at least that may carry an answer: "all" or "legal_entities"',
        )
        yield Problem("transports", both("ни одного", "none"), allowed)
