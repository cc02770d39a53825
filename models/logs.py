"""Structured logs, one JSON object a line; never a person's words, never a secret."""

import logging
import re
import sys
import threading
import time
import traceback
from types import TracebackType

import structlog
from sqlalchemy.exc import DBAPIError

from models.errors import OtklikError

#: What these say is ours or the machine's. Any other error may repeat what it choked on: words of a person that no
#: parser understood, a row that was there twice, an address with a token in it.
_SAY_NO_WORDS = (OtklikError, AssertionError, AttributeError, ImportError, LookupError, NameError, OSError, TypeError)

#: Secrets by their looks, wherever they stand, and what is left of them: a bot's token (as in the address of a file),
#: the password in an address (REDIS_URL, DATABASE_URL, TELEGRAM_PROXY), a token of Meta's, a password that is named.
_SECRETS = (
    (re.compile(r"(\d{5,}(?::|%3A))[\w-]{30,}", re.IGNORECASE), r"\1***"),
    (re.compile(r"([a-z][a-z0-9+.-]*://[^\s/@:'\"]*:)[^\s/'\"]*@", re.IGNORECASE), r"\1***@"),
    (re.compile(r"\b(EAA)[A-Za-z0-9_-]{17,}"), r"\1***"),
    (re.compile(r"((?:\b|_)(?:password|passwd|secret|token|pin)=)[^\s&'\"]+", re.IGNORECASE), r"\1***"),
)


def set_up(process_name: str) -> None:
    """Call once, at an entry point. An exception that ends the process or a thread is told as others are."""
    sys.excepthook = _tell_the_end
    threading.excepthook = lambda end: _tell_the_end(end.exc_type, end.exc_value, end.exc_traceback)
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.ExceptionRenderer(without_words),
    ]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            _named(process_name),
            _shortened,
            _without_secrets,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    handler.addFilter(Repeats())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    # these say what was sent to whom, or every job: too much, and not for logs
    for name in ("httpx", "telegram", "rq", "alembic"):
        logging.getLogger(name).setLevel(logging.WARNING)


class Repeats(logging.Filter):
    """Of a complaint that comes again and again, five a minute are written: a database that is away, or a disk that
    is full, must not fill the logs too. The next one says how many there were."""

    _AT_MOST, _WITHIN_SECONDS, _REMEMBERED = 5, 60.0, 1000

    def __init__(self) -> None:
        super().__init__()
        self._seen: dict[object, tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno < logging.WARNING:
            return True
        kind = (record.name, record.msg, record.exc_info and record.exc_info[0])
        began, count = self._seen.get(kind, (-self._WITHIN_SECONDS, 0))
        now = time.monotonic()
        if now - began < self._WITHIN_SECONDS:
            self._seen[kind] = began, count + 1
            return count < self._AT_MOST
        if len(self._seen) >= self._REMEMBERED:
            self._seen.clear()
        self._seen[kind] = now, 1
        if count > self._AT_MOST:
            record.msg = f"{record.msg} (and {count - self._AT_MOST} more like it before)"
        return True


def without_words(exc_info: structlog.typing.ExcInfo) -> str:
    """Where it happened and what it is called; what it says, only when that can't be a person's."""
    lines: list[str] = []
    error: BaseException | None = exc_info[1]
    while error is not None:
        lines += traceback.format_tb(error.__traceback__)
        lines.append(f"{type(error).__module__}.{type(error).__qualname__}{_said_by(error)}\n")
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "".join(lines)


def _said_by(error: BaseException) -> str:
    if isinstance(error, DBAPIError):
        # the statement has placeholders where the words were
        return f" {getattr(error.orig, 'sqlstate', '') or ''}: {error.statement}"
    return f": {error}" if isinstance(error, _SAY_NO_WORDS) else ""


def _named(process_name: str) -> structlog.typing.Processor:
    def add(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
        event["process"] = process_name
        return event

    return add


def without_secrets(text: str) -> str:
    for looks, rest in _SECRETS:
        text = looks.sub(rest, text)
    return text


def _without_secrets(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    return {name: without_secrets(value) if isinstance(value, str) else value for name, value in event.items()}


def _shortened(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """asyncio tells an exception that nobody caught with its words, in lines after the first."""
    if event.get("logger") == "asyncio":
        event["event"] = str(event["event"]).partition("\n")[0]
    return event


def _tell_the_end(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    """In lines, not as JSON: a person who starts us by hand, or sees the launcher's report, reads them."""
    if error is None or issubclass(kind, KeyboardInterrupt | SystemExit):
        return
    print(without_secrets(without_words((kind, error, trace))), end="", file=sys.stderr, flush=True)
