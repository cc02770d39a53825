"""A value that the regulation can't have: where, what was found, what is allowed, in both languages."""

import pytest

from tests.rules.regulation_slips import FIELD, KIND, MON, OFFICE, RUNGS, one_problem

CASES = [
    # what is changed, into what, key path, what stands in the English and in the Russian words
    (
        'timezone = "Europe/Moscow"',
        'timezone = "Moscow"',
        "organisation.timezone",
        'mean "Europe/Moscow"',
        "IANA",
    ),
    ('timezone = "Europe/Moscow"', 'timezone = "UTC+3"', "organisation.timezone", "IANA", "найдено: «UTC+3»"),
    ('timezone = "Europe/Moscow"\n', "", "organisation.timezone", "found: nothing", "обязательный ключ"),
    (
        'languages = ["ru"]',
        'languages = ["de"]',
        "organisation.languages",
        'found: "de"',
        "допустимо: ru, en",
    ),
    ('languages = ["ru"]', "languages = []", "organisation.languages", "a list of", "список из"),
    (
        'languages = ["ru"]',
        'languages = ["ru", "ru"]',
        "organisation.languages",
        "without repeats",
        "без повторов",
    ),
    ('id = "minimal"', 'id = "Минимум"', "organisation.id", "lower-case Latin", "латинские строчные"),
    (
        'id = "minimal"',
        'id = "minimal"\nphone = "1"',
        "organisation.phone",
        "an unknown key",
        "неизвестный ключ",
    ),
    (
        'name = "Мастерская"',
        'nmae = "Мастерская"',
        "organisation.nmae",
        'mean "name"',
        "имелось в виду «name»",
    ),
    ('name = "Мастерская"', "name = 5", "organisation.name", "found: 5", "найдено: 5"),
    ('name = "Мастерская"', 'name = ""', "organisation.name", "an empty text", "пустая строка"),
    ('name = "1"', "name = 2026", "edition.name", "a text in quotes", "текст в кавычках"),
    (
        'name = "1"',
        'name = "1"\neffective_from = "2026-01-01"',
        "edition.effective_from",
        "quotes",
        "без кавычек",
    ),
    (
        'name = "1"',
        'name = "1"\neffective_from = 2026-01-01T00:00:00',
        "edition.effective_from",
        "a date",
        "дата",
    ),
    ('name = "1"', 'name = "1"\nrules_url = "example.org"', "edition.rules_url", "https://", "https://"),
    (MON, 'week.mon = ["9-18"]', "calendars.office.week.mon[#1]", 'found: "9-18"', "интервал вида"),
    (MON, 'week.mon = ["09:00-25:00"]', "calendars.office.week.mon[#1]", "an interval", "интервал"),
    (MON, 'week.mon = ["09:00-09:00"]', "calendars.office.week.mon[#1]", "an interval", "интервал"),
    (MON, "week.mon = [900]", "calendars.office.week.mon[#1]", "found: 900", "найдено: 900"),
    (MON, 'week.mon = "09:00-18:00"', "calendars.office.week.mon", "allowed: a list", "допустимо: список"),
    (MON, f'week.mo = ["09:00-18:00"]\n{MON}', "calendars.office.week.mo", 'mean "mon"', "«mon»"),
    (
        OFFICE,
        '[calendars.office]\nexceptions = [{ date = 2026-10-05, closed = "yes" }]',
        "calendars.office.exceptions[#1].closed",
        "true or false",
        "true или false",
    ),
    (OFFICE, "[calendars.Office]", "calendars.Office", "lower-case Latin", "латинские"),
    (RUNGS, "rungs = []", "ladders.main.rungs", "at least one item", "хотя бы один"),
    (
        RUNGS,
        'rungs = [{ after = "0m", to = "boss" }]',
        "ladders.main.rungs[#1].to",
        "assignee, group, duty, agents, head, phone, ring",
        "допустимо: assignee, group",
    ),
    (RUNGS, 'rungs = [{ after = "1d", to = "head" }]', "ladders.main.rungs[#1].after", '"30m"', "«30m»"),
    (KIND, 'id = "question"', "kinds[question].title", "found: nothing", "найдено: ничего"),
    (
        KIND,
        f'{KIND}\nseverity = "urgent"',
        "kinds[question].severity",
        "low, normal, high, critical",
        "critical",
    ),
    (
        KIND,
        f'{FIELD}\ntype = "date"',
        "kinds[question].fields[a].type",
        "text, email, phone, choice",
        "choice",
    ),
    (
        KIND,
        f'{FIELD}\nrequired = "no"',
        "kinds[question].fields[a].required",
        "true or false",
        "true или false",
    ),
    (
        'ladder = "main"',
        'ladder = "main"\nkinds = []',
        "desks[support].kinds",
        "at least one",
        "хотя бы один",
    ),
    (
        'ladder = "main"',
        'ladder = "main"\nstaff_language = "de"',
        "desks[support].staff_language",
        "ru, en",
        "ru, en",
    ),
    (
        'first_response = "4h"',
        'first_response = "4 часа"',
        "policies[#1].first_response",
        '"4h"',
        "рабочее время",
    ),
    (
        'first_response = "4h"',
        'first_response = "0h"',
        "policies[#1].first_response",
        "above zero",
        "больше нуля",
    ),
    ('first_response = "4h"', 'resolution = "4h"', "policies[#1].first_response", "found: nothing", "ничего"),
    ("[[policies]]", '[[policies]]\nkind = "?"', "policies[#1].kind", '"*" for any', "«*» (любой)"),
    (
        "[[policies]]",
        "[[policies]]\nwarn_at = [75]",
        "policies[#1].warn_at[#1]",
        "between 0 and 1",
        "меньше 1",
    ),
    (
        "[[policies]]",
        "[[policies]]\nwarn_at = [0.0]",
        "policies[#1].warn_at[#1]",
        "between 0 and 1",
        "больше 0",
    ),
    (
        "[[policies]]",
        "[closing]\nsilence_working_days = 0\n[[policies]]",
        "closing.silence_working_days",
        "a whole number from 1",
        "целое число от 1",
    ),
    (
        "[[policies]]",
        "[closing]\nreopen_days = 1000\n[[policies]]",
        "closing.reopen_days",
        "a whole number up to 365",
        "целое число до 365",
    ),
    (
        "[[policies]]",
        '[limits]\nmax_open_tickets = "5"\n[[policies]]',
        "limits.max_open_tickets",
        "a whole number",
        "целое число",
    ),
]


@pytest.mark.parametrize(("old", "new", "key_path", "english", "russian"), CASES, ids=[case[1] for case in CASES])
def test_one_slip_gives_one_problem_at_its_key_path_in_both_languages(
    old: str, new: str, key_path: str, english: str, russian: str
) -> None:
    one_problem(old, new, key_path, english, russian)
