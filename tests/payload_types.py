"""Whether payloads are what their types say, which nobody asks while rows are written and sent."""

from collections.abc import Mapping, Sequence
from functools import cache
from types import NoneType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints, is_typeddict

from sqlalchemy import Connection, select

from models.rules.delivery import payloads
from models.rules.delivery.outgoing import RowKind
from models.rules.requests.erasures import ERASED
from models.tables.lanes import outbox

PAYLOAD_OF: Final[Mapping[RowKind, Any]] = {
    RowKind.POST: payloads.PostPayload,
    RowKind.EDIT: payloads.EditPayload,
    RowKind.CREATE_TOPIC: payloads.CreateTopicPayload,
    RowKind.CARD: payloads.CardPayload,
    RowKind.EDIT_CARD: payloads.CardPayload,
    RowKind.DELETE_TOPIC: payloads.DeleteTopicPayload,
    RowKind.REMOVE: payloads.RemovePayload,
    RowKind.REACTION: payloads.ReactionPayload,
    RowKind.REOPEN_TOPIC: payloads.NoPayload,
    RowKind.DROP_CHOICES: payloads.DropChoicesPayload,
    RowKind.SMS: payloads.SmsPayload,
    RowKind.RING: payloads.RingPayload,
    RowKind.CHECK_GROUP: payloads.CheckGroupPayload,
    RowKind.LEAVE_CHAT: payloads.NoPayload,
    RowKind.FETCH_FILE: payloads.FetchFilePayload,
}


def misfits(tx: Connection) -> list[str]:
    """What rows of the outbox say that their types do not, or do not say that they have to.

    Those of erased people say nothing.
    """
    rows = tx.execute(select(outbox.c.kind, outbox.c.payload, outbox.c.error).distinct()) if _is_here(tx) else ()
    known = [row for row in rows if row.kind in PAYLOAD_OF and row.error != ERASED]
    return sorted(
        {found for row in known for found in misfits_of(row.payload, PAYLOAD_OF[RowKind(row.kind)], row.kind)}
    )


def _is_here(tx: Connection) -> bool:
    return bool(tx.dialect.has_table(tx, outbox.name))


def misfits_of(value: object, wanted: Any, where: str) -> list[str]:
    """value: as JSON has it. where: its name in what is returned."""
    if is_typeddict(wanted):
        return _misfits_of_keys(value, wanted, where) if isinstance(value, dict) else [f"{where}: {value!r}"]
    origin, arguments = get_origin(wanted), get_args(wanted)
    if origin in (Union, UnionType):
        tried = [misfits_of(value, one, where) for one in arguments]
        return [] if [] in tried else min(tried, key=len)
    if origin is Literal:
        return [] if value in arguments else [f"{where}: {value!r}"]
    if origin is Sequence:
        if not isinstance(value, list):
            return [f"{where}: {value!r}"]
        return [found for one in value for found in misfits_of(one, arguments[0], f"{where}[]")]
    return [] if _is_a(value, dict if origin is dict else wanted) else [f"{where}: {value!r}"]


def _misfits_of_keys(value: Mapping[str, object], wanted: Any, where: str) -> list[str]:
    hints = _hints_of(wanted)
    unknown = [f"{where}.{key} is of no type" for key in value.keys() - hints.keys()]
    missing = [f"{where}.{key} is not there" for key in wanted.__required_keys__ - value.keys()]
    return (
        unknown
        + missing
        + [
            found
            for key in hints.keys() & value.keys()
            for found in misfits_of(value[key], hints[key], f"{where}.{key}")
        ]
    )


@cache
def _hints_of(wanted: Any) -> Mapping[str, Any]:
    return get_type_hints(wanted)


def _is_a(value: object, wanted: Any) -> bool:
    if wanted is Any:
        return True
    if wanted is None or wanted is NoneType:
        return value is None
    if isinstance(value, bool):
        return wanted is bool
    return isinstance(value, int | float if wanted is float else wanted)
