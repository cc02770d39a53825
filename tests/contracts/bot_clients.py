"""Two unrelated Telegram libraries behind one small port, so that one suite drives the simulator by both."""

import io
import warnings
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import pytest
import telegram
import telegram.error
from aiogram import Bot as AiogramBot
from aiogram import exceptions as aiogram_errors
from aiogram import types as aiogram_types
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from telegram.request import HTTPXRequest
from telegram.warnings import PTBDeprecationWarning

Wire = dict[str, Any]
Answer = TypeVar("Answer")
Buttons = list[list[tuple[str, str]]]


class Refusal(Exception):
    """What a library made of the server's refusal."""

    def __init__(self, kind: str, words: str, retry_after: int | None = None, migrate_to: int | None = None) -> None:
        super().__init__(f"{kind}: {words}")
        self.kind = kind
        self.words = words.lower()
        self.retry_after = retry_after
        self.migrate_to = migrate_to


@contextmanager
def refused(words: str, kind: str = "400") -> Iterator["pytest.ExceptionInfo[Refusal]"]:
    """The call inside is refused with these words somewhere in the description, whatever the case."""
    with pytest.raises(Refusal) as caught:
        yield caught
    assert words.lower() in caught.value.words
    assert caught.value.kind == kind


class BotClient(ABC):
    """Methods return the Bot API's objects as dicts and raise Refusal."""

    @abstractmethod
    async def call(self, method: str, **params: Any) -> Any:
        """A method by its Bot API name, with entities and markup as dicts and files as (bytes, name)."""

    @abstractmethod
    async def close(self) -> None: ...

    @abstractmethod
    async def download(self, file_id: str) -> bytes: ...

    async def text(self, chat_id: int, text: str, *, buttons: Buttons | None = None, **params: Any) -> Wire:
        if buttons is not None:
            params["reply_markup"] = keyboard(buttons)
        sent: Wire = await self.call("sendMessage", chat_id=chat_id, text=text, **params)
        return sent

    async def topic(self, chat_id: int, name: str = "№1 Нет связи") -> int:
        return int((await self.call("createForumTopic", chat_id=chat_id, name=name))["message_thread_id"])

    async def updates(self, offset: int = 0, **params: Any) -> list[Wire]:
        found: list[Wire] = await self.call("getUpdates", offset=offset, **params)
        return found


def keyboard(buttons: Buttons) -> Wire:
    rows = [[{"text": text, "callback_data": data} for text, data in row] for row in buttons]
    return {"inline_keyboard": rows}


def snake(method: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in method)


class Aiogram(BotClient):
    def __init__(self, url: str, token: str) -> None:
        session = AiohttpSession(api=TelegramAPIServer.from_base(url), timeout=20)
        self._bot = AiogramBot(token, session=session)

    async def call(self, method: str, **params: Any) -> Any:
        prepared = {name: self._prepared(name, value) for name, value in params.items()}
        result = await self._translated(getattr(self._bot, snake(method))(**prepared))
        return _plain(result)

    def _prepared(self, name: str, value: Any) -> Any:
        if isinstance(value, tuple):
            return aiogram_types.BufferedInputFile(value[0], value[1])
        if name == "media" and not isinstance(value, str):
            many = value if isinstance(value, list) else [value]
            made = [self._media(item) for item in many]
            return made if isinstance(value, list) else made[0]
        return value

    def _media(self, item: Wire) -> Any:
        kinds = {
            "photo": aiogram_types.InputMediaPhoto,
            "document": aiogram_types.InputMediaDocument,
            "video": aiogram_types.InputMediaVideo,
            "audio": aiogram_types.InputMediaAudio,
            "live_photo": aiogram_types.InputMediaLivePhoto,
        }
        prepared = {name: self._prepared(name, value) for name, value in item.items() if name != "type"}
        if isinstance(item["media"], tuple):
            prepared["media"] = aiogram_types.BufferedInputFile(*item["media"])
        return kinds[item["type"]](**prepared)

    async def download(self, file_id: str) -> bytes:
        found = await self._translated(self._bot.get_file(file_id))
        content = io.BytesIO()
        await self._bot.download_file(found.file_path or "", content)
        return content.getvalue()

    async def close(self) -> None:
        await self._bot.session.close()

    @staticmethod
    async def _translated(answer: Awaitable[Answer]) -> Answer:
        try:
            return await answer
        except aiogram_errors.TelegramRetryAfter as error:
            raise Refusal("429", error.message, retry_after=error.retry_after) from error
        except aiogram_errors.TelegramMigrateToChat as error:
            raise Refusal("400", error.message, migrate_to=error.migrate_to_chat_id) from error
        except aiogram_errors.TelegramAPIError as error:
            kinds = {
                aiogram_errors.TelegramBadRequest: "400",
                aiogram_errors.TelegramUnauthorizedError: "401",
                aiogram_errors.TelegramForbiddenError: "403",
                aiogram_errors.TelegramNotFound: "404",
                aiogram_errors.TelegramConflictError: "409",
                aiogram_errors.TelegramServerError: "5xx",
                aiogram_errors.TelegramNetworkError: "network",
                aiogram_errors.TelegramEntityTooLarge: "413",
            }
            raise Refusal(kinds.get(type(error), "?"), error.message) from error


