"""The documentation names every key of the file, in both languages, and no default that isn't so."""

import re
import tomllib
from pathlib import Path

import pytest
from pydantic import BaseModel

from models.rules.calendars import Calendar, CalendarException, Week
from models.rules.regulation import (
    Choice,
    Closing,
    Desk,
    Edition,
    Kind,
    Ladder,
    Limits,
    Organisation,
    Policy,
    Regulation,
    RequestField,
    Rung,
    SmsRules,
    parse_regulation,
)
from tests.rules.regulation_slips import MINIMAL

PAGES = [Path("docs/regulation.md"), Path("docs/regulation.ru.md")]
PARTS = [
    Calendar,
    CalendarException,
    Choice,
    Closing,
    Desk,
    Edition,
    Kind,
    Ladder,
    Limits,
    Organisation,
    Policy,
    Regulation,
    RequestField,
    Rung,
    SmsRules,
    Week,
]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
def test_every_key_of_the_file_is_documented(page: Path, part: type[BaseModel]) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    words = set(re.findall(r"\w+", " ".join(re.findall(r"`[^`\n]+`", text))))
    assert set(part.model_fields) <= words


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_documented_defaults_are_the_real_ones(page: Path) -> None:
    rows = re.findall(r"\| `(closing|limits|sms)\.(\w+)` \| (\S+) \|", page.read_text(encoding="utf-8"))
    parts: dict[str, BaseModel] = {"closing": Closing(), "limits": Limits(), "sms": parse_regulation(MINIMAL).sms}
    follows = {("sms", "desk"), ("sms", "kind")}  # from the rest of the file
    assert {(section, key) for section, key, _ in rows} | follows == {
        (section, key) for section, part in parts.items() for key in type(part).model_fields
    }
    for section, key, default in rows:
        assert getattr(parts[section], key) == tomllib.loads(f"it = {default}")["it"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_documented_example_of_a_calendar_is_right(page: Path) -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    without_calendar = re.sub(r"\[calendars\.office\]\n(week.*\n)+", "", MINIMAL)
    assert parse_regulation(without_calendar + example).calendar("office").exceptions
