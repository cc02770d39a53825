"""A sheet of contracts is read as an administrator wrote it, and each slip is named with its place."""

import contextlib
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.contracts.cells import LONGEST_NAME, BadCell, Reader, unmarked
from models.rules.contracts.columns import MOST_COLUMNS, Column, Headings, read_headings
from models.rules.contracts.exported import headings as exported_headings
from models.rules.contracts.sheet_lines import SheetLine, read_line
from models.rules.contracts.sheet_problems import SheetRefused
from models.rules.contracts.text_sheets import delimiter_of, encoding_by_mark, harmless, harmless_in_workbook
from models.rules.contracts.whole_sheets import contradictions, merged
from models.rules.texts.localised import both

TIERS = {"base": both("Базовый", "Basic"), "gold": both("Золотой", "Gold")}
READER = Reader(TIERS)
HEADINGS = read_headings([*exported_headings("ru"), "Примечание"])


def read(*cells: str, headings: Headings = HEADINGS) -> SheetLine:
    found = read_line(7, cells, headings, READER)
    assert isinstance(found, SheetLine), found
    return found


def slips(*cells: str, headings: Headings = HEADINGS, language: str = "en") -> list[str]:
    found = read_line(7, cells, headings, READER)
    assert isinstance(found, list), found
    return [problem.describe(language) for problem in found]


def test_a_line_says_a_contract_and_a_person() -> None:
    line = read(
        *("№ 12", "Золотой", "юрлицо", "действует", "31.12.2026"),
        *("Анна  Ли", "8 (916) 000-00-01, +44 20 7946 0000", "a@example.org", "все", "да", "старый клиент"),
    )
    facts = {"tier": "gold", "client_kind": "legal", "state": "active", "paid_until": date(2026, 12, 31)}
    assert (line.number, line.contract) == ("12", facts)
    assert (line.name, line.phones) == ("Анна Ли", ("+79160000001", "+442079460000"))
    assert (line.email, line.sees, line.may_change) == ("a@example.org", "all", True)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_headings_in_either_language_in_any_order_and_spelling(language: str) -> None:
    titles = [title.upper().replace(" ", "_") for title in reversed(exported_headings(language))]
    assert read_headings(titles).columns == tuple(reversed(Column))


def test_a_column_that_nobody_reads_is_told() -> None:
    assert HEADINGS.unread == ("Примечание",)


@pytest.mark.parametrize(
    ("titles", "said"),
    [
        (["Договор", "Телефонн"], '«Телефонн»: found: "Телефонн"; allowed: a known heading. Did you mean "телефон"?'),
        (["Договор", "Номер"], "«Номер»: found: a second column of that kind"),
        (["ФИО", "Телефон"], 'found: "ФИО, Телефон"; allowed: a column with the number of the contract'),
        (["Договор", *["x"] * MOST_COLUMNS], f"found: {MOST_COLUMNS + 1} columns; allowed: ≤ {MOST_COLUMNS}"),
    ],
)
def test_headings_that_mislead_refuse_the_file(titles: list[str], said: str) -> None:
    with pytest.raises(SheetRefused, match="line 1") as refused:
        read_headings(titles)
    assert said in str(refused.value)


def test_an_empty_cell_takes_tier_and_payment_away_and_leaves_state_and_kind() -> None:
    assert read("12", "", "", "", "").contract == {"tier": None, "paid_until": None}
    only = read_headings(["Договор", "Оплачен до"])
    assert read("12", "2027-01-31", headings=only).contract == {"paid_until": date(2027, 1, 31)}


def test_every_slip_of_a_line_is_named_with_column_found_and_allowed() -> None:
    assert slips("", "Голд", "физ", "=1+1", "31.02.2026", "Анна", "+7 916", "почта", "чужие", "ага") == [
        'line 7, «Уровень обслуживания»: found: "Голд"; allowed: base (Basic), gold (Gold)',
        'line 7, «Вид клиента»: found: "физ"; allowed: person, legal entity. Did you mean "физлицо"?',
        'line 7, «Состояние»: found: "=1+1"; allowed: a value, not a formula',
        'line 7, «Оплачен до»: found: "31.02.2026"; allowed: a date, such as 31.12.2026 or 2026-12-31',
        'line 7, «Телефон»: found: "+7 916"; allowed: numbers with commas (up to 10), such as +7 999 123-45-67',
        'line 7, «Электронная почта»: found: "почта"; allowed: an address such as name@example.org',
        'line 7, «Видит заявки»: found: "чужие"; allowed: own, all',
        'line 7, «Меняет контактных лиц»: found: "ага"; allowed: yes, no',
        "line 7, «Номер договора»: found: nothing; allowed: the number of a contract",
    ]


