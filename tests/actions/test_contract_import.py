"""`contracts import`: a sheet says what would change, changes it when told to, and nothing the second time."""

import csv
import io
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from models.actions.desk import editions
from models.actions.reach import persons
from models.db import Database
from models.queries.contracts import all_contracts, contracts_of
from models.queries.persons import Newcomer, requester_at
from models.rules.contracts.exported import headings
from models.rules.regulation.organisations import OrganisationId
from models.tables.contracts import contract
from tests.actions.contract_sheets import Environment, Runs, sheet, written
from tests.actions.office import NOON, Office
from tests.journeys.regulations import as_organisation

ROOT = Path(__file__).resolve().parents[2]
ANNA = "1001;;физлицо;действует;31.12.2026;Анна Лебедева;8 (916) 000-00-01;anna@example.org;;"
BORIS = "1002;;юрлицо;действует;15.12.2026;Борис Орлов;+7 916 000-00-02, +7 916 000-00-03;;все;да"
VERA = "1002;;;;;Вера Мир;+7 916 000-00-04;;;"


def there(office: Office) -> list[tuple[str, list[str]]]:
    """Numbers, and who speaks."""
    with office.database.read() as tx:
        found = list(all_contracts(tx, office.organisation_id))
    return [(one.contract.number, [person.name for person in one.persons]) for one in found]


def test_a_dry_run_comes_first_and_changes_nothing(runs: Runs, office: Office, tmp_path: Path) -> None:
    file = written(tmp_path / "a.csv", sheet(ANNA, BORIS, VERA))
    status, said = runs("import", file)
    assert status == 0
    assert "Пробный прогон, ничего не изменено" in said
    assert "договоры: новых 2, с изменениями 0, без изменений 0" in said
    assert "контактные лица: новых 3 (из них новых людей 3), новых телефонов 4" in said
    assert "адреса почты: 1; хранятся при контактных лицах, писем Отклик пока не отправляет" in said
    assert "--apply" in said
    assert there(office) == []


def test_what_was_imported_is_there_and_a_second_time_changes_nothing(
    runs: Runs, office: Office, tmp_path: Path
) -> None:
    file = written(tmp_path / "a.csv", sheet(ANNA, BORIS, VERA))
    assert runs("import", file, "--apply")[0] == 0
    assert there(office) == [("1001", ["Анна Лебедева"]), ("1002", ["Борис Орлов", "Вера Мир"])]
    before = runs("show", "1002")
    status, said = runs("import", file, "--apply")
    assert status == 0
    assert "новых 0, с изменениями 0, без изменений 2" in said
    assert "новых 0 (из них новых людей 0), новых телефонов 0" in said
    assert runs("show", "1002") == before
    assert "Борис Орлов; SMS +7 916 000-00-02; SMS +7 916 000-00-03; видит все заявки договора" in before[1]


