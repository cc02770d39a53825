"""Forum groups: topics, their service messages, rights, upgrades; by both client libraries."""

from typing import Any

import pytest

from tests.contracts.bot_clients import BotClient, refused
from tests.simulated_telegram import ControlRefused, SimulatedTelegram

Wire = dict[str, Any]


async def test_a_topic_is_numbered_by_the_message_that_announces_it(
    bot: BotClient, telegram: SimulatedTelegram, staff: Wire
) -> None:
    topic = await bot.topic(staff["id"], "№1 Нет связи")
    announced = (await bot.updates())[-1]["message"]
    assert announced["message_id"] == announced["message_thread_id"] == topic
    assert announced["forum_topic_created"]["name"] == "№1 Нет связи"
    assert announced["is_topic_message"] is True


async def test_what_replies_to_nothing_in_a_topic_replies_to_its_creation(
    bot: BotClient, telegram: SimulatedTelegram, staff: Wire, ivan: Wire
) -> None:
    topic = await bot.topic(staff["id"])
    sent = await bot.text(staff["id"], "карточка", message_thread_id=topic)
    telegram.types(ivan, "отвечаю", staff, message_thread_id=topic)
    written = (await bot.updates())[-1]["message"]
    for message in (sent, written):
        assert message["message_thread_id"] == topic
        assert message["reply_to_message"]["forum_topic_created"]["name"] == "№1 Нет связи"


async def test_a_reply_outside_topics_carries_a_thread_but_is_no_topic_message(
    bot: BotClient, telegram: SimulatedTelegram, staff: Wire, ivan: Wire
) -> None:
    first = telegram.types(ivan, "раз", staff)
    telegram.types(ivan, "два", staff, reply_to_message_id=first["message_id"])
    message = (await bot.updates())[-1]["message"]
    assert message["message_thread_id"] == first["message_id"]
    assert "is_topic_message" not in message


@pytest.mark.parametrize("thread_id", [1, 4_711])
async def test_the_general_topic_and_an_unknown_one_are_not_found(
    bot: BotClient, staff: Wire, thread_id: int
) -> None:
    with refused("message thread not found"):
        await bot.text(staff["id"], "x", message_thread_id=thread_id)


async def test_a_topic_that_staff_deleted_takes_its_messages_along(
    bot: BotClient, telegram: SimulatedTelegram, staff: Wire, ivan: Wire
) -> None:
    topic = await bot.topic(staff["id"])
    sent = await bot.text(staff["id"], "карточка", message_thread_id=topic)
    telegram.deletes_topic(staff, topic, ivan)
    with refused("message thread not found"):
        await bot.text(staff["id"], "x", message_thread_id=topic)
    with refused("message to edit not found"):
        await bot.call("editMessageText", chat_id=staff["id"], message_id=sent["message_id"], text="x")
    assert telegram.topics(staff) == []


async def test_a_deleted_topic_can_answer_with_its_other_wording(
    bot: BotClient, telegram: SimulatedTelegram, staff: Wire, ivan: Wire
) -> None:
    topic = await bot.topic(staff["id"])
    telegram.deletes_topic(staff, topic, ivan, refusal="TOPIC_DELETED")
    with refused("topic_deleted"):
        await bot.text(staff["id"], "x", message_thread_id=topic)


async def test_a_closed_topic_is_shut_for_those_who_may_not_manage_topics(
    bot: BotClient, telegram: SimulatedTelegram, staff: Wire, ivan: Wire
) -> None:
    made = telegram.post(f"/control/chats/{staff['id']}/topics", **{"as": ivan["id"], "name": "Своё"})
    topic = made["message_thread_id"]
    telegram.closes_topic(staff, topic, ivan)
    await bot.text(staff["id"], "администратору можно", message_thread_id=topic)
    telegram.member(staff, telegram.bot_id, "administrator", can_manage_topics=False)
    with refused("topic_closed"):
        await bot.text(staff["id"], "x", message_thread_id=topic)
    olga = telegram.person("Ольга")
    telegram.member(staff, olga, "member")
    with pytest.raises(ControlRefused, match="closed"):
        telegram.types(olga, "x", staff, message_thread_id=topic)


