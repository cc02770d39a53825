"""What was said by WhatsApp, in every shape that it comes in."""

import logging
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.requester.heard import Reacted, Served
from bot.whatsapp.batches import split
from models.rules.delivery.choices import DialogueChoice
from tests.contracts.whatsapp_reading import CAME_AT, Wire, brought, heard, read, waiting, without
from tests.contracts.whatsapp_requests import (
    ANNA,
    NOW,
    PHONE_ID,
    message,
    request,
)

# -- what was said


def test_words_with_the_services_time() -> None:
    found = heard(message())
    assert (found.text, found.provider_ids, found.reply_to) == ("Не работает интернет", ("wamid.1",), None)
    assert found.at == datetime.fromtimestamp(NOW, UTC)
    assert found.came_at == CAME_AT


@pytest.mark.parametrize("stamp", [None, "", "soon", "9" * 30])
def test_without_a_time_it_was_said_when_it_came(stamp: Any) -> None:
    assert heard({**message(), "timestamp": stamp}).at == CAME_AT


@pytest.mark.parametrize(
    ("typed", "command"),
    [("/my", ("my", "")), ("/status 125", ("status", "125")), ("/start join_X", ("start", "join_X")), ("my", None)],
)
def test_commands_are_typed(typed: str, command: tuple[str, str] | None) -> None:
    assert heard(message(type="text", text={"body": typed})).command == command


@pytest.mark.parametrize("kind", ["button_reply", "list_reply"])
def test_a_press_is_a_choice_of_ours_under_our_message(kind: str) -> None:
    pressed = {"type": kind, kind: {"id": "d:3:kind:outage", "title": "Авария", "description": "x"}}
    found = heard(message(type="interactive", interactive=pressed, context={"from": "1555", "id": "wamid.q"}))
    assert (found.choice, found.pressed) == (DialogueChoice(3, "kind:outage"), "wamid.q")
    assert found.provider_ids == ()


def test_a_template_button_with_our_key_is_a_press() -> None:
    button = {"payload": "d:0:more:5", "text": "Да"}
    assert heard(message(type="button", button=button)).choice == DialogueChoice(0, "more:5")


@pytest.mark.parametrize(
    "said",
    [
        {"type": "button", "button": {"payload": "Да", "text": "Да"}},
        {"type": "interactive", "interactive": {"type": "button_reply", "button_reply": {"id": "x", "title": "Да"}}},
        {
            "type": "interactive",
            "interactive": {"type": "list_reply", "list_reply": {"id": "t:1:2:x", "title": "Да"}},
        },
    ],
)
def test_a_button_that_is_none_of_ours_says_what_stood_on_it(said: Wire) -> None:
    found = heard(message(**said, context={"id": "wamid.q"}))
    assert (found.choice, found.text, found.reply_to) == (None, "Да", "wamid.q")


@pytest.mark.parametrize(
    ("kind", "media", "kept"),
    [
        ("image", {"caption": "Роутер", "mime_type": "image/jpeg"}, "photo"),
        ("video", {"mime_type": "video/mp4"}, "video"),
        ("audio", {"mime_type": "audio/ogg; codecs=opus", "voice": True}, "voice"),
        ("audio", {"mime_type": "audio/mpeg"}, "audio"),
        ("document", {"filename": "договор.pdf", "caption": "Вот"}, "document"),
        ("sticker", {"mime_type": "image/webp", "animated": False}, "sticker"),
    ],
)
def test_files_are_known_by_the_services_id(kind: str, media: Wire, kept: str) -> None:
    found = heard({**message(), "type": kind, kind: {"id": "1908647269898587", "sha256": "abc=", **media}})
    (file,) = found.files
    assert (file.kind, file.file_id, file.unique_id) == (kept, "1908647269898587", "abc=")
    assert (file.file_name, file.mime_type) == (media.get("filename"), media.get("mime_type"))
    assert found.text == media.get("caption", "")
    assert found.unsupported is None


def test_a_place_is_shown_as_one() -> None:
    found = heard(message(type="location", location={"latitude": 55.75, "longitude": 37.61}))
    assert found.text == "📍 55.75000, 37.61000"
    assert found.native == {"kind": "location", "latitude": 55.75, "longitude": 37.61}
    named = {"latitude": "55.75", "longitude": "37.61", "name": "Офис", "address": "Лесная, 5"}
    assert heard(message(type="location", location=named)).text.startswith("📍 Офис, Лесная, 5\n")


