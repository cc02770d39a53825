"""Policies that make no sense: each is one problem at its key path, in both languages."""

import pytest

from models.rules.regulation.parsing import parse_regulation
from tests.rules.regulation_slips import MINIMAL, one_problem

FIRST = 'first_response = "4h"'
TIERS = '[[tiers]]\nid = "gold"\ntitle = "Золотой"\n'
POLICIES = "[[policies]]"
EXTENSION = f'{FIRST}\nresolution = "8h"\nextension = '

NONSENSE = [
    # what is changed, into what, key path, what stands in the English and in the Russian words
    (
        FIRST,
        'first_response = { target = "3h", limit = "2h" }',
        "policies[#1].first_response.target",
        "found: 3 hours; allowed: no more than limit (2 hours)",
        "найдено: 3 часа; допустимо: не больше limit (2 часа)",
    ),
    (
        FIRST,
        f'{FIRST}\nupdate = {{ target = "10 working days", limit = "5 days" }}',
        "policies[#1].update.target",
        "limit (5 calendar days)",
        "найдено: 10 рабочих дней",
    ),
    (
        FIRST,
        'first_response = { target = "2 months", limit = "30 days" }',
        "policies[#1].first_response.target",
        "limit (30 calendar days)",
        "не больше limit",
    ),
    (
        FIRST,
        'first_response = { target = "400h", limit = "5 days" }',
        "policies[#1].first_response.target",
        "found: 400 hours",
        "400 часов",
    ),
    (
        FIRST,
        'first_response = { limit = "2 working days", roll = "back" }',
        "policies[#1].first_response.roll",
        "only for terms in calendar days and months",
        "календарных днях и месяцах",
    ),
    (
        FIRST,
        'first_response = { limit = "2h", roll = "none" }',
        "policies[#1].first_response.roll",
        'found: "none"',
        "«none»",
    ),
    (
        FIRST,
        'first_response = { limit = "2h", first_day_counts = true }',
        "policies[#1].first_response.first_day_counts",
        "only for terms in days and months",
        "только у сроков в днях и месяцах",
    ),
    (
        FIRST,
        'first_response = { limit = "2 days", roll = "backward" }',
        "policies[#1].first_response.roll",
        'mean "back"',
        "forward, back, none",
    ),
    (FIRST, "first_response = {}", "policies[#1].first_response.limit", "found: nothing", "обязательный ключ"),
    (
        FIRST,
        'first_response = "5000 days"',
        "policies[#1].first_response",
        "at most ten years",
        "не больше десяти лет",
    ),
    (FIRST, 'first_response = "0 days"', "policies[#1].first_response", "above zero", "больше нуля"),
    (
        FIRST,
        'first_response = { limit = "2h", target = "soon" }',
        "policies[#1].first_response.target",
        'found: "soon"',
        "«2 working days»",
    ),
    (
        FIRST,
        f"{FIRST}\nextension = {{ times = 1 }}",
        "policies[#1].extension",
        "only with resolution",
        "только вместе с resolution",
    ),
    (FIRST, f"{EXTENSION}{{ times = -1 }}", "policies[#1].extension.times", "from 0", "от 0"),
    (FIRST, f'{EXTENSION}{{ at_most = "x" }}', "policies[#1].extension.at_most", '"30 days"', "«30 days»"),
    (FIRST, f'{EXTENSION}"once"', "policies[#1].extension", "a TOML table", "таблица TOML"),
    (
        FIRST,
        f'{FIRST}\npauses = ["first_response"]',
        "policies[#1].pauses",
        "work_started, resolution, update",
        "«first_response»",
    ),
    (FIRST, f'{FIRST}\npauses = ["resolutoin"]', "policies[#1].pauses", 'mean "resolution"', "«resolution»"),
    (
        FIRST,
        f'{FIRST}\npauses = "update"',
        "policies[#1].pauses",
        "a list of: work_started",
        "список из: work_started",
    ),
    (
        POLICIES,
        f'[[policies]]\nseverity = "urgent"\n{FIRST}\n{POLICIES}',
        "policies[#1].severity",
        "low, normal, high, critical",
        "найдено: «urgent»",
    ),
    (
        POLICIES,
        f'[[policies]]\ntier = "gold"\n{FIRST}\n{POLICIES}',
        "policies[#1].tier",
        '"*": the file declares no [[tiers]]',
        "в файле нет ни одного уровня",
    ),
    (
        POLICIES,
        f'{TIERS}[[policies]]\ntier = "gald"\n{FIRST}\n{POLICIES}',
        "policies[#1].tier",
        'mean "gold"',
        "допустимо: *, gold",
    ),
    (POLICIES, f"{TIERS}{TIERS}{POLICIES}", "tiers", '"gold" repeated', "«gold» повторяется"),
    (
        POLICIES,
        f'{TIERS}{TIERS.replace("gold", "silver")}[[policies]]\ntier = "gold"',
        "policies",
        'severity = "low", tier = "silver"',
        'tier = "silver"',
    ),
    (
        POLICIES,
        '[[policies]]\nseverity = "low"',
        "policies",
        'severity = "normal"',
        'severity = "normal"',
    ),
]


@pytest.mark.parametrize(
    ("old", "new", "key_path", "english", "russian"), NONSENSE, ids=[case[1] for case in NONSENSE]
)
def test_nonsense_is_one_problem_at_its_key_path(
    old: str, new: str, key_path: str, english: str, russian: str
) -> None:
    one_problem(old, new, key_path, english, russian)


@pytest.mark.parametrize(
    "written",
    [
        # an aim that may be earlier than the limit or not, as the hours decide, is the author's business
        'first_response = { target = "20h", limit = "2 working days" }',
        'first_response = { target = "2 working days", limit = "20h" }',
        'first_response = { target = "5 days", limit = "2 working days" }',
        'first_response = { target = "30 days", limit = "1 month" }',
        'first_response = { target = "2h", limit = "2h" }',
        'first_response = { target = "2h" }',
        'first_response = { target = "2h", limit = "30 days", roll = "back" }',
        'first_response = { limit = "2 working days", first_day_counts = true }',
        f"{FIRST}\npauses = []",
        f'{FIRST}\nresolution = "8h"\nextension = {{}}',
        # agents may make any request critical
        f'{FIRST}\n[[policies]]\nseverity = "critical"\nfirst_response = "1h"',
    ],
)
def test_what_may_make_sense_is_accepted(written: str) -> None:
    parse_regulation(MINIMAL.replace(FIRST, written))
