"""Outgoing rows → Bot API calls, through python-telegram-bot. One sender per bot account and process."""

import warnings
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

from telegram import (
    Bot,
    InputFile,
    InputMediaAudio,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    MessageEntity,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)
from telegram.warnings import PTBUserWarning

from models.actions.queue.dispatching import Dispatch
from models.rules.delivery.outgoing import RowKind
from models.rules.delivery.send_results import (
    FailedPermanently,
    FailedTemporarily,
    Refusal,
    SendResult,
    Sent,
    Unknown,
)
from models.rules.health.stepped_clock import obeyed_silence
from workers.transports.aiohttp_request import AiohttpRequest, NeverLeft
from workers.transports.group_questions import facts_about
from workers.transports.telegram_calls import Upload, call_for

# a row of the outbox names its method itself: one way for all of them, and no time lost on building objects
warnings.filterwarnings("ignore", category=PTBUserWarning, message="Please use 'Bot")

#: How Telegram words its refusals (checked against the simulator, which speaks as Telegram does).
_REFUSALS = (
    ("message thread not found", Refusal.TOPIC_GONE),
    ("topic_deleted", Refusal.TOPIC_GONE),
    ("topic_id_invalid", Refusal.TOPIC_GONE),
    ("topic_closed", Refusal.TOPIC_CLOSED),
    ("bot was blocked by the user", Refusal.BLOCKED),
    ("user is deactivated", Refusal.BLOCKED),
    ("bot can't initiate conversation", Refusal.BLOCKED),
    ("chat not found", Refusal.CHAT_GONE),
    ("bot was kicked", Refusal.CHAT_GONE),
    ("bot is not a member", Refusal.CHAT_GONE),
    ("not enough rights to send", Refusal.NO_RIGHTS),  # text messages, photos, documents …
    ("have no rights to send a message", Refusal.NO_RIGHTS),
    ("need administrator rights in the", Refusal.NO_RIGHTS),
    ("chat_write_forbidden", Refusal.NO_RIGHTS),
    ("chat_restricted", Refusal.NO_RIGHTS),
    ("chat_send_plain_forbidden", Refusal.NO_RIGHTS),
    ("message to edit not found", Refusal.NOTHING_TO_EDIT),
    ("message can't be edited", Refusal.NOTHING_TO_EDIT),
    ("message to react not found", Refusal.NOTHING_TO_EDIT),
)
#: The world is already as we want it.
_ALREADY_SO = ("message is not modified", "topic_not_modified")
_AlbumPart = InputMediaAudio | InputMediaDocument | InputMediaPhoto | InputMediaVideo
_ALBUM_PARTS: dict[str, type[_AlbumPart]] = {
    "audio": InputMediaAudio,
    "document": InputMediaDocument,
    "photo": InputMediaPhoto,
    "video": InputMediaVideo,
}
_OF_ALBUM_PARTS = ("caption", "has_spoiler", "show_caption_above_media")
ANOTHER_BOT_SECONDS = 60.0
_OUTAGE_RETRY_SECONDS = 2.0
_REFUSED_ACCOUNT_RETRY_SECONDS = 30.0


@dataclass(frozen=True)
class RemoteFile:
    """size: bytes, 0 when the service doesn't say."""

    path: str
    size: int


class TelegramSender:
    """Sends one row at a time; many at once may be under way."""

    def __init__(self, token: str, api_url: str, proxy: str | None = None) -> None:
        """proxy: http://[user:password@]host:port."""
        self._request = AiohttpRequest(proxy)
        self._account = token.partition(":")[0]
        base = api_url.rstrip("/")
        self._bot = Bot(
            token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=self._request,
            get_updates_request=self._request,
        )

    def is_for_another_bot(self, dispatch: Dispatch) -> bool:
        """Its ids mean other messages and files to this bot, and its people did not start this one."""
        return dispatch.account != self._account

    async def send(self, dispatch: Dispatch) -> SendResult:
        """Never raises for what the service or the network did."""
        if self.is_for_another_bot(dispatch):
            return FailedTemporarily(ANOTHER_BOT_SECONDS, f"it is for the bot {dispatch.account}")
        if dispatch.kind == RowKind.CHECK_GROUP:
            return await self._ask_about_group(dispatch)
        call = call_for(dispatch)
        if call is None:
            return FailedPermanently(Refusal.NOTHING_TO_EDIT, "the message never appeared there")
        try:
            answer = await self._bot.do_api_request(call.method, api_kwargs=_arguments(call.parameters))
        except TelegramError as error:
            return _result_of(error)
        return _what_appeared(answer, dispatch.kind)

    async def _ask_about_group(self, dispatch: Dispatch) -> SendResult:
        assert dispatch.chat_id is not None
        try:
            return Sent(answers=(await facts_about(self._bot, dispatch.chat_id)).as_json())
        except TelegramError as error:
            return _result_of(error)

    async def find_file(self, file_id: str) -> RemoteFile:
        """Where the bytes of a file are for the next hour. Raises TelegramError."""
        answer = await self._bot.do_api_request("getFile", api_kwargs={"file_id": file_id})
        return RemoteFile(answer["file_path"], answer.get("file_size") or 0)

    def bytes_of(self, found: RemoteFile) -> AsyncIterator[bytes]:
        """Piece by piece. Raises TelegramError."""
        return self._request.pieces_of(f"{self._bot.base_file_url}/{found.path}")

    async def close(self) -> None:
        await self._request.shutdown()


def _arguments(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Albums and uploads have to be of the library's own objects, the rest goes as it is."""
    if isinstance(upload := parameters.get("document"), Upload):
        return {**parameters, "document": InputFile(upload.content, upload.file_name)}
    if "media" not in parameters:
        return dict(parameters)
    return {**parameters, "media": [_album_part(part) for part in parameters["media"]]}


def _album_part(part: Mapping[str, Any]) -> _AlbumPart:
    entities = [MessageEntity.de_json(dict(entity)) for entity in part.get("caption_entities", ())]
    named: dict[str, Any] = {name: part[name] for name in _OF_ALBUM_PARTS if name in part}
    return _ALBUM_PARTS[part["type"]](part["media"], caption_entities=entities or None, **named)


def _what_appeared(answer: Any, kind: RowKind) -> Sent:
    if kind == RowKind.CREATE_TOPIC:
        return Sent(thread_id=int(answer["message_thread_id"]))
    messages = answer if isinstance(answer, list) else [answer]
    return Sent(tuple(str(m["message_id"]) for m in messages if isinstance(m, Mapping) and "message_id" in m))


def _result_of(error: TelegramError) -> SendResult:
    if isinstance(error, RetryAfter):
        asked = error.retry_after
        seconds = float(asked if isinstance(asked, int) else asked.total_seconds())
        return FailedTemporarily(obeyed_silence(seconds), "429")
    if isinstance(error, ChatMigrated):
        return FailedPermanently(Refusal.MOVED, error.message, moved_to=error.new_chat_id)
    if isinstance(error, InvalidToken):
        return FailedTemporarily(_REFUSED_ACCOUNT_RETRY_SECONDS, "the bot token was refused")
    if isinstance(error, NeverLeft):
        return FailedTemporarily(_OUTAGE_RETRY_SECONDS, error.message)
    if isinstance(error, BadRequest | Forbidden):
        words = error.message.lower()
        if any(text in words for text in _ALREADY_SO):
            return Sent()
        refusal = next((refusal for text, refusal in _REFUSALS if text in words), Refusal.OTHER)
        return FailedPermanently(refusal, error.message)
    # a network error, or an answer that is none: it may have been done all the same
    return Unknown(error.message)
