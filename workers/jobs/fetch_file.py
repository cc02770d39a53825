"""Bytes of attachments: fetched from the service, looked at, and kept under var/files."""

import hashlib
import logging
import os
from pathlib import Path

from telegram.error import NetworkError, RetryAfter, TelegramError

from models.actions import attachments
from models.actions.dispatching import Dispatch
from models.rules.send_results import FailedPermanently, FailedTemporarily, Refusal, SendResult, Sent
from models.rules.stepped_clock import obeyed_silence
from workers.composition import Worker, worker

_RETRY_SECONDS = 15.0
_NO_ROOM_SECONDS = 60.0
_MAX_ATTEMPTS = 20

log = logging.getLogger(__name__)


async def fetch_file(dispatch: Dispatch) -> SendResult:
    """Fetching twice is harmless: the bytes go to the place that their digest names."""
    me = worker()
    if me.sender is None:
        return FailedTemporarily(60.0, "no TELEGRAM_BOT_TOKEN")
    attachment_id = dispatch.payload["attachment_id"]
    try:
        content = await me.sender.fetch_file(dispatch.payload["file_id"])
    except RetryAfter as error:
        return FailedTemporarily(obeyed_silence(error._retry_after.total_seconds()), "429")
    except NetworkError as error:
        if dispatch.attempts < _MAX_ATTEMPTS and "too big" not in error.message.lower():
            return FailedTemporarily(_RETRY_SECONDS, error.message)
        return await _give_up(me, attachment_id, error.message)
    except TelegramError as error:
        return await _give_up(me, attachment_id, error.message)
    digest = hashlib.sha256(content).hexdigest()
    path = f"{digest[:2]}/{digest}"
    try:
        _keep(me.settings.files_dir / path, content)
    except OSError as error:  # a full disk: the service keeps the bytes until there is room
        log.warning("attachment %s not kept: %s", attachment_id, error.strerror)
        return FailedTemporarily(_NO_ROOM_SECONDS, "the disk took no file")
    stored = attachments.Stored(digest, path, len(content))
    await me.writer.run(lambda tx: attachments.mark_stored(tx, attachment_id, stored))
    return Sent()


async def _give_up(me: Worker, attachment_id: int, reason: str) -> SendResult:
    await me.writer.run(lambda tx: attachments.mark_failed(tx, attachment_id))
    return FailedPermanently(Refusal.OTHER, reason)


def _keep(place: Path, content: bytes) -> None:
    """Whole or not at all: a half-written file must never stand under its digest."""
    if place.exists():
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    part = place.with_name(f"{place.name}.{os.getpid()}.part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(place)
