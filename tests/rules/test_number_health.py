"""The doctor on support numbers: what is told of what their service says; each trouble says how to mend it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from models.rules.health.group_health import Grade
from models.rules.health.group_report import render_findings
from models.rules.health.number_health import (
    NumberFacts,
    NumberKnown,
    TemplateFacts,
    number_findings,
    role_findings,
)

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
APPROVED = TemplateFacts("may_we", "ru", "APPROVED", "UTILITY")
WELL = NumberFacts(
    "whatsapp",
    "1001",
    shown="79160000001",
    quality="GREEN",
    callback="https://support.example/whatsapp",
    subscribed=True,
    templates=(APPROVED,),
)
KNOWN = NumberKnown("WhatsApp «Сбои»", templates=(("may_we", "ru"),))


def told(facts: NumberFacts = WELL, known: NumberKnown = KNOWN, language: str = "ru") -> str:
    return render_findings(number_findings(facts, known, "/whatsapp", NOW), language)


def ends_in(days: int) -> NumberFacts:
    return replace(WELL, expires_at=int((NOW + timedelta(days=days)).timestamp()))


def test_a_number_as_the_guide_makes_it_is_healthy() -> None:
    lines = told().split("\n")
    assert lines[0] == "✓ WhatsApp «Сбои», +79160000001: токен принят, бессрочный."
    assert "✓ WhatsApp «Сбои», +79160000001: вебхук ведёт на https://support.example/whatsapp." in lines
    assert "✓ WhatsApp «Сбои», +79160000001: шаблон may_we (ru) одобрен." in lines
    assert all(line.startswith("✓") for line in lines)


@pytest.mark.parametrize(
    ("facts", "mark", "wrong", "mend"),
    [
        (NumberFacts("whatsapp", "1001", refused="190"), "✗", "отказывает (190)", "WHATSAPP_TOKEN"),
        (ends_in(13), "!", "токен скоро кончится, 2026-12-13", "без срока действия"),
        (replace(WELL, missing=("whatsapp_business_messaging",)), "✗", "нет разрешений whatsapp_", "отметьте"),
        (replace(WELL, registered=False), "✗", "не зарегистрирован", "задайте PIN"),
        (replace(WELL, test_only=True), "!", "пробный номер", "настоящий номер"),
        (replace(WELL, quality="RED"), "!", "оценка качества — RED", "не пишите тем"),
        (replace(WELL, callback=""), "✗", "вебхук не задан", "Callback URL"),
        (replace(WELL, callback="https://other.example/hook"), "✗", "https://other.example/hook", "на /whatsapp"),
        (replace(WELL, subscribed=False), "✗", "не подписано", "поле messages"),
        (replace(WELL, templates=None), "!", "неизвестно, есть ли шаблон may_we", "employee"),
        (replace(WELL, templates=()), "!", "шаблона may_we на языке ru нет", "Utility без параметров"),
        (replace(WELL, templates=(replace(APPROVED, status="PENDING"),)), "!", "PENDING", "дождитесь Approved"),
        (replace(WELL, templates=(replace(APPROVED, parameters=2),)), "!", "ждёт параметров: 2", "без параметров"),
        (replace(WELL, templates=(replace(APPROVED, category="MARKETING"),)), "!", "MARKETING", "leave_template"),
    ],
)
def test_each_trouble_is_named_with_how_to_mend_it(facts: NumberFacts, mark: str, wrong: str, mend: str) -> None:
    lines = told(facts).split("\n")
    (place,) = [number for number, line in enumerate(lines) if line.startswith(mark)]
    assert wrong in lines[place]
    assert lines[place + 2].startswith("   → ")
    assert mend in lines[place + 2]
    assert not any("а" <= letter <= "я" for letter in told(facts, replace(KNOWN, title="WhatsApp"), "en"))


def test_a_token_with_a_far_end_is_fine_and_its_end_is_told() -> None:
    assert "✓ WhatsApp «Сбои», +79160000001: токен принят, действует до 2027-01-29." in told(ends_in(60))


def test_a_number_that_nobody_has_written_to_says_how_its_webhook_is_tried() -> None:
    said = told(known=replace(KNOWN, heard=False))
    assert "! WhatsApp «Сбои», +79160000001: на него ещё ничего не приходило." in said
    assert "неверен WHATSAPP_APP_SECRET" in said


@pytest.mark.parametrize(("sent", "failed", "is_told"), [(45, 5, True), (46, 5, False), (0, 4, False)])
def test_failures_are_told_when_they_are_many_and_a_large_share(sent: int, failed: int, is_told: bool) -> None:
    said = told(known=replace(KNOWN, sent=sent, failed=failed))
    assert (f"из последних {sent + failed} сообщений не ушло или не дошло {failed}" in said) is is_told


def test_roles_that_stand_in_one_place_only_are_told() -> None:
    found = role_findings(["failures", "sales"], ["failures", "licences"])
    assert {finding.grade for finding in found} == {Grade.WARNING}
    said = render_findings(found, "ru")
    assert "Роли sales из WHATSAPP_PHONE_ID нет в регламенте." in said
    assert "WHATSAPP_PHONE_ID=…, licences=PHONE_NUMBER_ID" in said
    assert role_findings([], ["failures"]) == []


def test_what_was_told_is_kept_whole() -> None:
    assert NumberFacts.of_json(WELL.as_json()) == WELL
    unknown = replace(WELL, templates=None, subscribed=None)
    assert NumberFacts.of_json(unknown.as_json()) == unknown
