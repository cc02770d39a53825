"""What the documents name exists, and the two READMEs tell the same."""

import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path

import pytest

from models.__main__ import main

ROOT = Path(__file__).resolve().parents[2]
READMES = ("README.md", "README.ru.md")
DOCUMENTS = sorted(
    str(file.relative_to(ROOT))
    for file in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("docs/adr/*.md")]
    if file.name != "template.md"
)
#: What is there only once Otklik runs, or is made by hand.
MADE_LATER = ("var", ".env", ".venv")
#: Look like paths, and are none.
NO_PATHS = {"Europe/Moscow"}
PACKAGES = sorted(file.parent.name for file in ROOT.glob("[a-z]*/__init__.py"))
_SUFFIXES = "md|py|toml|po|lock|sh|mjs|json|cfg|txt"
_PATH = re.compile(rf"^[\w.{{}},*/-]+\.(?:{_SUFFIXES})$|^[\w.{{}},*-]+/[\w.{{}},*/-]*$|^\.[a-z.]+(?:/\w+)?$")


def text_of(document: str) -> str:
    return (ROOT / document).read_text(encoding="utf-8")


def prose(document: str) -> str:
    return re.sub(r"^ *```.*?^ *```", "", text_of(document), flags=re.DOTALL | re.MULTILINE)


def code_words(document: str) -> list[str]:
    return re.findall(r"`([^`\n]+)`", prose(document))


def headings(document: str) -> list[str]:
    return re.findall(r"^(#+) ", prose(document), re.MULTILINE)


def is_path(word: str) -> bool:
    return bool(_PATH.match(word)) and word not in NO_PATHS


def expanded(path: str) -> list[str]:
    """`a/{b,c}.py` → both."""
    braces = re.search(r"\{([^}]*)\}", path)
    if braces is None:
        return [path]
    return [
        one for word in braces[1].split(",") for one in expanded(path[: braces.start()] + word + path[braces.end() :])
    ]


@cache
def known_places() -> tuple[str, ...]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    folders = {str(parent) for name in listed for parent in Path(name).parents}
    return (*listed, *folders)


def exists(path: str) -> bool:
    """From the root, or as a file is named in its own neighbourhood (`requester.py`, `adr/`)."""
    wanted = path.strip("/").removeprefix("./")
    if wanted.partition("/")[0] in MADE_LATER:
        return True
    if "*" in wanted:
        return any(ROOT.glob(wanted))
    return any(place == wanted or place.endswith("/" + wanted) for place in known_places())


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_file_that_is_named_exists(document: str) -> None:
    named = [one for word in code_words(document) if is_path(word) for one in expanded(word)]
    assert [path for path in named if not exists(path)] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_leads_somewhere(document: str) -> None:
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", prose(document))
    here = (ROOT / document).parent
    assert [link for link in links if "://" not in link and not (here / link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_make_target_that_is_named_exists(document: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", text_of("Makefile"), re.MULTILINE))
    named = re.findall(r"(?:^|`)make ([a-z]+)", text_of(document), re.MULTILINE)
    assert set(named) <= targets


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_module_that_is_started_can_be(document: str) -> None:
    named = set(re.findall(r"python -m ([a-z_.]+)", text_of(document)))
    starts = {name.rstrip(".") for name in named}
    assert [name for name in starts if not _can_be_started(name)] == []


def _can_be_started(module: str) -> bool:
    place = ROOT / module.replace(".", "/")
    return (place / "__main__.py").exists() or place.with_suffix(".py").exists()


def test_the_administrators_commands_in_the_readmes_exist(capsys: pytest.CaptureFixture[str]) -> None:
    """As far as the command line lets itself be asked: `--help` of each changes nothing."""
    commands = {
        tuple(words.split())
        for readme in READMES
        for words in re.findall(r"python -m models ((?:[a-z-]+ ?){2})", text_of(readme))
    }
    assert len(commands) >= 5
    for words in commands:
        with pytest.raises(SystemExit) as asked:
            main([*words, "--help"])
        assert asked.value.code == 0, (words, capsys.readouterr().err)


def test_both_readmes_have_the_same_sections() -> None:
    english, russian = (headings(readme) for readme in READMES)
    assert english == russian
    assert len(english) > 5


def test_both_readmes_show_the_same_commands_and_links() -> None:
    commands, links = (
        [sorted(re.findall(pattern, text_of(readme), re.DOTALL | re.MULTILINE)) for readme in READMES]
        for pattern in (
            r"```sh\n(.*?)```",
            r"\]\(((?!README|docs/regulation|docs/operating|docs/screenshots/)[^)]+)\)",
        )
    )
    assert commands[0] == commands[1]
    assert links[0] == links[1]


def _dependencies() -> set[str]:
    project = tomllib.loads(text_of("pyproject.toml"))["project"]
    required = [*project["dependencies"], *project["optional-dependencies"]["simulators"]]
    return {re.split(r"[\[<>=]", one)[0] for one in required}


DEPENDENCIES = _dependencies()


@pytest.mark.parametrize("readme", READMES)
def test_the_table_of_dependencies_is_whole(readme: str) -> None:
    rows = re.findall(r"^\| ([\w, -]+) \| .+ \|$", text_of(readme), re.MULTILINE)
    named = {name for row in rows for name in row.split(", ")}
    assert named >= DEPENDENCIES


@pytest.mark.parametrize("readme", READMES)
def test_the_map_in_the_readme_shows_every_package(readme: str) -> None:
    shown = set(re.findall(r"^(\w+)/ ", text_of(readme), re.MULTILINE))
    assert shown == set(PACKAGES)


def test_decisions_are_numbered_without_a_gap_and_say_what_they_cost() -> None:
    files = sorted(file for file in (ROOT / "docs" / "adr").glob("[0-9]*.md"))
    assert [int(file.name[:4]) for file in files] == list(range(1, len(files) + 1))
    silent = [
        file.name
        for file in files
        if not re.search(r"^(## (Bad consequences|What it costs)|- Bad: )", file.read_text(), re.M)
    ]
    assert silent == []
