"""Whom the rules of transports leave without an answer: counted, and what the doctor says of it."""

from models.rules.health.group_report import render_findings
from models.rules.health.reach_health import reach_findings
from models.rules.regulation.delivery_report import counted_lines
from models.rules.regulation.parsing import parse_regulation
from models.rules.regulation.reach_counts import ReachCount, Ways, count_reach
from tests.rules.regulation_slips import MINIMAL

PEOPLE = (
    Ways(False, frozenset({"telegram", "sms"}), 5),
    Ways(False, frozenset({"telegram"}), 3),
    Ways(True, frozenset({"telegram"}), 2),
    Ways(False, frozenset(), 1),
)


def counted(rule: str) -> ReachCount:
    return count_reach(parse_regulation(f"{MINIMAL}\n{rule}"), PEOPLE)


def verdict(rule: str, language: str = "ru") -> str:
    regulation = parse_regulation(f"{MINIMAL}\n{rule}")
    return render_findings(reach_findings(regulation, count_reach(regulation, PEOPLE)), language)


def test_without_rules_only_those_without_a_working_transport_are_left() -> None:
    assert counted("") == ReachCount(persons=11, unreached=1, without_address=1, only_one=5)


def test_a_transport_for_legal_entities_leaves_others_who_have_nothing_else() -> None:
    to_legal = '[transports.telegram]\nused_for = "legal_entities"'
    assert counted(to_legal) == ReachCount(11, 4, 1, only_one=7, left_by={"telegram": 3})


def test_whom_only_a_notice_reaches_has_no_answer_either() -> None:
    notice = '[transports.telegram]\nused_for = "only_notice"\nread_at = "в кабинете"'
    assert counted(notice) == ReachCount(11, 6, 1, only_one=5, left_by={"telegram": 5})


def test_the_doctor_says_what_follows_and_how_it_is_mended() -> None:
    said = verdict('[transports.telegram]\nused_for = "legal_entities"')
    assert "! Контактных лиц по договорам: 11, до 4 из них ответ не дойдёт. Без рабочего способа связи: 1." in said
    assert (
        "! Telegram: по регламенту только юридическим лицам. Контактных лиц, у которых другого способа нет: 3."
        in said
    )
    assert "/transports" in said
    assert "! Telegram: to nobody, by the regulation." in verdict('[transports.telegram]\nused_for = "nobody"', "en")


def test_a_rule_that_leaves_nobody_without_a_transport_is_told_as_fine() -> None:
    assert "✓ SMS: по регламенту никому." in verdict('[transports.sms]\nused_for = "nobody"')


def test_where_no_contract_is_known_and_nothing_is_restricted_the_doctor_is_silent() -> None:
    assert reach_findings(parse_regulation(MINIMAL), ReachCount()) == []
    assert list(counted_lines(ReachCount(), "ru")) == []
