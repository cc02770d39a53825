"""A code that fell into wrong hands: whoever worked for the desk learns who bound what, and strangers get little."""

import pytest
from sqlalchemy import select

from bot.__main__ import READERS
from bot.requester.batches import Batch
from bot.requester.stored import handle
from bot.telegram import door
from models.actions.desk import bindings, group_news, unbound_groups
from models.actions.queue.inbox import RawInbound, Waiting, store_inbound
from models.db import Database
from models.queries.staff import groups_of_desk, serving_groups
from models.tables.lanes import inbox
from tests.actions.groups_office import ACCOUNT, GROUP, NOON, OTHER, TwoDesks, at

STRANGE, STRANGER = -3003, -4004


@pytest.fixture
def office(database: Database) -> TwoDesks:
    return TwoDesks(database)


def unbinds(office: TwoDesks) -> None:
    """As the administrator does it."""
    with office.database.write() as tx:
        group = groups_of_desk(tx, office.organisation_id, office.desk_id)[0]
        bindings.unbind_group(tx, NOON, group)
        group_news.tell(tx, at(), group, "staff.group_unbound")
        unbound_groups.leave(tx, at(), group.account, group.chat_id, "пока")


def firsts(office: TwoDesks) -> list[int]:
    """The groups of support that are not additional ones."""
    with office.database.read() as tx:
        return [
            one.chat_id for one in serving_groups(tx, office.organisation_id, office.desk_id) if not one.additional
        ]


@pytest.mark.parametrize("additional", [False, True])
def test_a_code_from_before_a_desk_was_unbound_binds_nothing(office: TwoDesks, additional: bool) -> None:
    stolen = office.code(additional=additional)
    unbinds(office)
    office.types(f"/bind {stolen}", who="Вор", chat_id=STRANGE)
    assert "Код не подошёл" in office.posted(STRANGE)[-1]
    assert firsts(office) == []
    office.binds_over(GROUP)
    assert firsts(office) == [GROUP]


def test_an_additional_group_is_the_first_one_once_the_first_serves_another_desk(office: TwoDesks) -> None:
    office.binds_over(OTHER, additional=True)
    office.binds_over(GROUP, "Ева", desk="sales")
    assert firsts(office) == [OTHER]
    told = office.posted(OTHER)[-1]
    assert "«Поддержка»" in told
    assert f"Ева (Telegram id {office._people['Ева']})" in told


def test_the_promoted_group_learns_who_binds_another_one_over_it(office: TwoDesks) -> None:
    office.binds_over(OTHER, additional=True)
    office.binds_over(GROUP, desk="sales")
    office.binds_over(STRANGE, "Вор")
    told = office.posted(OTHER)[-1]
    assert "теперь обслуживает группа «Чужая»" in told
    assert "Вор (Telegram id" in told


def test_an_additional_group_is_the_first_one_once_staff_bound_the_upgraded_first_one_themselves(
    office: TwoDesks,
) -> None:
    office.binds_over(OTHER, additional=True)
    with office.database.write() as tx:
        bindings.move_group(tx, office.organisation_id, ACCOUNT, GROUP, OTHER)
    assert firsts(office) == [OTHER]


def test_heads_learn_of_the_first_binding_of_their_desk(office: TwoDesks) -> None:
    office.has_head(500)
    unbinds(office)
    office.delivers(at("25h"))
    office.binds_over(STRANGE, "Вор")
    told = office.posted(500)[-1]
    assert "«Поддержка»" in told
    assert "«Чужая»" in told
    assert f"Вор (Telegram id {office._people['Вор']})" in told


def test_the_group_that_was_unbound_learns_who_bound_the_next_one(office: TwoDesks) -> None:
    unbinds(office)
    office.binds_over(STRANGE, "Вор")
    told = office.posted(GROUP)[-1]
    assert "«Чужая»" in told
    assert "Вор (Telegram id" in told


def test_a_group_that_the_bot_has_left_is_told_nothing(office: TwoDesks) -> None:
    unbinds(office)
    office.delivers(at("25h"))
    before = office.posted(GROUP)
    office.binds_over(STRANGE, "Вор")
    assert office.posted(GROUP) == before


def test_the_group_before_the_last_one_learns_of_the_next_as_well(office: TwoDesks) -> None:
    office.binds_over(STRANGE, "Вор")
    office.binds_over(STRANGER, "Вор")
    assert len([told for told in office.posted(GROUP) if "Вор (Telegram id" in told]) == 2


def test_who_binds_the_same_group_again_is_told_of_to_nobody(office: TwoDesks) -> None:
    office.has_head(500)
    office.binds_over(GROUP, "Иван")
    assert office.posted(500) == []


def test_who_was_dismissed_binds_no_group(office: TwoDesks) -> None:
    office.types("привет", who="Пётр")
    office.types("/take 1", who="Пётр")
    office.dismisses("Пётр")
    code = office.code()
    office.types(f"/bind {code}", who="Пётр", chat_id=STRANGE)
    assert firsts(office) == [GROUP]
    assert "Пётр больше не работает здесь" in office.posted(STRANGE)[-1]
    office.types(f"/bind {code}", who="Ева", chat_id=STRANGE)
    assert firsts(office) == [STRANGE]


def test_wrong_codes_are_answered_once_a_minute_in_a_chat(office: TwoDesks) -> None:
    for _ in range(5):
        office.types("/bind aaaaBBBB1234", who="Ева", chat_id=STRANGE)
        office.types("/bind", who="Ева", chat_id=STRANGE)
    assert [told[:16] for told in office.posted(STRANGE)] == ["Код не подошёл: ", "Пришлите код вме"]
    office.types("/bind aaaaBBBB1234", who="Ева", chat_id=STRANGER)
    assert len(office.posted(STRANGER)) == 1
    office.types("/bind aaaaBBBB1234", who="Ева", chat_id=STRANGE, when=at("61s"))
    assert len(office.posted(STRANGE)) == 3


def kept(office: TwoDesks, text: str) -> str | None:
    """What stays of a stranger's message that answers a long one."""
    said = office._message(text, None, "Ева", at())
    said |= {"chat": office.group(STRANGE), "reply_to_message": office._message("x" * 3000, None, "Ева", at())}
    update = {"update_id": 1, "message": said}
    item = RawInbound(provider_id=text[:20], lane="chat", payload=update, album=None)
    door.load()
    with office.database.write() as tx:
        store_inbound(tx, "telegram", ACCOUNT, [item], NOON)
        stored = tx.execute(select(inbox).order_by(inbox.c.id.desc())).first()
        assert stored is not None
        row = Waiting(stored.id, 1, 1, stored.provider_id, stored.payload, None, 0, NOON, "telegram", ACCOUNT)
        handle(READERS, tx, at(), Batch(tx, at()), [row])
        payload = tx.execute(select(inbox.c.payload).where(inbox.c.id == stored.id)).scalar_one()
    return None if payload is None else str(payload)


def test_of_a_strangers_code_only_who_typed_it_where_is_kept(office: TwoDesks) -> None:
    little = kept(office, "/bind aaaaBBBB1234")
    assert little is not None
    assert "aaaaBBBB1234" in little
    assert "xxx" not in little


@pytest.mark.parametrize(
    "text", ["/bind", "/bind " + "я" * 3000, "/bind " + "a" * 33, "/bind one two three", "привет"]
)
def test_of_what_is_no_code_nothing_is_kept(office: TwoDesks, text: str) -> None:
    assert kept(office, text) is None
