"""Keys below the field where people type: one shares the account's own number, and they are taken away again."""

from typing import Any

import pytest

from tests.simulated_telegram import SimulatedTelegram
from tests.simulator_process import ControlRefused

Wire = dict[str, Any]
SHARE = {"keyboard": [[{"text": "Мой номер", "request_contact": True}]], "one_time_keyboard": True}


def sends(telegram: SimulatedTelegram, chat: Wire, markup: Wire) -> Wire:
    return telegram.api("sendMessage", chat_id=chat["id"], text="Кто вы?", reply_markup=markup)


def received(telegram: SimulatedTelegram) -> Wire:
    updates = telegram.api("getUpdates")["result"]
    message: Wire = updates[-1]["message"]
    return message


def test_a_tap_shares_the_number_of_the_account_itself(telegram: SimulatedTelegram, anna: Wire) -> None:
    asked = sends(telegram, anna, SHARE)["result"]
    telegram.taps(anna, "Мой номер")
    heard = received(telegram)
    assert heard["contact"]["user_id"] == heard["from"]["id"] == anna["id"]
    assert heard["contact"]["phone_number"].isdecimal()
    assert heard["reply_to_message"]["message_id"] == asked["message_id"]
    assert "forward_origin" not in heard


def test_what_is_used_up_or_taken_away_can_not_be_tapped(telegram: SimulatedTelegram, anna: Wire) -> None:
    sends(telegram, anna, SHARE)
    telegram.taps(anna, "Мой номер")
    with pytest.raises(ControlRefused):
        telegram.taps(anna, "Мой номер")
    sends(telegram, anna, SHARE)
    sends(telegram, anna, {"remove_keyboard": True})
    with pytest.raises(ControlRefused):
        telegram.taps(anna, "Мой номер")


def test_a_key_without_a_request_sends_its_words(telegram: SimulatedTelegram, anna: Wire) -> None:
    sends(telegram, anna, {"keyboard": [[{"text": "Да"}, {"text": "Нет"}]]})
    telegram.taps(anna, "Да")
    assert received(telegram)["text"] == "Да"
    telegram.taps(anna, "Нет")
    assert received(telegram)["text"] == "Нет"


def test_nobody_is_asked_for_their_number_in_a_group(telegram: SimulatedTelegram, staff: Wire) -> None:
    refused = sends(telegram, staff, SHARE)
    assert refused["error_code"] == 400
    assert "private chats only" in refused["description"]


def test_the_number_can_be_set(telegram: SimulatedTelegram) -> None:
    person = telegram.person("Вера", phone_number="+79161234567")
    telegram.starts(person)
    sends(telegram, person, SHARE)
    assert telegram.taps(person, "Мой номер")["contact"]["phone_number"] == "79161234567"
    assert telegram.get("/control/persons")["persons"][-1]["phone_number"] == "79161234567"
