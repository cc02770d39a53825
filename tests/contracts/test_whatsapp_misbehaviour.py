"""The simulated WhatsApp misbehaves on command, and as the world does: late, doubled, out of order, or never."""

import http.client
import json
from typing import Any

import pytest

from tests.contracts.webhook_listener import WebhookListener
from tests.simulated_whatsapp import SimulatedWhatsApp, WhatsAppRefused, file

Wire = dict[str, Any]


@pytest.fixture
def anna(whatsapp: SimulatedWhatsApp) -> Wire:
    person = whatsapp.person("Анна")
    whatsapp.types(person, "Здравствуйте")
    return person


def answers(whatsapp: SimulatedWhatsApp, person: Wire, text: str = "Смотрим") -> str:
    return whatsapp.sends(person, "text", {"body": text})


# -- calls


@pytest.mark.parametrize(("do", "code", "status"), [("500", 131000, 500), ("503", 131016, 503)])
def test_a_server_that_is_down_does_nothing(
    whatsapp: SimulatedWhatsApp, anna: Wire, do: str, code: int, status: int
) -> None:
    whatsapp.order(do, call="messages", times=1)
    with pytest.raises(WhatsAppRefused) as caught:
        answers(whatsapp, anna)
    assert (caught.value.code, caught.value.status) == (code, status)
    answers(whatsapp, anna, "Во второй раз")
    assert whatsapp.texts(anna) == ["Во второй раз"]


@pytest.mark.parametrize(("do", "there"), [("drop_before", []), ("accept_then_drop", ["Смотрим"])])
def test_a_connection_breaks_before_or_after_the_work(
    whatsapp: SimulatedWhatsApp, anna: Wire, do: str, there: list[str]
) -> None:
    whatsapp.order(do, call="messages", times=1)
    with pytest.raises((http.client.HTTPException, OSError)):
        answers(whatsapp, anna)
    assert whatsapp.texts(anna) == there


def test_an_order_is_for_one_number_or_one_person(whatsapp: SimulatedWhatsApp, anna: Wire) -> None:
    boris = whatsapp.person("Борис")
    whatsapp.types(boris, "Здравствуйте")
    whatsapp.order("refuse", call="messages", to=anna["user_id"], code=131049)
    with pytest.raises(WhatsAppRefused) as caught:
        answers(whatsapp, anna)
    assert caught.value.code == 131049
    answers(whatsapp, boris)
    assert [order["done"] for order in whatsapp.orders()] == [1]


# -- statuses


@pytest.mark.parametrize("shape", ["full", "no_phone", "empty_phone", "phone_only"])
def test_a_failed_status_names_the_person_only_as_the_business_did(
    whatsapp: SimulatedWhatsApp, heard: WebhookListener, shape: str
) -> None:
    boris = whatsapp.person("Борис", shape=shape)
    whatsapp.types(boris, "Здравствуйте")
    whatsapp.order("fail_later", code=131026, times=2)
    by_id = answers(whatsapp, boris)
    by_phone = whatsapp.sends(boris, "text", {"body": "Смотрим"}, to=boris["phone"])
    whatsapp.wait_for(lambda: len(heard.statuses()) == 2)
    [to_id], [to_phone] = heard.statuses(by_id), heard.statuses(by_phone)
    assert (to_id["recipient_user_id"], to_id.get("recipient_id")) == (boris["user_id"], None)
    assert (to_phone["recipient_id"], to_phone.get("recipient_user_id")) == (boris["phone"], None)
    assert [error["code"] for error in to_id["errors"]] == [131026]
    assert not any("contacts" in value for value in heard.values() if "statuses" in value)
    assert whatsapp.texts(boris) == []


def test_who_blocked_the_business_or_has_no_whatsapp_gets_nothing(
    whatsapp: SimulatedWhatsApp, heard: WebhookListener, anna: Wire
) -> None:
    whatsapp.blocks(anna)
    blocked = answers(whatsapp, anna)
    whatsapp.template("leave", "Есть ответ")
    without = whatsapp.sends({}, "template", {"name": "leave", "language": {"code": "ru"}}, to="79000099000")
    for message_id in (blocked, without):
        assert [one["code"] for one in failure(whatsapp, heard, message_id)] == [131026]
    whatsapp.unblocks(anna)
    answers(whatsapp, anna, "Снова")
    assert whatsapp.texts(anna) == ["Снова"]


