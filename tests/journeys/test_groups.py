"""Groups of staff over the wire: replaced, forgotten, silenced, left; and what people are told of each."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select, update

from models.tables.lanes import inbox, lane, outbox
from tests.journeys import regulations
from tests.journeys.places import Place
from tests.journeys.world import World

Start = Callable[..., World]


@pytest.fixture
def groups(start: Start) -> World:
    """A world whose groups come and go; nobody else's."""
    return start("groups", regulations.RUSSIAN)


def payloads_of(world: World, chat: dict[str, Any]) -> list[Any]:
    """Of what came from that group."""
    query = select(inbox.c.payload).select_from(inbox.join(lane)).where(lane.c.key.like(f"chat:{chat['id']}%"))
    with world.otklik.database.read() as tx:
        return list(tx.execute(query.order_by(inbox.c.id)).scalars())


def test_nothing_said_in_a_group_that_is_not_bound_is_kept_and_the_bot_goes_after_a_day(groups: World) -> None:
    ivan = groups.agent("Иван")
    strangers = groups.telegram.group("Посторонние", [ivan.person])
    place = Place(groups.telegram, strangers)
    groups.telegram.types(ivan.person, "наши секреты", strangers)
    groups.telegram.types(ivan.person, "/bind ABCDEFGH", strangers)
    place.sees("не привязана ни к одной линии")
    place.sees("Код не подошёл")
    groups.settles()
    kept = [payload for payload in payloads_of(groups, strangers) if payload is not None]
    assert [payload["message"]["text"] for payload in kept] == ["/bind ABCDEFGH"]
    _a_day_passes(groups, strangers)
    place.sees("бот выходит")
    bot = groups.telegram.bot_id

    def gone() -> bool:
        members = groups.telegram.chat(strangers)["members"]
        return [one["status"] for one in members if one["user"]["id"] == bot] == ["left"]

    groups.telegram.wait_for(gone)


def _a_day_passes(world: World, chat: dict[str, Any]) -> None:
    with world.otklik.database.write() as tx:
        now, here = datetime.now(UTC), lane.c.key == f"leave:{chat['id']}"
        tx.execute(update(lane).where(here).values(due_at=now))
        tx.execute(update(outbox).where(outbox.c.lane_id.in_(select(lane.c.id).where(here))).values(not_before=now))


def test_three_messages_wait_in_order_while_the_bot_may_not_write_and_the_head_learns_of_it(groups: World) -> None:
    anna, olga = groups.requester(), groups.agent("Ольга")
    anna.writes("Мигает")
    topic = anna.topic()
    anna.sees("принята")
    telegram, group = groups.telegram, groups.otklik.group
    general = groups.general
    general.reads_all()
    telegram.member(group, telegram.bot_id, "restricted", can_send_messages=False, is_member=True)
    for words in ("раз", "два", "три"):
        anna.writes(words)
    olga.sees("работает не полностью", "Боту запрещено писать в группу")
    assert topic.unread() == []
    telegram.member(group, telegram.bot_id, "administrator")
    for words in ("раз", "два", "три"):
        topic.sees(words)
    olga.sees("снова работает как следует")
    general.sees("снова работает как следует")


def test_an_agent_who_was_kicked_gets_no_word_and_the_group_learns_what_is_left(groups: World) -> None:
    anna, petr = groups.requester(), groups.agent("Пётр")
    link = groups.otklik.cli("staff", "invite", "petr").partition("start=")[2]
    general = groups.general
    petr.writes(f"/start {link}")
    petr.sees("Готово")
    general.sees("Пётр Орлов на связи", "аккаунт «Пётр»", f"Telegram id {petr.person['id']}")
    anna.writes("Кто поможет?")
    topic = anna.topic()
    anna.sees("принята")
    petr.presses_in(topic, "Взять")
    topic.card_shows("ведёт Пётр")
    groups.telegram.member(groups.otklik.group, petr.person, "kicked")
    general.sees("Пётр (Telegram id", "больше не в группе", f"их нужно взять: №{topic.number}.")
    topic.card_shows("никто не взял")
    groups.expects_nothing(petr.chat)


def test_another_group_takes_over_with_its_tickets_and_the_old_one_is_told_who_did_it(groups: World) -> None:
    anna, ivan, eve = groups.requester(), groups.agent("Иван"), groups.requester("Ева")
    anna.writes("Где моя заявка?")
    topic = anna.topic()
    anna.sees("принята")
    old, telegram = groups.general, groups.telegram
    old.reads_all()
    new = telegram.group("Новая", [eve.person, ivan.person])
    code = groups.otklik.cli("desk", "bind-code", "support")
    telegram.types(eve.person, f"/bind {code}", new)
    try:
        old.sees("теперь обслуживает группа «Новая»", f"{eve.name} (Telegram id {eve.person['id']})")
        there = telegram.wait_for(lambda: [one for one in telegram.topics(new) if anna.name in one["name"]])[0]
        place = Place(telegram, new, there["message_thread_id"])
        place.sees("Где моя заявка?")
        ivan.answers(topic, "Уже едем")
        topic.sees("никому не отправлено", "«Новая»")
        telegram.types(ivan.person, "Уже здесь", new, message_thread_id=there["message_thread_id"])
        anna.sees("Уже здесь", without=("Уже едем",))
    finally:
        code = groups.otklik.cli("desk", "bind-code", "support")
        telegram.types(ivan.person, f"/bind {code}", groups.otklik.group)
    old.sees("Группа привязана к линии", "Раньше линию обслуживала группа «Новая»")
    assert "«Поддержка»: new tickets appear here" in groups.otklik.cli("desk", "groups", "support")
