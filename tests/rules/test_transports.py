from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from models.rules.delivery.transports import (
    SHIPPED,
    STAFF_TRANSPORT,
    TELEGRAM,
    ChoiceLimit,
    Drawn,
    Transport,
    Transports,
    UnknownTransport,
)


def test_an_unknown_transport_raises_and_says_which_are_known() -> None:
    with pytest.raises(UnknownTransport, match="found 'pigeon'; known: sms, telegram, whatsapp"):
        SHIPPED["pigeon"]
    with pytest.raises(UnknownTransport):
        SHIPPED[""]


def test_what_a_transport_can_do_is_found_by_its_name() -> None:
    assert {name: row.name for name, row in SHIPPED.items()} == {
        name: name for name in ("telegram", "sms", "whatsapp")
    }
    assert STAFF_TRANSPORT in SHIPPED


@pytest.mark.parametrize(
    ("limit", "count", "drawn"),
    [
        (ChoiceLimit(), 1, Drawn.NUMBERS),
        (ChoiceLimit(buttons=2), 2, Drawn.BUTTONS),
        (ChoiceLimit(buttons=2), 5, Drawn.NUMBERS),
        (ChoiceLimit(buttons=3, list_rows=10), 5, Drawn.LIST),
        (ChoiceLimit(buttons=3, list_rows=10), 11, Drawn.LIST),
        (ChoiceLimit(buttons=8), 9, Drawn.BUTTONS),
    ],
)
def test_what_has_no_room_goes_page_by_page_or_as_numbers(limit: ChoiceLimit, count: int, drawn: Drawn) -> None:
    assert limit.drawn(count) is drawn


@pytest.mark.parametrize("row", SHIPPED.values(), ids=SHIPPED.keys())
def test_a_row_does_not_contradict_itself(row: Transport) -> None:
    assert (row.text.caption > 0) == (row.files is not None)
    assert row.text.most is None or row.text.caption <= row.text.most


def test_a_registry_holds_what_it_is_given() -> None:
    assert len(Transports(())) == 0


@pytest.mark.parametrize(
    ("hours", "closed"),
    [(23, False), (24, False), (25, True), (None, True)],
    ids=["open", "last moment", "past", "never"],
)
def test_a_window_is_open_for_its_time_after_a_person_wrote(hours: int | None, closed: bool) -> None:
    now = datetime(2026, 11, 30, 12, tzinfo=UTC)
    day = replace(TELEGRAM, window=timedelta(days=1))
    last_wrote = None if hours is None else now - timedelta(hours=hours)
    assert day.is_closed(last_wrote, now) is closed
    assert not TELEGRAM.is_closed(last_wrote, now)