def failure(whatsapp: SimulatedWhatsApp, heard: WebhookListener, message_id: str) -> list[Wire]:
    [status] = whatsapp.wait_for(lambda: heard.statuses(message_id))
    errors: list[Wire] = status["errors"]
    return errors


def test_a_phone_that_is_off_gets_it_later(whatsapp: SimulatedWhatsApp, heard: WebhookListener, anna: Wire) -> None:
    whatsapp.change_person(anna, online=False)
    sent = answers(whatsapp, anna)
    whatsapp.wait_for(lambda: heard.steps(sent) == ["sent"])
    assert whatsapp.texts(anna) == []
    whatsapp.change_person(anna, online=True, reads=True)
    whatsapp.wait_for(lambda: len(heard.steps(sent)) == 3)
    assert set(heard.steps(sent)) == {"sent", "delivered", "read"}


@pytest.mark.parametrize(
    ("mode", "told"), [("withheld", []), ("doubled", ["delivered", "delivered", "sent", "sent"])]
)
def test_statuses_are_withheld_or_doubled(
    whatsapp: SimulatedWhatsApp, heard: WebhookListener, anna: Wire, mode: str, told: list[str]
) -> None:
    whatsapp.behaves(statuses=mode)
    sent = answers(whatsapp, anna)
    whatsapp.all_told()
    assert sorted(heard.steps(sent)) == told


def test_a_status_may_come_before_the_answer_to_the_send(
    whatsapp: SimulatedWhatsApp, heard: WebhookListener, anna: Wire
) -> None:
    whatsapp.order("late_answer", call="messages", milliseconds=600_000)
    message = {"messaging_product": "whatsapp", "recipient": anna["user_id"], "text": {"body": "Смотрим"}}
    connection = http.client.HTTPConnection("127.0.0.1", whatsapp.port, timeout=60)
    headers = {"Authorization": f"Bearer {whatsapp.token}", "Content-Type": "application/json"}
    connection.request("POST", f"/v23.0/{whatsapp.phone_id}/messages", json.dumps(message), headers)
    whatsapp.wait_for(lambda: {"sent", "delivered"} == {one["status"] for one in heard.statuses()})
    connection.close()  # and no answer has come yet
    assert whatsapp.texts(anna) == ["Смотрим"]


def test_a_voice_message_is_played_and_any_status_can_be_told_by_hand(
    whatsapp: SimulatedWhatsApp, heard: WebhookListener, anna: Wire
) -> None:
    voice = whatsapp.sends(anna, "audio", {"link": "https://example.com/a.ogg", "voice": True})
    whatsapp.reads(anna, played=True)
    whatsapp.wait_for(lambda: "played" in heard.steps(voice))
    text = answers(whatsapp, anna)
    whatsapp.tells_status(text, "failed", 131047)
    whatsapp.wait_for(lambda: "failed" in heard.steps(text))


# -- webhooks


def test_webhooks_come_in_one_body_with_several_entries_changes_and_messages(
    whatsapp: SimulatedWhatsApp, heard: WebhookListener, anna: Wire
) -> None:
    whatsapp.all_told()
    heard.bodies.clear()
    second = whatsapp.number()
    boris = whatsapp.person("Борис", shape="no_phone")
    order = whatsapp.order("batch_webhooks", milliseconds=600_000)
    for number in (whatsapp.phone_id, second["id"]):
        for person in (anna, boris):
            whatsapp.types(person, f"{number} {person['name']}", number=number)
    answers(whatsapp, anna)
    whatsapp.cancel(order)  # what was gathered goes
    whatsapp.wait_for(lambda: len(heard.messages()) == 4 and len(heard.statuses()) == 2)
    [(body, _)] = heard.bodies
    entries = json.loads(body)["entry"]
    assert [len(entry["changes"]) for entry in entries] == [2, 2]
    first = entries[0]["changes"][0]["value"]
    assert (len(first["contacts"]), len(first["messages"])) == (2, 2)


def test_webhooks_are_doubled_shuffled_and_forged(
    whatsapp: SimulatedWhatsApp, heard: WebhookListener, anna: Wire
) -> None:
    whatsapp.all_told()
    heard.bodies.clear()
    whatsapp.order("duplicate_webhooks", times=1)
    whatsapp.types(anna, "Дважды")
    whatsapp.wait_for(lambda: [one["text"]["body"] for one in heard.messages()] == ["Дважды", "Дважды"])
    whatsapp.cancel()
    whatsapp.order("forge_webhooks", times=1)
    heard.answers.append(403)
    whatsapp.types(anna, "Подделка")
    whatsapp.wait_for(lambda: len(heard.bodies) == 3)
    whatsapp.repeats_webhooks()
    whatsapp.wait_for(lambda: len(heard.bodies) == 4)
    (forged, wrong), (again, right) = heard.bodies[2:]
    assert forged == again
    assert wrong != right


