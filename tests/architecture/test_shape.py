"""Small files, short functions, names of the field: DESIGN §6 and STYLE, kept by counting."""

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST_FILE = 300
LONGEST_FUNCTION = 40
BANNED = {
    "utils": "say what it does",
    "util": "say what it does",
    "helpers": "say what it does",
    "manager": "head, or say what it does",
    "data": "say what is in it",
    "info": "say what is in it",
    "process": "say what it does to what",
    "misc": "say what is in it",
    "common": "say what is in it",
    "channel": "transport (Telegram owns the word)",
    "operator": "agent",
}

# Where a banned word is the field's own: a mobile network has an operator.
AT_HOME = {"operator": ("gsm_bridge/", "simulators/modem/")}

# Exceptions, each with its reason. Empty at best.
LONG_FILES: dict[str, str] = {"models/migrations/versions/0001_first.py": "generated, and never read in one go"}
LONG_FUNCTIONS: dict[str, str] = {"models/migrations/versions/0001_first.py:upgrade": "one shape, one step"}
INITS_WITH_CODE = {"models/tables/__init__.py": "the metadata is whole once all is imported"}
# a value of this name is a process of the operating system; a function of this name says nothing
OF_THE_SYSTEM = "process"
# Other people's words, which would be wrong to translate.
VENDORS_WORDS = {
    "callback_data": "a field of Telegram's buttons",
    "webhook_info": "getWebhookInfo of the Bot API",
    "request_data": "an argument of python-telegram-bot's BaseRequest",
    "exc_info": "an argument of structlog's formatters of exceptions",
    "process_bind_param": "SQLAlchemy's TypeDecorator calls it",
    "process_name": "a process of the operating system",
}


PACKAGES = sorted(file.parent.name for file in ROOT.glob("[a-z]*/__init__.py"))


@cache
def sources() -> list[Path]:
    """Python files that git knows or would take: not var/, not a virtual environment."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return sorted(ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).exists())


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text())


def short(file: Path) -> str:
    return str(file.relative_to(ROOT))


def functions(file: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def defined_names(file: Path) -> Iterator[tuple[int, str]]:
    """What a file names itself: its own name, classes, functions, arguments, variables."""
    yield 1, file.stem
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.ClassDef):
            yield node.lineno, node.name
        elif short(file).startswith("tests/"):
            continue  # sentences may use any word
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.lineno, node.name
        elif isinstance(node, ast.arg) and node.arg != OF_THE_SYSTEM:
            yield node.lineno, node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id != OF_THE_SYSTEM:
            yield node.lineno, node.id


def words_of(name: str) -> set[str]:
    snake = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
    for phrase in VENDORS_WORDS:
        snake = snake.replace(phrase, "")
    words = snake.strip("_").split("_")
    # as a verb it says nothing; as a noun it is a process of the operating system
    return set(words[:1]) | (set(words) - {"process"})


def test_there_is_something_to_look_at() -> None:
    assert len(sources()) > 50


def test_no_file_is_longer_than_300_lines() -> None:
    lengths = {short(file): len(file.read_text().splitlines()) for file in sources()}
    too_long = {name: length for name, length in lengths.items() if length > LONGEST_FILE}
    assert too_long.keys() == LONG_FILES.keys(), too_long


def test_no_function_is_longer_than_40_lines() -> None:
    too_long = {
        f"{short(file)}:{function.name}": length
        for file in sources()
        for function in functions(file)
        if (length := (function.end_lineno or function.lineno) - function.lineno + 1) > LONGEST_FUNCTION
    }
    assert too_long.keys() == LONG_FUNCTIONS.keys(), too_long


@pytest.mark.parametrize("package", PACKAGES)
def test_names_are_words_of_the_field(package: str) -> None:
    found = {
        f"{short(file)}:{line} {name}": BANNED[word]
        for file in sources()
        if short(file).startswith(f"{package}/")
        for line, name in defined_names(file)
        for word in BANNED.keys() & words_of(name)
        if not short(file).startswith(AT_HOME.get(word, "(nowhere)"))
    }
    assert not found


def test_a_package_init_holds_its_map_and_nothing_else() -> None:
    wrong = {short(file) for file in sources() if file.name == "__init__.py" and not _is_map(file)}
    assert wrong == INITS_WITH_CODE.keys()


def _is_map(file: Path) -> bool:
    return len(file.read_text().splitlines()) <= 6 and all(
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) for node in tree(file).body
    )