class PythonTelegramBot(BotClient):
    def __init__(self, url: str, token: str) -> None:
        # its own default of 5 s to read is what LESSONS.md warns of; no test here waits that long
        self._bot = telegram.Bot(
            token,
            base_url=f"{url}/bot",
            base_file_url=f"{url}/file/bot",
            request=HTTPXRequest(read_timeout=20),
            get_updates_request=HTTPXRequest(read_timeout=20),
        )
        self._started = False

    async def call(self, method: str, **params: Any) -> Any:
        await self._start()
        prepared = {name: self._prepared(name, value) for name, value in params.items()}
        if method in ("setMyCommands",):
            prepared["commands"] = [telegram.BotCommand(**command) for command in params["commands"]]
        result = await self._translated(getattr(self._bot, snake(method))(**prepared))
        return _plain(result)

    async def _start(self) -> None:
        if not self._started:
            await self._translated(self._bot.initialize())
            self._started = True

    def _prepared(self, name: str, value: Any) -> Any:
        if isinstance(value, tuple):
            return telegram.InputFile(value[0], filename=value[1])
        if name in ("entities", "caption_entities"):
            return [telegram.MessageEntity(**entity) for entity in value]
        if name == "reply_markup":
            return telegram.InlineKeyboardMarkup.de_json(value, self._bot)
        if name == "reply_parameters":
            return telegram.ReplyParameters.de_json(value, self._bot)
        if name == "link_preview_options":
            return telegram.LinkPreviewOptions(**value)
        if name == "reaction":
            return [telegram.ReactionType.de_json(reaction, self._bot) for reaction in value]
        if name == "media" and not isinstance(value, str):
            many = value if isinstance(value, list) else [value]
            made = [self._media(item) for item in many]
            return made if isinstance(value, list) else made[0]
        return value

    def _media(self, item: Wire) -> Any:
        kinds = {
            "photo": telegram.InputMediaPhoto,
            "document": telegram.InputMediaDocument,
            "video": telegram.InputMediaVideo,
            "audio": telegram.InputMediaAudio,
            "live_photo": telegram.InputMediaLivePhoto,
        }
        rest = {name: self._prepared(name, value) for name, value in item.items() if name not in ("type", "media")}
        media = item["media"]
        if isinstance(media, tuple):
            return kinds[item["type"]](media[0], filename=media[1], **rest)
        return kinds[item["type"]](media, **rest)

    async def download(self, file_id: str) -> bytes:
        await self._start()
        found = await self._translated(self._bot.get_file(file_id))
        return bytes(await found.download_as_bytearray())

    async def close(self) -> None:
        if self._started:
            await self._bot.shutdown()

    @staticmethod
    async def _translated(answer: Awaitable[Answer]) -> Answer:
        try:
            with warnings.catch_warnings():  # retry_after warns of its coming type wherever it is made
                warnings.simplefilter("ignore", PTBDeprecationWarning)
                return await answer
        except telegram.error.RetryAfter as error:
            seconds = int(error._retry_after.total_seconds())
            raise Refusal("429", error.message, retry_after=seconds) from error
        except telegram.error.ChatMigrated as error:
            raise Refusal("400", error.message, migrate_to=error.new_chat_id) from error
        except telegram.error.TelegramError as error:
            kinds = {
                telegram.error.BadRequest: "400",
                telegram.error.InvalidToken: "401",
                telegram.error.Forbidden: "403",
                telegram.error.Conflict: "409",
            }
            kind = kinds.get(type(error), "network" if "httpx" in error.message else "5xx")
            raise Refusal(kind, error.message) from error


def _plain(result: Any) -> Any:
    if isinstance(result, (list, tuple)):
        return [_plain(part) for part in result]
    if isinstance(result, telegram.TelegramObject):
        return result.to_dict()
    if hasattr(result, "model_dump"):
        return result.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_unset=True)
    return result


CLIENTS: dict[str, type[Aiogram] | type[PythonTelegramBot]] = {
    "aiogram": Aiogram,
    "python-telegram-bot": PythonTelegramBot,
}
