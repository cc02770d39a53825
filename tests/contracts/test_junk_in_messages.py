"""Whatever a field of a message holds, the words that somebody wrote are read, and what can't be is named."""

import json
from types import SimpleNamespace
from typing import Any

import pytest
from aiogram.types import Message

from bot.storing import storable
from bot.telegram import private_chat
from bot.telegram.message_content import spoken_in
from bot.telegram.message_kinds import is_service
from bot.telegram.understood_updates import understood

JUNK: tuple[Any, ...] = ("junk", -7.5, {"a": {"b": []}}, [None, 3])
#: Without these nobody knows what it is or where.
NEEDED = {"message_id", "date", "chat"}
ORGANISATION = SimpleNamespace(languages=("ru",))
WORDS = "Не работает интернет"
FIELDS = sorted((field.alias or name) for name, field in Message.model_fields.items())


def message(**fields: Any) -> dict[str, Any]:
    anna = {"id": 5, "is_bot": False, "first_name": "Анна"}
    return {"message_id": 1, "date": 1_790_000_000, "chat": {"id": 5, "type": "private"}, "from": anna, **fields}


def read(raw: dict[str, Any]) -> Message:
    name, event = understood({"update_id": 1, "message": raw})
    assert name == "message"
    assert isinstance(event, Message)
    return event


@pytest.mark.parametrize("junk", JUNK, ids=lambda junk: type(junk).__name__)
@pytest.mark.parametrize("field", [field for field in FIELDS if field not in NEEDED | {"text"}])
def test_the_words_of_a_message_with_a_field_of_junk_are_read(field: str, junk: Any) -> None:
    event = read(message(text=WORDS) | {field: junk})
    assert not is_service(event)
    assert spoken_in([event]).text == WORDS


@pytest.mark.parametrize("junk", JUNK, ids=lambda junk: type(junk).__name__)
@pytest.mark.parametrize("field", ["photo", "video", "document", "animation", "audio", "voice", "sticker", "poll"])
def test_the_caption_of_a_file_that_can_not_be_read_is_and_the_file_is_named(field: str, junk: Any) -> None:
    spoken = spoken_in([read(message(caption=WORDS) | {field: junk})])
    assert (spoken.text, spoken.files, spoken.unsupported) == (WORDS, (), field)


def test_six_fields_of_junk_and_one_more_leave_what_every_message_has() -> None:
    junk = {name: "junk" for name in ("photo", "video", "document", "audio", "voice", "sticker", "poll", "venue")}
    event = read(message(caption=WORDS) | junk)
    assert event.chat.id == 5
    assert spoken_in([event]).text == WORDS


@pytest.mark.parametrize("field", sorted(NEEDED))
def test_without_what_every_message_has_it_is_not_read_and_so_set_aside(field: str) -> None:
    with pytest.raises(ValueError):
        read(message(text=WORDS) | {field: "junk"})


def test_a_type_of_tomorrow_has_its_name() -> None:
    assert spoken_in([read(message(hologram={"depth": 3}))]).unsupported == "hologram"


def test_a_command_of_an_origin_of_tomorrow_is_not_carried_out() -> None:
    event = read(message(text="/start staff_code", forward_origin={"type": "dream", "date": 1}))
    row: Any = SimpleNamespace(account="1", not_before=event.date)
    scope: Any = SimpleNamespace(edition=SimpleNamespace(regulation=SimpleNamespace(organisation=ORGANISATION)))
    heard = private_chat.wrote(scope, [event], row)
    assert heard.command is None
    assert heard.colleague is not None
    assert heard.colleague.enrol is None


def test_an_origin_of_tomorrow_is_somebody_elses_words_all_the_same() -> None:
    spoken = spoken_in([read(message(text=WORDS, forward_origin={"type": "dream", "date": 1}))])
    assert spoken.manner.origin is not None
    assert spoken.manner.origin.kind == "dream"


@pytest.mark.parametrize(
    ("offset", "length"), [(-5, 99), (0, 0), (3, -1), (20, 1), (19, 2), (10**12, 1)], ids=lambda value: str(value)
)
def test_a_mark_outside_the_words_is_left_out_and_the_words_and_other_marks_stay(offset: int, length: int) -> None:
    """Telegram would refuse to show the message with it, and nobody would read the words."""
    marks = [{"type": "bold", "offset": offset, "length": length}, {"type": "italic", "offset": 12, "length": 8}]
    spoken = spoken_in([read(message(text=WORDS, entities=marks))])
    assert spoken.text == WORDS
    assert [(mark["type"], mark["offset"], mark["length"]) for mark in spoken.entities] == [("italic", 12, 8)]


@pytest.mark.parametrize("depth", [50, 960])
def test_what_is_nested_without_end_keeps_nothing_out_that_came_along(depth: int) -> None:
    """As deep as JSON is read: what a database can't take is looked for in all of it."""
    deep: Any = "\x00"
    for _ in range(depth):
        deep = [deep]
    made = storable({"words": WORDS, "deep": deep})
    assert made["words"] == WORDS
    assert "\\u0000" not in json.dumps(made)