def test_slips_are_named_in_russian() -> None:
    assert slips("12", "", "", "", "завтра", language="ru") == [
        "строка 7, «Оплачен до»: найдено: «завтра»; допустимо: дата, например 31.12.2026 или 2026-12-31"
    ]


def test_numbers_that_a_table_shortened_are_no_numbers() -> None:
    said = slips("1E+12", "", "", "", "", "Анна", "7,91600E+10")
    assert [words.split("allowed: ")[1] for words in said] == ["the whole number: a spreadsheet shortened it"] * 2


def test_rights_and_mail_belong_to_somebody() -> None:
    assert slips("12", "", "", "", "", "", "", "a@example.org") == [
        "line 7, «Контактное лицо»: found: nothing; allowed: the name or phone of whom the line is about"
    ]


def test_cells_beyond_the_headings_are_a_slip_unless_they_are_empty() -> None:
    only = read_headings(["Договор"])
    assert slips("12", "", "x", headings=only) == ["line 7: found: 3 cells; allowed: at most 1"]
    assert read("12", "", " ", headings=only).number == "12"


def test_an_empty_line_says_nothing() -> None:
    assert read_line(7, ["", " ", ""], HEADINGS, READER) is None


def test_what_moves_a_cursor_is_shown_harmless() -> None:
    [said] = slips("12\x1b[2J")
    assert "\x1b" not in said


def test_lines_of_one_contract_must_not_contradict_each_other() -> None:
    first = read("12", "gold", "юрлицо", "действует", "31.12.2026", "Анна", "", "", "свои")
    again = read("12", "", "", "", "", "АННА", "", "", "все")
    other = read("12", "base", "", "", "", "Борис")
    said = [problem.describe("en") for problem in contradictions([first, again, other], HEADINGS)]
    assert said == [
        'line 7, «Видит заявки»: found: "all"; allowed: as in line 7: "own"',
        'line 7, «Уровень обслуживания»: found: "base"; allowed: as in line 7: "gold"',
    ]


def test_what_any_line_says_of_the_contract_is_said_of_it() -> None:
    [first, again] = merged([read("12", "", "", "", "", "Анна"), read("12", "gold", "", "", "", "АННА")])
    assert first.contract["tier"] == "gold"
    assert again.name == "Анна"


@pytest.mark.parametrize("text", ["=1+1", "+7 916", "-5", "@sum", "\tx", "'=1", "Анна", "12"])
def test_a_cell_is_made_harmless_and_comes_back(text: str) -> None:
    assert not harmless(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert unmarked(harmless(text)) == text.strip()


NAMES = st.text(st.sampled_from("='\"+-@ 1Аa,;\u00a0"), max_size=8) | st.text(st.characters(exclude_categories=["C"]))


@given(NAMES)
@pytest.mark.parametrize("made", [harmless, harmless_in_workbook])
def test_whatever_somebody_calls_themselves_comes_back(made: Callable[[str], str], name: str) -> None:
    name = " ".join(name.split())[:LONGEST_NAME].strip()
    assert (READER.read(Column.PERSON, made(name)) or "") == name


def test_zeros_that_somebody_saved_from_the_table_are_kept() -> None:
    assert READER.read(Column.NUMBER, '="00123"') == "00123"


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_the_delimiter_is_told_by_the_headings(delimiter: str) -> None:
    assert delimiter_of(delimiter.join(["Договор", '"Имя, фамилия; отчество"', "Телефон"])) == delimiter


def test_an_encoding_is_told_by_its_mark() -> None:
    assert encoding_by_mark("Договор".encode("utf-8-sig")) == "utf-8-sig"
    assert encoding_by_mark("Договор".encode("utf-16")) == "utf-16"
    assert encoding_by_mark("Договор".encode()) is None


@given(st.sampled_from(Column), st.text(max_size=80))
def test_whatever_stands_in_a_cell_it_is_read_or_refused(column: Column, text: str) -> None:
    with contextlib.suppress(BadCell):
        READER.read(column, text)
