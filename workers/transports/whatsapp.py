"""Outgoing rows → messages of WhatsApp's Cloud API. One sender per phone number and process; one POST sends one."""

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path
from typing import IO, Any, Final
from urllib.parse import quote

import aiohttp

from models.actions.queue.dispatching import Dispatch
from models.rules.delivery.rate_limits import RateLimits
from models.rules.delivery.send_results import (
    FailedPermanently,
    FailedTemporarily,
    Refusal,
    SendResult,
    Unknown,
)
from models.rules.health.number_health import NumberFacts
from workers.transports import connections
from workers.transports.port import NotGiven, RemoteFile
from workers.transports.uploads import Upload
from workers.transports.whatsapp_answers import Answer, failure_of, result_of
from workers.transports.whatsapp_calls import Call, CannotShow, call_for
from workers.transports.whatsapp_files import BEGINNING, taken_as
from workers.transports.whatsapp_questions import facts_about

_VERSION: Final = "v23.0"
#: Whoever asks the doctor waits for a few of these.
_QUESTION_SECONDS: Final = 3.0
_OUTAGE_RETRY_SECONDS: Final = 2.0
#: What is left for a file of the time that a job waits for.
_FILE_SECONDS: Final = connections.UPLOAD_TIMEOUT_SECONDS - connections.SEND_TIMEOUT_SECONDS
#: "Object with that ID does not exist": of a file that is not kept any more.
_NO_SUCH_OBJECT: Final = 100


class _NeverLeft(Exception):
    """No connection: the request certainly did not reach the service."""


class _NoAnswer(Exception):
    """It left, and no word came back."""


