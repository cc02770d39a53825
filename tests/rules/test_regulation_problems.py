"""Translations, faults of the TOML syntax, and several problems at once."""

from tests.rules.regulation_slips import MINIMAL, MON, RIGHT, broken, problems_of


def test_a_missing_translation_names_the_language() -> None:
    (problem,) = broken('title = { ru = "Предложение", en = "Suggestion" }', 'title = { ru = "Предложение" }', RIGHT)
    assert problem.key_path == "kinds[suggestion].title.en"
    assert "a translation: organisation.languages declares ru, en" in problem.describe("en")


def test_a_plain_text_is_not_enough_for_two_languages() -> None:
    (problem,) = broken('title = { ru = "Предложение", en = "Suggestion" }', 'title = "Предложение"', RIGHT)
    assert problem.key_path == "kinds[suggestion].title"
    assert 'ru = "…", en = "…"' in problem.describe("ru")


def test_a_language_that_nobody_knows_is_refused_with_a_guess() -> None:
    (problem,) = broken('title = { ru = "Предложение", en =', 'title = { ru = "Предложение", eng =', RIGHT)
    assert problem.key_path == "kinds[suggestion].title.eng"
    assert 'Did you mean "en"?' in problem.describe("en")


def test_an_empty_translation_is_refused() -> None:
    (problem,) = broken('en = "Suggestion" }', 'en = " " }', RIGHT)
    assert problem.key_path == "kinds[suggestion].title.en"


def test_a_desk_and_kind_without_a_policy_is_named() -> None:
    (problem,) = broken("[[policies]]", '[[kinds]]\nid = "wish"\ntitle = "Ж"\n[[policies]]\nkind = "question"')
    assert problem.key_path == "policies"
    assert 'desk = "support", kind = "wish"' in problem.describe("en")


def test_a_fault_of_the_syntax_says_line_and_column_and_shows_the_line() -> None:
    (problem,) = broken('name = "Мастерская"', "name = Мастерская")
    line = MINIMAL.split("\n").index('name = "Мастерская"') + 1
    assert (problem.line, problem.column, problem.key_path) == (line, 8, "")
    assert problem.describe("ru").startswith(f"строка {line}, столбец 8: найдено: «name = Мастерская»")
    assert problem.describe("en").startswith(f"line {line}, column 8: found: ")


def test_a_key_written_twice_is_a_fault_of_the_syntax() -> None:
    (problem,) = broken('name = "1"', 'name = "1"\nname = "2"')
    assert problem.line is not None
    assert "overwrite" in problem.describe("en")


def test_a_file_cut_off_says_so_at_its_end() -> None:
    (problem,) = problems_of('[organisation]\nid = "a')
    assert (problem.line, problem.column) == (2, 8)


def test_an_empty_file_lists_every_section_that_is_missing() -> None:
    assert {problem.key_path for problem in problems_of("")} == {
        "organisation",
        "edition",
        "calendars",
        "ladders",
        "kinds",
        "desks",
        "policies",
    }


def test_all_problems_come_at_once() -> None:
    text = (
        MINIMAL.replace('"4h"', '"4d"').replace('title = "Вопрос"', 'titel = "Вопрос"').replace(MON, "week.mon = 1")
    )
    assert [problem.key_path for problem in problems_of(text)] == [
        "calendars.office.week.mon",
        "kinds[question].titel",
        "policies[#1].first_response",
    ]


def test_a_wrong_zone_of_the_organisation_is_not_repeated_for_each_calendar() -> None:
    assert len(broken('timezone = "Europe/Moscow"', 'timezone = "Mars/Base"')) == 1


def test_a_section_that_is_no_table_is_refused() -> None:
    (problem,) = problems_of("limits = 5\n" + MINIMAL)
    assert (problem.key_path, problem.allowed.in_("en")) == ("limits", "a TOML table")


def test_an_unknown_section_is_refused_with_a_guess() -> None:
    (problem,) = problems_of(MINIMAL + "\n[limit]\nmessages_per_minute = 5\n")
    assert problem.key_path == "limit"
    assert 'Did you mean "limits"?' in problem.describe("en")
