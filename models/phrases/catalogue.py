"""`say` and `say_many`: gettext catalogues with symbolic keys, read once and kept in memory.

The keys are in `ru.po` and `en.po` beside this file; there is no compile step. tests/rules/test_phrases.py
holds the two files and the calls in the code together.
"""

from functools import lru_cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from models.phrases.harmless import without_directions

LANGUAGES = ("ru", "en")


class MissingPhrase(LookupError):
    """No such key in the catalogue of that language, or a fact that the phrase names was not given."""


def say(language: str, key: str, /, **facts: object) -> str:
    """The phrase in that language with its facts filled in; plain text, never markup.

    Facts may hold anything that a person typed: they are inserted, not interpreted, and can't turn the phrase round.
    Raises MissingPhrase.
    """
    template = translations(language).gettext(key)
    if template is key or template == key:
        raise MissingPhrase(f"{key} ({language})")
    return _fill(template, key, facts) if facts or "{" in template else template


def say_many(language: str, key: str, count: int, /, **facts: object) -> str:
    """Like `say`, in the plural form that the count asks for; the phrase can use `{count}`."""
    template = translations(language).ngettext(key, key, abs(count))
    if template == key:
        raise MissingPhrase(f"{key} ({language})")
    return _fill(template, key, {"count": count, **facts})


def _fill(template: str, key: str, facts: dict[str, object]) -> str:
    try:
        return template.format_map({name: _harmless(value) for name, value in facts.items()})
    except KeyError as missing:
        raise MissingPhrase(f"{key}: the fact {missing} was not given") from missing


def _harmless(value: object) -> object:
    return without_directions(value) if isinstance(value, str) else value


@lru_cache(maxsize=len(LANGUAGES))
def translations(language: str) -> GNUTranslations:
    """The catalogue of one language. Raises MissingPhrase for a language that has none."""
    compiled = BytesIO()
    write_mo(compiled, read_catalogue(language))
    compiled.seek(0)
    return GNUTranslations(compiled)


def read_catalogue(language: str) -> Catalog:
    """The PO file itself, with comments and fuzzy marks; slow."""
    if language not in LANGUAGES:
        raise MissingPhrase(f"no catalogue for the language {language!r}")
    path = Path(__file__).with_name(f"{language}.po")
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)
