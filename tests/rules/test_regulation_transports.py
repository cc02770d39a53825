"""For whom a transport may be used: what a regulation may say of it, and what it is told follows."""

from datetime import UTC, datetime, timedelta

import pytest

from models.rules.delivery.chain import Category, Proof
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
    assert "ответ агента: если за 15 минут нет подтверждения доставки (его даёт SMS" in told("")


def test_the_check_says_who_is_answered_by_what_then() -> None:
    report = told('[transports.telegram]\nused_for = "legal_entities"')
    assert "Telegram: только юридическим лицам" in report
    assert "остальным ответ уходит иначе (SMS); у кого этого нет, тому он не уходит" in report
    assert "Telegram: to legal entities only" in told('[transports.telegram]\nused_for = "legal_entities"', "en")


def test_where_all_are_for_legal_entities_the_check_says_that_nobody_else_can_be_answered() -> None:
    rules = "".join(f'[transports.{name}]\nused_for = "legal_entities"\n' for name in ("telegram", "sms"))
    assert "остальным ответить нечем" in told(rules)


def test_a_transport_that_nobody_knows_is_told_with_those_that_there_are() -> None:
    assert "telegram" in refused('[transports.telegramm]\nused_for = "all"')


def test_a_notice_has_to_say_where_the_message_is_read() -> None:
    assert "transports.telegram.read_at" in refused('[transports.telegram]\nused_for = "only_notice"')


def test_something_has_to_carry_answers() -> None:
    rules = "".join(f'[transports.{name}]\nused_for = "nobody"\n' for name in ("telegram", "sms"))
    assert "хотя бы один способ связи" in refused(rules)


def test_another_word_is_refused_with_those_that_are_allowed() -> None:
    assert "legal_entities" in refused('[transports.sms]\nused_for = "friends"')
