"""What is wrong with a regulation file, in words for the person who edits it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from pydantic_core import PydanticCustomError

from models.errors import OtklikError
from models.rules.texts.localised import Localised, both

NOTHING = both("ничего", "nothing")


@dataclass(frozen=True)
class Problem:
    """One thing to correct.

    key_path: as in `desks[support].title.en`; empty for a fault of the TOML syntax (it has line and column).
    """

    key_path: str
    found: Localised
    allowed: Localised
    line: int | None = None
    column: int | None = None

    def describe(self, language: str) -> str:
        """`key path: found …; allowed: …`, one line."""
        found, allowed = self.found.in_(language), self.allowed.in_(language)
        if language == "ru":
            return f"{self.where(language)}: найдено: {found}; допустимо: {allowed}"
        return f"{self.where(language)}: found: {found}; allowed: {allowed}"

    def where(self, language: str) -> str:
        if self.line is None:
            return self.key_path
        if language == "ru":
            return f"строка {self.line}, столбец {self.column}"
        return f"line {self.line}, column {self.column}"


class RegulationError(OtklikError):
    """The regulation can't be adopted; every problem says where, what was found and what is allowed."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems=len(problems))
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(problem.describe("en") for problem in self.problems)


def refusal(found: Localised, allowed: Localised, tail: tuple[str, ...] = ()) -> PydanticCustomError:
    """What a validator raises; `parse_regulation` turns it into a Problem with its key path.

    tail: what follows the key path of the validated value, such as the missing language.
    """
    return PydanticCustomError("refused", "see the context", {"found": found, "allowed": allowed, "tail": tail})


def as_written(value: object) -> Localised:
    """A value of the file as its author wrote it, shortened."""
    if isinstance(value, bool):
        return both(str(value).lower(), str(value).lower())
    if isinstance(value, str):
        text = value if len(value) <= 60 else f"{value[:57]}…"
        return both(f"«{text}»" if text else "пустая строка", f'"{text}"' if text else "an empty text")
    if isinstance(value, dict):
        keys = ", ".join(str(key) for key in value)
        return both(f"таблица ({keys})", f"a table ({keys})")
    if isinstance(value, list | tuple):
        return both(f"список (элементов: {len(value)})", f"a list (items: {len(value)})")
    if isinstance(value, date):
        return both(value.isoformat(), value.isoformat())
    return both(str(value), str(value))


def one_of(choices: Iterable[str], found: object = None) -> Localised:
    """The allowed words, with a guess when the found one looks like a slip."""
    words = list(choices)
    if not words:
        return both("ничего: в файле ещё нет ни одного", "nothing: the file declares none yet")
    listed = ", ".join(words)
    return did_you_mean(both(listed, listed), near_word(found, words))


def near_word(found: object, words: Iterable[str]) -> str | None:
    near = get_close_matches(found, list(words), n=1) if isinstance(found, str) else []
    return near[0] if near else None


def did_you_mean(allowed: Localised, guess: str | None) -> Localised:
    if guess is None:
        return allowed
    return both(
        f"{allowed.in_('ru')}. Возможно, имелось в виду «{guess}»?",
        f'{allowed.in_("en")}. Did you mean "{guess}"?',
    )
