"""Rows of the inbox as requests of WhatsApp leave them, and what is heard of them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, cast

from bot.requester.heard import Heard, Read
from bot.scope import Scope
from bot.whatsapp.batches import split
from bot.whatsapp.reader import READER
from models.actions.queue.inbox import RawInbound, Waiting
from tests.contracts.whatsapp_requests import (
    PHONE_ID,
    change,
    contact,
    request,
)

Wire = dict[str, Any]
CAME_AT = datetime(2025, 11, 30, 12, 0, 5, tzinfo=UTC)


def waiting(item: RawInbound) -> Waiting:
    return Waiting(1, 1, 1, item.provider_id, item.payload, None, 0, CAME_AT, "whatsapp", PHONE_ID)


def brought(**value: Any) -> list[Waiting]:
    return [waiting(item) for item in split(request(change(**value)), {PHONE_ID}).kept[PHONE_ID]]


def read(row: Waiting) -> Read:
    return READER.read(cast(Scope, None), [row])


def heard(said: Mapping[str, Any], contacts: list[Wire] | None = None) -> Heard:
    (row,) = brought(messages=[said], contacts=[contact()] if contacts is None else contacts)
    found = read(row)
    assert isinstance(found, Heard)
    return found


def without(whole: Wire, *names: str) -> Wire:
    return {name: value for name, value in whole.items() if name not in names}