def test_contacts_are_shown_and_prove_nothing() -> None:
    person = {"name": {"formatted_name": "Пётр Ильин", "first_name": "Пётр", "last_name": "Ильин"}}
    one = {**person, "phones": [{"phone": "+7 900 222-33-44", "wa_id": "79002223344"}]}
    found = heard(message(type="contacts", contacts=[one]))
    assert found.text == "👤 Пётр Ильин, +7 900 222-33-44"
    assert found.native is not None
    assert found.native["kind"] == "contact"
    assert found.own_phone is None
    several = heard(message(type="contacts", contacts=[one, {"name": {"formatted_name": "Ольга"}}]))
    assert several.text == "👤 Пётр Ильин, +7 900 222-33-44\n👤 Ольга"
    assert several.native is None


def test_what_is_answered_is_named_by_its_id() -> None:
    found = heard({**message(), "context": {"from": "15550783881", "id": "wamid.q"}})
    assert found.reply_to == "wamid.q"
    assert found.manner.reply is not None


def test_what_is_passed_on_is_somebody_elses_words_and_no_command() -> None:
    said = message(type="text", text={"body": "/my"})
    for mark in ("forwarded", "frequently_forwarded"):
        found = heard({**said, "context": {mark: True}})
        assert found.manner.origin is not None
        assert found.command is None


def test_whoever_comes_by_an_advertisement_is_told_to_staff_with_it() -> None:
    shown = {"source_url": "https://fb.me/1", "source_type": "ad", "headline": "Скидка", "ctwa_clid": "x"}
    found = heard({**message(), "referral": shown})
    assert (found.text, found.kept_text) == (
        "Не работает интернет",
        "Не работает интернет\n📣 Скидка https://fb.me/1",
    )


@pytest.mark.parametrize(
    ("said", "named"),
    [
        (
            {"type": "unsupported", "errors": [{"code": 131051}], "unsupported": {"type": "poll_creation"}},
            "poll_creation",
        ),
        ({"type": "unsupported", "errors": [{"code": 131051}]}, "unsupported"),
        ({"type": "order", "order": {"catalog_id": "1"}}, "order"),
        ({"type": "hologram_" + "x" * 40, "hologram": {}}, ("hologram_" + "x" * 40)[:32]),
        ({"type": "text"}, "text"),
        ({"type": "text", "text": {"body": ""}}, "text"),
        ({"type": "image", "image": {}}, "image"),
        ({"type": "image", "image": {"id": "9" * 300}}, "image"),
        ({"type": "location", "location": {"latitude": "nan", "longitude": 500}}, "location"),
        ({"type": "contacts", "contacts": []}, "contacts"),
        ({"type": 5}, "5"),
        ({}, "unknown"),
    ],
)
def test_what_can_not_be_carried_and_types_of_tomorrow_are_named(said: Wire, named: str) -> None:
    found = heard({**without(message(), "type", "text"), **said})
    assert (found.unsupported, found.text) == (named, "")


@pytest.mark.parametrize(("emoji", "signs"), [("👍", ("👍",)), ("", ()), (None, ())])
def test_a_reaction_is_a_sign_under_a_message(emoji: str | None, signs: tuple[str, ...]) -> None:
    reaction = {"message_id": "wamid.q", **({} if emoji is None else {"emoji": emoji})}
    (row,) = brought(messages=[message(type="reaction", reaction=reaction)])
    assert read(row) == Reacted("whatsapp", PHONE_ID, ANNA, "wamid.q", signs)


@pytest.mark.parametrize("said", [{"type": "text", "text": {"body": "Всем привет"}, "group_id": "g1"}])
def test_what_is_no_private_message_is_kept_and_nobody_is_served(
    said: Wire, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    (row,) = brought(messages=[message(**said)])
    assert read(row) == Served()
    assert "is kept and not read" in caplog.text
    assert "привет" not in caplog.text


def test_other_fields_are_named_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    whole = request({"field": "account_alerts", "value": {"alert": "secret"}})
    (item,) = split(whole, {PHONE_ID}).kept[PHONE_ID]
    assert read(waiting(item)) == Served()
    assert "account_alerts" in caplog.text
    assert "secret" not in caplog.text


@pytest.mark.parametrize(
    ("told", "size"), [(4711, 4711), (0, 0), (-1, None), (2**63, None), (True, None), ("9", None)]
)
def test_a_size_that_can_not_be_is_not_known(told: Any, size: int | None) -> None:
    (file,) = heard(message(type="document", document={"id": "1", "file_size": told})).files
    assert file.size == size
