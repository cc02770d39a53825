"""The regulation's `[sms]`: what follows when it is left out, and what it may not say."""

import pytest

from models.rules.regulation.parsing import SmsRules, parse_regulation
from tests.rules.regulation_slips import MINIMAL, RIGHT, problems_of

FIELD = '[[kinds.fields]]\nid = "a"\nlabel = "А"\nquestion = "А?"\n'
WISH = '[[kinds]]\nid = "wish"\ntitle = "Пожелание"\n'
CLAIM = '[[kinds]]\nid = "claim"\ntitle = "Претензия"\n' + FIELD
SALES = '[[desks]]\nid = "sales"\ntitle = "Продажи"\ncalendar = "office"\nladder = "main"\n'


def written(sms: str, more: str = "") -> str:
    return f"{MINIMAL}\n{more}\n[sms]\n{sms}\n"


def test_without_the_section_texts_and_calls_go_to_the_first_desk() -> None:
    sms = parse_regulation(MINIMAL + SALES).sms
    assert sms == SmsRules(desk="support", kind="question")
    assert (sms.confirm, sms.answer_calls, sms.confirm_from_parts, sms.max_parts) == (True, False, 2, 10)
    assert sms.region == "RU"
    assert sms.texted_countries == ("RU",)
    assert (sms.automatic_per_day, sms.per_day, sms.wait_minutes, sms.dormant_days) == (200, 1000, 2, 90)
    assert sms.automatic_per_phone_per_day == 20


def test_the_rules_of_the_example_are_read() -> None:
    sms = parse_regulation(RIGHT).sms
    assert (sms.desk, sms.kind, sms.answer_calls) == ("support", "other", True)


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        (WISH, "wish"),
        (WISH + CLAIM, "wish"),
        (CLAIM, "question"),
        (WISH + FIELD + "required = false", "wish"),
    ],
)
def test_left_out_the_kind_is_the_last_one_that_asks_nothing(more: str, kind: str) -> None:
    assert parse_regulation(MINIMAL + more).sms.kind == kind


def test_left_out_the_kind_is_one_of_the_desk_that_is_named() -> None:
    desks = SALES + 'kinds = ["question"]\n'
    assert parse_regulation(written('desk = "sales"', WISH + desks)).sms.kind == "question"


def test_a_desk_whose_every_kind_asks_something_takes_texts_all_the_same() -> None:
    asking = MINIMAL.replace('title = "Вопрос"', f'title = "Вопрос"\n{FIELD}') + CLAIM
    assert parse_regulation(asking).sms.kind == "question"
    assert parse_regulation(f'{asking}[sms]\nkind = "claim"').sms.kind == "claim"


CASES = [
    # [sms], what else is added to the file, key path, what stands in the English and in the Russian words
    ('desk = "suport"', "", "sms.desk", 'mean "support"', "имелось в виду «support»"),
    ('kind = "qestion"', "", "sms.kind", 'mean "question"', "имелось в виду «question»"),
    ('kind = "claim"', CLAIM, "sms.kind", "without required fields: question", "без обязательных полей: question"),
    (
        'desk = "sales"\nkind = "wish"',
        WISH + SALES + 'kinds = ["question"]',
        "sms.kind",
        "allowed: question",
        "допустимо: question",
    ),
    ('confirm = "yes"', "", "sms.confirm", "true or false", "true или false"),
    ("answer_calls = 1", "", "sms.answer_calls", "true or false", "true или false"),
    ('countries = ["XX"]', "", "sms.countries[#1]", "a country", "стран"),
    ("automatic_per_day = -1", "", "sms.automatic_per_day", "a whole number from 0", "целое число от 0"),
    ("automatic_per_phone_per_day = -1", "", "sms.automatic_per_phone_per_day", "a whole number", "целое число от 0"),
    ("per_day = 0", "", "sms.per_day", "a whole number from 1", "целое число от 1"),
    ("dormant_days = 0", "", "sms.dormant_days", "a whole number from 1", "целое число от 1"),
    ("wait_minutes = 0", "", "sms.wait_minutes", "a whole number from 1", "целое число от 1"),
    ("confirm_from_parts = 0", "", "sms.confirm_from_parts", "a whole number from 1", "целое число от 1"),
    ("max_parts = 51", "", "sms.max_parts", "a whole number up to 50", "целое число до 50"),
    ("max_parts = 2.5", "", "sms.max_parts", "a whole number", "целое число"),
    ('region = "ru"', "", "sms.region", 'mean "RU"', "имелось в виду «RU»"),
    ('region = "Россия"', "", "sms.region", "ISO 3166", "ISO 3166"),
    ("region = 7", "", "sms.region", "found: 7", "найдено: 7"),
    ("max_part = 3", "", "sms.max_part", 'mean "max_parts"', "«max_parts»"),
]


@pytest.mark.parametrize(("sms", "more", "key_path", "english", "russian"), CASES, ids=[case[0] for case in CASES])
def test_one_slip_gives_one_problem_at_its_key_path_in_both_languages(
    sms: str, more: str, key_path: str, english: str, russian: str
) -> None:
    (problem,) = problems_of(written(sms, more))
    assert problem.key_path == key_path
    assert english in problem.describe("en")
    assert russian in problem.describe("ru")


def test_a_section_that_is_no_table_is_refused() -> None:
    (problem,) = problems_of("sms = true\n" + MINIMAL)
    assert (problem.key_path, problem.allowed.in_("en")) == ("sms", "a TOML table")


@pytest.mark.parametrize(
    ("old", "new", "key_path"),
    [
        ('id = "support"', 'id = "Линия"', "desks[Линия].id"),
        ('id = "question"', 'id = "Вопрос"', "kinds[Вопрос].id"),
        ('id = "question"', "id = 5", "kinds[#1].id"),
    ],
)
def test_a_wrong_id_is_told_once_and_not_again_for_what_follows_from_it(old: str, new: str, key_path: str) -> None:
    assert [problem.key_path for problem in problems_of(MINIMAL.replace(old, new))] == [key_path]
