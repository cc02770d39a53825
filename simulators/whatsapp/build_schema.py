"""Cuts schema/cloud_api.json out of Meta's OpenAPI file: what businesses send, as names, types and limits.

    python -m simulators.whatsapp.build_schema SPECIFICATION.json >simulators/whatsapp/schema/cloud_api.json

SPECIFICATION: facebook/openapi, business-messaging-api_v23.0.yaml as JSON. It is of November 2025: business-scoped
user ids and what it leaves out (limits, captions, read marks) are laid over it here.
"""

import copy
import json
import sys
from pathlib import Path
from typing import Any

Node = dict[str, Any]
_REFERENCE = "#/components/schemas/"
_TEXT: Node = {"type": "string"}
#: Laid over the base of every message: `recipient`, a business-scoped user id, may stand in place of `to`.
_BASE: Node = {
    "messaging_product": {"type": "string", "enum": ["whatsapp"]},
    "recipient_type": {"type": "string", "enum": ["individual"]},
    "to": {"type": "string", "minLength": 1},
    "recipient": {"type": "string", "minLength": 1},
    "type": _TEXT,
    "context": {"type": "object", "required": ["message_id"], "properties": {"message_id": _TEXT}},
    "biz_opaque_callback_data": {"type": "string", "maxLength": 512},
    "recipient_identity_key_hash": _TEXT,
}
_CAPTION: Node = {"caption": {"type": "string", "maxLength": 1024}}
#: What a file may have beside `id` or `link`.
_OF_FILES: dict[str, Node] = {
    "image": _CAPTION,
    "video": _CAPTION,
    "document": {**_CAPTION, "filename": {"type": "string", "minLength": 1, "maxLength": 240}},
    "audio": {"voice": {"type": "boolean"}},
    "sticker": {},
}
_COORDINATE: Node = {"type": ["string", "number"]}
_PARAMETER: Node = {"type": "object", "required": ["type"], "properties": {"type": _TEXT}}
#: Not in the specification: the blue ticks, and the dots while somebody types.
_MARK: Node = {
    "type": "object",
    "required": ["messaging_product", "status", "message_id"],
    "properties": {
        "messaging_product": _BASE["messaging_product"],
        "status": {"type": "string", "enum": ["read"]},
        "message_id": {"type": "string", "minLength": 1},
        "typing_indicator": {
            "type": "object",
            "required": ["type"],
            "properties": {"type": {"type": "string", "enum": ["text"]}},
        },
    },
}


def cut(specification: Node) -> Node:
    schemas = specification["components"]["schemas"]
    kinds = schemas["Message"]["discriminator"]["mapping"]
    messages = {kind: _flat(schemas, kind, _name(reference)) for kind, reference in kinds.items()}
    interactive = messages.pop("interactive")
    messages |= {f"interactive {kind}": _interactive(schemas, interactive, kind) for kind in ("button", "list")}
    _lay_over(messages)
    closed = {"mark": _MARK, **messages}
    return {"version": "v23.0", "messages": {kind: _closed(schema) for kind, schema in sorted(closed.items())}}


def _name(reference: str) -> str:
    return reference.removeprefix(_REFERENCE)


def _flat(schemas: Node, kind: str, name: str) -> Node:
    """The base and what is the kind's own, as one object: in `allOf` each would forbid the other's fields."""
    own = next(part for part in schemas[name]["allOf"] if "properties" in part)
    content = _resolved(schemas, own["properties"][kind])
    properties = {**copy.deepcopy(_BASE), kind: content}
    properties["type"] = {"type": "string", "enum": [kind]}
    return {"type": "object", "required": ["messaging_product", kind], "properties": properties}


