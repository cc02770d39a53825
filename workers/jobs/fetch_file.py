"""Bytes of attachments: fetched from the service piece by piece, and kept under var/files."""

import errno
import hashlib
import logging
import os
import shutil
from functools import partial
from pathlib import Path

from models.actions.desk import troubles
from models.actions.queue.dispatching import Dispatch
from models.actions.tickets import attachments
from models.actions.tickets.attachments import Stored
from models.rules.delivery.payloads import as_fetch_file
from models.rules.delivery.send_results import FailedPermanently, FailedTemporarily, Refusal, SendResult, Sent
from models.rules.requests.file_quota import MEGABYTE, FileState
from workers.composition import Worker, nobody_sends, worker
from workers.transports.port import NotGiven, RemoteFile, Sender

_RETRY_SECONDS = 2.0
_LONGEST_RETRY_SECONDS = 1200.0
#: With the waits between them some four hours: an outage of the service is no reason to lose a file.
_MAX_ATTEMPTS = 20
#: The same of an account that this process does not have, some ten minutes: another one may.
_MAX_ATTEMPTS_OF_NOBODY = 10
_NO_ROOM_SECONDS = 5.0
_LONGEST_NO_ROOM_SECONDS = 60.0

log = logging.getLogger(__name__)


_DISK_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)


class _NoRoom(Exception):
    """The disk has less free space than is reserved for the database, or takes nothing at all."""


class _Stopping(Exception):
    """The process is to end; the next one begins the download anew."""


async def fetch_file(dispatch: Dispatch) -> SendResult:
    """Fetching twice is harmless: the bytes go to the place that their digest names."""
    me = worker()
    sender, wanted = me.senders.of(dispatch), as_fetch_file(dispatch.payload)
    if sender is None:
        return await _nobody_fetches(me, dispatch)
    try:
        found = await sender.find_file(wanted["file_id"])
        _ask_for_room(me, found.size)
        attachment_id = wanted["attachment_id"]
        at = me.clock.read()
        if not await me.writer.run(partial(attachments.admit, at=at, attachment_id=attachment_id, size=found.size)):
            return Sent()  # that it is not fetched was decided and told
        stored = await _bring(me, sender, found, attachment_id)
    except NotGiven as error:
        return await _not_given(me, dispatch, error)
    except _Stopping:
        return FailedTemporarily(0.0, "stopping")
    except _NoRoom:  # the service keeps the bytes until there is some
        return await _no_room(me, dispatch)
    except OSError as error:
        log.warning("attachment %s not kept: %s", wanted["attachment_id"], error.strerror)
        if error.errno in _DISK_FULL:
            return await _no_room(me, dispatch)
        return FailedTemporarily(_RETRY_SECONDS, "the disk took no file")
    return await _kept(me, dispatch, stored)


async def _kept(me: Worker, dispatch: Dispatch, stored: Stored) -> SendResult:
    at, wanted = me.clock.read(), as_fetch_file(dispatch.payload)
    keep = partial(attachments.mark_stored, attachment_id=wanted["attachment_id"], stored=stored)
    await me.writer.run(partial(keep, at=at, asked_for=wanted.get("asked_for", False)))
    await me.writer.run(partial(troubles.ends, at=at, key=troubles.NO_ROOM, phrase="staff.room_again"))
    return Sent()


async def _not_given(me: Worker, dispatch: Dispatch, error: NotGiven) -> SendResult:
    """What is refused for good is told at once; anything else is tried again, less and less often."""
    if error.retry_after is not None:
        return FailedTemporarily(error.retry_after, error.words)
    if not error.refused and dispatch.attempts < _MAX_ATTEMPTS:
        wait = min(_RETRY_SECONDS * 2**dispatch.attempts, _LONGEST_RETRY_SECONDS)
        return FailedTemporarily(wait, error.words)
    await _lose(me, dispatch, FileState.TOO_BIG if error.too_big else FileState.FAILED)
    return FailedPermanently(Refusal.OTHER, error.words)


async def _nobody_fetches(me: Worker, dispatch: Dispatch) -> SendResult:
    """A bot that was replaced, or is not configured any more."""
    later = nobody_sends(dispatch)
    if dispatch.attempts < _MAX_ATTEMPTS_OF_NOBODY:
        return later
    await _lose(me, dispatch, FileState.FAILED)
    return FailedPermanently(Refusal.OTHER, later.reason)


async def _lose(me: Worker, dispatch: Dispatch, state: FileState) -> None:
    attachment_id = as_fetch_file(dispatch.payload)["attachment_id"]
    lost = partial(attachments.mark_lost, attachment_id=attachment_id, state=state)
    await me.writer.run(partial(lost, at=me.clock.read()))


async def _no_room(me: Worker, dispatch: Dispatch) -> SendResult:
    reserve = me.settings.free_space_reserve_mb
    begins = partial(troubles.begins, key=troubles.NO_ROOM, phrase="staff.no_room", reserve=reserve)
    await me.writer.run(partial(begins, at=me.clock.read()))
    wait = min(_NO_ROOM_SECONDS * 2 ** min(dispatch.attempts, 10), _LONGEST_NO_ROOM_SECONDS)
    return FailedTemporarily(wait, "no room for files")


def _ask_for_room(me: Worker, size: int) -> None:
    """Raises _NoRoom."""
    place = me.settings.files_dir
    place.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(place).free - size < me.settings.free_space_reserve_mb * MEGABYTE:
        raise _NoRoom


async def _bring(me: Worker, sender: Sender, found: RemoteFile, attachment_id: int) -> Stored:
    """Whole or not at all: a half-written file must never stand under its digest. Raises NotGiven, OSError."""
    files = me.settings.files_dir
    for abandoned in files.glob(f"{attachment_id}.*.part"):
        abandoned.unlink(missing_ok=True)  # by a process that was killed: the lane is ours
    part = files / f"{attachment_id}.{os.getpid()}.part"
    try:
        digest, size = await _write(me, sender, found, part)
        path = f"{digest[:2]}/{digest}"
        (files / path).parent.mkdir(exist_ok=True)
        part.replace(files / path)
    finally:
        part.unlink(missing_ok=True)
    return Stored(digest, path, size)


async def _write(me: Worker, sender: Sender, found: RemoteFile, part: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with part.open("wb") as file:
        async for piece in sender.bytes_of(found):
            if me.stopping.is_set():
                raise _Stopping
            digest.update(piece)
            size += len(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest(), size
