"""How many contact persons an answer reaches: asked of the database by the doctor, and by a check before it holds."""

from pathlib import Path

import pytest
from sqlalchemy import update

from models.__main__ import main
from models.actions.desk import group_checks
from models.queries.reachable import ways_of_contacts
from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.send_results import Sent
from models.rules.health.group_health import GroupFacts
from models.rules.regulation.organisations import OrganisationId
from models.rules.regulation.reach_counts import Ways
from models.tables.persons import address
from tests.actions.contract_sheets import Runs, sheet, written
from tests.actions.office import ACCOUNT, GROUP, Office, at
from tests.journeys.regulations import RUSSIAN

TO_LEGAL = '\n[transports.sms]\nused_for = "legal_entities"\n'
SMS = frozenset({"sms"})


@pytest.fixture
def imported(runs: Runs, office: Office, tmp_path: Path) -> Office:
    """Анна of a household, Борис of a firm, Вера of the firm without a phone; Глеб's contract has ended."""
    lines = (
        "1001;;физлицо;действует;;Анна Ли;8 (916) 000-00-01;;;",
        "1002;;юрлицо;действует;;Борис Орлов;+7 916 000-00-02, +7 916 000-00-03;;;",
        "1002;;;;;Вера Мир;;;;",
        "1003;;юрлицо;закрыт;;Глеб Серов;+7 916 000-00-05;;;",
    )
    assert runs("import", written(tmp_path / "a.csv", sheet(*lines)), "--apply")[0] == 0
    return office


def counted(office: Office) -> set[Ways]:
    with office.database.read() as tx:
        return set(ways_of_contacts(tx, office.organisation_id))


def test_people_are_counted_by_their_working_transports(imported: Office) -> None:
    assert counted(imported) == {Ways(False, SMS, 1), Ways(True, SMS, 1), Ways(True, frozenset(), 1)}


def test_a_dead_phone_is_no_way_to_reach_anybody(imported: Office) -> None:
    with imported.database.write() as tx:
        tx.execute(update(address).where(address.c.address == "+79160000001").values(state="dead"))
    assert Ways(False, frozenset(), 1) in counted(imported)


def test_another_organisation_is_not_counted(imported: Office) -> None:
    with imported.database.read() as tx:
        assert ways_of_contacts(tx, OrganisationId(imported.organisation_id + 1)) == []


def test_the_doctor_tells_the_group_whom_no_answer_reaches(imported: Office) -> None:
    with imported.database.write() as tx:
        group_checks.ask_about(tx, at(), ACCOUNT, GROUP, tell=True)
    well = GroupFacts(ACCOUNT, forum=True, administrator=True, manages_topics=True).as_json()
    imported.delivers(result=lambda _: Sent(answers=well))
    [told] = imported.rows(RowKind.POST)
    assert "! Контактных лиц по договорам: 3, до 1 из них ответ не дойдёт." in told.payload["text"]


def test_a_check_counts_whom_a_file_would_leave_without_an_answer(
    imported: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "new.toml"
    file.write_text(RUSSIAN + TO_LEGAL, encoding="utf-8")
    assert main(["regulation", "check", str(file), "--language", "ru"]) == 0
    said = capsys.readouterr().out
    assert "Контактных лиц по договорам: 3. Слова ответа не дойдут: 2" in said
    assert "из них без рабочего способа связи: 1" in said
    assert "! Из-за правила для SMS ответ не дойдёт, а другого способа нет: 1" in said


def test_a_check_makes_no_database_and_needs_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("DATABASE_URL", "")
    file = tmp_path / "new.toml"
    file.write_text(RUSSIAN, encoding="utf-8")
    assert main(["regulation", "check", str(file), "--language", "ru"]) == 0
    assert "Контактных лиц" not in capsys.readouterr().out
    assert not list(tmp_path.rglob("*.db"))
