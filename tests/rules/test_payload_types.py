"""Every kind of outgoing row has a type, and what does not fit it is found: tests look so at all that they write."""

from typing import Any

import pytest

from models.rules.delivery.outgoing import RowKind
from tests.payload_types import PAYLOAD_OF, misfits_of

WHOLE: dict[str, Any] = {
    "part": 0,
    "text": "Едем",
    "entities": [{"type": "bold", "offset": 0, "length": 4}],
    "attachments": [{"kind": "photo", "file_id": "a", "id": 1, "transport": "telegram", "account": "7"}],
    "choices": [[{"key": "t:1:0:take", "label": "Взять"}]],
    "silent": True,
}


def test_each_kind_of_row_has_a_type() -> None:
    assert set(PAYLOAD_OF) == set(RowKind)


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({}, []),
        ({"silnet": True}, ["post.silnet is of no type"]),
        ({"silent": 1}, ["post.silent: 1"]),
        ({"part": True}, ["post.part: True"]),
        ({"entities": {}}, ["post.entities: {}"]),
        ({"attachments": [{"kind": "photo"}]}, ["post.attachments[].file_id is not there"]),
        ({"choices": [[{"key": "t:1:0:take"}]]}, ["post.choices[][].label is not there"]),
        ({"native": {"kind": "location", "latitude": 55, "longitude": 37.6}}, []),
        ({"native": {"kind": "location", "latitude": 55}}, ["post.native.longitude is not there"]),
        ({"preview": {"is_disabled": True}}, []),
    ],
)
def test_what_does_not_fit_its_type_is_found(changed: dict[str, Any], found: list[str]) -> None:
    assert misfits_of(WHOLE | changed, PAYLOAD_OF[RowKind.POST], "post") == found


def test_a_payload_without_a_key_that_has_to_be_there_is_found() -> None:
    assert misfits_of({}, PAYLOAD_OF[RowKind.REMOVE], "remove") == ["remove.part is not there"]
