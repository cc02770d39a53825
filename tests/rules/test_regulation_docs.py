"""The documentation names every key of the file, in both languages, and no default that isn't so."""

import re
import tomllib
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import BaseModel

from models.rules.hours.calendars import Calendar, CalendarException, Week
from models.rules.regulation.parsing import (
    Choice,
    Closing,
    Deliveries,
    Desk,
    Drafts,
    Edition,
    ExtensionRules,
    Identification,
    Ladder,
    Limits,
    Organisation,
    Policy,
    ReachRules,
    Regulation,
    RequestField,
    RequestKind,
    Rotation,
    Rung,
    SmsRules,
    StaffMember,
    SupportNumber,
    Target,
    Tier,
    TransportRules,
    parse_regulation,
)
from models.rules.texts.spans import parse_span
from tests.rules.regulation_slips import MINIMAL

PAGES = [Path("docs/regulation.md"), Path("docs/regulation.ru.md")]
PARTS = [
    Calendar,
    CalendarException,
    Choice,
    Closing,
    Deliveries,
    Desk,
    Drafts,
    Edition,
    ExtensionRules,
    Identification,
    RequestKind,
    Ladder,
    Limits,
    Organisation,
    Policy,
    ReachRules,
    Regulation,
    RequestField,
    Rotation,
    Rung,
    SmsRules,
    StaffMember,
    SupportNumber,
    Target,
    Tier,
    TransportRules,
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
    rows = re.findall(
        r"\| `(closing|limits|drafts|identification|delivery|reach|sms)\.(\w+)` \| (\S+) \|",
        page.read_text(encoding="utf-8"),
    )
    sms = parse_regulation(MINIMAL).sms
    parts: dict[str, BaseModel] = {
        **{"closing": Closing(), "limits": Limits(), "drafts": Drafts()},
        **{"identification": Identification(), "delivery": Deliveries(), "reach": ReachRules(), "sms": sms},
    }
    follows = {("sms", "desk"), ("sms", "kind"), ("sms", "countries")}  # from the rest of the file
    follows |= {("identification", key) for key in ("ways", "question", "how_to_pay", "free")}  # said in words
    follows |= {("reach", key) for key in ("duty", "consent")}
    assert {(section, key) for section, key, _ in rows} | follows == {
        (section, key) for section, part in parts.items() for key in type(part).model_fields
    }
    for section, key, default in rows:
        found = getattr(parts[section], key)
        written = tomllib.loads(f"it = {default}")["it"]
        assert found == (parse_span(written) if isinstance(found, timedelta) else written)


def example_of(page: Path, table: str) -> str:
    """The one block of TOML that begins with that table."""
    blocks = re.findall(r"```toml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    (example,) = [block for block in blocks if block.startswith(table)]
    return str(example)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_documented_example_of_a_calendar_is_right(page: Path) -> None:
    without_calendar = re.sub(r"\[calendars\.office\]\n(week.*\n)+", "", MINIMAL)
    assert parse_regulation(without_calendar + example_of(page, "[calendars")).calendar("office").exceptions


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_documented_example_of_policies_is_right(page: Path) -> None:
    without_policies = MINIMAL.partition("[[policies]]")[0]
    tiers = "".join(f'[[tiers]]\nid = "{tier}"\ntitle = "Уровень"\n' for tier in ("basic", "extended"))
    regulation = parse_regulation(without_policies + tiers + example_of(page, "[[policies]]"))
    policy = regulation.policy("support", "question", "extended", "critical")
    assert (policy.extension.times, policy.tell_requester) == (1, True)
    assert regulation.policy("support", "question") != policy


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_documented_example_of_identification_is_right(page: Path) -> None:
    text = MINIMAL.replace('id = "question"', 'id = "question"\ndemands = "paid"')
    rules = parse_regulation(f"{text}\n{example_of(page, '[identification]')}").identification
    assert rules.ways == ("invitation", "contract", "agent")
    assert rules.how_to_pay is not None


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_documented_example_of_transports_is_right(page: Path) -> None:
    rules = parse_regulation(f"{MINIMAL}\n{example_of(page, '[transports')}")
    assert (rules.used_for("telegram"), rules.used_for("sms")) == ("only_notice", "all")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_documented_example_of_reach_is_right(page: Path) -> None:
    rules = parse_regulation(f"{MINIMAL}\n{example_of(page, '[reach]')}").reach
    assert (rules.recheck_days, rules.consents) == (180, ("personal",))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_example_is_named(page: Path) -> None:
    examples = {path.name for path in Path("examples/regulations").glob("*.toml")} - {"benchmark.toml"}
    assert examples == set(re.findall(r"examples/regulations/(\w+\.toml)", page.read_text(encoding="utf-8")))
