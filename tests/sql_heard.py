"""Listens to every statement that runs in a process of the tests: which of product code names no organisation.

The rule stands in tests/sql_walls.py, the exceptions in tests/sql_walls_exceptions.py. Each statement is looked at
once: by its compiled form, which an engine keeps, and by its cache key, as some tests have engines of their own.
"""

import importlib
import sys
from collections.abc import Sequence
from functools import cache, partial
from pathlib import Path
from types import FrameType
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, event
from sqlalchemy.sql.compiler import SQLCompiler

from models.tables import metadata
from tests.sql_walls import offences, offences_of_text
from tests.sql_walls_exceptions import FOR_ALL, OF_NONE, WHOLE_TABLES

_PRODUCT = ("bell", "bot", "gsm_bridge", "launcher", "models", "workers")
_OURS = (*_PRODUCT, "benchmarks", "simulators", "tests")

_of_compiled: WeakKeyDictionary[Any, Sequence[str]] = WeakKeyDictionary()
_of_key: dict[Any, Sequence[str]] = {}
_of_text: dict[str, Sequence[str]] = {}
_heard: dict[str, None] = {}


def listen(report: Path | None = None) -> None:
    """To every engine of this process, from now on. report: a file where it is noted; else `take` has it."""
    event.listen(Engine, "before_cursor_execute", partial(_before, report))


def take() -> list[str]:
    """What was heard since it was last taken."""
    heard = list(_heard)
    _heard.clear()
    return heard


def _before(
    report: Path | None, _tx: Any, _cursor: Any, text: str, _parameters: Any, context: Any, _many: bool
) -> None:
    compiled = None if context is None else context.compiled
    found = _text(text) if compiled is None else _compiled(compiled)
    if found:
        where = _caller()
        if where is not None and not _is_excepted(compiled):
            _note(report, f"{where}: {'; '.join(found)}: {' '.join(text.split())[:300]}")


def _note(report: Path | None, offence: str) -> None:
    if report is not None and offence not in _heard:
        with report.open("a") as lines:
            lines.write(offence + "\n")
    _heard[offence] = None


def _text(text: str) -> Sequence[str]:
    found = _of_text.get(text)
    if found is None:
        found = _of_text[text] = offences_of_text(text)
    return found


def _compiled(compiled: Any) -> Sequence[str]:
    found = _of_compiled.get(compiled)
    if found is not None:
        return found
    key = _key(compiled)
    found = None if key is None else _of_key.get(key)
    if found is None:
        found = _look(compiled)
        if key is not None:
            _of_key[key] = found
    _of_compiled[compiled] = found
    return found


def _look(compiled: Any) -> Sequence[str]:
    if not isinstance(compiled, SQLCompiler) or compiled.statement is None:
        return ()  # it makes tables
    return offences(compiled.statement, compiled.column_keys or ())


def _key(compiled: Any) -> Any:
    key = getattr(compiled, "cache_key", None)
    return None if key is None else (key.key, tuple(getattr(compiled, "column_keys", None) or ()))


def _caller() -> str | None:
    """The function of the product that ran it; None: a test, a simulator, a benchmark, or what takes all tables."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        module = frame.f_globals.get("__name__", "")
        if module.partition(".")[0] in _OURS and module != __name__:
            if module.partition(".")[0] not in _PRODUCT or module.startswith(tuple(WHOLE_TABLES)):
                return None
            return f"{module}:{frame.f_lineno} {frame.f_code.co_name}"
        frame = frame.f_back
    return None


def _is_excepted(compiled: Any) -> bool:
    key = None if compiled is None else _key(compiled)
    return key is not None and key[0] in _excepted()


@cache
def _excepted() -> frozenset[Any]:
    keys = (named(name)._generate_cache_key() for name in (*FOR_ALL, *OF_NONE))
    return frozenset(key.key for key in keys if key is not None)


def named(name: str) -> Any:
    """name: "package.module:NAME" of a statement, or with "(TABLE)" behind it of a function that makes it."""
    module, _, what = name.partition(":")
    constant, _, table = what.rstrip(")").partition("(")
    found = getattr(importlib.import_module(module), constant)
    return found(metadata.tables[table]) if table else found
