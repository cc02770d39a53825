"""The WhatsApp numbers of the settings: whose they are, and what can't be meant."""

from collections.abc import Mapping

import pytest
from pydantic import SecretStr

from models.rules.desk.bot_owners import BotsRefused, bot_owners
from models.rules.desk.whatsapp_numbers import numbers_of, problem_of_numbers

OURS = {
    "WHATSAPP_TOKEN": "EAA1",
    "WHATSAPP_PHONE_ID": "1001",
    "WHATSAPP_APP_SECRET": "s1",
    "WHATSAPP_VERIFY_TOKEN": "v1",
}
ACMES = {f"{name}_ACME": f"{value}9" for name, value in OURS.items()}


def secret(held: Mapping[str, str]) -> dict[str, SecretStr]:
    return {name: SecretStr(value) for name, value in held.items()}


def problem(plain: Mapping[str, str], suffixed: Mapping[str, str] | None = None) -> str | None:
    return problem_of_numbers(secret(plain), secret(suffixed or {}))


def test_nothing_set_is_no_number() -> None:
    assert numbers_of(secret(dict.fromkeys(OURS, "")), {}) == ()
    assert problem(dict.fromkeys(OURS, "")) is None


def test_each_organisation_has_its_number_with_secrets_of_its_own() -> None:
    ours, acmes = numbers_of(secret(OURS), secret(ACMES))
    assert (ours.key, ours.account, ours.setting) == ("", "1001", "WHATSAPP_PHONE_ID")
    assert (acmes.key, acmes.account, acmes.setting) == ("ACME", "10019", "WHATSAPP_PHONE_ID_ACME")
    assert acmes.app_secret.get_secret_value() == "s19"
    assert problem(OURS, ACMES) is None


def test_several_numbers_of_one_organisation_have_roles() -> None:
    several = {**OURS, "WHATSAPP_PHONE_ID": "sales=1001, support = 1002"}
    assert [(one.role, one.account) for one in numbers_of(secret(several), {})] == [
        ("sales", "1001"),
        ("support", "1002"),
    ]
    assert problem(several) is None


@pytest.mark.parametrize("missing", OURS)
def test_a_number_without_all_that_it_needs_is_refused(missing: str) -> None:
    found = problem({**OURS, missing: ""})
    assert found is not None
    assert f"{missing} is wanted beside it" in found


@pytest.mark.parametrize("name", ["WHATSAPP_TOKEN", "WHATSAPP_APP_SECRET"])
@pytest.mark.parametrize("pasted", [" ", "EAA1\n", "EAA 1", "ЕАА1"])
def test_a_secret_that_brought_more_along_is_refused_before_anything_is_sent_with_it(name: str, pasted: str) -> None:
    found = problem({**OURS, name: pasted})
    assert found is not None
    assert found.startswith(f"{name}: found a blank")
    assert "EAA" not in found


@pytest.mark.parametrize(
    ("ids", "words"),
    [
        ("+79001112233", "a phone number id of WhatsApp (digits) is wanted"),
        ("1001,1002", "or several with their roles"),
        ("sales=1001,support=", "a phone number id"),
        ("Sales!=1001", "or several with their roles"),
        ("sales=1001,sales=1002", "the role sales stands there twice"),
        ("sales=1001,support=1001", "the number 1001 stands there twice"),
        (",", "a phone number id"),
    ],
)
def test_what_can_not_be_an_id_is_refused_by_the_name_of_its_setting(ids: str, words: str) -> None:
    found = problem({**OURS, "WHATSAPP_PHONE_ID": ids})
    assert found is not None
    assert found.startswith("WHATSAPP_PHONE_ID: ")
    assert words in found


def test_two_organisations_with_one_number_are_refused() -> None:
    found = problem(OURS, {**ACMES, "WHATSAPP_PHONE_ID_ACME": "1001"})
    assert found is not None
    assert "WHATSAPP_PHONE_ID and WHATSAPP_PHONE_ID_ACME: the number 1001" in found


def test_no_secret_is_ever_in_the_words() -> None:
    for name in OURS:
        assert "EAA" not in str(problem({**OURS, name: ""}))


def test_all_numbers_without_a_suffix_are_of_the_organisation_in_the_file() -> None:
    several = {**OURS, "WHATSAPP_PHONE_ID": "sales=1001,support=1002"}
    numbers = numbers_of(secret(several), secret(ACMES))
    owners = bot_owners(numbers, ["ours", "acme"], served={}, in_file=None, several=True)
    assert owners == {"1001": "ours", "1002": "ours", "10019": "acme"}


def test_a_suffix_of_nobody_is_refused_with_the_name_that_was_meant() -> None:
    numbers = numbers_of({}, secret(ACMES))
    with pytest.raises(BotsRefused, match=r"WHATSAPP_PHONE_ID_ACME: .* Did you mean WHATSAPP_PHONE_ID_ACM1"):
        bot_owners(numbers, ["acm1"], served={}, in_file=None, several=True)
