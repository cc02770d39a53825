"""Whoever reads payloads asks for keys that there are: mypy finds a misspelt `post["…"]`, but no `post.get("…")`."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import is_typeddict

import pytest

from models.rules.delivery import payloads, post_content
from models.rules.texts import manner

ROOT = Path(__file__).parents[2]
READERS = [
    path.relative_to(ROOT)
    for package in ("models", "workers", "gsm_bridge")
    for path in sorted((ROOT / package).rglob("*.py"))
    if "from models.rules.delivery.payloads import" in path.read_text(encoding="utf-8")
]
TYPES = {
    name: named
    for module in (payloads, post_content, manner)
    for name, named in vars(module).items()
    if is_typeddict(named)
}
KEYS = {key for named in TYPES.values() for key in named.__annotations__}


def asked_for(tree: ast.Module) -> Iterator[str]:
    """In `….get("key")` and `"key" in …`, where it is a payload, or a part of one, that is asked."""
    named = set(_names_of_payloads(tree))
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=asked, attr="get"), args=[ast.Constant(value=str(key)), *_]):
                pass
            case ast.Compare(left=ast.Constant(value=str(key)), ops=[ast.In() | ast.NotIn()], comparators=[asked]):
                pass
            case _:
                continue
        root = _root(asked)
        if _is_read(root) or (isinstance(root, ast.Name) and root.id in named):
            yield key


def _names_of_payloads(tree: ast.Module) -> Iterator[str]:
    """Of variables that hold what `as_…` returned, and of what is annotated as a payload."""
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if _is_read(_root(value)):
                yield name
            case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation) if _names_a_type(annotation):
                yield name
            case ast.arg(arg=name, annotation=ast.expr() as annotation) if _names_a_type(annotation):
                yield name


def _root(asked: ast.expr) -> ast.expr:
    """`as_post(…)` of `as_post(…)["reply"]`."""
    while isinstance(asked, ast.Subscript):
        asked = asked.value
    return asked


def _is_read(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in vars(payloads)


def _names_a_type(annotation: ast.expr) -> bool:
    return any(isinstance(node, ast.Name) and node.id in TYPES for node in ast.walk(annotation))


def test_a_misspelt_key_is_found() -> None:
    tree = ast.parse(
        "post = as_post(row.payload)\n"
        "def f(edit: EditPayload) -> None: edit.get('atachments')\n"
        "'silnet' in post or post['reply'].get('qoute') or as_sms(row.payload).get('dutty', '')\n"
        "answer.get('file_size'); 'too big' in words\n"
    )
    assert set(asked_for(tree)) == {"atachments", "silnet", "qoute", "dutty"}


@pytest.mark.parametrize("path", READERS, ids=str)
def test_readers_of_payloads_ask_only_for_keys_that_some_payload_has(path: Path) -> None:
    assert set(asked_for(ast.parse((ROOT / path).read_text(encoding="utf-8")))) <= KEYS


def test_what_is_asked_for_is_seen_at_all() -> None:
    seen = {key for path in READERS for key in asked_for(ast.parse((ROOT / path).read_text(encoding="utf-8")))}
    assert {"reply", "attachments", "caption_at", "waits_told", "tried"} <= seen