def test_a_changed_row_changes_only_that(runs: Runs, tmp_path: Path) -> None:
    runs("import", written(tmp_path / "a.csv", sheet(ANNA, BORIS)), "--apply")
    changed = sheet(ANNA.replace("31.12.2026", "31.01.2027"), BORIS)
    _, said = runs("import", written(tmp_path / "b.csv", changed), "--apply")
    assert "с изменениями 1, без изменений 1" in said
    assert said.endswith("Изменения: 1\n  1001: оплачен до: 31.12.2026 → 31.01.2027\n")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("encoding", ["cp1251", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_any_encoding_and_delimiter_is_read(runs: Runs, tmp_path: Path, encoding: str, delimiter: str) -> None:
    rows = [line.split(";") for line in sheet(ANNA, BORIS).splitlines()]
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    status, said = runs("import", written(tmp_path / "a.csv", text.getvalue(), encoding))
    assert (status, "договоры: новых 2" in said) == (0, True), said


def test_every_bad_row_is_named_and_then_nothing_is_changed(runs: Runs, office: Office, tmp_path: Path) -> None:
    bad = ["1003;Золотой;физ;;32.01.2026;;;;;", ";;;;;Глеб;;;;", "1001;;;расторгнут;;;;;;"]
    file = written(tmp_path / "a.csv", sheet(ANNA, *bad))
    status, said = runs("import", file, "--apply")
    assert status == 1
    assert "Строк с ошибками: 3" in said
    for words in (
        "строка 3, «Уровень обслуживания»: найдено: «Золотой»; допустимо: ничего (в регламенте их нет)",
        "строка 3, «Вид клиента»: найдено: «физ»; допустимо: физлицо, юрлицо",
        "строка 3, «Оплачен до»: найдено: «32.01.2026»; допустимо: дата",
        "строка 4, «Номер договора»: найдено: пусто",
        "строка 5, «Состояние»: найдено: «прекращён»; допустимо: как в строке 2: «действует»",
    ):
        assert words in said
    assert there(office) == []
    assert runs("import", file, "--apply", "--skip-bad")[0] == 0
    assert there(office) == [("1001", ["Анна Лебедева"])]


def test_a_shared_phone_belongs_to_one_person_and_it_is_told(runs: Runs, tmp_path: Path) -> None:
    shared = sheet(BORIS, VERA.replace("00-04", "00-02"))
    file = written(tmp_path / "a.csv", shared)
    for _ in range(2):
        _, said = runs("import", file, "--apply")
        assert "строка 3: +7 916 000-00-02 уже у другого человека (Борис Орлов); Вера Мир — без этого номера" in said
    assert "Вера Мир; связаться нечем" in runs("show", "1002")[1]
    assert "новых 0, с изменениями 0, без изменений 1" in said


def test_what_the_file_no_longer_has_is_told_and_ends_only_when_that_is_asked_for(
    runs: Runs, office: Office, tmp_path: Path
) -> None:
    runs("import", written(tmp_path / "a.csv", sheet(ANNA, BORIS, VERA)), "--apply")
    fewer = written(tmp_path / "b.csv", sheet(BORIS))
    _, said = runs("import", fewer, "--apply")
    assert "Договоры, которых в файле нет, остались: 1\n  1001\n" in said
    assert "Контактные лица, которых в файле нет, остались: 1\n  1002: Вера Мир\n" in said
    assert len(there(office)) == 2
    assert runs("show", "1001")[1].startswith("1001; действует")
    runs("import", fewer, "--end-missing")
    assert runs("show", "1001")[1].startswith("1001; действует")
    runs("import", fewer, "--end-missing", "--apply")
    assert runs("show", "1001")[1].startswith("1001; прекращён")


def test_a_line_with_a_mistake_is_no_reason_to_end_its_contract(runs: Runs, tmp_path: Path) -> None:
    runs("import", written(tmp_path / "a.csv", sheet(ANNA)), "--apply")
    broken = written(tmp_path / "b.csv", sheet(ANNA.replace("31.12.2026", "завтра"), BORIS))
    assert runs("import", broken, "--apply", "--skip-bad", "--end-missing")[0] == 1
    assert runs("show", "1001")[1].startswith("1001; действует")


def test_who_is_imported_is_known_when_they_write_and_loses_nothing_when_imported_again(
    runs: Runs, office: Office, tmp_path: Path
) -> None:
    file = written(tmp_path / "a.csv", sheet(ANNA))
    runs("import", file, "--apply")
    place = (office.organisation_id, "sms", "gsm", "+79160000001")
    with office.database.write() as tx:
        found = requester_at(tx, *place)
        assert found is not None
        assert (found[0].name, found[0].address_state) == ("Анна Лебедева", "vouched")
        persons.remember_dialogue(tx, found[0].address_id, {"version": 3}, None)
        persons.mark_address(tx, office.organisation_id, found[0].address_id, "verified", None, NOON)
    runs("import", file, "--apply")
    with office.database.read() as tx:
        again = requester_at(tx, *place)
        assert again is not None
        assert again[0].address_state == "verified"
        assert again[1] == {"version": 3}
        assert [one.number for one in contracts_of(tx, found[0])] == ["1001"]


def test_who_wrote_before_they_were_imported_keeps_what_they_said(runs: Runs, office: Office, tmp_path: Path) -> None:
    who = Newcomer(office.organisation_id, "sms", "gsm", "+79160000001", "+7 916 000-00-01", "ru", "Europe/Moscow")
    with office.database.write() as tx:
        stranger = persons.meet_requester(tx, NOON, who, {"version": 3})
    runs("import", written(tmp_path / "a.csv", sheet(ANNA)), "--apply")
    with office.database.read() as tx:
        assert [one.number for one in contracts_of(tx, stranger)] == ["1001"]
        found = requester_at(tx, office.organisation_id, "sms", "gsm", "+79160000001")
    assert found is not None
    assert (found[0].name, found[1]) == ("Анна Лебедева", {"version": 3})


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx"])
def test_what_is_exported_comes_in_again_as_it_was(
    runs: Runs, office: Office, tmp_path: Path, database: Database, name: str
) -> None:
    hostile = "-12;;юрлицо;приостановлен;;'=HYPERLINK(1);+7 916 000-00-09;;;"
    runs("import", written(tmp_path / "a.csv", sheet(ANNA, BORIS, VERA, hostile, "1005;;;;;;;;;")), "--apply")
    out = tmp_path / name
    assert runs("export", str(out)) == (0, f"{out}: строк: 5\n")
    assert out.stat().st_mode & 0o077 == 0
    _, said = runs("import", str(out))
    assert "новых 0, с изменениями 0, без изменений 4" in said
    assert "новых 0 (из них новых людей 0), новых телефонов 0" in said
    with database.write() as tx:
        editions.adopt(tx, as_organisation("other"), NOON)
    runs("import", str(out), "--apply", "--organisation", "other")
    with database.read() as tx:
        ours, theirs = (list(all_contracts(tx, OrganisationId(one))) for one in (office.organisation_id, 2))
    assert [_without_ids(one) for one in ours] == [_without_ids(one) for one in theirs]


def _without_ids(one: object) -> object:
    contract_, people = one.contract, one.persons  # type: ignore[attr-defined]
    facts = (contract_.number, contract_.tier, contract_.client_kind, contract_.state, contract_.paid_until)
    rights = [(who.name, who.sees, who.may_change_contacts, who.email, who.addresses) for who in people]
    return facts, rights


def test_an_export_computes_nothing_where_it_is_opened(runs: Runs, tmp_path: Path) -> None:
    runs("import", written(tmp_path / "a.csv", sheet("-12;;;;;@Дима;+7 916 000-00-09;;;")), "--apply")
    runs("export", str(tmp_path / "out.csv"))
    text = (tmp_path / "out.csv").read_text(encoding="utf-8-sig")
    [_, row] = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@"))]


def test_english_headings_and_words(runs: Runs, office: Office, tmp_path: Path) -> None:
    line = "77;;legal entity;suspended;2026-12-31;Ann;+44 20 7946 0000;;all;yes"
    file = written(tmp_path / "a.csv", sheet(line, columns=headings("en")))
    status, said = runs("import", file, "--apply", "--language", "en")
    assert status == 0
    assert "contracts: 1 new, 0 changed, 0 as they are" in said
    with office.database.read() as tx:
        [listed] = all_contracts(tx, office.organisation_id)
    assert (listed.contract.state, listed.contract.paid_until) == ("suspended", date(2026, 12, 31))


def test_organisations_are_walls(runs: Runs, office: Office, database: Database, tmp_path: Path) -> None:
    with database.write() as tx:
        editions.adopt(tx, as_organisation("other"), NOON)
    file = written(tmp_path / "a.csv", sheet(ANNA))
    status, said = runs("import", file, "--apply", "--organisation", "other")
    assert (status, "новых 1 (из них новых людей 1), новых телефонов 1" in said) == (0, True)
    assert there(office) == []
    runs("import", file, "--apply", "--organisation", "kruglosutochno")
    assert there(office) == [("1001", ["Анна Лебедева"])]
    with database.read() as tx:
        assert tx.execute(select(contract.c.organisation_id).order_by(contract.c.id)).scalars().all() == [2, 1]


def test_an_import_that_was_killed_is_finished_by_another(
    runs: Runs, office: Office, environment: Environment, tmp_path: Path
) -> None:
    lines = [f"К-{number};;;;;Имя {number};+7916{number:07};;;" for number in range(12)]
    file = written(tmp_path / "a.csv", sheet(*lines))
    script = (
        "import os, signal\n"
        "from models.actions.reach import imported_contracts as it\n"
        "from models.__main__ import main\n"
        "from models.cli import contract_import\n"
        "contract_import.AT_ONCE = 5\n"
        "write = it.import_groups\n"
        "def dies(tx, at, edition, groups, **more):\n"
        "    write(tx, at, edition, groups, **more)\n"
        "    if groups[0][0].number != 'К-0':\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return write(tx, at, edition, groups, **more)\n"
        "it.import_groups = dies\n"
        f"main(['contracts', 'import', {file!r}, '--apply'])\n"
    )
    killed = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=environment(), timeout=120, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert len(there(office)) == 5
    status, said = runs("import", file, "--apply")
    assert (status, len(there(office))) == (0, 12)
    assert "новых 7, с изменениями 0, без изменений 5" in said
    assert all(len(people) == 1 for _, people in there(office))
