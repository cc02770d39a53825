"""What the doctor asks, through the sender that asks it, of a simulator that answers as Telegram does."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from models.actions.queue.dispatching import Dispatch
from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.payloads import PostPayload
from models.rules.delivery.places import Place
from models.rules.delivery.post_content import NativeBytes
from models.rules.delivery.send_results import FailedPermanently, FailedTemporarily, Refusal, Sent, Unknown
from models.rules.health.group_health import Grade, GroupFacts, group_findings
from tests.simulated_telegram import SimulatedTelegram, free_port
from workers.transports.telegram import TelegramSender

Wire = dict[str, Any]
# as the sender itself has it
pytestmark = [
    pytest.mark.filterwarnings("ignore:Please use 'Bot:telegram.warnings.PTBUserWarning"),
    pytest.mark.filterwarnings("ignore:Deprecated since version v22.2"),
]


@pytest.fixture
async def sender(telegram: SimulatedTelegram) -> AsyncIterator[TelegramSender]:
    sender = TelegramSender(telegram.token, telegram.url)
    yield sender
    await sender.close()


def question(telegram: SimulatedTelegram, chat_id: int) -> Dispatch:
    return Dispatch(
        id=1,
        lane_id=1,
        kind=RowKind.CHECK_GROUP,
        payload={"tell": False},
        repeatable=True,
        repeated=False,
        attempts=0,
        transport="telegram",
        account=str(telegram.bot_id),
        place=Place.GROUP,
        address=str(chat_id),
        topic_account=None,
        thread_id=None,
        ticket_id=None,
        message_id=None,
        incarnation=None,
        provider_ids=(),
    )


async def wrong(sender: TelegramSender, telegram: SimulatedTelegram, group: Wire) -> dict[str, Grade]:
    result = await sender.send(question(telegram, group["id"]))
    assert isinstance(result, Sent)
    assert result.answers is not None
    findings = group_findings(GroupFacts.of_json(result.answers), str(telegram.bot_id))
    return {one.name: one.grade for one in findings if one.grade != Grade.FINE}


async def test_a_group_as_the_guide_says_is_healthy(
    sender: TelegramSender, telegram: SimulatedTelegram, staff: Wire
) -> None:
    assert await wrong(sender, telegram, staff) == {}


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        ({"forum": False}, {"forum"}),
        ({"bot_rights": {"can_manage_topics": False}}, {"topics"}),
        ({"bot_rights": False}, {"administrator", "hearing"}),
        ({"reactions": ["👍", "👎"]}, {"reactions"}),
        ({"reactions": []}, {"reactions"}),
    ],
)
async def test_what_is_set_wrong_in_the_group_is_found(
    sender: TelegramSender, telegram: SimulatedTelegram, ivan: Wire, made: Wire, expected: set[str]
) -> None:
    group = telegram.group("Поддержка", [ivan], **made)
    assert (await wrong(sender, telegram, group)).keys() == expected


async def test_a_member_without_privacy_mode_hears_but_can_make_no_topics(
    sender: TelegramSender, telegram: SimulatedTelegram, ivan: Wire
) -> None:
    group = telegram.group("Поддержка", [ivan], bot_rights=False)
    telegram.change_bot(privacy=False)
    assert (await wrong(sender, telegram, group)).keys() == {"administrator"}


async def test_an_anonymous_administrator_and_a_public_name_are_found(
    sender: TelegramSender, telegram: SimulatedTelegram, staff: Wire
) -> None:
    telegram.member(staff, telegram.person("Пётр"), "administrator", is_anonymous=True)
    telegram.change_group(staff, username="polosa_support")
    assert await wrong(sender, telegram, staff) == {"anonymous": Grade.WARNING, "public": Grade.BROKEN}
    telegram.change_group(staff, username="")
    assert (await wrong(sender, telegram, staff)).keys() == {"anonymous"}


@pytest.mark.parametrize("status", ["kicked", "left"])
async def test_a_group_that_the_bot_is_not_in_is_an_answer_not_a_failure(
    sender: TelegramSender, telegram: SimulatedTelegram, staff: Wire, status: str
) -> None:
    telegram.member(staff, telegram.bot_id, status)
    assert (await wrong(sender, telegram, staff)).keys() == {"access"}


async def test_a_group_that_moved_is_followed_like_any_other_row(
    sender: TelegramSender, telegram: SimulatedTelegram, ivan: Wire
) -> None:
    group = telegram.group("Поддержка", [ivan], basic=True)
    moved = telegram.upgrade(group, forum=True)
    result = await sender.send(question(telegram, group["id"]))
    assert isinstance(result, FailedPermanently)
    assert (result.refusal, result.moved_to) == (Refusal.MOVED, moved["id"])


@pytest.mark.parametrize("method", ["getMe", "getChat", "getChatMember", "getChatAdministrators"])
async def test_a_question_without_an_answer_is_asked_again_later(
    sender: TelegramSender, telegram: SimulatedTelegram, staff: Wire, method: str
) -> None:
    telegram.order("429", method=method, times=1, retry_after=7)
    assert await sender.send(question(telegram, staff["id"])) == FailedTemporarily(7.0, "429")
    telegram.order("accept_then_drop", method=method, times=1)
    assert isinstance(await sender.send(question(telegram, staff["id"])), Unknown)


async def test_telegram_out_of_reach_is_told_from_a_group_out_of_reach() -> None:
    sender = TelegramSender("7012345678:AAHnobodyListensThere0123456789abcd", f"http://127.0.0.1:{free_port()}")
    telegram = SimulatedTelegram.at("http://127.0.0.1:1", "7012345678:x")
    assert isinstance(await sender.send(question(telegram, -100)), FailedTemporarily)
    await sender.close()


async def test_getchat_shows_what_members_may_do_and_the_public_name(
    telegram: SimulatedTelegram, staff: Wire
) -> None:
    telegram.change_group(staff, username="polosa_support")
    chat = telegram.api("getChat", chat_id=staff["id"])["result"]
    assert chat["permissions"]["can_send_messages"] is True
    assert (chat["username"], chat["active_usernames"]) == ("polosa_support", ["polosa_support"])


@pytest.mark.parametrize("native", [None, {"kind": "bytes", "hex": "00ff", "file_name": "sms.bin", "caption": ""}])
async def test_whatever_a_restricted_bot_may_not_send_is_known_to_wait_for_its_rights(
    sender: TelegramSender, telegram: SimulatedTelegram, staff: Wire, native: NativeBytes | None
) -> None:
    telegram.member(staff, telegram.bot_id, "restricted", can_send_messages=native is not None)
    payload: PostPayload = {"part": 0, "text": "слова", "entities": []}
    if native:
        payload["native"] = native
    post = replace(question(telegram, staff["id"]), kind=RowKind.POST, payload=payload)
    result = await sender.send(post)
    assert isinstance(result, FailedPermanently)
    assert result.refusal == Refusal.NO_RIGHTS
