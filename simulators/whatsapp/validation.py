"""Checks what a business sends against the schema: names, types and limits (schema/cloud_api.json)."""

import json
from functools import cache
from pathlib import Path
from typing import Any, cast

import jsonschema_rs

from simulators.whatsapp.errors import ApiError

_SCHEMA_FILE = Path(__file__).parent / "schema" / "cloud_api.json"
FILES = ("audio", "document", "image", "sticker", "video")
#: A rule of the schema that is broken → the code it is refused with.
_CODES = {"required": 131008, "maxLength": 131009, "minLength": 131009, "maxItems": 131009, "minItems": 131009}


@cache
def _validators() -> dict[str, jsonschema_rs.Validator]:
    content = json.loads(_SCHEMA_FILE.read_text(encoding="utf-8"))
    return {
        kind: cast(jsonschema_rs.Validator, jsonschema_rs.Draft7Validator(schema))
        for kind, schema in content["messages"].items()
    }


def checked_message(value: dict[str, Any]) -> str:
    """The type of the message, `mark` for read marks. Raises ApiError for what the real server refuses."""
    if value.get("messaging_product") != "whatsapp":
        raise ApiError(100, "The parameter messaging_product is required.")
    if "status" in value:
        _check("mark", value)
        return "mark"
    if not value.get("to") and not value.get("recipient"):
        raise ApiError(100, "The parameter to is required.")
    kind = str(value.get("type", "text"))
    name = kind
    if kind == "interactive":
        content = value.get("interactive")
        name = f"interactive {content.get('type') if isinstance(content, dict) else ''}"
        if name not in _validators():
            raise ApiError(131009, f"interactive['type']: simulated are button and list, not {name[12:]!r}")
    if name not in _validators():
        raise ApiError(100, f"Param type must be one of {{{', '.join(sorted(KINDS)).upper()}}} - got {kind!r}.")
    if kind == "contacts" and isinstance(value.get(kind), list):
        value[kind] = _without_nulls(value[kind])  # which the real server leaves out, as libraries count on
    _check(name, {"type": kind, **value})
    if kind in FILES:
        _one_source(kind, value[kind])
    if kind == "interactive":
        _check_interactive(value["interactive"])
    return kind


KINDS = (*FILES, "contacts", "interactive", "location", "reaction", "template", "text")


def _check(name: str, value: dict[str, Any]) -> None:
    validator = _validators()[name]
    if validator.is_valid(value):
        return
    error = next(iter(validator.iter_errors(value)))
    path = [str(step) for step in error.instance_path]
    where = (path[0] if path else "message") + "".join(f"['{step}']" for step in path[1:])
    rule = str(error.schema_path[-1]) if error.schema_path else ""
    if rule == "additionalProperties":
        raise ApiError(100, f"Unexpected key on param {where!r}: {error.message[:300]}")
    if name == "text" and rule == "maxLength":
        raise ApiError(100, f"Param {where} must be at most 4096 characters long.")
    raise ApiError(_CODES.get(rule, 100), f"Param {where}: {error.message[:300]}")


def _without_nulls(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_nulls(part) for part in value]
    if isinstance(value, dict):
        return {name: _without_nulls(part) for name, part in value.items() if part is not None}
    return value


def _one_source(where: str, file: dict[str, Any]) -> None:
    if bool(file.get("id")) == bool(file.get("link")):
        raise ApiError(131009, f"{where}: one of id and link is required, and not both")
    if "link" in file and not str(file["link"]).startswith(("http://", "https://")):
        raise ApiError(131009, f"Param {where}['link'] is not a valid URI.")


def _check_interactive(content: dict[str, Any]) -> None:
    """What Meta's page says of buttons and rows beyond their lengths."""
    header = content.get("header")
    if header is not None:
        kind = header["type"]
        if kind not in header:
            raise ApiError(131008, f"interactive['header']['{kind}'] is missing")
        if kind != "text":
            _one_source(f"interactive['header']['{kind}']", header[kind])
    action = content["action"]
    if content["type"] == "button":
        replies = [button["reply"] for button in action["buttons"]]
        _unique("Button id", [reply["id"] for reply in replies])
        _unique("Button title", [reply["title"] for reply in replies])
        _not_blank("Button title", [reply["title"] for reply in replies])
        return
    sections = action["sections"]
    rows = [row for section in sections for row in section["rows"]]
    if len(rows) > 10:
        raise ApiError(131009, f"Total row count exceed max allowed count: 10, found {len(rows)}")
    if len(sections) > 1 and any(not section.get("title") for section in sections):
        raise ApiError(131009, "interactive['action']['sections']: a title is required if there is more than one")
    _unique("Row id", [row["id"] for row in rows])
    _not_blank("Row title", [row["title"] for row in rows])


def _unique(what: str, words: list[str]) -> None:
    if len(set(words)) != len(words):
        raise ApiError(131009, f"{what}: duplicated")


def _not_blank(what: str, words: list[str]) -> None:
    if any(not word.strip() for word in words):
        raise ApiError(131009, f"{what}: empty")