def test_a_changed_phone_is_another_user(whatsapp: SimulatedWhatsApp, heard: WebhookListener, anna: Wire) -> None:
    answers(whatsapp, anna)
    now = whatsapp.changes_phone(anna, "79995550101")
    whatsapp.wait_for(lambda: len(heard.messages()) == 2)
    [system] = [one for one in heard.messages() if one["type"] == "system"]
    assert system["system"]["type"] == "user_changed_number"
    assert (system["system"]["wa_id"], system["system"]["user_id"]) == ("79995550101", now["user_id"])
    with pytest.raises(WhatsAppRefused):
        answers(whatsapp, anna)  # by the former id
    assert now["user_id"] != anna["user_id"]


def test_what_nobody_knows_yet_comes_as_it_is(
    whatsapp: SimulatedWhatsApp, heard: WebhookListener, anna: Wire
) -> None:
    whatsapp.types(anna, content={"type": "hologram", "hologram": {"id": "7"}})
    whatsapp.posts_webhook(field="account_alerts", value={"alert_severity": "WARNING"})
    whatsapp.posts_webhook(payload="not even JSON")
    whatsapp.wait_for(lambda: len(heard.bodies) == 4)
    assert any(body == b"not even JSON" for body, _ in heard.bodies)
    heard.bodies[:] = [one for one in heard.bodies if one[0] != b"not even JSON"]
    assert heard.values("account_alerts") == [{"alert_severity": "WARNING"}]
    assert {one["type"] for one in heard.messages()} == {"text", "hologram"}


# -- files


def test_a_file_has_a_link_that_ends_and_may_vanish(
    whatsapp: SimulatedWhatsApp, heard: WebhookListener, anna: Wire
) -> None:
    whatsapp.types(anna, image=file(b"jpeg"))
    whatsapp.wait_for(lambda: len(heard.messages()) == 2)
    media_id = next(one["image"]["id"] for one in heard.messages() if "image" in one)
    looked_up = whatsapp.api("GET", media_id)
    assert (looked_up["mime_type"], looked_up["file_size"]) == ("image/jpeg", 4)
    assert fetched(whatsapp, looked_up["url"]) == (200, b"jpeg")
    assert fetched(whatsapp, looked_up["url"], token="")[0] == 401
    whatsapp.clock(301)
    assert fetched(whatsapp, looked_up["url"])[0] == 404
    again = whatsapp.api("GET", media_id)["url"]
    whatsapp.order("trickle", call="download", milliseconds=1, times=1)
    assert fetched(whatsapp, again) == (200, b"jpeg")
    whatsapp.loses_files(media_id)
    assert fetched(whatsapp, again)[0] == 404
    with pytest.raises(WhatsAppRefused):
        whatsapp.api("GET", media_id)


def fetched(whatsapp: SimulatedWhatsApp, url: str, token: str | None = None) -> tuple[int, bytes]:
    path = url.removeprefix(whatsapp.url)
    word = whatsapp.token if token is None else token
    return whatsapp._asked("GET", path, None, {"Authorization": f"Bearer {word}"})


@pytest.mark.parametrize(
    ("mime_type", "content"),
    [("image/gif", b"gif"), ("application/zip", b"zip"), ("image/webp", b"x" * 600_000), ("image/png", b"")],
    ids=["gif", "zip", "large sticker", "empty"],
)
def test_an_upload_of_a_type_or_size_that_nobody_may_send_is_refused(
    whatsapp: SimulatedWhatsApp, mime_type: str, content: bytes
) -> None:
    boundary = b"otklik"
    parts = b"".join(
        b'--%s\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n' % (boundary, name, more, value)
        for name, more, value in (
            (b"messaging_product", b"", b"whatsapp"),
            (b"file", b'; filename="a"\r\nContent-Type: ' + mime_type.encode(), content),
        )
    )
    headers = {"Authorization": f"Bearer {whatsapp.token}", "Content-Type": "multipart/form-data; boundary=otklik"}
    body = parts + b"--otklik--\r\n"
    status, answer = whatsapp._asked("POST", f"/v23.0/{whatsapp.phone_id}/media", body, headers)
    assert (status, json.loads(answer)["error"]["code"]) == (400, 100)