class WhatsAppSender:
    """One phone number."""

    transport = "whatsapp"

    def __init__(
        self, token: str, phone_id: str, api_url: str, limits: RateLimits, files_dir: Path = Path("var/files")
    ) -> None:
        """phone_id: of the number, in the API. files_dir: where stored bytes lie."""
        self.account, self.limits = phone_id, limits
        self._files_dir = files_dir
        self._base = f"{api_url.rstrip('/')}/{_VERSION}"
        self._allowed = {"Authorization": f"Bearer {token}"}
        self._session: aiohttp.ClientSession | None = None

    async def send(self, dispatch: Dispatch) -> SendResult:
        """Never raises for what the service or the network did."""
        result = await self._send(dispatch)
        if dispatch.reply_to is not None and _is_about_the_quote(result):
            # nothing was sent; it carries the words that it answers itself
            return await self._send(replace(dispatch, reply_to=None))
        return result

    async def _send(self, dispatch: Dispatch) -> SendResult:
        try:
            call = call_for(dispatch)
        except CannotShow as error:
            return FailedPermanently(Refusal.KIND_NOT_TAKEN, str(error))
        if call is None:
            return FailedPermanently(Refusal.NOTHING_TO_EDIT, "what has left stays as it is")
        if call.upload is not None:
            given = await self._give(call, call.upload, dispatch.attempts)
            if not isinstance(given, Call):
                return given
            call = given
        try:
            # statuses repeat what we call it: they prove even a message whose answer nobody heard
            body = {**call.body, "biz_opaque_callback_data": str(dispatch.id)}
            answer = await self._post("messages", json.dumps(body, ensure_ascii=False).encode())
        except _NeverLeft as error:
            return FailedTemporarily(_OUTAGE_RETRY_SECONDS, str(error))
        except _NoAnswer as error:
            return Unknown(str(error))
        return result_of(answer, dispatch.attempts)

    async def _give(self, call: Call, upload: Upload, attempts: int) -> Call | FailedTemporarily | FailedPermanently:
        """The call with the id of its file. Nobody sees a file that was given twice: nothing here is Unknown."""
        try:
            answer, file_type = await self._upload(call, upload)
        except OSError as error:
            return FailedPermanently(Refusal.NO_FILE, f"the stored file: {error.strerror}")
        except (_NeverLeft, _NoAnswer) as error:
            return FailedTemporarily(_OUTAGE_RETRY_SECONDS * 2 ** min(attempts, 5), str(error))
        media_id = answer.tree().get("id")
        if answer.is_good and isinstance(media_id, str):
            return call.with_file(media_id, file_type)
        failure = failure_of(answer, attempts)
        if isinstance(failure, Unknown):
            return FailedTemporarily(_OUTAGE_RETRY_SECONDS * 2 ** min(attempts, 5), failure.reason)
        if isinstance(failure, FailedPermanently) and failure.refusal is Refusal.OTHER:
            return replace(failure, refusal=Refusal.FILE_NOT_TAKEN)
        return failure

    async def _upload(self, call: Call, upload: Upload) -> tuple[Answer, str]:
        """And as what it was taken. Raises OSError, _NeverLeft, _NoAnswer."""
        if isinstance(upload.content, bytes):
            beginning, size = upload.content[:BEGINNING], len(upload.content)
            return await self._hand_over(call, upload, upload.content, beginning, size)
        path = self._files_dir / upload.content
        with path.open("rb") as file:
            beginning = file.read(BEGINNING)
            file.seek(0)
            return await self._hand_over(call, upload, file, beginning, path.stat().st_size)

    async def _hand_over(
        self, call: Call, upload: Upload, content: bytes | IO[bytes], beginning: bytes, size: int
    ) -> tuple[Answer, str]:
        taken = taken_as(call.file_type, beginning, size, upload.file_name)
        form = aiohttp.FormData()
        form.add_field("messaging_product", "whatsapp")
        form.add_field("type", taken.mime)
        form.add_field("file", content, filename="file", content_type=taken.mime)
        answer = await self._post("media", form, seconds=_FILE_SECONDS)
        return answer, taken.file_type

    async def _post(self, what: str, body: bytes | aiohttp.FormData, seconds: float | None = None) -> Answer:
        headers = {"Content-Type": "application/json"} if isinstance(body, bytes) else {}
        seconds = seconds or connections.SEND_TIMEOUT_SECONDS
        return await self._ask("POST", f"{self._base}/{self.account}/{what}", seconds, data=body, headers=headers)

    async def _ask(
        self, method: str, url: str, seconds: float, headers: Mapping[str, str] | None = None, **more: Any
    ) -> Answer:
        """Raises _NeverLeft, _NoAnswer, without words that may name the token."""
        timeout = aiohttp.ClientTimeout(total=seconds, connect=connections.CONNECT_SECONDS)
        try:
            async with self._connections().request(
                method,
                url,
                timeout=timeout,
                headers={**self._allowed, **(headers or {})},
                allow_redirects=False,
                **more,
            ) as response:
                after = response.headers.get("Retry-After", "")
                return Answer(response.status, await response.read(), after)
        except connections.NEVER_LEFT as error:
            raise _NeverLeft(type(error).__name__) from None
        except TimeoutError:
            raise _NoAnswer("no answer in time") from None
        except aiohttp.ClientError as error:
            raise _NoAnswer(type(error).__name__) from None

    def _connections(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = connections.new_session()
        return self._session

    async def told_about(self) -> Mapping[str, Any]:
        """What the doctor wants to know of the number. Never raises for what the service or the network did."""
        try:
            facts = await facts_about(
                self._asks, self.account, self._allowed["Authorization"].removeprefix("Bearer ")
            )
        except (_NeverLeft, _NoAnswer) as error:
            facts = NumberFacts(self.transport, self.account, refused=str(error))
        return facts.as_json()

    async def _asks(self, path: str, parameters: Mapping[str, str]) -> Answer:
        return await self._ask("GET", f"{self._base}/{path}", _QUESTION_SECONDS, params=parameters)

    async def find_file(self, file_id: str) -> RemoteFile:
        """Where the bytes of a file are for the next minutes. Raises NotGiven."""
        url = f"{self._base}/{quote(file_id, safe='')}?phone_number_id={self.account}"
        try:
            answer = await self._ask("GET", url, connections.SEND_TIMEOUT_SECONDS)
        except (_NeverLeft, _NoAnswer) as error:
            raise NotGiven(str(error)) from None
        found = answer.tree()
        if not answer.is_good or not isinstance(found.get("url"), str):
            raise _not_given(answer)
        size = str(found.get("file_size") or "0")
        return RemoteFile(found["url"], int(size) if size.isdecimal() else 0)

    async def bytes_of(self, found: RemoteFile) -> AsyncIterator[bytes]:
        """Piece by piece. Raises NotGiven; an address that is over is asked for again with the next try."""
        if self._base.startswith("https:") and not found.path.startswith("https:"):
            raise NotGiven("its address would show our token to anybody on the way", refused=True)
        timeout = aiohttp.ClientTimeout(
            total=None, sock_connect=connections.CONNECT_SECONDS, sock_read=connections.IDLE_SECONDS
        )
        try:
            async with self._connections().get(found.path, timeout=timeout, headers=self._allowed) as response:
                if response.status != HTTPStatus.OK:
                    raise NotGiven(f"the file was answered with {response.status}")
                async for piece in response.content.iter_chunked(connections.PIECE_BYTES):
                    yield piece
        except TimeoutError:
            raise NotGiven("the download stood still") from None
        except aiohttp.ClientError as error:
            raise NotGiven(type(error).__name__) from None

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None


def _is_about_the_quote(result: SendResult) -> bool:
    return isinstance(result, FailedPermanently) and "context" in result.reason


def _not_given(answer: Answer) -> NotGiven:
    failure = failure_of(answer, 0)
    if isinstance(failure, FailedTemporarily) and (failure.whole_account or failure.reason == "429"):
        return NotGiven(failure.reason, retry_after=failure.retry_after)
    error = answer.tree().get("error")
    gone = isinstance(error, dict) and error.get("code") == _NO_SUCH_OBJECT
    return NotGiven(failure.reason, refused=gone or answer.status == HTTPStatus.NOT_FOUND)
