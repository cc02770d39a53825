"""The two catalogues say the same things, and the code says only what they hold."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from models.phrases.catalogue import LANGUAGES, MissingPhrase, read_catalogue, say, say_many

ROOT = Path(__file__).parents[2]
PACKAGES = ("bot", "workers", "models", "bell")
KEY = re.compile(r"[a-z]+(\.[a-z0-9_]+)+")
Forms = tuple[str, ...]


@cache
def phrases(language: str) -> dict[str, Forms]:
    return {
        message.id if isinstance(message.id, str) else message.id[0]: (
            (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
        )
        for message in read_catalogue(language)
        if message.id
    }


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def sources() -> Iterator[tuple[Path, ast.Module]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path, ast.parse(path.read_text(encoding="utf-8"))


@cache
def calls() -> list[tuple[str, str, str, frozenset[str] | None]]:
    """Every `say(…, "key", …)`: place, function, key, names of its facts (None where they are not spelt out)."""
    found = []
    for path, tree in sources():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name | ast.Attribute):
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            if name not in {"say", "say_many"} or len(node.args) < 2:
                continue
            facts = (
                None
                if any(word.arg is None for word in node.keywords)
                else frozenset(word.arg for word in node.keywords if word.arg)
            )
            for key in _literals(node.args[1]):
                found.append((f"{path.relative_to(ROOT)}:{node.lineno}", name, key, facts))
    return found


def _literals(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _literals(node.body)
        yield from _literals(node.orelse)


#: Foreign keys look like keys of phrases: "ticket.id".
_WITH_FOREIGN_KEYS = ("tables", "migrations")


@cache
def strings_in_code() -> frozenset[str]:
    return frozenset(
        node.value
        for path, tree in sources()
        if not any(path.is_relative_to(ROOT / "models" / room) for room in _WITH_FOREIGN_KEYS)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and KEY.fullmatch(node.value)
    )


def _says_something(text: str) -> bool:
    """A key, or the beginning of one whose end is filled in: `f"staff.warning_{clock}"`."""
    if text.endswith("_"):
        return any(key.startswith(text) for key in phrases("ru"))
    return text in phrases("ru")


def test_both_languages_have_the_same_keys() -> None:
    assert phrases("ru").keys() == phrases("en").keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_fuzzy_empty_or_left_untranslated(language: str) -> None:
    for message in read_catalogue(language):
        if message.id:
            assert not message.fuzzy, message.id
            forms = (message.string,) if isinstance(message.string, str) else message.string or ("",)
            assert all(form.strip() for form in forms), message.id


@pytest.mark.parametrize(("language", "count"), [("ru", 3), ("en", 2)])
def test_plural_phrases_have_every_form_of_their_language(language: str, count: int) -> None:
    for key, forms in phrases(language).items():
        assert len(forms) in {1, count}, key
        assert (len(forms) == 1) == (len(phrases("ru")[key]) == 1), key


def test_all_forms_in_both_languages_name_the_same_facts() -> None:
    for key in phrases("ru"):
        expected = placeholders(phrases("ru")[key][0])
        for language in LANGUAGES:
            for form in phrases(language)[key]:
                assert placeholders(form) == expected, (language, key)


def test_russian_is_written_in_cyrillic_and_english_in_latin() -> None:
    for key, forms in phrases("en").items():
        named = {"choice.russian", "command.language"}
        assert key in named or not re.search("[а-яё]", " ".join(forms), re.IGNORECASE), key


def test_no_phrase_has_the_same_key_twice() -> None:
    for language in LANGUAGES:
        text = (ROOT / "models" / "phrases" / f"{language}.po").read_text(encoding="utf-8")
        keys = re.findall(r'^msgid "(.+)"$', text, re.MULTILINE)
        assert len(keys) == len(set(keys)), {key for key in keys if keys.count(key) > 1}


def test_every_phrase_that_the_code_says_exists() -> None:
    assert calls(), "the code says nothing: is this test looking in the right place?"
    missing = [(place, key) for place, _, key, _ in calls() if key not in phrases("ru")]
    assert not missing


def test_every_key_in_the_code_exists() -> None:
    namespaces = {key.partition(".")[0] + "." for key in phrases("ru")}
    ours = {text for text in strings_in_code() if text.startswith(tuple(namespaces))}
    unknown = {text for text in ours if not _says_something(text)}
    assert not unknown


def test_the_code_gives_every_phrase_the_facts_that_it_names() -> None:
    for place, function, key, facts in calls():
        if facts is not None:
            given = facts | ({"count"} if function == "say_many" else set())
            assert placeholders(phrases("ru")[key][0]) <= given, f"{place}: {key}"


def test_plural_phrases_are_said_with_a_count_and_others_without() -> None:
    for place, function, key, _ in calls():
        assert (function == "say_many") == (len(phrases("ru")[key]) > 1), f"{place}: {key}"


def test_every_phrase_is_used() -> None:
    beginnings = tuple(text for text in strings_in_code() if text.endswith("_"))
    unused = phrases("ru").keys() - strings_in_code()
    assert not {key for key in unused if not key.startswith(beginnings)}


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0 файлов"),
        (1, "1 файл"),
        (2, "2 файла"),
        (5, "5 файлов"),
        (11, "11 файлов"),
        (21, "21 файл"),
        (22, "22 файла"),
        (112, "112 файлов"),
        (1001, "1001 файл"),
    ],
)
def test_russian_plurals_are_right(count: int, words: str) -> None:
    assert say_many("ru", "count.files", count) == words


@pytest.mark.parametrize(("count", "words"), [(0, "0 open requests"), (1, "1 open request"), (2, "2 open requests")])
def test_english_plurals_are_right(count: int, words: str) -> None:
    assert say_many("en", "count.open_tickets", count) == words


@pytest.mark.parametrize("call", [
    lambda: say("ru", "no.such_phrase"),
    lambda: say_many("ru", "no.such_phrase", 1),
    lambda: say("de", "ticket.opened", number=1),
    lambda: say("ru", "ticket.opened"),
])  # fmt: skip
def test_a_missing_phrase_language_or_fact_is_an_error(call: object) -> None:
    with pytest.raises(MissingPhrase):
        call()  # type: ignore[operator]


def test_what_a_person_typed_is_inserted_and_never_interpreted() -> None:
    assert "{number} %s <b>" in say("ru", "draft.summary_text", text="{number} %s <b>")
