"""Who leaves a desk's group, or is dismissed, leaves everywhere: no alert, no duty, no button, no ticket."""

from argparse import Namespace
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from models.actions.desk import staff
from models.actions.ladder.people import LadderPeople
from models.actions.tickets import leaving
from models.actions.tickets.leaving import Person
from models.cli import dismissals
from models.cli import staff as staff_commands
from models.db import Database
from models.queries.duty import roster_of
from models.queries.staff import is_head, reachable_heads
from models.rules.delivery.choices import ticket_key
from models.settings import Settings
from tests.actions.groups_office import ACCOUNT, GROUP, NOON, OTHER, GroupsOffice, at


@pytest.fixture
def office(database: Database) -> GroupsOffice:
    return GroupsOffice(database)


def takes(office: GroupsOffice, who: str = "Иван") -> int:
    """A ticket that they lead."""
    ticket_id = office.shows()
    office.types("/take", ticket_id, who)
    office.delivers()
    return ticket_id


def on_duty(office: GroupsOffice) -> str:
    with office.database.read() as tx:
        roster = roster_of(tx, NOON, office.organisation_id, office.regulation, "support", office.desk_id)
    assert roster is not None
    return roster.on_duty(NOON).member


def leaves(office: GroupsOffice, who: str, how: str) -> None:
    """kicked, left: as administrators hear it; service: as every bot does."""
    if how == "service":
        office.types("", who="Глеб", left_chat_member=office._user(who))
    else:
        office.member_becomes(who, how)


@pytest.mark.parametrize("how", ["kicked", "left", "service"])
def test_tickets_of_who_leaves_the_group_need_somebody_and_the_group_is_told_which(
    office: GroupsOffice, how: str
) -> None:
    ticket_id = takes(office)
    leaves(office, "Иван", how)
    assert office.view(ticket_id).assignee_id is None
    (told,) = office.posted(GROUP)
    assert "Иван (Telegram id 9001) больше не в группе" in told
    assert "без ответственного, их нужно взять: №1." in told


def test_that_somebody_left_is_told_once_though_telegram_says_it_twice(office: GroupsOffice) -> None:
    takes(office)
    leaves(office, "Иван", "left")
    leaves(office, "Иван", "service")
    assert len(office.posted(GROUP)) == 1


def test_nobody_is_told_of_a_stranger_who_leaves(office: GroupsOffice) -> None:
    leaves(office, "Прохожий", "left")
    assert office.posted(GROUP) == []


def test_a_head_who_was_kicked_is_told_nothing_and_their_old_button_refuses(office: GroupsOffice) -> None:
    olga = office.has_head(500)
    ticket_id = office.shows()
    office.types("/escalate", ticket_id)
    assert "escalate" not in office.forges(office.buttons("Беру", private=True)[-1], "Ольга", private=True)
    leaves(office, "Ольга", "kicked")
    with office.database.read() as tx:
        assert reachable_heads(tx, office.organisation_id, office.desk_id) == []
        assert not is_head(tx, office.organisation_id, office.desk_id, olga)
    assert "нет руководителя на связи" in office.posted(GROUP)[-1]
    refused = office.forges(ticket_key(ticket_id, 0, "take"), "Ольга", private=True)
    assert "больше не работаете в этой линии" in refused
    assert office.view(ticket_id).assignee_id is None
    office.reads()
    office.types("/escalate", office.shows(office.meets("Борис")))
    assert office.news(to=500) == []


def test_who_is_not_here_any_more_is_off_duty_and_the_next_one_is_on(office: GroupsOffice) -> None:
    office.enrols("ivan", 9001, "Иван")
    assert on_duty(office) == "ivan"
    leaves(office, "Иван", "left")
    assert on_duty(office) == "petr"
    office.member_becomes("Иван", "member")
    assert on_duty(office) == "ivan"


def test_an_assignee_who_left_gets_no_alert_in_private(office: GroupsOffice) -> None:
    office.enrols("ivan", 9001, "Иван")
    ticket_id = takes(office)
    with office.database.write() as tx:
        leaving._note(tx, NOON, office.desk_id, office.ivan, "left")
    view = office.view(ticket_id)
    with office.database.read() as tx:
        call = LadderPeople(tx, NOON)._assignee(view)
    assert call.places == ("topic",)


def test_leaving_one_desk_is_leaving_no_other(office: GroupsOffice) -> None:
    """The table says so desk by desk."""
    ivan = office.enrols("ivan", 9001, "Иван")
    leaves(office, "Иван", "left")
    with office.database.write() as tx:
        seen = staff.seen_agent(tx, office.organisation_id, ACCOUNT, 9001, office.desk_id + 1)
    assert seen == staff.Seen(ivan, "Иван", dismissed=False, inside=False)


def test_who_writes_in_the_group_again_is_back(office: GroupsOffice) -> None:
    office.enrols("ivan", 9001, "Иван")
    leaves(office, "Иван", "left")
    office.types("/take", office.shows())
    assert on_duty(office) == "ivan"


def dismisses(office: GroupsOffice, name: str, agent_id: int) -> list[int]:
    with office.database.write() as tx:
        person = Person(agent_id, name, str(office._people[name]))
        return leaving.dismiss(tx, at(), office.organisation_id, person)


def test_a_dismissed_agent_acts_no_more_even_in_the_group(office: GroupsOffice) -> None:
    ticket_id = takes(office)
    assert dismisses(office, "Иван", office.ivan) == [1]
    assert "отстранил: Иван" in office.posted(GROUP)[-1]
    before = office.rows()
    office.types("Сейчас сделаем", ticket_id)
    words = [row.payload["text"] for row in office.rows()[len(before) :] if row.kind == "post"]
    assert not [row for row in office.rows() if row.payload.get("text") == "Сейчас сделаем"]
    assert any("Не отправлено и не сделано: Иван" in one for one in words), words
    assert "больше не работаете" in office.forges(ticket_key(ticket_id, 0, "take"), "Иван")
    assert office.view(ticket_id).assignee_id is None


