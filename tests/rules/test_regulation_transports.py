"""For whom a transport may be used: what a regulation may say of it, and what it is told follows."""

from datetime import UTC, datetime, timedelta

import pytest

from models.rules.delivery.chain import Category, Proof
from models.rules.delivery.transports import SHIPPED, TELEGRAM
from models.rules.regulation.parsing import parse_regulation
from models.rules.regulation.report import render_report
from models.rules.texts.problems import RegulationError
from tests.rules.regulation_slips import MINIMAL

NOW = datetime(2026, 11, 11, 9, tzinfo=UTC)


def told(rules: str, language: str = "ru") -> str:
    return " ".join(render_report(parse_regulation(f"{MINIMAL}\n{rules}"), NOW, language).split())


def refused(rules: str) -> str:
    with pytest.raises(RegulationError) as error:
        parse_regulation(f"{MINIMAL}\n{rules}")
    return "\n".join(problem.describe("ru") for problem in error.value.problems)


def test_without_a_word_about_it_every_transport_carries_everything() -> None:
    rules = parse_regulation(MINIMAL)
    assert rules.used_for("telegram") == "all"
    assert rules.delivery.proof_of(Category.ANSWERS) is Proof.DELIVERED
    assert rules.delivery.patience_of(Category.ANSWERS) == timedelta(minutes=15)
    report = told("")
    assert "ответ сотрудника: Telegram (достаточно, что сервис принял); SMS (нужен отчёт о доставке)" in report
    assert "не подтвердилось за 15 минут — отправляется следующим способом" in report
    assert "!" not in report


def test_the_check_says_who_is_answered_by_what_then() -> None:
    report = told('[transports.telegram]\nused_for = "legal_entities"')
    assert "Telegram: только юридическим лицам" in report
    assert "остальным ответ уходит другим способом (SMS, WhatsApp); у кого его нет, тому он не уходит" in report
    assert "Telegram: to legal entities only" in told('[transports.telegram]\nused_for = "legal_entities"', "en")


def test_where_all_are_for_legal_entities_the_check_says_that_nobody_else_can_be_answered() -> None:
    rules = "".join(f'[transports.{name}]\nused_for = "legal_entities"\n' for name in SHIPPED)
    assert "остальным ответить нечем" in told(rules)
    assert "! Ответить физическим лицам и тем, у кого нет договора, нечем: ответ не уходит" in told(rules)
    assert "! Nothing carries an answer to persons and to whoever has no contract" in told(rules, "en")


def test_the_chain_is_told_for_each_kind_of_client_where_a_rule_makes_a_difference() -> None:
    report = told('[transports.sms]\nused_for = "legal_entities"')
    assert "ответ сотрудника юридическим лицам: Telegram (достаточно, что сервис принял); SMS (нужен отчёт" in report
    assert "ответ сотрудника физическим лицам и тем, у кого нет договора: Telegram (достаточно, что" in report


def test_a_report_of_delivery_that_nobody_gives_is_warned_of() -> None:
    giving = [row.name for row in SHIPPED.values() if row.receipts]
    to_legal = "".join(f'[transports.{name}]\nused_for = "legal_entities"\n' for name in giving)
    assert "! Ответ сотрудника физическим лицам и тем, у кого нет договора: отчёта о доставке здесь никто" in told(
        to_legal
    )
    assert "отчёта о доставке" not in told(f'{to_legal}\n[delivery]\nanswers_proof = "sent"')


def test_who_gets_no_more_than_notices_is_told_with_where_they_read() -> None:
    report = told('[transports.telegram]\nused_for = "only_notice"\nread_at = "в личном кабинете"')
    assert "WhatsApp (нужен отчёт о доставке); Telegram (только уведомление)" in report
    assert (
        "сами слова уходят другим способом (SMS, WhatsApp), если он есть; где прочитать: в личном кабинете" in report
    )
    others = "".join(
        f'[transports.{name}]\nused_for = "legal_entities"\n' for name in SHIPPED if name != TELEGRAM.name
    )
    notice = '[transports.telegram]\nused_for = "only_notice"\nread_at = "здесь"\n'
    assert "! Слова ответа физическим лицам и тем, у кого нет договора, не уходят ничем" in told(notice + others)


def test_what_the_bot_says_of_itself_is_not_held_back_and_the_check_says_so() -> None:
    assert "бот отвечает там же" in told('[transports.sms]\nused_for = "nobody"')
    assert "бот отвечает там же" not in told("")


def test_a_transport_that_nobody_knows_is_told_with_those_that_there_are() -> None:
    assert "telegram" in refused('[transports.telegramm]\nused_for = "all"')


def test_a_notice_has_to_say_where_the_message_is_read() -> None:
    assert "transports.telegram.read_at" in refused('[transports.telegram]\nused_for = "only_notice"')


def test_something_has_to_carry_answers() -> None:
    rules = "".join(f'[transports.{name}]\nused_for = "nobody"\n' for name in SHIPPED)
    assert "хотя бы один способ связи" in refused(rules)


def test_another_word_is_refused_with_those_that_are_allowed() -> None:
    assert "legal_entities" in refused('[transports.sms]\nused_for = "friends"')
