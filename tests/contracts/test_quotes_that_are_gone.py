"""A reply to what is gone, or a quote of words that do not stand so in the copy, costs no words of anybody."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from models.actions.queue.dispatching import Dispatch
from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.payloads import PostPayload
from models.rules.delivery.places import Place
from models.rules.delivery.post_content import ReplyTo
from models.rules.delivery.send_results import Sent
from tests.journeys.places import marked
from tests.simulated_telegram import SimulatedTelegram
from workers.transports.telegram import TelegramSender

# as the sender itself has it
pytestmark = pytest.mark.filterwarnings("ignore:Please use 'Bot:telegram.warnings.PTBUserWarning")
BOLD = [{"type": "bold", "offset": 0, "length": 3}]


@pytest.fixture
async def sender(telegram: SimulatedTelegram) -> AsyncIterator[TelegramSender]:
    sender = TelegramSender(telegram.token, telegram.url)
    yield sender
    await sender.close()


def reply(telegram: SimulatedTelegram, to: dict[str, Any], quote: dict[str, Any], **payload: Any) -> Dispatch:
    """quote: as the row asks for it."""
    about: ReplyTo = {
        "message_id": 1,
        "part": 0,
        "place": -1,
        "words": quote["text"],
        "quote": {"text": quote["text"], "entities": quote.get("entities", [])},
    }
    answer: PostPayload = {"part": 0, "reply": about}
    answer |= payload  # type: ignore[typeddict-item]
    return Dispatch(
        id=1, lane_id=1, kind=RowKind.POST, payload=answer, repeatable=False, repeated=False,
        attempts=0, transport="telegram", account=str(telegram.bot_id), place=Place.ADDRESS,
        address=str(to["chat"]["id"]), thread_id=None, ticket_id=None, message_id=None, topic_account=None,
        incarnation=None, provider_ids=(), reply_to=str(to["message_id"]),
    )  # fmt: skip


@pytest.mark.parametrize("quote", [{"text": "500 рублей"}, {"text": "Выезд бесплатный", "entities": BOLD}])
async def test_it_is_a_reply_to_the_whole_and_carries_the_words_itself(
    sender: TelegramSender, telegram: SimulatedTelegram, anna: dict[str, Any], quote: dict[str, Any]
) -> None:
    answered = telegram.types(anna, "Выезд бесплатный")
    result = await sender.send(reply(telegram, answered, quote, text="А почему?", entities=BOLD))
    assert isinstance(result, Sent), result
    shown = telegram.messages(anna)[-1]
    assert shown["text"] == f"{quote['text']}\nА почему?"
    assert shown["reply_to_message_id"] == answered["message_id"]
    assert "quote" not in shown
    assert (marked(shown, "blockquote"), marked(shown, "bold")) == ([quote["text"]], ["А п"])
    assert len([one for one in telegram.messages(anna) if "А почему?" in one.get("text", "")]) == 1


async def test_words_that_leave_no_room_for_the_quote_go_alone(
    sender: TelegramSender, telegram: SimulatedTelegram, anna: dict[str, Any]
) -> None:
    answered, long = telegram.types(anna, "Выезд бесплатный"), "щ" * 4090
    result = await sender.send(reply(telegram, answered, {"text": "500 рублей"}, text=long))
    assert isinstance(result, Sent), result
    shown = telegram.messages(anna)[-1]
    assert (shown["text"], shown["reply_to_message_id"]) == (long, answered["message_id"])


async def test_a_message_that_is_gone_is_quoted_in_short(
    sender: TelegramSender, telegram: SimulatedTelegram, anna: dict[str, Any]
) -> None:
    answered = telegram.types(anna, "Выезд бесплатный")
    telegram.deletes(answered, anna)
    result = await sender.send(reply(telegram, answered, {"text": "Выезд бесплатный"}, text="А почему?"))
    assert isinstance(result, Sent), result
    shown = telegram.messages(anna)[-1]
    assert (shown["text"], shown.get("reply_to_message_id")) == ("Выезд бесплатный\nА почему?", None)
