"""Stored files as the sender uploads them, to a simulator that takes them as Telegram does."""

import tracemalloc
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from models.actions.queue.dispatching import Dispatch
from models.actions.queue.outgoing_files import OutgoingFile
from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.payloads import PostPayload
from models.rules.delivery.places import Place
from models.rules.delivery.post_content import Attachment
from models.rules.delivery.send_results import FailedPermanently, Refusal, Sent
from tests.simulated_telegram import SimulatedTelegram, file, png
from workers.transports.telegram import TelegramSender

# as the sender itself has it
pytestmark = pytest.mark.filterwarnings("ignore:Please use 'Bot:telegram.warnings.PTBUserWarning")


@pytest.fixture
async def sender(telegram: SimulatedTelegram, tmp_path: Path) -> AsyncIterator[TelegramSender]:
    sender = TelegramSender(telegram.token, telegram.url, files_dir=tmp_path)
    yield sender
    await sender.close()


def with_files(telegram: SimulatedTelegram, chat: int, text: str, *files: OutgoingFile) -> Dispatch:
    attachments: list[Attachment] = [{"kind": one.kind, "file_id": "of another account"} for one in files]
    payload: PostPayload = {"part": 0, "text": text, "attachments": attachments}
    return Dispatch(
        id=1, lane_id=1, kind=RowKind.POST, payload=payload, repeatable=False, repeated=False, attempts=0,
        transport="telegram", account=str(telegram.bot_id), place=Place.ADDRESS, address=str(chat), thread_id=None,
        topic_account=None, ticket_id=None, message_id=None, incarnation=None, provider_ids=(), files=files,
    )  # fmt: skip


async def test_a_stored_file_appears_under_its_name(
    sender: TelegramSender, telegram: SimulatedTelegram, anna: dict[str, Any], tmp_path: Path
) -> None:
    (tmp_path / "ab").write_bytes(b"%PDF")
    result = await sender.send(
        with_files(telegram, anna["id"], "Счёт", OutgoingFile("document", None, "ab", "счёт.pdf"))
    )
    assert isinstance(result, Sent), result
    shown = telegram.messages(anna)[-1]
    assert (shown["document"]["file_name"], shown["caption"]) == ("счёт.pdf", "Счёт")
    assert telegram.file(shown["document"]["file_unique_id"]) == b"%PDF"


async def test_an_album_mixes_files_that_the_bot_knows_with_stored_ones(
    sender: TelegramSender, telegram: SimulatedTelegram, anna: dict[str, Any], tmp_path: Path
) -> None:
    (tmp_path / "one").write_bytes(png(300, 200))
    telegram.types(anna, photo=file(png(), "a.png"))
    known = telegram.api("getUpdates")["result"][-1]["message"]["photo"][-1]["file_id"]
    album = with_files(telegram, anna["id"], "Два", OutgoingFile("photo", known), OutgoingFile("photo", None, "one"))
    result = await sender.send(album)
    assert isinstance(result, Sent), result
    assert len(result.provider_ids) == 2


async def test_a_file_never_lies_whole_in_memory(
    sender: TelegramSender, telegram: SimulatedTelegram, anna: dict[str, Any], tmp_path: Path
) -> None:
    (tmp_path / "long").write_bytes(bytes(16_000_000))
    await sender.send(with_files(telegram, anna["id"], "Сейчас"))
    tracemalloc.start()
    result = await sender.send(with_files(telegram, anna["id"], "", OutgoingFile("document", None, "long", "a.bin")))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert isinstance(result, Sent), result
    assert peak < 4_000_000


async def test_bytes_that_are_gone_from_the_disk_are_said_to_be(
    sender: TelegramSender, telegram: SimulatedTelegram, anna: dict[str, Any]
) -> None:
    result = await sender.send(with_files(telegram, anna["id"], "", OutgoingFile("document", None, "gone", "a.bin")))
    assert isinstance(result, FailedPermanently)
    assert result.refusal is Refusal.NO_FILE
