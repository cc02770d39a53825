"""Whose bot each one of the settings is."""

from collections.abc import Mapping, Sequence

import pytest
from pydantic import SecretStr

from models.rules.desk.bot_owners import BotsRefused, bot_owners
from models.rules.desk.setting_names import setting_key
from models.rules.desk.telegram_bots import TelegramBotSettings

PLAIN, OF_ACME, OF_BETA = "1", "2", "3"
BOTS = {
    account: TelegramBotSettings(key, SecretStr(f"{account}:secret"), SecretStr(""))
    for account, key in ((PLAIN, ""), (OF_ACME, "ACME"), (OF_BETA, "BETA_2"))
}


def owners(
    accounts: str, organisations: Sequence[str], served: Mapping[str, str] | None = None, in_file: str | None = None
) -> dict[str, str]:
    return bot_owners([BOTS[account] for account in accounts], organisations, served=served or {}, in_file=in_file)


@pytest.mark.parametrize(
    ("organisation", "key"), [("acme", "ACME"), ("beta-2", "BETA_2"), ("beta_2", "BETA_2"), ("x1", "X1")]
)
def test_a_key_is_the_id_in_capitals_with_a_line_for_everything_else(organisation: str, key: str) -> None:
    assert setting_key(organisation) == key


def test_a_suffix_names_the_organisation() -> None:
    assert owners("23", ["beta-2", "acme"]) == {OF_ACME: "acme", OF_BETA: "beta-2"}


@pytest.mark.parametrize(
    ("organisations", "served", "in_file", "owner"),
    [
        (["acme"], {}, None, "acme"),  # the only one, whatever the file says
        (["acme"], {}, "polosa", "acme"),
        (["acme", "gamma"], {}, "gamma", "gamma"),
        (["acme", "gamma"], {PLAIN: "acme"}, "gamma", "acme"),  # it served it before
    ],
)
def test_a_name_without_a_suffix_is_of_whom_it_served_or_of_the_file_or_of_the_only_one(
    organisations: list[str], served: dict[str, str], in_file: str | None, owner: str
) -> None:
    assert owners("1", organisations, served, in_file) == {PLAIN: owner}


def test_a_name_without_a_suffix_is_of_the_one_that_no_suffix_names() -> None:
    assert owners("12", ["acme", "gamma"])[PLAIN] == "gamma"


@pytest.mark.parametrize(
    ("accounts", "organisations", "served", "in_file", "words"),
    [
        ("2", ["acne"], {}, None, ("TELEGRAM_BOT_TOKEN_ACME:", "ACNE (organisation.id = 'acne')", "Did you mean")),
        ("2", ["gamma"], {}, None, ("REGULATION_FILE_ACME=FILE", "allowed: GAMMA")),
        ("2", [], {}, None, ("nothing was adopted",)),
        ("1", ["acme", "gamma"], {}, "polosa", ("names polosa, which was not adopted", "TELEGRAM_BOT_TOKEN_GAMMA")),
        ("12", ["acme"], {}, "acme", ("TELEGRAM_BOT_TOKEN and TELEGRAM_BOT_TOKEN_ACME are both of", "acme")),
        ("12", ["acme", "beta"], {PLAIN: "acme"}, None, ("are both of the organisation acme",)),
        ("3", ["beta-2", "beta_2"], {}, None, ("beta-2 and beta_2 would both be called BETA_2",)),
    ],
)
def test_what_nobody_can_tell_is_refused_with_what_is_allowed(
    accounts: str,
    organisations: list[str],
    served: dict[str, str],
    in_file: str | None,
    words: Sequence[str],
) -> None:
    with pytest.raises(BotsRefused) as refused:
        owners(accounts, organisations, served, in_file)
    for word in words:
        assert word in str(refused.value)
    assert "secret" not in str(refused.value)
