"""What a regulation says about who may ask, held against the rest of it; and the same in human words."""

from collections.abc import Iterator
from typing import Final

from models.rules.delivery.codes import OF_ASKER_AT_THING, OF_TARGET
from models.rules.regulation.identification import Demand, Way
from models.rules.regulation.schema import Desk, Regulation, RequestKind
from models.rules.texts.localised import Localised, both, plural_ru
from models.rules.texts.problems import NOTHING, Problem

_DEMANDS: Final[dict[Demand, Localised]] = {
    "nothing": both("может подать кто угодно", "anybody may file it"),
    "fields": both("автор называет себя в ответах на вопросы", "its author says who they are in the answers"),
    "person": both("автор должен быть известен", "its author has to be known"),
    "contract": both("нужен действующий договор", "it needs a contract in force"),
    "paid": both("нужен договор с оплаченным сроком", "it needs a contract that is paid for"),
}
_WAYS: Final[dict[Way, Localised]] = {
    "invitation": both("код приглашения", "an invitation code"),
    "contract": both("номер договора и код, который на него придёт", "the contract's number and a code sent to it"),
    "contact": both("свой номер телефона из мессенджера", "their own phone number, shared in the messenger"),
    "agent": both("подтверждение сотрудника", "the word of an agent"),
}


def demanded(regulation: Regulation, desk: Desk, kind: RequestKind) -> Demand:
    return kind.demands or desk.demands or regulation.identification.demands


def identification_problems(regulation: Regulation) -> Iterator[Problem]:
    demands = [
        (demanded(regulation, desk, kind), kind) for desk in regulation.desks for kind in _kinds(regulation, desk)
    ]
    for kind_id in dict.fromkeys(kind.id for demand, kind in demands if demand == "fields" and not _identifies(kind)):
        allowed = both(
            "при demands = fields — хотя бы одно обязательное поле с identifies = true",
            'with demands = "fields" at least one required field that has identifies = true',
        )
        yield Problem(f"kinds[{kind_id}].fields", NOTHING, allowed)
    if any(demand == "paid" for demand, _ in demands) and regulation.identification.how_to_pay is None:
        allowed = both(
            "слова о том, как оплатить: где-то нужен оплаченный срок",
            "words on how to pay: something demands a paid period",
        )
        yield Problem("identification.how_to_pay", NOTHING, allowed)
    ways = regulation.identification.ways
    if len(set(ways)) < len(ways):
        found = both(f"повторы: {', '.join(ways)}", f"repeated: {', '.join(ways)}")
        yield Problem("identification.ways", found, both("каждый способ один раз", "each way once"))


def demand_line(regulation: Regulation, desk: Desk, kind: RequestKind, language: str) -> str | None:
    """None where nobody is asked who they are."""
    demand = demanded(regulation, desk, kind)
    return None if demand == "nothing" else f"→ {_DEMANDS[demand].in_(language)}"


def identification_lines(regulation: Regulation, language: str) -> Iterator[str]:
    """How people are recognised; nothing where nobody has to be."""
    demands = {demanded(regulation, desk, kind) for desk in regulation.desks for kind in _kinds(regulation, desk)}
    rules = regulation.identification
    if demands <= {"nothing", "fields"}:
        return
    ways = ", ".join(_WAYS[way].in_(language) for way in rules.ways)
    yield both(f"Кто пишет, узнаём так: {ways}", f"Who asks is known by: {ways}").in_(language)
    yield both(
        f"  приглашение действует {rules.invitation_days} "
        f"{plural_ru(rules.invitation_days, 'день', 'дня', 'дней')}; попыток из одного чата в день — "
        f"{rules.attempts_per_day}; кодов на один договор — {OF_ASKER_AT_THING.codes} из одного чата и "
        f"{OF_TARGET.codes} всем незнакомым вместе",
        f"  an invitation is good for {rules.invitation_days} days; attempts of one chat a day "
        f"{rules.attempts_per_day}; codes of one contract: {OF_ASKER_AT_THING.codes} to one chat, "
        f"{OF_TARGET.codes} to all strangers together",
    ).in_(language)
    yield both(
        "  SMS и звонки с незнакомых номеров всё равно открывают заявку, с пометкой «не опознан»",
        "  SMS and calls from unknown numbers open a request all the same, marked unidentified",
    ).in_(language)
    if "paid" in demands:
        yield both(
            "  договор без даты «оплачен до» и договор с бесплатным уровнем (tiers.free) считаются оплаченными",
            '  a contract without a "paid until", and one of a free tier (tiers.free), count as paid',
        ).in_(language)


def _kinds(regulation: Regulation, desk: Desk) -> list[RequestKind]:
    return [kind for kind in regulation.kinds if kind.id in desk.kinds]


def _identifies(kind: RequestKind) -> bool:
    return any(field.required and field.identifies for field in kind.fields)
