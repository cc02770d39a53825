"""Structured logs, one JSON object a line; never a person's words, never a secret."""

import logging
import sys
import time
import traceback

import structlog
from sqlalchemy.exc import DBAPIError

from models.errors import OtklikError

#: What these say is ours or the machine's. Any other error may repeat what it choked on: words of a person that no
#: parser understood, a row that was there twice, an address with a token in it.
_SAY_NO_WORDS = (OtklikError, AssertionError, AttributeError, ImportError, LookupError, NameError, OSError, TypeError)


def set_up(process_name: str) -> None:
    """Call once, at an entry point."""
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