def test_a_dismissed_head_who_starts_the_bot_again_is_no_head(office: GroupsOffice) -> None:
    olga = office.has_head(500)
    dismisses(office, "Ольга", olga)
    with office.database.write() as tx:
        assert staff.back(tx, office.organisation_id, ACCOUNT, 500).desks == []
        assert reachable_heads(tx, office.organisation_id, office.desk_id) == []
        assert not is_head(tx, office.organisation_id, office.desk_id, olga)


def test_a_new_link_makes_a_dismissed_head_one_again(office: GroupsOffice) -> None:
    olga = office.has_head(500)
    dismisses(office, "Ольга", olga)
    with office.database.write() as tx:
        code = staff.issue_code(tx, office.desk_id, staff.HEAD, NOON)
    private = {"chat": {"id": 500, "type": "private"}}
    said = office._message(f"/start head_{code}", None, "Ольга", at())
    office.comes({"message": {**said, **private}}, at())
    with office.database.read() as tx:
        assert is_head(tx, office.organisation_id, office.desk_id, olga)
    assert "Ольга (Telegram id 500) теперь руководитель" in office.posted(GROUP)[-1]


# -- buttons that were never drawn for who presses them


def test_a_button_of_another_desks_ticket_is_refused_in_a_group_of_ours(office: GroupsOffice) -> None:
    """The group serves this desk; the ticket belongs to another one."""
    ticket_id = office.shows()
    from sqlalchemy import insert, update

    from models.tables.organisations import desk
    from models.tables.tickets import ticket

    with office.database.write() as tx:
        elsewhere = tx.execute(
            insert(desk).values(organisation_id=office.organisation_id, key="other").returning(desk.c.id)
        ).scalar_one()
        tx.execute(update(ticket).values(desk_id=elsewhere))
    assert "только участники" in office.forges(ticket_key(ticket_id, 0, "take"))
    assert office.view(ticket_id).assignee_id is None


def test_a_button_that_was_drawn_for_another_state_does_nothing(office: GroupsOffice) -> None:
    ticket_id = office.shows()
    version = office.view(ticket_id).version
    assert office.forges(ticket_key(ticket_id, version + 1, "take")) == office.forges(
        ticket_key(ticket_id, 99, "take")
    )
    assert office.view(ticket_id).assignee_id is None
    office.forges(ticket_key(ticket_id, version, "take"))
    assert office.view(ticket_id).assignee_name == "Иван"
    office.forges(ticket_key(ticket_id, version, "untake"))
    assert office.view(ticket_id).assignee_name == "Иван"


# -- the administrator's commands


@pytest.fixture
def settings(tmp_path: Path, office: GroupsOffice, monkeypatch: pytest.MonkeyPatch) -> Settings:
    module: ModuleType
    for module in (dismissals, staff_commands):
        monkeypatch.setattr(module, "Database", lambda _url: office.database)
        monkeypatch.setattr(module, "organisation_now", lambda *_: NOON + timedelta(minutes=5))
    return Settings(var_dir=tmp_path, _env_file=None)


Said = pytest.CaptureFixture[str]


def run(command: Any, settings: Settings, who: str) -> int:
    return int(command(Namespace(who=who, organisation=None), settings))


def test_who_is_dismissed_by_number_is_named_with_all_that_ends(
    office: GroupsOffice, settings: Settings, capsys: Said
) -> None:
    takes(office)
    office.has_head(9001, "Иван")
    assert run(dismissals.dismiss, settings, "9001") == 0
    said = capsys.readouterr().out
    assert "9001 Иван (head of support) is dismissed" in said
    assert "Nobody leads any more: №1." in said
    assert run(dismissals.dismiss, settings, "9001") == 0
    assert "was dismissed before" in capsys.readouterr().out


def test_a_name_of_several_people_dismisses_nobody_and_lists_them(
    office: GroupsOffice, settings: Settings, capsys: Said
) -> None:
    office.has_head(500, "Ольга Белова")
    office.has_head(501, "Ольга Чернова")
    assert run(dismissals.dismiss, settings, "ольга") == 1
    said = capsys.readouterr().err
    assert "500 Ольга Белова" in said
    assert "501 Ольга Чернова" in said
    assert run(dismissals.dismiss, settings, "никто") == 1
    with office.database.read() as tx:
        assert len(reachable_heads(tx, office.organisation_id, office.desk_id)) == 2


def test_the_list_names_heads_with_their_state(office: GroupsOffice, settings: Settings, capsys: Said) -> None:
    office.has_head(500, "Ольга")
    office.has_head(501, "Вера")
    leaves(office, "Вера", "left")
    staff_commands.show(Namespace(desk=None, organisation=None), settings)
    said = capsys.readouterr().out
    assert "  500 Ольга: support; can be reached" in said
    assert "  501 Вера: support; can be reached; left the group of support" in said


def test_a_dismissal_by_mistake_is_undone(office: GroupsOffice, settings: Settings, capsys: Said) -> None:
    ticket_id = takes(office)
    run(dismissals.dismiss, settings, "Иван")
    assert run(dismissals.readmit, settings, "Иван") == 0
    office.types("/take", ticket_id)
    assert office.view(ticket_id).assignee_name == "Иван"
    assert run(dismissals.readmit, settings, "Иван") == 0
    assert "was not dismissed" in capsys.readouterr().out


__all__ = ["OTHER"]
