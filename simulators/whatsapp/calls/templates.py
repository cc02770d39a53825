"""Templates: which there are, and how one is filled with parameters."""

import re
from dataclasses import dataclass
from typing import Any

from simulators.whatsapp.errors import ApiError
from simulators.whatsapp.records import Account, Template, Wire
from simulators.whatsapp.world import World

LONGEST_TEXT = 1024
_PLACE = re.compile(r"\{\{\s*(\w+)\s*\}\}")


@dataclass(frozen=True, slots=True)
class Filled:
    """A template as the phone shows it. quick_replies: {id: the payload, title}."""

    category: str
    text: str
    quick_replies: list[Wire]


def filled(world: World, account: Account, value: Wire) -> Filled:
    """Raises ApiError with the code that says what is wrong with the template or its parameters."""
    template = _approved(world, account, value["name"], value["language"]["code"])
    given = {"header": [], "body": []} | {
        component["type"].lower(): component.get("parameters", [])
        for component in value.get("components", [])
        if component["type"].lower() != "button"
    }
    words = []
    for component in template.components:
        kind = str(component["type"]).lower()
        if kind in ("header", "body"):
            words.append(_with_parameters(kind, component, given.get(kind, [])))
        elif kind == "footer":
            words.append(str(component.get("text", "")))
    text = "\n".join(word for word in words if word)
    if len(text) > LONGEST_TEXT:
        raise ApiError(132005)
    return Filled(template.category, text, _quick_replies(template, value.get("components", [])))


def _approved(world: World, account: Account, name: str, language: str) -> Template:
    of_name = [one for one in world.templates.values() if one.account_id == account.id and one.name == name]
    template = next((one for one in of_name if one.language == language), None)
    if template is None or template.status in ("PENDING", "REJECTED"):
        raise ApiError(132001, f"template name ({name}) does not exist in {language}")
    if template.status == "PAUSED":
        raise ApiError(132015)
    if template.status == "DISABLED":
        raise ApiError(132016)
    return template


def _with_parameters(kind: str, component: Wire, given: list[Wire]) -> str:
    """kind: header or body. A header without text is a file or a place: one parameter."""
    if kind == "header" and component.get("format", "TEXT") != "TEXT":
        wanted = str(component["format"]).lower()
        if len(given) != 1:
            raise _miscounted(kind, len(given), 1)
        if given[0]["type"] != wanted:
            raise ApiError(132012, f"{kind}: expected {wanted}, found {given[0]['type']}")
        return f"[{wanted}]"
    text = str(component.get("text", ""))
    places = list(dict.fromkeys(_PLACE.findall(text)))
    if len(given) != len(places):
        raise _miscounted(kind, len(given), len(places))
    values = {place: _value(kind, place, parameter) for place, parameter in zip(places, given, strict=True)}
    return _PLACE.sub(lambda found: values[found[1]], text)


def _miscounted(kind: str, found: int, expected: int) -> ApiError:
    words = f"{kind}: number of localizable_params ({found}) does not match the expected number ({expected})"
    return ApiError(132000, words)


def _value(kind: str, place: str, parameter: Wire) -> str:
    if parameter["type"] != "text":
        raise ApiError(132012, f"{kind}: {{{{{place}}}}} expects text, found {parameter['type']}")
    if not place.isdigit() and parameter.get("parameter_name") != place:
        raise ApiError(132012, f"{kind}: parameter_name {place} expected")
    text = parameter.get("text")
    if not isinstance(text, str) or not text:
        raise ApiError(131008, f"{kind}: the text of {{{{{place}}}}} is missing")
    if re.search(r"[\n\t]| {5,}", text):
        raise ApiError(132018)
    return text


def _quick_replies(template: Template, given: list[Any]) -> list[Wire]:
    """What pressing one sends: the payload that was given for it, else its own words."""
    payloads = {
        int(component.get("index", -1)): component["parameters"][0].get("payload", "")
        for component in given
        if component["type"].lower() == "button" and component.get("parameters")
    }
    buttons = [
        button
        for component in template.components
        if str(component["type"]).lower() == "buttons"
        for button in component.get("buttons", [])
    ]
    if any(place not in range(len(buttons)) for place in payloads):
        raise ApiError(132000, f"buttons: found {sorted(payloads)}, the template has {len(buttons)}")
    return [
        {"id": payloads.get(place) or button["text"], "title": button["text"]}
        for place, button in enumerate(buttons)
        if button["type"] == "QUICK_REPLY"
    ]
