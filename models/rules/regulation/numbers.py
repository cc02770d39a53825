"""Support numbers: several accounts of one transport, each with a role and the desk that it serves."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict

from models.rules.delivery.transports import SHIPPED
from models.rules.regulation.values import Identifier, read_localised
from models.rules.texts.localised import Localised, both
from models.rules.texts.problems import Problem, as_written, one_of

if TYPE_CHECKING:
    from models.rules.regulation.schema import Regulation


class SupportNumber(BaseModel):
    """id: its role, which the settings hold against an account. title: the role as people read it.

    desk: what is asked by this number is asked of it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    id: Identifier
    transport: Identifier
    title: Annotated[Localised, BeforeValidator(read_localised)]
    desk: Identifier


_ONCE: Final = both("каждый id один раз", "each id once")


def number_problems(regulation: "Regulation") -> Iterator[Problem]:
    numbers = regulation.numbers
    for repeated, times in Counter(number.id for number in numbers).items():
        if times > 1:
            yield Problem("numbers", both(f"«{repeated}» повторяется", f'"{repeated}" repeated'), _ONCE)
    desks = [desk.id for desk in regulation.desks]
    transports = [traits.name for traits in SHIPPED.values() if traits.several_numbers]
    for number in numbers:
        path = f"numbers[{number.id}]"
        if number.transport not in transports:
            allowed = one_of(transports, number.transport)
            yield Problem(f"{path}.transport", as_written(number.transport), allowed)
        if number.desk not in desks:
            yield Problem(f"{path}.desk", as_written(number.desk), one_of(desks, number.desk))


def role_lines(regulation: "Regulation", roles: Sequence[str], language: str) -> Iterator[str]:
    """What settings and regulation say of each other; nothing where the settings name no role. roles: theirs."""
    named = [number.id for number in regulation.numbers]
    for role in (role for role in roles if role not in named):
        yield both(
            f"  ! роль {role} есть в .env, но не здесь: кто пишет на этот номер, выбирает линию сам",
            f"  ! the role {role} stands in .env, but not here: whoever writes to that number chooses the desk",
        ).in_(language)
    for role in (role for role in named if roles and role not in roles):
        yield both(
            f"  ! роли {role} нет в .env: такого номера у Otklik нет",
            f"  ! the role {role} is not in .env: Otklik has no such number",
        ).in_(language)


def number_lines(regulation: "Regulation", language: str) -> Iterator[str]:
    """Which number leads to which desk; nothing where there are none."""
    if not regulation.numbers:
        return
    yield both("Номера поддержки", "Support numbers").in_(language)
    for number in regulation.numbers:
        title, desk = number.title.in_(language), regulation.desk(number.desk).title.in_(language)
        transport = SHIPPED[number.transport].title
        yield both(
            f"  {transport}, «{title}» ({number.id}): линия «{desk}»",
            f'  {transport}, "{title}" ({number.id}): the desk "{desk}"',
        ).in_(language)
    served = {number.desk for number in regulation.numbers}
    without = [desk.title for desk in regulation.desks if desk.id not in served]
    if without:
        russian = ", ".join("«" + title.in_("ru") + "»" for title in without)
        english = ", ".join('"' + title.in_("en") + '"' for title in without)
        yield both(
            f"  без своего номера: {russian}; туда пишут другими способами связи",
            f"  without a number of its own: {english}; other transports lead there",
        ).in_(language)
    yield both(
        "  у какого номера какая роль, сказано в .env: роль=номер",
        "  .env says which number has which role: role=number",
    ).in_(language)
    yield ""
