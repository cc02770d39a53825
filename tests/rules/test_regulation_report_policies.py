"""What the report says of policies, ladders and duty."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from models.rules.regulation.parsing import parse_regulation
from models.rules.regulation.report import render_report
from tests.rules.regulation_slips import MINIMAL, RUNGS

THURSDAY = datetime(2026, 11, 12, 12, tzinfo=UTC)
FIRST = 'first_response = "4h"'


@cache
def report(name: str, language: str) -> list[str]:
    text = Path(f"examples/regulations/{name}.toml").read_text(encoding="utf-8")
    return render_report(parse_regulation(text), THURSDAY, language).split("\n")


def report_of(old: str, new: str, language: str = "ru") -> list[str]:
    assert old in MINIMAL
    return render_report(parse_regulation(MINIMAL.replace(old, new)), THURSDAY, language).split("\n")


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("a2_software_vendor", "      первый ответ, следующий ответ: цель 2 часа, не позже 2 рабочих дней"),
        ("a2_software_vendor", "      первый ответ, решение: цель 5 календарных дней, не позже 2 месяцев"),
        ("a2_software_vendor", "      если последний день — выходной, срок переносится на следующий рабочий день"),
        # Thursday 15:00 and 2 hours; Friday and Monday
        (
            "a2_software_vendor",
            "      ответ к чт 12.11.2026 17:00, не позже пн 16.11.2026 20:00: Сбой или ошибка, Вопрос",
        ),
        (
            "a2_software_vendor",
            "      ответ и решение к вт 17.11.2026 20:00, не позже вт 12.01.2027 20:00: Предложение",
        ),
        (
            "a4_web_studio",
            "Уровни поддержки: Старт (start), Бизнес (business), Приоритет (priority); по умолчанию первый",
        ),
        ("a4_web_studio", "      «Приоритет», срочность критическая — первый ответ, начало работ: 15 минут"),
        (
            "a4_web_studio",
            "      «Бизнес», срочность обычная или низкая — первый ответ: 20 минут; начало работ: 6 часов",
        ),
        ("a4_web_studio", "      первый ответ, решение: 30 минут"),
        ("a4_web_studio", "  Примеры сроков (уровень «Старт», срочность — как у вида):"),
        ("a4_web_studio", "    через 15 минут — Анна Лебедева, Павел Громов"),
        ("a6_authority", "      если последний день — выходной, срок переносится на предыдущий рабочий день"),
        ("a6_authority", "      ожидание абонента сроков не останавливает"),
        (
            "a6_authority",
            "      продление решения: 1 раз, не больше чем на 30 календарных дней; дальше решает руководитель",
        ),
        ("a7_software_house", "      «Расширенный» — первый ответ, следующий ответ: 2 часа; решение: 14 часов"),
        ("a7_software_house", "      ожидание абонента не считается: решение"),
        ("a7_software_house", "    сразу — исполнитель (если никто не взял — группа дежурных)"),
        ("a7_software_house", "    через 30 минут — дежурный"),
        ("a7_software_house", "    через 3 часа — звонок дежурному"),
        (
            "a7_software_house",
            "    тихие часы 22:00–07:00: ждём их конца, кроме случаев, когда срочность критическая",
        ),
        # the week of 7 September is Irina's; nine weeks later it is hers again
        (
            "a7_software_house",
            "    по графику дежурит Ирина Соколова до пн 16.11.2026 04:00, затем Тимур Алиев",
        ),
    ],
)
def test_the_russian_report_says(name: str, line: str) -> None:
    assert line in report(name, "ru")


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("a2_software_vendor", "      first response, next response: aim 2 hours, 2 working days at most"),
        (
            "a2_software_vendor",
            "      answer aimed at Thu 2026-11-12 17:00, Mon 2026-11-16 20:00 at the latest: Failure or error,",
        ),
        ("a4_web_studio", '      "Старт", severity critical — first response, start of work: 30 minutes'),
        ("a6_authority", "      waiting for the requester does not stop the clock"),
        (
            "a6_authority",
            "      extending the resolution: once, by at most 30 calendar days; beyond that the head decides",
        ),
        ("a7_software_house", "    after 2 hours — an SMS to whoever is on duty"),
        (
            "a7_software_house",
            "    on duty by the roster: Ирина Соколова until Mon 2026-11-16 04:00, then Тимур Алиев",
        ),
        # answered at the last moment, Friday 10:00, the next word is due 9 working hours later
        (
            "a9_procurement",
            "      answer by Fri 2026-11-13 10:00, progress update by Mon 2026-11-16 10:00: Technical fault",
        ),
        ("a9_procurement", "      extending the resolution: as often and as far as needed"),
        ("a9_procurement", "      the requester is told that an answer is late"),
    ],
)
def test_the_english_report_says(name: str, line: str) -> None:
    assert line in report(name, "en")


def test_tiers_and_severities_that_make_no_difference_are_not_named() -> None:
    wish = report("a7_software_house", "ru")
    terms = wish.index("    Пожелание")
    assert wish[terms + 1 : terms + 3] == [
        "      первый ответ: 28 часов",
        "      напоминание, когда прошло 80 % срока",
    ]


def test_conditions_that_differ_by_severity_stand_with_their_targets() -> None:
    told = report_of(
        FIRST, f'{FIRST}\n[[policies]]\nseverity = "critical"\n{FIRST}\nwarn_at = [0.5]\ntell_requester = true'
    )
    assert "      срочность критическая — первый ответ: 4 часа; напоминание, когда прошло 50 % срока; об" in told
    assert "        опоздании с ответом сообщают абоненту" in told
    assert "      срочность высокая, обычная или низкая — первый ответ: 4 часа" in told


@pytest.mark.parametrize(
    ("extension", "line"),
    [
        ("{ times = 0 }", "продление решения: решает руководитель"),
        ("{ times = 3 }", "продление решения: 3 раза; дальше решает руководитель"),
        ('{ at_most = "16h" }', "продление решения: не больше чем на 16 часов; дальше решает руководитель"),
        ("{}", "продление решения: сколько нужно"),
    ],
)
def test_what_an_agent_may_extend_is_told(extension: str, line: str) -> None:
    assert f"      {line}" in report_of(FIRST, f'{FIRST}\nresolution = "8h"\nextension = {extension}')


def test_an_answer_to_a_further_message_is_told_where_its_term_is_another_one() -> None:
    told = report_of(
        FIRST, f'{FIRST}\nnext_response = "1h"\nwork_started = {{ limit = "1 day", first_day_counts = true }}'
    )
    # Thursday 15:00: 4 hours are 3 on Thursday and 1 on Friday; day one of one day is Thursday
    due = (
        "ответ до пт 13.11.2026 10:00, ответ на новое сообщение до чт 12.11.2026 16:00, начало работ до чт 12.11.2026"
    )
    assert f"{due} 18:00" in " ".join(" ".join(told).split())
    assert "      день, когда срок начался, считается первым" in told


def test_numbers_that_a_ladder_names_are_told() -> None:
    ring, text = (f'to = "{to}", phone = "+79161234567"' for to in ("ring", "phone"))
    told = report_of(RUNGS, f'rungs = [{{ after = "0m", {ring} }}, {{ after = "5m", {text} }}]')
    assert "    сразу — звонок на +79161234567" in told
    assert "    через 5 минут — SMS на +79161234567" in told
