"""Parts of a regulation that contradict each other: each contradiction is one problem, in both languages."""

import pytest

from tests.rules.regulation_slips import FIELD, KIND, MON, OFFICE, RUNGS, one_problem

CASES = [
    # what is changed, into what, key path, what stands in the English and in the Russian words
    (
        MON,
        'week.mon = ["09:00-13:00", "12:59-18:00"]',
        "calendars.office.week.mon",
        "09:00–13:00 and 12:59–18:00 overlap",
        "пересекаются",
    ),
    (
        MON,
        'week.mon = ["22:00-09:01"]',
        "calendars.office.week.tue",
        "22:00–09:01 and 09:00–18:00",
        "общих минут",
    ),
    (
        OFFICE,
        '[calendars.office]\nexceptions = [{ date = 2026-10-05, intervals = ["09:00-12:00", "11:00-13:00"] }]',
        "calendars.office.exceptions[#1].intervals",
        "overlap",
        "пересекаются",
    ),
    (
        OFFICE,
        '[calendars.office]\nexceptions = [{ date = 2026-10-05, intervals = ["22:00-09:30"] }]',
        "calendars.office.exceptions[#1].intervals",
        "overlap",
        "пересекаются",
    ),
    (
        OFFICE,
        "[calendars.office]\nexceptions = [{ date = 2026-10-05, closed = true }, { date=2026-10-05, closed=true }]",
        "calendars.office.exceptions",
        "2026-10-05 repeated",
        "повторяется",
    ),
    (
        OFFICE,
        "[calendars.office]\nexceptions = [{ date = 2026-10-05 }]",
        "calendars.office.exceptions[#1]",
        "neither closed nor intervals",
        "ни closed, ни intervals",
    ),
    (
        OFFICE,
        '[calendars.office]\nexceptions = [{ date = 2026-10-05, closed = true, intervals = ["09:00-10:00"] }]',
        "calendars.office.exceptions[#1]",
        "both closed and intervals",
        "и closed, и intervals",
    ),
    (
        "[[policies]]",
        "[calendars.empty.week]\n[[policies]]",
        "calendars.empty.week",
        "one interval",
        "хотя бы",
    ),
    (
        RUNGS,
        'rungs = [{ after = "1h", to = "group" }, { after = "0m", to = "head" }]',
        "ladders.main.rungs",
        "never decreases",
        "не убывает",
    ),
    (KIND, f"{KIND}\n[[kinds]]\n{KIND}", "kinds", '"question" repeated', "«question» повторяется"),
    (KIND, f'{FIELD}\ntype = "choice"', "kinds[question].fields[a].choices", "at least two", "хотя бы два"),
    (
        KIND,
        f'{FIELD}\nchoices = [{{ id = "x", label = "Х" }}]',
        "kinds[question].fields[a].choices",
        "only with type choice",
        "только у поля типа choice",
    ),
    (
        KIND,
        f'{FIELD}\ntype = "choice"\nchoices = [{{ id = "x", label = "Х" }}, {{ id = "x", label = "Х" }}]',
        "kinds[question].fields[a].choices",
        '"x" repeated',
        "«x» повторяется",
    ),
    (
        KIND,
        f'{FIELD}\n[[kinds.fields]]\nid = "a"\nlabel = "А"\nquestion = "А?"',
        "kinds[question].fields",
        '"a" repeated',
        "«a» повторяется",
    ),
    ('calendar = "office"', 'calendar = "ofice"', "desks[support].calendar", 'mean "office"', "«office»"),
    ('ladder = "main"', 'ladder = "other"', "desks[support].ladder", "allowed: main", "допустимо: main"),
    (
        'ladder = "main"',
        'ladder = "main"\nkinds = ["x"]',
        "desks[support].kinds",
        "question",
        "допустимо: question",
    ),
    (
        'ladder = "main"',
        'ladder = "main"\nkinds = ["question", "question"]',
        "desks[support].kinds",
        "repeated",
        "повторяется",
    ),
    (
        "[[policies]]",
        '[[desks]]\nid = "support"\ntitle = "Два"\ncalendar = "office"\nladder = "main"\n[[policies]]',
        "desks",
        '"support" repeated',
        "«support» повторяется",
    ),
    (
        "[[policies]]",
        '[[policies]]\nkind = "x"\nfirst_response = "1h"\n[[policies]]',
        "policies[#1].kind",
        "*, question",
        "*, question",
    ),
    (
        "[[policies]]",
        '[[policies]]\ndesk = "x"\nfirst_response = "1h"\n[[policies]]',
        "policies[#1].desk",
        "*, support",
        "*, support",
    ),
    (
        "[[policies]]",
        "[[policies]]\nwarn_at = [0.8, 0.5]",
        "policies[#1].warn_at",
        "ascending",
        "по возрастанию",
    ),
    ("[[policies]]", '[[policies]]\nfirst_response = "1h"\n[[policies]]', "policies", "twice", "дважды"),
    (
        "[[policies]]",
        "[closing]\nremind_before_working_days = 3\n[[policies]]",
        "closing.remind_before_working_days",
        "less than silence_working_days (3)",
        "меньше silence_working_days (3)",
    ),
    (
        "[[policies]]",
        '[drafts]\nremind_after = "3h"\n[[policies]]',
        "drafts.remind_after",
        "earlier than drafts.file_after (2 hours)",
        "раньше, чем drafts.file_after (2 часа)",
    ),
]


@pytest.mark.parametrize(("old", "new", "key_path", "english", "russian"), CASES, ids=[case[1] for case in CASES])
def test_one_slip_gives_one_problem_at_its_key_path_in_both_languages(
    old: str, new: str, key_path: str, english: str, russian: str
) -> None:
    one_problem(old, new, key_path, english, russian)
