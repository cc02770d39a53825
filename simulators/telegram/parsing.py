"""A Bot API request as it comes: form, multipart, JSON or query, into parameters and uploaded files."""

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from simulators.json_body import json_in
from simulators.telegram.errors import bad_request


@dataclass(frozen=True, slots=True)
class Upload:
    file_name: str
    mime_type: str
    content: bytes


@dataclass(slots=True)
class Received:
    """params: strings as they came, or values of a JSON body. uploads: by form field."""

    params: dict[str, Any]
    uploads: dict[str, Upload] = field(default_factory=dict)


def read_request(content_type: str, body: bytes, query: str) -> Received:
    """A file in the field itself becomes `attach://<field>`: both ways of upload look alike afterwards."""
    received = Received(dict(parse_qsl(query, keep_blank_values=True)) if query else {})
    if not body:
        return received
    if content_type.startswith("application/x-www-form-urlencoded"):
        _read_form(body, received)
    elif content_type.startswith("multipart/form-data"):
        _read_multipart(content_type, body, received)
    elif content_type.startswith("application/json"):
        _read_json(body, received)
    else:
        raise bad_request(f"unsupported content type {content_type}")
    return received


_ESCAPES = re.compile(rb"(?:%[0-9a-fA-F]{2})+")


def _read_form(body: bytes, received: Received) -> None:
    """As parse_qsl, but a run of escapes at a time: a Russian text is one long run, and this the hot path."""
    for pair in body.replace(b"+", b" ").split(b"&"):
        name, _, value = pair.partition(b"=")
        if name:
            received.params[_unescaped(name)] = _unescaped(value)


def _unescaped(value: bytes) -> str:
    if b"%" in value:
        value = _ESCAPES.sub(lambda run: bytes.fromhex(run.group().replace(b"%", b"").decode()), value)
    return value.decode("utf-8", "replace")


def _read_json(body: bytes, received: Received) -> None:
    try:
        values = json_in(body)
    except ValueError as error:
        raise bad_request(f"can't parse the request as a JSON object: {error}") from None
    if not isinstance(values, dict):
        raise bad_request("object expected as a request")
    received.params.update((name, value) for name, value in values.items() if value is not None)


_PARAMETER = re.compile(r';\s*([a-zA-Z*]+)=(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))')


def _read_multipart(content_type: str, body: bytes, received: Received) -> None:
    found = re.search(r'boundary="?([^";]+)', content_type)
    if found is None:
        raise bad_request("boundary is missing in multipart/form-data")
    mark = b"--" + found.group(1).encode()
    for part in body.split(mark)[1:]:
        if part.startswith(b"--"):
            break
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        _take_part(head.decode("utf-8", "replace"), content.removesuffix(b"\r\n"), received)


def _take_part(head: str, content: bytes, received: Received) -> None:
    mime_type = ""
    parameters: dict[str, str] = {}
    for line in head.split("\r\n"):
        name, _, value = line.partition(":")
        if name.lower() == "content-disposition":
            parameters = {key: quoted or bare for key, quoted, bare in _PARAMETER.findall(value)}
        elif name.lower() == "content-type":
            mime_type = value.strip().partition(";")[0]
    field_name = parameters.get("name", "")
    if "filename" in parameters:
        file_name = parameters["filename"].replace('\\"', '"').replace("%22", '"')
        received.uploads[field_name] = Upload(file_name, mime_type, content)
        received.params.setdefault(field_name, f"attach://{field_name}")
    else:
        received.params[field_name] = content.decode("utf-8", "replace")
