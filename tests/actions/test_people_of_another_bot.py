"""Another bot in place of the old one: what colleagues and agents read until their people have started it."""

from typing import Any

import pytest

from bot.__main__ import READERS
from bot.requester.batches import Batch
from bot.requester.stored import handle
from bot.telegram import door
from models.actions.delivery.bot_replacement import replace_bot
from models.actions.desk import bots
from models.actions.queue.dispatching import Dispatch
from models.actions.queue.inbox import Waiting
from models.clock import Instant
from models.db import Database
from models.queries.staff import reachable_heads
from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.payloads import as_post
from models.rules.delivery.send_results import FailedPermanently, Refusal, SendResult
from tests.actions.groups_office import ACCOUNT, GROUP, GroupsOffice, at
from tests.actions.sms_office import SmsOffice
from tests.actions.test_another_bot import NEW, office, replaces, with_new_bot

__all__ = ["office"]
HEAD = 500
BACK = "Вы снова на связи: сообщения о нарушенных сроках придут сюда, когда дойдёт очередь до вас."


def new_bot_hears(office: GroupsOffice, message: dict[str, Any], when: Instant) -> None:
    said = {"date": int(when.real.timestamp()), **message}
    row = Waiting(998, 1, 1, "1", {"update_id": 2, "message": said}, None, 0, when.real, "telegram", NEW)
    door.load()
    with office.database.write() as tx:
        handle(READERS, tx, when, Batch(tx, when), [row])


def writes_in_private(office: GroupsOffice, chat_id: int, text: str, when: Instant) -> None:
    """Nothing but the message tells the bot that it was started."""
    who = {"id": chat_id, "is_bot": False, "first_name": "Ольга", "language_code": "ru"}
    message = {"message_id": 70000, "from": who, "chat": {"id": chat_id, "type": "private"}, "text": text}
    new_bot_hears(office, message, when)


def told(sent: list[Dispatch], chat_id: int) -> list[str]:
    return [str(one.payload.get("text")) for one in sent if one.chat_id == chat_id and one.kind == RowKind.POST]


@pytest.mark.parametrize("words", ["/start", "Не работает интернет"])
def test_a_head_who_writes_to_the_new_bot_can_be_reached_and_reads_so(office: GroupsOffice, words: str) -> None:
    office.has_head(HEAD)
    replaces(office)
    with_new_bot(office)
    office.delivers(at("4m"))
    writes_in_private(office, HEAD, words, at("5m"))
    sent = office.delivers(at("5m"))
    first, *more = told(sent, HEAD)
    assert first == BACK
    assert bool(more) == (words != "/start")  # who only started it asks for nothing
    assert "Руководитель линии «Поддержка» на связи." in told(sent, GROUP)
    with office.database.read() as tx:
        assert [head.account for head in reachable_heads(tx, office.organisation_id, office.desk_id)] == [NEW]


def test_an_answer_that_comes_before_the_requester_starts_the_new_bot_is_said_to_wait_for_that(
    office: GroupsOffice,
) -> None:
    ticket_id = office.shows(office.meets())
    replaces(office)
    with_new_bot(office)
    cards = [one for one in office.delivers(at("4m")) if one.kind == RowKind.CARD]
    assert "Связь: ещё не начал чат с новым ботом, сообщения не доходят" in as_post(cards[0].payload)["text"]
    new_bot_hears(office, office._message("Видно?", ticket_id, "Иван", at("5m")), at("5m"))

    def refused(one: Dispatch) -> SendResult:
        gone = FailedPermanently(Refusal.CHAT_GONE, "Chat not found")
        return office.appears(one) if one.to_topic else gone

    office.delivers(at("5m"), refused)
    told = "Не доставлено: абонент ещё не начал чат с новым ботом. Напишем, когда начнёт; тогда отправьте ещё раз."
    assert any(text.startswith(told) for text in office.words())


def test_a_phone_is_written_to_as_before_and_its_topic_says_nothing_else(database: Database) -> None:
    office = SmsOffice(database)
    office.gets("Не работает интернет")
    office.delivers()
    with database.write() as tx:
        bots.remember_bot(tx, office.organisation_id, ACCOUNT, "old_bot", at().now)
        replace_bot(tx, at("1m"), office.organisation_id, ACCOUNT, NEW)
    [words] = [text for text in office.words() if "другой бот" in text]
    assert "начнёт с ним чат" not in words
