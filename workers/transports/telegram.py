"""Outgoing rows → Bot API calls, through python-telegram-bot. One sender per bot account and process."""

import re
import warnings
from collections.abc import AsyncIterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from telegram import (
    Bot,
    InputFile,
    InputMediaAnimation,
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
from models.rules.delivery.payloads import as_post
from models.rules.delivery.rate_limits import TELEGRAM as TELEGRAM_LIMITS
from models.rules.delivery.rate_limits import RateLimits
from models.rules.delivery.send_results import (
    FailedPermanently,
    FailedTemporarily,
    Refusal,
    SendResult,
    Sent,
    Unknown,
)
from models.rules.delivery.transports import TELEGRAM
from models.rules.health.stepped_clock import obeyed_silence
from models.rules.texts.content import one_line
from workers.transports.aiohttp_request import AiohttpRequest, NeverLeft
from workers.transports.group_questions import facts_about
from workers.transports.port import NotGiven, RemoteFile
from workers.transports.telegram_calls import call_for, without_quote, without_reply
from workers.transports.uploads import Upload

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
_NO_SUCH_QUOTE = "quote_text_invalid"
#: "message to be replied not found"; it was worded in other ways before.
_NO_SUCH_REPLY = re.compile(r"repl(y|ied)\b.* not found|reply_message_id_invalid")
#: The world is already as we want it.
_ALREADY_SO = ("message is not modified", "topic_not_modified", "message to delete not found")
_Part = InputMediaAnimation | InputMediaAudio | InputMediaDocument | InputMediaPhoto | InputMediaVideo
#: Of albums, and what takes the place of a file.
_PARTS: dict[str, type[_Part]] = {
    "animation": InputMediaAnimation,
    "audio": InputMediaAudio,
    "document": InputMediaDocument,
    "photo": InputMediaPhoto,
    "video": InputMediaVideo,
}
_OF_PARTS = ("caption", "has_spoiler", "show_caption_above_media")
_OUTAGE_RETRY_SECONDS = 2.0
_REFUSED_ACCOUNT_RETRY_SECONDS = 30.0


class TelegramSender:
    """One bot."""

    transport = TELEGRAM.name

    def __init__(
        self,
        token: str,
        api_url: str,
        proxy: str | None = None,
        limits: RateLimits = TELEGRAM_LIMITS,
        files_dir: Path = Path("var/files"),
    ) -> None:
        """proxy: http://[user:password@]host:port. files_dir: where stored bytes lie."""
        self._files_dir = files_dir
        self._request = AiohttpRequest(proxy)
        self.account = token.partition(":")[0]
        self.limits = limits
        base = api_url.rstrip("/")
        self._bot = Bot(
            token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=self._request,
            get_updates_request=self._request,
        )

    async def send(self, dispatch: Dispatch) -> SendResult:
        """Never raises for what the service or the network did."""
        if dispatch.kind == RowKind.CHECK_GROUP:
            return await self._ask_about_group(dispatch)
        call = call_for(dispatch)
        if call is None:
            return FailedPermanently(Refusal.NOTHING_TO_EDIT, "the message never appeared there")
        with ExitStack() as opened:
            try:
                arguments = self._arguments(call.parameters, opened)
            except OSError as error:
                return FailedPermanently(Refusal.NO_FILE, f"the stored file: {error.strerror}")
            try:
                answer = await self._bot.do_api_request(call.method, api_kwargs=arguments)
            except TelegramError as error:
                instead = _answering_otherwise(dispatch, error)
                return _result_of(error) if instead is None else await self.send(instead)
        return _what_appeared(answer, dispatch.kind)

    def _arguments(self, parameters: Mapping[str, Any], opened: ExitStack) -> dict[str, Any]:
        """Albums and uploads have to be of the library's own objects, the rest goes as it is. Raises OSError."""
        arguments = {
            name: self._input(value, opened) if isinstance(value, Upload) else value
            for name, value in parameters.items()
        }
        if "media" in parameters:
            media = parameters["media"]
            parts = [self._part(part, opened) for part in (media if isinstance(media, list) else [media])]
            arguments["media"] = parts if isinstance(media, list) else parts[0]
        return arguments

    def _part(self, part: Mapping[str, Any], opened: ExitStack) -> _Part:
        return _input_media(part, self._input(part["media"], opened, attach=True))

    def _input(self, media: str | Upload, opened: ExitStack, *, attach: bool = False) -> str | InputFile:
        """Bytes under var/files are read piece by piece while they leave. opened: closes them afterwards."""
        if isinstance(media, str):
            return media
        if isinstance(media.content, bytes):
            return InputFile(media.content, media.file_name, attach=attach)
        handle = opened.enter_context((self._files_dir / media.content).open("rb"))
        return InputFile(handle, one_line(media.file_name or "") or "file", attach=attach, read_file_handle=False)

    async def _ask_about_group(self, dispatch: Dispatch) -> SendResult:
        assert dispatch.chat_id is not None
        try:
            return Sent(answers=(await facts_about(self._bot, dispatch.chat_id)).as_json())
        except TelegramError as error:
            return _result_of(error)

    async def find_file(self, file_id: str) -> RemoteFile:
        """Where the bytes of a file are for the next hour. Raises NotGiven."""
        try:
            answer = await self._bot.do_api_request("getFile", api_kwargs={"file_id": file_id})
        except TelegramError as error:
            raise _not_given(error) from None
        return RemoteFile(answer["file_path"], answer.get("file_size") or 0)

    async def bytes_of(self, found: RemoteFile) -> AsyncIterator[bytes]:
        """Piece by piece. Raises NotGiven."""
        try:
            async for piece in self._request.pieces_of(f"{self._bot.base_file_url}/{found.path}"):
                yield piece
        except TelegramError as error:
            raise _not_given(error) from None

    async def close(self) -> None:
        await self._request.shutdown()


def _answering_otherwise(dispatch: Dispatch, error: TelegramError) -> Dispatch | None:
    """The same row once more, when only what it answers was refused: nothing was sent."""
    words = error.message.lower()
    if dispatch.reply_to is None or not isinstance(error, BadRequest):
        return None
    if _NO_SUCH_QUOTE in words and "quote" in as_post(dispatch.payload)["reply"]:
        return without_quote(dispatch)
    return without_reply(dispatch) if _NO_SUCH_REPLY.search(words) else None


def _input_media(part: Mapping[str, Any], media: str | InputFile) -> _Part:
    entities = [MessageEntity.de_json(dict(entity)) for entity in part.get("caption_entities", ())]
    named: dict[str, Any] = {name: part[name] for name in _OF_PARTS if name in part}
    return _PARTS[part["type"]](media, caption_entities=entities or None, **named)


def _what_appeared(answer: Any, kind: RowKind) -> Sent:
    if kind == RowKind.CREATE_TOPIC:
        return Sent(thread_id=int(answer["message_thread_id"]))
    messages = answer if isinstance(answer, list) else [answer]
    return Sent(tuple(str(m["message_id"]) for m in messages if isinstance(m, Mapping) and "message_id" in m))


def _not_given(error: TelegramError) -> NotGiven:
    if isinstance(error, RetryAfter):
        return NotGiven("429", retry_after=obeyed_silence(_asked_silence(error)))
    words = error.message.lower()
    refused = isinstance(error, BadRequest | Forbidden) and "temporarily unavailable" not in words
    return NotGiven(error.message, refused=refused, too_big="too big" in words)


def _asked_silence(error: RetryAfter) -> float:
    asked = error.retry_after
    return float(asked if isinstance(asked, int) else asked.total_seconds())


def _result_of(error: TelegramError) -> SendResult:
    if isinstance(error, RetryAfter):
        return FailedTemporarily(obeyed_silence(_asked_silence(error)), "429")
    if isinstance(error, ChatMigrated):
        return FailedPermanently(Refusal.MOVED, error.message, moved_to=error.new_chat_id)
    if isinstance(error, InvalidToken):
        return FailedTemporarily(_REFUSED_ACCOUNT_RETRY_SECONDS, "the bot token was refused", whole_account=True)
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
