"""The product's sender against a simulator as strict as the Cloud API: what a phone shows, what is said back."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from models.actions.queue.dispatching import Dispatch
from models.actions.queue.outgoing_files import OutgoingFile
from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.places import Place
from models.rules.delivery.rate_limits import RateLimits
from models.rules.delivery.send_results import (
    FailedPermanently,
    FailedTemporarily,
    Refusal,
    SendResult,
    Sent,
    Unknown,
)
from tests.contracts.webhook_listener import WebhookListener
from tests.simulated_telegram import png
from tests.simulated_whatsapp import SimulatedWhatsApp, file
from workers.transports import connections
from workers.transports.port import NotGiven, RemoteFile
from workers.transports.whatsapp import WhatsAppSender

NO_LIMITS = RateLimits(None, None, None)
JPEG = b"\xff\xd8\xff\xe0 a red router"


class Chat:
    """Anna has just written, and is sent rows."""

    def __init__(self, whatsapp: SimulatedWhatsApp, folder: Path) -> None:
        self.whatsapp, self.folder = whatsapp, folder
        self.sender = WhatsAppSender(whatsapp.token, whatsapp.phone_id, whatsapp.url, NO_LIMITS, folder)
        self.anna = whatsapp.person("Анна")
        self.said = whatsapp.types(self.anna, "Не работает интернет")["id"]

    async def sends(self, kind: RowKind = RowKind.POST, **payload: Any) -> SendResult:
        return await self.sender.send(self.row(payload, kind))

    def row(self, payload: dict[str, Any], kind: RowKind = RowKind.POST) -> Dispatch:
        stored: tuple[OutgoingFile, ...] = payload.pop("files", ())
        answers = payload.pop("answers", None)
        attempts = payload.pop("attempts", 0)
        attachments = [{"kind": one.kind, "file_id": "of another account", "id": 1} for one in stored]
        said: Any = {"part": 0, **payload} | ({"attachments": attachments} if stored else {})
        return Dispatch(
            id=1, lane_id=1, kind=kind, payload=said, repeatable=False, repeated=False, attempts=attempts,
            transport="whatsapp", account=self.whatsapp.phone_id, place=Place.ADDRESS, address=self.anna["user_id"],
            thread_id=None, topic_account=None, ticket_id=None, message_id=None, incarnation=None, provider_ids=(),
            files=stored, reply_to=answers,
        )  # fmt: skip

    def stored(self, kind: str, content: bytes, name: str | None = None) -> OutgoingFile:
        (self.folder / "bytes").write_bytes(content)
        return OutgoingFile(kind, path="bytes", file_name=name, size=len(content))

    @property
    def last(self) -> dict[str, Any]:
        shown: dict[str, Any] = self.whatsapp.received(self.anna)[-1]
        return shown


@pytest.fixture
async def chat(whatsapp: SimulatedWhatsApp, heard: WebhookListener, tmp_path: Path) -> AsyncIterator[Chat]:
    chat = Chat(whatsapp, tmp_path)
    yield chat
    await chat.sender.close()


def choices(*labels: str) -> list[list[dict[str, str]]]:
    return [[{"key": f"d:1:{number}", "label": label}] for number, label in enumerate(labels)]


async def test_words_arrive_marked_up_and_quote_what_they_answer(chat: Chat) -> None:
    bold = {"type": "bold", "offset": 0, "length": 9}
    reply = {"message_id": 1, "part": 0, "place": -1, "words": "Не работает"}
    result = await chat.sends(text="Проверьте роутер", entities=[bold], reply=reply, answers=chat.said)
    assert isinstance(result, Sent), result
    assert result.provider_ids == (chat.last["id"],)
    assert chat.last["text"] == "*Проверьте* роутер"
    assert chat.last["context"]["message_id"] == chat.said


async def test_what_can_not_be_quoted_any_more_is_carried_in_words(chat: Chat) -> None:
    reply = {"message_id": 1, "part": 0, "place": -1, "words": "Не работает"}
    assert isinstance(await chat.sends(text="Проверьте", reply=reply, answers="wamid.gone"), Sent)
    assert chat.last["text"] == "> Не работает\nПроверьте"


async def test_choices_are_buttons_and_more_of_them_a_list(chat: Chat) -> None:
    assert isinstance(await chat.sends(text="Решено?", choices=choices("Да", "Нет")), Sent)
    assert [button["title"] for button in chat.last["buttons"]] == ["Да", "Нет"]
    labels = [f"Вид заявки номер {number} с длинным названием" for number in range(10)]
    assert isinstance(await chat.sends(text="О чём?", choices=choices(*labels), opens_choices="Выбрать"), Sent)
    assert len(chat.last["rows"]) == 10


async def test_the_longest_words_the_longest_keys_and_odd_labels_are_taken(chat: Chat) -> None:
    alike = choices("Подключение телевизора на кухне", "Подключение телевизора в зале", "🧑‍🔧" * 9)
    alike[0][0]["key"] = "d:123456789012:" + "k" * 49
    assert isinstance(await chat.sends(text="я" * 1024, choices=alike), Sent)
    assert isinstance(await chat.sends(text="я" * 4096), Sent)


async def test_a_place_a_contact_and_a_reaction_arrive_as_such(chat: Chat) -> None:
    place = {"kind": "venue", "latitude": 55.75, "longitude": 37.5, "title": "Узел", "address": "Ленина, 1"}
    contact = {"kind": "contact", "phone_number": "+79161234567", "first_name": "Иван", "last_name": "Петров"}
    for native in (place, {**place, "kind": "location"}, contact):
        assert isinstance(await chat.sends(native=native), Sent)
    assert isinstance(await chat.sends(RowKind.REACTION, provider_id=chat.said, emoji="👍"), Sent)


async def test_a_template_is_sent_as_it_was_approved(chat: Chat) -> None:
    chat.whatsapp.template("ask_leave", "Можно вам написать?")
    template = {"name": "ask_leave", "language": "ru"}
    assert isinstance(await chat.sends(text="Можно?", template=template), Sent)
    refused = await chat.sends(text="Можно?", template={**template, "language": "en_US"})
    assert isinstance(refused, FailedPermanently)
    assert refused.refusal is Refusal.BAD_TEMPLATE


@pytest.mark.parametrize(
    ("kind", "content", "name", "shown"),
    [
        ("photo", png(30, 20), None, "image"),
        ("photo", JPEG, None, "image"),
        ("document", b"%PDF-1.4", "Договор №5.pdf", "document"),
        ("voice", b"OggS voice", None, "audio"),
        ("video", b"\0\0\0\x20ftypisom video", "a.mp4", "video"),
        ("video_note", b"\0\0\0\x20ftypisom round", None, "video"),
        ("sticker", b"RIFF\0\0\0\0WEBP", None, "sticker"),
    ],
)
async def test_stored_bytes_arrive_as_what_they_are(
    chat: Chat, kind: str, content: bytes, name: str | None, shown: str
) -> None:
    result = await chat.sends(files=(chat.stored(kind, content, name),), text="Вот", entities=[])
    assert isinstance(result, Sent), result
    sent = chat.last["content"]
    assert sent["type"] == shown
    assert chat.whatsapp.file(sent[shown]["id"]) == content
    assert sent[shown].get("caption") == ("Вот" if shown in ("image", "video", "document") else None)
    assert sent[shown].get("filename") == (name if shown == "document" else None)


async def test_a_file_of_a_kind_that_the_service_does_not_take_is_refused_as_that(chat: Chat) -> None:
    result = await chat.sends(files=(chat.stored("document", b"PK\x03\x04", "архив.zip"),))
    assert isinstance(result, FailedPermanently)
    assert result.refusal is Refusal.FILE_NOT_TAKEN


async def test_bytes_that_are_gone_from_the_disk_are_said_to_be(chat: Chat) -> None:
    result = await chat.sends(files=(OutgoingFile("photo", path="gone"),))
    assert isinstance(result, FailedPermanently)
    assert result.refusal is Refusal.NO_FILE


async def test_a_closed_window_is_said_to_be(chat: Chat) -> None:
    chat.whatsapp.clock(25 * 3600)
    result = await chat.sends(text="Вы ещё здесь?")
    assert isinstance(result, FailedPermanently)
    assert result.refusal is Refusal.WINDOW_CLOSED


@pytest.mark.parametrize("do", ["drop_before", "accept_then_drop"])
async def test_what_left_and_was_not_answered_is_unknown(chat: Chat, do: str) -> None:
    chat.whatsapp.order(do, call="messages", times=1)
    result = await chat.sends(text="Едем")
    assert isinstance(result, Unknown), result


@pytest.mark.parametrize("do", ["500", "503"])
async def test_trouble_that_the_service_names_is_waited_out(chat: Chat, do: str) -> None:
    chat.whatsapp.order(do, call="messages", times=1)
    assert isinstance(await chat.sends(text="Едем"), FailedTemporarily)


async def test_nobody_is_waited_for_longer_than_a_job_can(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "SEND_TIMEOUT_SECONDS", 0.5)
    chat.whatsapp.order("accept_then_hang", call="messages", times=1)
    assert isinstance(await chat.sends(text="Едем"), Unknown)
    assert chat.whatsapp.texts(chat.anna) == ["Едем"]


async def test_an_upload_that_failed_is_none_of_a_message_and_goes_again(chat: Chat) -> None:
    chat.whatsapp.order("accept_then_drop", call="upload", times=1)
    photo = chat.stored("photo", JPEG)
    assert isinstance(await chat.sends(files=(photo,)), FailedTemporarily)
    assert chat.whatsapp.received(chat.anna) == []
    assert isinstance(await chat.sends(files=(photo,)), Sent)


async def test_without_a_connection_nothing_has_left(chat: Chat) -> None:
    nowhere = WhatsAppSender("token", "1099", "http://127.0.0.1:9", NO_LIMITS)
    result = await nowhere.send(chat.row({"text": "Едем"}))
    await nowhere.close()
    assert isinstance(result, FailedTemporarily)


@pytest.mark.parametrize("code", [190, 131042, 131031, 133010])
async def test_trouble_of_the_account_makes_everything_wait(chat: Chat, code: int) -> None:
    chat.whatsapp.order("refuse", call="messages", code=code, times=1)
    result = await chat.sends(text="Едем")
    assert isinstance(result, FailedTemporarily)
    assert result.whole_account
    assert result.trouble is not None
    assert chat.whatsapp.token not in result.reason


async def test_a_token_that_has_ended_is_said_to_be(chat: Chat) -> None:
    chat.whatsapp.change_account(expired=True)
    result = await chat.sends(text="Едем")
    assert isinstance(result, FailedTemporarily)
    assert result.trouble is Refusal.TOKEN_REFUSED


async def test_too_many_for_one_person_are_spread(chat: Chat) -> None:
    chat.whatsapp.limits(pair="1/60")
    assert isinstance(await chat.sends(text="раз"), Sent)
    result = await chat.sends(text="два")
    assert isinstance(result, FailedTemporarily)
    assert (result.whole_account, result.retry_after) == (False, 6.0)


# -- files that came in


async def test_bytes_that_a_person_sent_are_brought(chat: Chat) -> None:
    sent = chat.whatsapp.types(chat.anna, image=file(JPEG, "router.jpg", "image/jpeg"))
    found = await chat.sender.find_file(sent["content"]["image"]["id"])
    assert found.size == len(JPEG)
    assert b"".join([piece async for piece in chat.sender.bytes_of(found)]) == JPEG


async def test_bytes_that_are_not_there_any_more_are_given_up(chat: Chat) -> None:
    sent = chat.whatsapp.types(chat.anna, image=file(JPEG, "router.jpg", "image/jpeg"))
    media_id = sent["content"]["image"]["id"]
    found = await chat.sender.find_file(media_id)
    chat.whatsapp.loses_files(media_id)
    with pytest.raises(NotGiven) as link:
        [piece async for piece in chat.sender.bytes_of(found)]
    assert not link.value.refused, "another link is asked for"
    with pytest.raises(NotGiven) as gone:
        await chat.sender.find_file(media_id)
    assert gone.value.refused


async def test_the_token_is_shown_to_nobody_on_the_way_to_a_file() -> None:
    sender = WhatsAppSender("token", "1099", "https://graph.example", NO_LIMITS)
    with pytest.raises(NotGiven) as refused:
        [piece async for piece in sender.bytes_of(RemoteFile("http://files.example/1", 5))]
    await sender.close()
    assert refused.value.refused


async def test_a_refused_token_is_no_reason_to_give_a_file_up(chat: Chat) -> None:
    sent = chat.whatsapp.types(chat.anna, image=file(JPEG, "router.jpg", "image/jpeg"))
    chat.whatsapp.change_account(expired=True)
    with pytest.raises(NotGiven) as waits:
        await chat.sender.find_file(sent["content"]["image"]["id"])
    assert not waits.value.refused
    assert waits.value.retry_after