def _resolved(schemas: Node, node: Any) -> Any:
    if isinstance(node, list):
        return [_resolved(schemas, part) for part in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return _resolved(schemas, schemas[_name(node["$ref"])])
    return {name: _resolved(schemas, part) for name, part in node.items() if name not in ("discriminator", "format")}


def _interactive(schemas: Node, message: Node, kind: str) -> Node:
    """With the action of this kind only, so that what is wrong can be named."""
    made = copy.deepcopy(message)
    content = made["properties"]["interactive"]
    wanted = {"button": ["buttons"], "list": ["button", "sections"]}[kind]
    [action] = [one for one in content["properties"]["action"]["oneOf"] if one["required"] == wanted]
    content["properties"]["action"] = {"type": "object", **action}
    content["properties"]["type"] = {"type": "string", "enum": [kind]}
    content["required"] = ["type", "body", "action"]
    if kind == "list":
        header = content["properties"]["header"]["properties"]
        header["type"] = {"type": "string", "enum": ["text"]}
        for name in ("image", "video", "document"):
            del header[name]
        section = action["properties"]["sections"]["items"]
        del section["properties"]["product_items"]
        section["required"] = ["rows"]
        section["properties"]["rows"]["minItems"] = 1
    return made


def _lay_over(messages: Node) -> None:
    text = messages["text"]["properties"]["text"]
    text["required"] = ["body"]
    text["properties"]["body"] = {"type": "string", "minLength": 1, "maxLength": 4096}
    for kind, more in _OF_FILES.items():
        messages[kind]["properties"][kind] = _file(more)
    header = messages["interactive button"]["properties"]["interactive"]["properties"]["header"]["properties"]
    for kind in ("image", "video", "document"):
        header[kind] = _file({"filename": _TEXT} if kind == "document" else {})
    messages["reaction"]["properties"]["reaction"]["required"] = ["message_id", "emoji"]
    location = messages["location"]["properties"]["location"]
    location["required"] = ["latitude", "longitude"]
    location["properties"] |= {"latitude": _COORDINATE, "longitude": _COORDINATE}
    contact = messages["contacts"]["properties"]["contacts"]["items"]
    contact["required"] = ["name"]
    contact["properties"]["name"]["required"] = ["formatted_name"]
    for name in ("phones", "emails", "urls", "addresses"):
        contact["properties"][name]["items"]["properties"]["type"] = _TEXT  # CELL, MAIN and others are taken too
    template = messages["template"]["properties"]["template"]["properties"]
    template["language"] = {
        "type": "object",
        "required": ["code"],
        "properties": {"code": _TEXT, "policy": {"type": "string", "enum": ["deterministic"]}},
    }
    component = template["components"]["items"]["properties"]
    for name in ("type", "sub_type"):  # capitals are taken too
        component[name]["enum"] += [word.upper() for word in component[name]["enum"]]
    component["index"] = {"type": ["string", "integer"]}
    component["parameters"] = {"type": "array", "items": {**_PARAMETER, "additionalProperties": True}}
    _never_empty(messages["interactive button"])
    _never_empty(messages["interactive list"])


def _file(more: Node) -> Node:
    return {"type": "object", "properties": {"id": _TEXT, "link": _TEXT, **copy.deepcopy(more)}}


def _never_empty(node: Any) -> None:
    """The words of buttons, rows, bodies and headers: whatever has a longest length has a shortest one too."""
    if isinstance(node, dict):
        if "maxLength" in node:
            node.setdefault("minLength", 1)
        for part in node.values():
            _never_empty(part)


def _closed(node: Any) -> Any:
    """A field that nobody knows is an error, as in reality: (#100) Unexpected key."""
    if isinstance(node, list):
        return [_closed(part) for part in node]
    if not isinstance(node, dict):
        return node
    made = {name: _closed(part) for name, part in node.items()}
    if isinstance(made.get("properties"), dict) and made.get("type") == "object":
        made.setdefault("additionalProperties", False)
    return made


if __name__ == "__main__":
    json.dump(cut(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))), sys.stdout, indent=1, sort_keys=True)
    print()
