"""How people are asked for leave to write, long after they wrote: what a regulation may say, and what follows."""

from dataclasses import replace
from datetime import timedelta

import pytest

from models.rules.delivery.transports import SMS, TELEGRAM
from models.rules.regulation import delivery_checks, parsing
from models.rules.regulation.deliveries import Leave
from models.rules.regulation.window_report import window_lines
from tests.rules.regulation_slips import MINIMAL
from tests.rules.test_regulation_transports import refused

#: As WhatsApp has it, under a name that a regulation may say whatever is shipped.
WINDOWED = replace(TELEGRAM, title="Почта", window=timedelta(hours=24), templates=True)
TEMPLATE = '[transports.telegram]\nleave_template = "may_we_write"\n'


@pytest.fixture
def templates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery_checks, "SHIPPED", {"telegram": WINDOWED, "sms": SMS})


def leave(rules: str, language: str = "ru") -> Leave | None:
    return parsing.parse_regulation(f"{MINIMAL}\n{rules}").transports["telegram"].leave(language)


def follows(rules: str, language: str = "ru") -> str:
    regulation = parsing.parse_regulation(f"{MINIMAL}\n{rules}")
    return " ".join(line.in_(language) for line in window_lines(regulation, [WINDOWED, SMS]))


@pytest.mark.usefixtures("templates")
def test_leave_is_asked_for_in_the_language_of_whoever_is_asked() -> None:
    assert leave(TEMPLATE) == Leave(template="may_we_write", language="ru", patience=timedelta(hours=4))
    found = leave(f'{TEMPLATE}leave_language = "en_US"\nleave_patience = "90m"')
    assert found == Leave(template="may_we_write", language="en_US", patience=timedelta(minutes=90))


def test_without_a_template_nobody_is_asked() -> None:
    assert leave('[transports.telegram]\nused_for = "all"') is None


@pytest.mark.usefixtures("templates")
def test_a_name_that_no_service_has_is_refused_and_says_what_is_allowed() -> None:
    told = refused('[transports.telegram]\nleave_template = "Можно написать?"')
    assert "transports.telegram.leave_template" in told
    assert "латинские строчные буквы" in told


@pytest.mark.usefixtures("templates")
def test_patience_without_a_template_is_refused() -> None:
    assert "transports.telegram.leave_template" in refused('[transports.telegram]\nleave_patience = "2h"')


def test_a_template_where_there_are_none_is_refused() -> None:
    assert "у Telegram нет шаблонов" in refused(TEMPLATE)


def test_the_check_says_what_follows_without_a_template() -> None:
    told = follows("")
    assert "Почта: написать можно, пока не прошло 24 часа после сообщения абонента" in told
    assert "leave_template не задан: потом ответ уходит другим способом" in told
    assert "without leave_template an answer goes by another transport" in follows("", "en")


@pytest.mark.usefixtures("templates")
def test_the_check_says_what_follows_with_one() -> None:
    told = follows(f'{TEMPLATE}leave_patience = "2h"')
    assert "просят разрешить написать (шаблон may_we_write), и ответ ждёт 2 часа" in told


def test_nothing_is_said_of_what_may_not_be_used() -> None:
    assert follows('[transports.telegram]\nused_for = "nobody"') == ""


def test_a_price_is_a_number() -> None:
    told = refused('[transports.sms]\nprice = "даром"')
    assert "transports.sms.price" in told
    assert "цена числом от 0 до 1000" in told
