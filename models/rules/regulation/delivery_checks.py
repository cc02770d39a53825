"""What is wrong with the rules of transports (what follows from them, in words: delivery_report.py)."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from models.rules.delivery.chain import UsedFor
from models.rules.delivery.transports import SHIPPED
from models.rules.texts.localised import both
from models.rules.texts.problems import NOTHING, Problem, as_written, one_of

if TYPE_CHECKING:
    from models.rules.regulation.deliveries import TransportRules
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
        yield from _leave_problems(path, name, rules)
    if not any(regulation.used_for(name) in _CARRIES for name in SHIPPED):
        allowed = both(
            "хотя бы один способ связи, которым можно отвечать: «all» или «legal_entities»",
            'a transport at least that may carry an answer: "all" or "legal_entities"',
        )
        yield Problem("transports", both("ни одного", "none"), allowed)


def _leave_problems(path: str, name: str, rules: "TransportRules") -> Iterator[Problem]:
    """Only where the service has templates can somebody be asked for leave by one."""
    said = [key for key in ("leave_template", "leave_language", "leave_patience") if key in rules.model_fields_set]
    if name in SHIPPED and not SHIPPED[name].templates:
        title = SHIPPED[name].title
        nothing = both(f"ничего: у {title} нет шаблонов", f"nothing: {title} has no templates")
        yield from (Problem(f"{path}.{key}", as_written(getattr(rules, key)), nothing) for key in said)
    elif said and rules.leave_template is None:
        allowed = both("имя шаблона: без него спрашивать нечем", "the name of a template to ask with")
        yield Problem(f"{path}.leave_template", NOTHING, allowed)
