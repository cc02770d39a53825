"""What the simulator itself says is checked against the Bot API's types: no field may be missing or invented."""

from typing import Any

import pytest

from simulators.telegram.validation import bot_api
from tests.contracts.everything import everything_happens
from tests.simulated_telegram import SimulatedTelegram

Wire = dict[str, Any]


def test_every_kind_of_update_has_the_shape_of_the_bot_api(
    telegram: SimulatedTelegram, anna: Wire, staff: Wire, ivan: Wire
) -> None:
    wanted = ["message", "edited_message", "callback_query", "my_chat_member", "chat_member"]
    wanted += ["message_reaction", "message_reaction_count"]
    telegram.api("getUpdates", allowed_updates=wanted)
    everything_happens(telegram, anna, staff, ivan)
    updates = telegram.api("getUpdates")["result"]
    for update in updates:
        assert bot_api().why_invalid("Update", update) is None, update
    seen = {kind for update in updates for kind in update} - {"update_id"}
    assert seen == set(wanted)


@pytest.mark.parametrize(
    ("method", "params", "shape"),
    [
        ("getMe", {}, "User"),
        ("getChat", {"chat_id": "staff"}, "ChatFullInfo"),
        ("getChat", {"chat_id": "anna"}, "ChatFullInfo"),
        ("getWebhookInfo", {}, "WebhookInfo"),
        ("createForumTopic", {"chat_id": "staff", "name": "x"}, "ForumTopic"),
        ("sendMessage", {"chat_id": "staff", "text": "x"}, "Message"),
        ("sendVenue", {"chat_id": "anna", "latitude": 1, "longitude": 2, "title": "x", "address": "y"}, "Message"),
        ("sendContact", {"chat_id": "anna", "phone_number": "1", "first_name": "x"}, "Message"),
    ],
)
def test_answers_have_the_shape_of_the_bot_api(
    telegram: SimulatedTelegram, anna: Wire, staff: Wire, method: str, params: Wire, shape: str
) -> None:
    if "chat_id" in params:
        params = {**params, "chat_id": {"anna": anna, "staff": staff}[params["chat_id"]]["id"]}
    answer = telegram.api(method, **params)
    assert answer["ok"], answer
    assert bot_api().why_invalid(shape, answer["result"]) is None


def test_members_have_the_shape_of_the_bot_api(telegram: SimulatedTelegram, staff: Wire, ivan: Wire) -> None:
    for member in (ivan["id"], telegram.bot_id, telegram.person("Чужой")["id"]):
        answer = telegram.api("getChatMember", chat_id=staff["id"], user_id=member)
        assert bot_api().why_invalid("ChatMember", answer["result"]) is None


def test_every_simulated_method_is_in_the_schema() -> None:
    from simulators.telegram.methods.table import HANDLERS

    assert set(HANDLERS) <= set(bot_api().methods)


def test_no_method_breaks_the_server_whatever_it_is_given(
    telegram: SimulatedTelegram, anna: Wire, staff: Wire
) -> None:
    broken = []
    for method in sorted(set(bot_api().methods) - {"leaveChat"}):
        for params in ({}, {"chat_id": staff["id"]}, _plausible(method, anna), _plausible(method, staff)):
            answer = telegram.api(method, **params)
            if not answer["ok"] and not 400 <= answer["error_code"] < 500:
                broken.append((method, params, answer))
    assert broken == []


def _plausible(method: str, chat: Wire) -> Wire:
    """Required parameters by name, as far as a word or a number will do."""
    required = bot_api().required_params(method)
    known = {"chat_id": chat["id"], "from_chat_id": chat["id"], "user_id": chat["id"], "text": "x", "url": ""}
    return {name: known.get(name, 1 if name.endswith("_id") else "x") for name in required}
