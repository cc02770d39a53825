"""The SMS that carries a code: who sends it, what it is good for, whom to tell, until when, and what it costs."""

import pytest

from models.actions.reach.address_notices import code_words
from models.actions.reach.challenges import Purpose
from models.rules.delivery.codes import code_in
from models.rules.sms.parts import plan_sms

SENT = [one for one in Purpose if one is not Purpose.LINK]
FOR = {
    Purpose.ADD: ("код для подключения этого номера", "adds this number"),
    Purpose.RECHECK: ("код для проверки этого номера", "confirms this number"),
    Purpose.IDENTIFY: ("код для обращения по вашему договору", "speak for your contract"),
    Purpose.JOIN: ("код для проверки вашего номера", "who you are"),
}
LONG = "Управляющая компания «Уютный дом на Речной»"


@pytest.mark.parametrize("purpose", SENT)
def test_it_says_who_sends_it_what_for_and_until_when(purpose: Purpose) -> None:
    russian, english = FOR[purpose]
    said = code_words(purpose, "482913", "Полоса", "ru")
    assert said.startswith("Полоса: 482913 - код для ")
    assert russian in said
    assert said.endswith("Действует 15 минут.")
    said = code_words(purpose, "482913", "Polosa", "en")
    assert said.startswith("Polosa: 482913 is the code that ")
    assert english in said
    assert said.endswith("Good for 15 minutes.")


@pytest.mark.parametrize("purpose", SENT)
def test_it_is_told_to_nobody_but_the_one_that_an_agent_asks_for(purpose: Purpose) -> None:
    russian, english = (code_words(purpose, "482913", "Полоса", language) for language in ("ru", "en"))
    if purpose is Purpose.JOIN:
        assert "только нашему сотруднику" in russian
        assert "nobody else" in english
    else:
        assert "никому, даже сотрудникам" in russian
        assert "not even our staff" in english


@pytest.mark.parametrize("purpose", SENT)
@pytest.mark.parametrize("organisation", ["Полоса", LONG])
def test_in_cyrillic_it_takes_two_sms_whatever_the_name_and_the_code_stands_in_the_first(
    purpose: Purpose, organisation: str
) -> None:
    parts = plan_sms(code_words(purpose, "482913", organisation, "ru")).parts
    assert len(parts) == 2
    assert "482913 - код" in parts[0]


@pytest.mark.parametrize("purpose", SENT)
def test_in_latin_letters_it_takes_one(purpose: Purpose) -> None:
    assert len(plan_sms(code_words(purpose, "482913", "River Heights Property Ltd", "en")).parts) == 1


def test_what_is_copied_whole_from_it_is_no_code() -> None:
    """Whoever pastes the whole SMS is asked for the six digits: other digits may stand in it."""
    assert code_in(code_words(Purpose.ADD, "482913", "Полоса", "ru")) is None
