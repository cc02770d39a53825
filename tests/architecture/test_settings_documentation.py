"""`.env.example` and the settings tell the same story."""

import re
from pathlib import Path

import pytest
from pydantic_settings import SettingsError

from models.rules.desk.setting_names import SUFFIXED
from models.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
LINES = (ROOT / ".env.example").read_text().splitlines()
DOCUMENTED = [line.partition("=")[0] for line in LINES if re.match(r"[A-Z_]+=", line)]
# read by the launcher alone, before any settings exist
LAUNCHERS_OWN: set[str] = set()
# gathers what stands in lines of its own, with an organisation's key behind the name
GATHERED = {"SUFFIXED"}


def test_every_setting_stands_in_the_example_and_the_other_way_round() -> None:
    assert sorted(DOCUMENTED) == sorted({name.upper() for name in Settings.model_fields} - GATHERED | LAUNCHERS_OWN)


@pytest.mark.parametrize("name", SUFFIXED)
def test_a_name_that_may_have_a_suffix_has_an_example_of_it(name: str) -> None:
    assert any(re.match(rf"# {name}_[A-Z]+=\S", line) for line in LINES)


@pytest.mark.parametrize("name", DOCUMENTED)
def test_a_line_of_words_stands_above_each_setting(name: str) -> None:
    above = LINES[next(i for i, line in enumerate(LINES) if line.startswith(f"{name}=")) - 1]
    assert re.match(r"# \S.{15,}", above)


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_says_what_it_is(name: str) -> None:
    assert Settings.model_fields[name].description


def test_the_example_as_it_stands_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in DOCUMENTED:
        monkeypatch.delenv(name, raising=False)
    copied = Settings(_env_file=ROOT / ".env.example")
    assert copied == Settings(_env_file=None)


def test_a_setting_that_cannot_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TELEGRAM_RATE_LIMITS", raising=False)
    env = tmp_path / ".env"
    env.write_text("TELEGRAM_RATE_LIMITS=plenty\n")
    with pytest.raises((ValueError, SettingsError)):
        Settings(_env_file=env)