async def test_the_same_name_and_state_are_no_change(
    bot: BotClient, telegram: SimulatedTelegram, staff: Wire
) -> None:
    topic = await bot.topic(staff["id"], "№1")
    where = {"chat_id": staff["id"], "message_thread_id": topic}
    with refused("topic_not_modified"):
        await bot.call("editForumTopic", **where, name="№1")
    await bot.call("editForumTopic", **where, name="№1 ✓")
    await bot.call("closeForumTopic", **where)
    with refused("topic_not_modified"):
        await bot.call("closeForumTopic", **where)
    await bot.call("reopenForumTopic", **where)
    (shown,) = telegram.topics(staff)
    assert (shown["name"], shown["closed"]) == ("№1 ✓", False)
    services = [set(update["message"]) for update in await bot.updates() if "message" in update]
    for name in ("forum_topic_edited", "forum_topic_closed", "forum_topic_reopened"):
        assert any(name in service for service in services)


async def test_topics_need_a_forum_and_the_right(bot: BotClient, telegram: SimulatedTelegram, ivan: Wire) -> None:
    plain = telegram.group("Обычная", [ivan], forum=False)
    with refused("the chat is not a forum"):
        await bot.topic(plain["id"])
    weak = telegram.group("Без прав", [ivan], bot_rights={"can_manage_topics": False})
    with refused("not enough rights to create a topic"):
        await bot.topic(weak["id"])


@pytest.mark.parametrize("name", ["", "я" * 129])
def test_a_topic_name_has_1_to_128_characters(telegram: SimulatedTelegram, staff: Wire, name: str) -> None:
    assert telegram.api("createForumTopic", chat_id=staff["id"], name=name)["error_code"] == 400


async def test_an_upgraded_group_says_where_it_went(bot: BotClient, telegram: SimulatedTelegram, ivan: Wire) -> None:
    small = telegram.group("Маленькая", [ivan], basic=True)
    grown = telegram.upgrade(small, forum=True)
    with refused("supergroup") as caught:
        await bot.text(small["id"], "x")
    assert caught.value.migrate_to == grown["id"]
    await bot.topic(grown["id"])
    told = [update["message"] for update in await bot.updates() if "message" in update]
    assert any(message.get("migrate_to_chat_id") == grown["id"] for message in told)
    assert any(message.get("migrate_from_chat_id") == small["id"] for message in told)


async def test_a_forum_that_changes_its_id_keeps_its_topics(
    bot: BotClient, telegram: SimulatedTelegram, staff: Wire
) -> None:
    topic = await bot.topic(staff["id"])
    sent = await bot.text(staff["id"], "карточка", message_thread_id=topic)
    moved = telegram.upgrade(staff)
    with refused("supergroup"):
        await bot.text(staff["id"], "x", message_thread_id=topic)
    await bot.text(moved["id"], "дальше", message_thread_id=topic)
    await bot.call("editMessageText", chat_id=moved["id"], message_id=sent["message_id"], text="карточка 2")
    assert telegram.texts(moved, topic) == ["карточка 2", "дальше"]


async def test_members_and_administrators_are_told_with_their_rights(
    bot: BotClient, telegram: SimulatedTelegram, staff: Wire, ivan: Wire
) -> None:
    me = await bot.call("getChatMember", chat_id=staff["id"], user_id=telegram.bot_id)
    assert (me["status"], me["can_manage_topics"]) == ("administrator", True)
    statuses = {
        member["user"]["id"]: member["status"]
        for member in await bot.call("getChatAdministrators", chat_id=staff["id"])
    }
    assert statuses == {telegram.bot_id: "administrator", ivan["id"]: "creator"}
    stranger = telegram.person("Чужой")
    left = await bot.call("getChatMember", chat_id=staff["id"], user_id=stranger["id"])
    assert left["status"] == "left"
    assert (await bot.call("getChat", chat_id=staff["id"]))["is_forum"] is True


async def test_privacy_mode_hides_ordinary_messages_from_a_bot_that_is_no_administrator(
    bot: BotClient, telegram: SimulatedTelegram, ivan: Wire
) -> None:
    group = telegram.group("Обычная", [ivan], bot_rights=False)
    telegram.types(ivan, "между собой", group)
    telegram.types(ivan, "/bind 123", group)
    seen = [update["message"].get("text") for update in await bot.updates() if "message" in update]
    assert "между собой" not in seen
    assert "/bind 123" in seen


async def test_an_anonymous_administrator_hides_behind_the_group(
    bot: BotClient, telegram: SimulatedTelegram, staff: Wire
) -> None:
    olga = telegram.person("Ольга")
    telegram.member(staff, olga, "administrator", is_anonymous=True)
    telegram.types(olga, "инкогнито", staff)
    message = (await bot.updates())[-1]["message"]
    assert message["from"]["username"] == "GroupAnonymousBot"
    assert message["sender_chat"]["id"] == staff["id"]
