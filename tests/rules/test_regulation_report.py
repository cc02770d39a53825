"""The regulation told back in human words."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from models.rules.regulation.parsing import RegulationError, parse_regulation
from models.rules.regulation.report import render_problems, render_report
from tests.rules.regulation_slips import MINIMAL, RIGHT

THURSDAY = datetime(2026, 10, 1, 12, tzinfo=UTC)
RUSSIAN = render_report(parse_regulation(RIGHT), THURSDAY, "ru")
ENGLISH = render_report(parse_regulation(RIGHT), THURSDAY, "en")


@pytest.mark.parametrize(
    "line",
    [
        "Редакция 2026-1, действует с 01.09.2026",
        "    пн–пт 08:00–22:00",
        "    сб–вс 09:00–21:00",
        "    01.01.2027 закрыто (Новый год)",
        "    Нет интернета (no_internet), срочность высокая",
        "    Счёт и оплата, Переезд или подключение, Вызвать мастера, Другой вопрос",
        "      первый ответ: 15 минут; решение: 14 часов",
        "      напоминание, когда прошло 60 % срока",
        "      — Телефон: телефон; по желанию",
        "  Если срок пропущен:",
        "    сразу — группа дежурных",
        "    через 15 минут — руководитель",
        "    заявка сейчас, чт 01.10.2026 15:00",
        "      ответ до чт 01.10.2026 15:15, решение до пт 02.10.2026 15:00: Нет интернета",
        "    заявка ночью, пт 02.10.2026 03:00",
        "      ответ до пт 02.10.2026 16:00: Предложение",
        "Молчание закрывает заявку через 3 рабочих дня, напоминание за 1 рабочий день до этого",
        "Незаконченная заявка отправляется как есть через 2 часа, напоминание через 30 минут",
        "SMS и звонки: линия «Служба поддержки», вид заявки «Другой вопрос»",
        "  кто открыл заявку текстом: получает номер заявки и срок ответа по SMS",
        "  ответ сотрудника от 2 SMS ждёт подтверждения; длиннее 10 SMS не отправляется",
        "  номера без «+» читаются как номера страны RU",
    ],
)
def test_the_russian_report_says(line: str) -> None:
    assert line in RUSSIAN.split("\n")


@pytest.mark.parametrize(
    "line",
    [
        "Edition 2026-1, in force from 2026-09-01",
        "    Mon–Fri 08:00–22:00",
        "    No internet (no_internet), severity high",
        "      first response: 15 minutes; resolution: 14 hours",
        "      reminder when 60 % of the time has passed",
        "    a request on Friday evening, Fri 2026-10-02 17:45",
        "      answer by Fri 2026-10-02 18:00, resolution by Sat 2026-10-03 18:45: No internet",
        "A closed request can be reopened within 14 days",
        "An unfinished request is filed as it is after 2 hours, with a reminder after 30 minutes",
        'SMS and calls: the desk "Support", requests of the kind "Another question"',
        "  who called: gets the number and when an answer is due, by SMS",
        "  an agent's answer of 2 SMS or more waits to be confirmed; one longer than 10 SMS is not sent",
    ],
)
def test_the_english_report_says(line: str) -> None:
    assert line in ENGLISH.split("\n")


def test_the_english_report_has_no_russian_but_notes_and_names_of_staff() -> None:
    without_notes = re.sub(r"\(.*\)", "", ENGLISH)
    for member in parse_regulation(RIGHT).staff:
        without_notes = without_notes.replace(member.name, "")
    assert not re.search("[а-яё]", without_notes, re.IGNORECASE)


def test_a_regulation_in_one_language_can_be_reported_in_the_other() -> None:
    report = render_report(parse_regulation(MINIMAL), THURSDAY, "en")
    assert "first response: 4 hours" in report
    assert "Вопрос" in report


def test_hours_that_can_not_hold_the_target_are_said_and_do_not_crash() -> None:
    text = re.sub(r"week\.(tue|wed|thu|fri) = .*\n", "", MINIMAL).replace("09:00-18:00", "09:00-09:01")
    report = render_report(parse_regulation(text.replace('"4h"', '"9000h"')), THURSDAY, "ru")
    assert "нет рабочего времени" in report


@pytest.mark.parametrize(("count", "words"), [(1, "1 ошибка."), (2, "2 ошибки."), (5, "5 ошибок.")])
def test_problems_are_counted_under_the_name_of_the_file(count: int, words: str) -> None:
    with pytest.raises(RegulationError) as caught:
        parse_regulation("")
    told = render_problems(caught.value.problems[:count], "my.toml", "ru").split("\n")
    assert told[0].startswith(f"my.toml: {words}")
    assert len(told) == 1 + count


def test_problems_in_english_name_the_file_and_say_what_stays() -> None:
    with pytest.raises(RegulationError) as caught:
        parse_regulation("")
    told = render_problems(caught.value.problems, "my.toml", "en")
    assert told.startswith("my.toml: 7 problems. Nothing was adopted, the edition in force stays.\n  organisation: ")


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("confirm_from_parts = 1", "an agent's answer waits to be confirmed; one longer than 10 SMS is not sent"),
        (
            "confirm_from_parts = 5\nmax_parts = 4",
            "an agent's answer leaves at once; one longer than 4 SMS is not sent",
        ),
        ("confirm = false", "who opened a request by text: gets nothing"),
        ('countries = ["RU", "KZ"]', "automatic SMS: only to mobile numbers of RU, KZ"),
        ('region = "DE"', "automatic SMS: only to mobile numbers of DE"),
        (
            "automatic_per_day = 5\nper_day = 9",
            "from one SIM a day: at most 5 automatic SMS, 9 in all",
        ),
        ("automatic_per_phone_per_day = 7", "to one phone a day: at most 7 automatic SMS"),
        ("dormant_days = 60", "a phone that was silent for 60 days is shown no older requests"),
        ("wait_minutes = 7", "an SMS that has not left after 7 min is told in the ticket's topic"),
    ],
)
def test_what_the_rules_for_sms_mean_is_told(written: str, told: str) -> None:
    report = render_report(parse_regulation(f"{MINIMAL}\n[sms]\n{written}\n"), THURSDAY, "en")
    assert f"  {told}" in report.split("\n")


@pytest.mark.parametrize("path", sorted(Path("examples/regulations").glob("*.toml")), ids=lambda path: path.stem)
def test_the_report_of_every_example_fits_a_screen_of_100_columns_in_both_languages(path: Path) -> None:
    regulation = parse_regulation(path.read_text(encoding="utf-8"))
    told = [render_report(regulation, THURSDAY, language) for language in ("ru", "en")]
    assert told[0] != told[1]
    assert max(len(line) for report in told for line in report.split("\n")) <= 100
