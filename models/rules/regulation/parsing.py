"""The regulation: one TOML file in, one frozen and consistent `Regulation` out, or every problem at once."""

import re
import tomllib
from collections.abc import Iterator
from typing import Any, Final

from pydantic import ValidationError

from models.rules.hours.calendars import Calendar, CalendarException, Interval, Week
from models.rules.hours.time_zones import zone_names
from models.rules.regulation.deliveries import Deliveries, TransportRules
from models.rules.regulation.identification import Identification
from models.rules.regulation.ladders import Ladder, Rotation, Rung, StaffMember
from models.rules.regulation.numbers import SupportNumber
from models.rules.regulation.policies import ExtensionRules, Policy, Target, Tier
from models.rules.regulation.reach import ReachRules
from models.rules.regulation.references import inconsistencies
from models.rules.regulation.schema import (
    ANY,
    Choice,
    Closing,
    Desk,
    Drafts,
    Edition,
    Limits,
    Organisation,
    Regulation,
    RequestField,
    RequestKind,
    SmsRules,
)
from models.rules.regulation.shape import problems_of_shape
from models.rules.regulation.values import is_identifier
from models.rules.texts.localised import LANGUAGES, Language, Localised, both
from models.rules.texts.problems import Problem, RegulationError, as_written

__all__ = [
    "ANY",
    "LANGUAGES",
    "Calendar",
    "CalendarException",
    "Choice",
    "Closing",
    "Deliveries",
    "Desk",
    "Drafts",
    "Edition",
    "ExtensionRules",
    "Identification",
    "Interval",
    "Ladder",
    "Language",
    "Limits",
    "Localised",
    "Organisation",
    "Policy",
    "Problem",
    "ReachRules",
    "Regulation",
    "RegulationError",
    "RequestField",
    "RequestKind",
    "Rotation",
    "Rung",
    "SmsRules",
    "StaffMember",
    "SupportNumber",
    "Target",
    "Tier",
    "TransportRules",
    "Week",
    "parse_regulation",
]

# stands for an id that follows from a part which is itself wrong: that is told there, and not once more
_UNTOLD: Final = "untold"
_SYNTAX_PLACE = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")


def parse_regulation(text: str) -> Regulation:
    """Read a regulation file.

    Raises RegulationError with the faults of the TOML syntax, else all of the values, else all of what the
    parts say about each other.
    """
    tree = _read_toml(text)
    _fill_what_follows(tree)
    context = {"languages": _languages(tree)}
    try:
        regulation = Regulation.model_validate(tree, context=context)
    except ValidationError as error:
        raise RegulationError(problems_of_shape(error, tree, Regulation, context)) from None
    problems = inconsistencies(regulation)
    if problems:
        raise RegulationError(problems)
    return regulation


def _read_toml(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text.removeprefix("\ufeff"))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise RegulationError((_syntax_problem(str(error), text),)) from None


def _syntax_problem(complaint: str, text: str) -> Problem:
    lines = text.split("\n")
    place = _SYNTAX_PLACE.search(complaint)
    line, column = len(lines), len(lines[-1]) + 1
    if place and place[1]:
        line, column = int(place[1]), int(place[2])
    written = lines[line - 1].strip() if line <= len(lines) else ""
    reason = _SYNTAX_PLACE.sub("", complaint)
    return Problem(
        key_path="",
        found=as_written(written),
        allowed=both(f"строка по правилам TOML ({reason})", f"a line of valid TOML ({reason})"),
        line=line,
        column=column,
    )


def _fill_what_follows(tree: dict[str, Any]) -> None:
    """Values that may be left out because the rest of the file says them."""
    organisation = tree.get("organisation")
    zone = organisation.get("timezone") if isinstance(organisation, dict) else None
    if zone not in zone_names():
        zone = "UTC"  # already a problem of its own: not one more for each calendar
    languages = _languages(tree) or LANGUAGES
    calendars = tree.get("calendars")
    for calendar in calendars.values() if isinstance(calendars, dict) else ():
        if isinstance(calendar, dict):
            calendar.setdefault("timezone", zone)
    kinds = list(dict.fromkeys(_ids(tree.get("kinds")))) or [_UNTOLD]
    for desk in _tables(tree.get("desks")):
        desk.setdefault("staff_language", languages[0])
        desk.setdefault("kinds", kinds)
    sms = tree.setdefault("sms", {})
    if isinstance(sms, dict):
        sms.setdefault("desk", next(_ids(tree.get("desks")), _UNTOLD))
        sms.setdefault("kind", _kind_for_sms(tree, sms["desk"]))


def _kind_for_sms(tree: dict[str, Any], desk_id: object) -> str:
    """The last kind of the desk that asks nothing, else its first one."""
    desk = next((desk for desk in _tables(tree.get("desks")) if desk.get("id") == desk_id), {})
    takes = desk.get("kinds")
    of_desk = [kind for kind in takes if is_identifier(kind)] if isinstance(takes, list) else []
    asking = [kind.get("id") for kind in _tables(tree.get("kinds")) if _asks_something(kind)]
    return [_UNTOLD, *of_desk[:1], *(kind for kind in of_desk if kind not in asking)][-1]


def _asks_something(kind: dict[str, Any]) -> bool:
    return any(field.get("required", True) for field in _tables(kind.get("fields")))


def _languages(tree: dict[str, Any]) -> tuple[str, ...]:
    """The declared languages; none while the declaration itself is wrong, so as not to complain twice."""
    organisation = tree.get("organisation")
    declared = organisation.get("languages") if isinstance(organisation, dict) else None
    if not isinstance(declared, list) or any(language not in LANGUAGES for language in declared):
        return ()
    return tuple(declared) if len(set(declared)) == len(declared) else ()


def _ids(tables: object) -> Iterator[str]:
    return (table["id"] for table in _tables(tables) if is_identifier(table.get("id")))


def _tables(value: object) -> list[dict[str, Any]]:
    return [table for table in value if isinstance(table, dict)] if isinstance(value, list) else []
