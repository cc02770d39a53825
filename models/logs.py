"""Structured logs, one JSON object a line; never a person's words, never a secret."""

import logging
import sys

import structlog


def set_up(process_name: str) -> None:
    """Call once, at an entry point."""
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
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
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    # these say what was sent to whom, or every job: too much, and not for logs
    for name in ("httpx", "telegram", "rq", "alembic"):
        logging.getLogger(name).setLevel(logging.WARNING)


def _named(process_name: str) -> structlog.typing.Processor:
    def add(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
        event["process"] = process_name
        return event

    return add
