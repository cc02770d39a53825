"""Code asks what a transport can do, never which one it is (docs/adr/0015)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.rules.delivery.transports import SHIPPED
from tests.architecture.test_shape import ROOT, sources

#: Where a transport's own name is at home.
AT_HOME = (
    "models/rules/delivery/transports.py",
    "models/migrations/",
    "workers/transports/",
    "gsm_bridge/",
    *(f"bot/{name}/" for name in SHIPPED),
    *(f"launcher/simulated_{name}.py" for name in SHIPPED),
)
PACKAGES = ("bot", "models", "workers", "gsm_bridge", "launcher", "bell")

# What is left, each with its reason. Empty in the end.
LEFT: dict[str, str] = {}


def violations(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and any(names_one(part) for part in (node.left, *node.comparators)):
            yield f"{node.lineno}: compares with a transport's name"
        elif isinstance(node, ast.MatchValue) and names_one(node.value):
            yield f"{node.lineno}: matches a transport's name"
        elif isinstance(node, ast.Dict):
            if any(is_name(key) for key in node.keys if key is not None):
                yield f"{node.lineno}: looks up by a transport's name"
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and key.value == "transport" and is_name(value):
                    yield f"{node.lineno}: names the transport"
        elif isinstance(node, ast.keyword) and node.arg == "transport" and is_name(node.value):
            yield f"{node.value.lineno}: names the transport"
        elif isinstance(node, ast.Call) and is_int_of_address(node):
            yield f"{node.lineno}: takes an address for a number"


def names_one(node: ast.expr) -> bool:
    """Itself, or one of several that are written there."""
    return any(is_name(part) for part in (node.elts if isinstance(node, ast.Tuple | ast.List | ast.Set) else [node]))


def is_name(node: ast.expr | None) -> bool:
    """A name in quotes, or a constant that is called as a transport is; RowKind.SMS is none."""
    if isinstance(node, ast.Constant):
        return node.value in SHIPPED
    if isinstance(node, ast.Attribute):
        return node.attr.lower() in SHIPPED and node.attr.isupper() and ast.unparse(node.value) != "RowKind"
    return isinstance(node, ast.Name) and node.id.isupper() and node.id.lower() in SHIPPED


def is_int_of_address(node: ast.Call) -> bool:
    called = isinstance(node.func, ast.Name) and node.func.id == "int" and len(node.args) == 1
    return called and ast.unparse(node.args[0]).rpartition(".")[2] in ("address", "address_text")


def product() -> list[Path]:
    return [path for path in sources() if path.relative_to(ROOT).parts[0] in PACKAGES]


def test_no_code_asks_which_transport_it_is() -> None:
    found = {}
    for path in product():
        name = str(path.relative_to(ROOT))
        if not name.startswith(AT_HOME):
            lines = list(violations(ast.parse(path.read_text())))
            if lines:
                found[name] = lines
    assert {name: lines for name, lines in found.items() if name not in LEFT} == {}
    assert sorted(LEFT) == sorted(found), "an exception that is not needed any more has to go"


@pytest.mark.parametrize(
    "code",
    [
        'if who.transport == "sms": pass',
        "brief = who.transport != SMS",
        "brief = sms_words.SMS == who.transport",
        'if row.transport in ("telegram", "whatsapp"): pass',
        'LANES = {"telegram": "chat"}',
        'match row.transport:\n    case "sms": pass',
        'insert({"transport": "telegram"})',
        'Said(transport="telegram")',
        "chat_id = int(view.address)",
    ],
)
def test_a_violation_is_seen(code: str) -> None:
    assert list(violations(ast.parse(code)))


@pytest.mark.parametrize(
    "code", ["outbox.c.kind == RowKind.SMS", "transport == STAFF_TRANSPORT", 'tree.get("sms")', "int(row.number)"]
)
def test_what_is_none_is_left_alone(code: str) -> None:
    assert not list(violations(ast.parse(code)))
