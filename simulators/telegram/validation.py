"""Checks every call against the machine-readable Bot API: names, types and limits of all parameters.

Real Telegram ignores unknown parameters; here they are refused, because in this house a typo is a bug.
"""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, cast

import jsonschema_rs

from simulators.json_body import json_in
from simulators.telegram.albums import check_parts
from simulators.telegram.errors import bad_request, no_such_method
from simulators.telegram.parsing import Received

_SCHEMA_FILE = Path(__file__).parent / "schema" / "bot_api.json"
OLD_PREVIEW = "disable_web_page_preview"
_TRUE, _FALSE = ("true", "True", "1", "yes"), ("false", "False", "0", "no")


class BotApiSchema:
    def __init__(self, file: Path = _SCHEMA_FILE) -> None:
        content = json.loads(file.read_text(encoding="utf-8"))
        self.version = str(content["version"])
        self.methods: dict[str, dict[str, Any]] = content["methods"]
        self._definitions: dict[str, dict[str, Any]] = content["definitions"]
        self._canonical: dict[str, str] = {name.lower(): name for name in self.methods}
        self._checkers: dict[str, _ParamsChecker] = {}
        self._validators: dict[str, jsonschema_rs.Validator] = {}

    def method_named(self, name: str) -> str:
        """The canonical spelling; raises 404."""
        try:
            return self._canonical[name.lower()]
        except KeyError:
            raise no_such_method() from None

    def checked_params(self, method: str, received: Received) -> dict[str, Any]:
        """Typed parameters, or 400 that names the parameter and what is wrong with it."""
        checker = self._checkers.get(method)
        if checker is None:
            checker = self._checkers[method] = self._checker(method)
        return checker.check(received)

    def required_params(self, method: str) -> list[str]:
        definition = self.methods[method]["params"]
        return list(self._definitions[definition].get("required", [])) if definition else []

    def why_invalid(self, definition: str, value: Any) -> str | None:
        """For tests of the simulator's own answers: the first violation of a Bot API type, or None."""
        for error in self._validator(definition).iter_errors(value):
            return f"{'.'.join(str(step) for step in error.instance_path)}: {error.message}"
        return None

    def _validator(self, definition: str) -> jsonschema_rs.Validator:
        if definition not in self._validators:
            schema = {"$ref": f"#/definitions/{definition}", "definitions": self._definitions}
            self._validators[definition] = cast(jsonschema_rs.Validator, jsonschema_rs.Draft7Validator(schema))
        return self._validators[definition]

    def _checker(self, method: str) -> "_ParamsChecker":
        definition = self.methods[method]["params"]
        if definition is None:
            return _ParamsChecker(method, {}, [], None)
        node = self._definitions[definition]
        readers = {name: _reader(name, self._kinds(value)) for name, value in node["properties"].items()}
        return _ParamsChecker(method, readers, node.get("required", []), self._validator(definition))

    def _kinds(self, node: dict[str, Any]) -> set[str]:
        if "$ref" in node:
            return self._kinds(self._definitions[node["$ref"].rpartition("/")[2]])
        if "anyOf" in node:
            return set().union(*(self._kinds(option) for option in node["anyOf"]))
        return {"json" if node.get("type") in ("object", "array") else node.get("type", "string")}


class _ParamsChecker:
    def __init__(
        self,
        method: str,
        readers: dict[str, Callable[[str], Any]],
        required: list[str],
        validator: jsonschema_rs.Validator | None,
    ) -> None:
        self._method = method
        self._readers = readers
        self._required = required
        self._validator = validator

    def check(self, received: Received) -> dict[str, Any]:
        params: dict[str, Any] = {}
        self._rename_old(received.params)
        for name, value in received.params.items():
            reader = self._readers.get(name)
            if reader is None:
                if name in received.uploads:
                    continue  # a file that some attach:// names
                raise bad_request(f"{self._method} has no parameter {name!r}")
            params[name] = reader(value) if isinstance(value, str) else value
        if self._method == "sendMediaGroup":
            check_parts(params.get("media"))
        for name in self._required:
            if name not in params:
                raise bad_request(f"{_worded(name)} is empty")
        if self._validator is not None and not self._validator.is_valid(params):
            error = next(iter(self._validator.iter_errors(params)))
            where = ".".join(str(step) for step in error.instance_path)
            raise bad_request(f"{where or self._method} is not valid: {error.message[:300]}")
        return params

    def _rename_old(self, given: dict[str, Any]) -> None:
        """The name that the real server still understands beside the newer one, which counts if both are there."""
        if "link_preview_options" in self._readers and OLD_PREVIEW in given:
            hidden = given.pop(OLD_PREVIEW)
            if _boolean(OLD_PREVIEW, str(hidden)):
                given.setdefault("link_preview_options", {"is_disabled": True})


def _worded(name: str) -> str:
    return "message text" if name == "text" else name


def _reader(name: str, kinds: set[str]) -> Callable[[str], Any]:
    """How a form field of this parameter is read."""
    if kinds == {"integer", "string"}:
        return lambda value: int(value) if value.lstrip("-").isdigit() else value
    if "json" in kinds:
        return lambda value: _json(name, value)
    if kinds & {"integer", "number"}:
        return lambda value: _number(name, value)
    if kinds == {"boolean"}:
        return lambda value: _boolean(name, value)
    return lambda value: value


def _json(name: str, value: str) -> Any:
    try:
        return json_in(value)
    except ValueError:
        raise bad_request(f"can't parse {name} JSON object") from None


def _number(name: str, value: str) -> int | float:
    try:
        return float(value) if "." in value else int(value)
    except ValueError:
        raise bad_request(f"{name} must be a number, found {value!r}") from None


def _boolean(name: str, value: str) -> bool:
    if value in _TRUE:
        return True
    if value in _FALSE:
        return False
    raise bad_request(f"{name} must be a boolean, found {value!r}")


@cache
def bot_api() -> BotApiSchema:
    return BotApiSchema()
