"""Links from before somebody was dismissed or removed bring nobody back; who types on then is told little."""

import pytest

from models.actions.desk import staff
from models.actions.tickets import leaving
from models.actions.tickets.leaving import Person
from models.clock import Instant
from models.db import Database
from models.rules.delivery.choices import ticket_key
from models.rules.delivery.outgoing import RowKind
from tests.actions.groups_office import GROUP, GroupsOffice, at


@pytest.fixture
def office(database: Database) -> GroupsOffice:
    """Ivan leads a ticket."""
    office = GroupsOffice(database)
    office.types("/take", office.shows())
    office.delivers()
    return office


def dismisses_ivan(office: GroupsOffice) -> None:
    with office.database.write() as tx:
        person = Person(office.ivan, "Иван", str(office._people["Иван"]))
        leaving.dismiss(tx, at(), office.organisation_id, person)


def issued(office: GroupsOffice, purpose: str, when: Instant | None = None) -> str:
    """A link, from `start=` on."""
    with office.database.write() as tx:
        key = "ivan" if purpose == staff.MEMBER else None
        return f"{purpose}_{staff.issue_code(tx, office.desk_id, purpose, (when or at()).now, key)}"


def opens(office: GroupsOffice, who: str, link: str, when: Instant | None = None) -> str:
    """What they are told last."""
    chat_id = office._people[who]
    said = office._message(f"/start {link}", None, who, when or at())
    office.comes({"message": {**said, "chat": {"id": chat_id, "type": "private"}}}, when or at())
    return office.posted(chat_id)[-1]


@pytest.mark.parametrize("purpose", [staff.HEAD, staff.MEMBER])
def test_a_link_from_before_a_dismissal_opens_nothing_after_it(office: GroupsOffice, purpose: str) -> None:
    link = issued(office, purpose)
    dismisses_ivan(office)
    assert "Ссылка не подошла" in opens(office, "Иван", link)
    assert "отстранил: Иван" in office.posted(GROUP)[-1]
    assert "больше не работаете" in office.forges(ticket_key(1, 0, "take"), "Иван")
    assert "Готово" in opens(office, "Иван", issued(office, purpose))


@pytest.mark.parametrize("purpose", [staff.HEAD, staff.MEMBER])
def test_a_link_from_before_somebody_was_removed_from_the_group_does_not_bring_them_back(
    office: GroupsOffice, purpose: str
) -> None:
    link = issued(office, purpose)
    office.member_becomes("Иван", "kicked", when=at("1m"))
    assert "Ссылка не подошла" in opens(office, "Иван", link, at("2m"))
    assert "больше не в группе" in office.posted(GROUP)[-1]
    assert "Готово" in opens(office, "Иван", issued(office, purpose, at("3m")), at("4m"))


def test_a_dismissed_agent_who_types_on_is_told_so_once_a_minute(office: GroupsOffice) -> None:
    dismisses_ivan(office)
    for _ in range(5):
        office.types("Сейчас сделаем", 1)
        office.types("/take 1")
    told = [one for one in office.posted(GROUP) if "Не отправлено и не сделано: Иван" in one]
    assert len(told) == 1
    office.types("/take 1", when=at("61s"))
    assert "Не отправлено и не сделано: Иван" in office.posted(GROUP)[-1]
    assert len(office.posted(GROUP)) == len(told) + 2


@pytest.mark.parametrize("how", ["dismissed", "kicked"])
def test_what_the_ladder_wrote_to_somebody_does_not_leave_once_they_are_gone(office: GroupsOffice, how: str) -> None:
    """Telegram told the bot to wait, and the words about the ticket are still here when the head goes."""
    olga = office.has_head(500)
    office.has_head(501, "Вера")
    office.types("/escalate", 1)
    assert len(office.posted(500)) == 1
    if how == "kicked":
        office.member_becomes("Ольга", "kicked")
    else:
        with office.database.write() as tx:
            leaving.dismiss(tx, at(), office.organisation_id, Person(olga, "Ольга", "500"))
    told = [one.chat_id for one in office.delivers() if one.kind == RowKind.POST]
    assert 500 not in told
    assert 501 in told
