"""The simulated Cloud API on the wire: messages both ways, signed webhooks, statuses, with and without a phone."""

import hashlib
import hmac
import json
from typing import Any

import pytest

from tests.contracts.webhook_listener import WebhookListener
from tests.simulated_whatsapp import SimulatedWhatsApp

BUTTONS = {
    "type": "button",
    "body": {"text": "Интернет работает?"},
    "action": {
        "buttons": [
            {"type": "reply", "reply": {"id": "closing:yes", "title": "Да"}},
            {"type": "reply", "reply": {"id": "closing:no", "title": "Нет"}},
        ]
    },
}
LIST = {
    "type": "list",
    "body": {"text": "О чём заявка?"},
    "action": {
        "button": "Выбрать",
        "sections": [
            {"title": "Связь", "rows": [{"id": "t:1", "title": "Интернет", "description": "не работает"}]},
            {"title": "Деньги", "rows": [{"id": "t:2", "title": "Счёт"}]},
        ],
    },
}


@pytest.fixture
def anna(whatsapp: SimulatedWhatsApp) -> dict[str, Any]:
    return whatsapp.person("Анна")


def only_message(whatsapp: SimulatedWhatsApp, heard: WebhookListener) -> dict[str, Any]:
    [message] = whatsapp.wait_for(heard.messages)
    return message


def test_a_message_comes_by_a_webhook_signed_over_its_very_bytes(
    whatsapp: SimulatedWhatsApp, heard: WebhookListener, anna: dict[str, Any]
) -> None:
    whatsapp.types(anna, "Не работает интернет 🙏")
    message = only_message(whatsapp, heard)
    body, signature = heard.bodies[0]
    digest = hmac.new(whatsapp.app_secret.encode(), body, hashlib.sha256).hexdigest()
    assert signature == f"sha256={digest}"
    [value] = heard.values()
    assert value["metadata"]["phone_number_id"] == whatsapp.phone_id
    [contact] = value["contacts"]
    assert contact == {"profile": {"name": "Анна"}, "wa_id": anna["phone"], "user_id": anna["user_id"]}
    assert message["text"] == {"body": "Не работает интернет 🙏"}
    assert (message["from"], message["from_user_id"]) == (anna["phone"], anna["user_id"])
    assert json.loads(body)["object"] == "whatsapp_business_account"


@pytest.mark.parametrize(
    ("shape", "sender", "named"),
    [
        ("full", {"from": "phone", "from_user_id": "user_id"}, {"wa_id": "phone", "user_id": "user_id"}),
        ("no_phone", {"from_user_id": "user_id"}, {"user_id": "user_id"}),
        ("empty_phone", {"from": "", "from_user_id": "user_id"}, {"wa_id": "", "user_id": "user_id"}),
        ("phone_only", {"from": "phone"}, {"wa_id": "phone"}),
    ],
)
def test_a_person_is_named_by_phone_or_user_id_or_both(
    whatsapp: SimulatedWhatsApp, heard: WebhookListener, shape: str, sender: dict[str, str], named: dict[str, str]
) -> None:
    boris = whatsapp.person("Борис", shape=shape)
    whatsapp.types(boris, "Здравствуйте")
    message = only_message(whatsapp, heard)
    [contact] = heard.values()[0]["contacts"]
    fields = ("from", "from_user_id", "wa_id", "user_id")
    assert {name: message[name] for name in fields if name in message} == {
        name: boris.get(what, "") for name, what in sender.items()
    }
    assert {name: contact[name] for name in fields if name in contact} == {
        name: boris.get(what, "") for name, what in named.items()
    }


@pytest.mark.parametrize("addressed", ["recipient", "to"])
def test_an_answer_reaches_the_phone_and_its_ticks_come_back(
    whatsapp: SimulatedWhatsApp, heard: WebhookListener, anna: dict[str, Any], addressed: str
) -> None:
    whatsapp.types(anna, "Здравствуйте")
    name = anna["user_id"] if addressed == "recipient" else f"+{anna['phone']}"
    value = {"messaging_product": "whatsapp", addressed: name, "type": "text", "text": {"body": "Смотрим"}}
    answer = whatsapp.api("POST", f"{whatsapp.phone_id}/messages", value)
    [sent] = answer["messages"]
    known = {"user_id": anna["user_id"]} if addressed == "recipient" else {"wa_id": anna["phone"]}
    assert answer["contacts"] == [{"input": name, **known}]
    assert sent["id"].startswith("wamid.")
    whatsapp.wait_for(lambda: len(heard.steps(sent["id"])) == 2)
    assert sorted(heard.steps(sent["id"])) == ["delivered", "sent"]
    assert whatsapp.texts(anna) == ["Смотрим"]
    whatsapp.reads(anna)
    whatsapp.wait_for(lambda: "read" in heard.steps(sent["id"]))
    assert whatsapp.received(anna)[0]["status"] == "read"
    price = {"billable": True, "pricing_model": "PMP", "category": "service", "type": "regular"}
    assert {one["status"]: one.get("pricing") for one in heard.statuses()} == {
        "sent": price,
        "delivered": price,
        "read": None,
    }


def test_a_button_is_pressed_and_a_row_is_chosen(
    whatsapp: SimulatedWhatsApp, heard: WebhookListener, anna: dict[str, Any]
) -> None:
    whatsapp.types(anna, "Здравствуйте")
    asked = whatsapp.sends(anna, "interactive", BUTTONS)
    assert [button["title"] for button in whatsapp.received(anna)[0]["buttons"]] == ["Да", "Нет"]
    whatsapp.presses(anna, "Нет")
    listed = whatsapp.sends(anna, "interactive", LIST)
    whatsapp.chooses(anna, "Счёт")
    whatsapp.wait_for(lambda: len(heard.messages()) == 3)
    replies = {one["context"]["id"]: one["interactive"] for one in heard.messages() if "context" in one}
    assert replies == {
        asked: {"type": "button_reply", "button_reply": {"id": "closing:no", "title": "Нет"}},
        listed: {"type": "list_reply", "list_reply": {"id": "t:2", "title": "Счёт"}},
    }


def test_a_webhook_counts_only_after_its_challenge(whatsapp: SimulatedWhatsApp, heard: WebhookListener) -> None:
    answer = whatsapp.webhook(heard.url, verify_token="wrong")
    assert (answer["verified"], answer["status"]) == (False, 403)


def test_what_is_not_answered_with_200_comes_again_and_holds_nothing_up(
    whatsapp: SimulatedWhatsApp, heard: WebhookListener, anna: dict[str, Any]
) -> None:
    heard.answers.extend([500, 202])
    whatsapp.types(anna, "Первое")
    whatsapp.wait_for(lambda: heard.bodies)
    whatsapp.types(anna, "Второе")
    whatsapp.wait_for(lambda: len(heard.bodies) == 2)
    whatsapp.types(anna, "Третье")
    whatsapp.wait_for(lambda: "Третье" in [one["text"]["body"] for one in heard.messages()])
    assert len(whatsapp.webhooks()["waiting"]) == 2
    whatsapp.clock(3600)  # the pauses are of the rehearsal clock
    whatsapp.all_told()
    assert sorted(one["text"]["body"] for one in heard.messages()) == ["Второе"] * 2 + ["Первое"] * 2 + ["Третье"]
