"""Language, time zone, help, rules, commands that there are not."""

import pytest

from tests.dialogues.phone import Phone

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def _known(phone: Phone) -> None:
    phone.meets()
    phone.has_open(1)


def test_the_language_is_changed(phone: Phone) -> None:
    phone.says("/language")
    phone.reads("язык / language")
    phone.chooses("English / Русский")
    phone.reads("English / русски")


def test_the_zone_is_one_of_eleven_or_typed(phone: Phone) -> None:
    phone.says("/timezone")
    if phone.traits.is_brief or phone.in_words:
        phone.says("Омск / Omsk")
    else:
        zones = phone.reads_choices()
        assert len(zones) == 11
        phone.presses(next(label for label in zones if phone.mine("Омск / Omsk") in label))
    phone.reads("МСК+3 / UTC+6")


def test_help_and_rules(phone: Phone) -> None:
    phone.says("/help")
    assert phone.said
    phone.says("/rules")
    phone.reads("регламент / regulation" if phone.traits.is_brief else "Отвечаем за час / We answer within an hour")


def test_a_command_that_there_is_not_is_said_to_be_none(phone: Phone) -> None:
    if phone.traits.by_sms:
        return  # there it is words
    phone.says("/nonsense")
    phone.reads("/help")
