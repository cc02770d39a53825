"""Contracts by hand: one is added, changed, shown, and somebody speaks for it no more."""

from pathlib import Path

from tests.actions.contract_sheets import Runs


def test_a_contract_is_added_with_a_person_and_shown(runs: Runs) -> None:
    status, _ = runs(
        *("add", "№ 77", "--client", "юрлицо", "--paid-until", "31.12.2026"),
        *("--person", "Анна Ли", "--phone", "8 916 000-00-01", "--sees", "все", "--may-change-contacts", "да"),
    )
    assert status == 0
    assert runs("show", "77") == (
        0,
        "77; действует; юрлицо; оплачен до 31.12.2026\n"
        "  Анна Ли; SMS +7 916 000-00-01; видит все заявки договора; может менять контактных лиц\n",
    )
    assert runs("list") == (0, "77; действует; юрлицо; оплачен до 31.12.2026; Анна Ли\n")


def test_what_is_not_named_stays_as_it_is(runs: Runs) -> None:
    runs("add", "77", "--paid-until", "31.12.2026", "--person", "Анна")
    status, said = runs("change", "77", "--state", "suspended", "--language", "en")
    assert (status, "77: state: active → suspended" in said) == (0, True)
    runs("change", "77", "--person", "Борис", "--sees", "все")
    assert runs("show", "77")[1] == (
        "77; приостановлен; физлицо; оплачен до 31.12.2026\n"
        "  Анна; связаться нечем\n"
        "  Борис; связаться нечем; видит все заявки договора\n"
    )
    runs("change", "77", "--paid-until", "")
    assert "оплачен" not in runs("show", "77")[1]


def test_slips_say_what_is_allowed(runs: Runs) -> None:
    runs("add", "77", "--person", "Анна", "--phone", "+79160000001")
    assert runs("add", "77") == (
        1,
        "NUMBER: найдено: «77»; такой договор уже есть (contracts change изменяет его)\n",
    )
    assert runs("change", "78", "--state", "active")[1].startswith("NUMBER: найдено: «78»; такого договора нет")
    assert runs("show", "78")[0] == 1
    assert runs("add", "№")[1].startswith("NUMBER: найдено: «№»; допустимо: номер")
    assert "--paid-until: найдено: «завтра»; допустимо: дата" in runs("change", "77", "--paid-until", "завтра")[1]
    assert "--person или --phone" in runs("change", "77", "--sees", "все")[1]
    assert runs("remove-person", "77", "Борис") == (
        1,
        "WHO: найдено: «Борис»; допустимо: Анна, +7 916 000-00-01\n",
    )


def test_somebody_speaks_for_it_no_more(runs: Runs) -> None:
    runs("add", "77", "--person", "Анна", "--phone", "+79160000001")
    assert runs("remove-person", "77", "8 916 000 00 01")[1].startswith("Анна больше не контактное лицо договора 77")
    assert "контактных лиц нет" in runs("show", "77")[1]


def test_an_export_that_can_t_be_written_says_why(runs: Runs, tmp_path: Path) -> None:
    status, said = runs("export", str(tmp_path / "nowhere" / "a.csv"))
    assert (status, "No such file or directory" in said) == (1, True)
