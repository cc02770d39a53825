import pytest

from models.rules.delivery.transports import (
    SHIPPED,
    STAFF_TRANSPORT,
    ChoiceLimit,
    Drawn,
    Transport,
    Transports,
    UnknownTransport,
)


def test_an_unknown_transport_raises_and_says_which_are_known() -> None:
    with pytest.raises(UnknownTransport, match="found 'pigeon'; known: sms, telegram"):
        SHIPPED["pigeon"]
    with pytest.raises(UnknownTransport):
        SHIPPED[""]


def test_what_a_transport_can_do_is_found_by_its_name() -> None:
    assert {name: row.name for name, row in SHIPPED.items()} == {"telegram": "telegram", "sms": "sms"}
    assert STAFF_TRANSPORT in SHIPPED


@pytest.mark.parametrize(
    ("limit", "count", "drawn"),
    [
        (ChoiceLimit(), 1, Drawn.NUMBERS),
        (ChoiceLimit(buttons=2), 2, Drawn.BUTTONS),
        (ChoiceLimit(buttons=2), 5, Drawn.NUMBERS),
        (ChoiceLimit(buttons=3, list_rows=10), 5, Drawn.LIST),
        (ChoiceLimit(buttons=3, list_rows=10), 11, Drawn.NUMBERS),
    ],
)
def test_choices_that_have_no_room_go_as_numbers(limit: ChoiceLimit, count: int, drawn: Drawn) -> None:
    assert limit.drawn(count) is drawn


@pytest.mark.parametrize("row", SHIPPED.values(), ids=SHIPPED.keys())
def test_a_row_does_not_contradict_itself(row: Transport) -> None:
    assert (row.text.caption > 0) == (row.files is not None)
    assert row.text.most is None or row.text.caption <= row.text.most


def test_a_registry_holds_what_it_is_given() -> None:
    assert len(Transports(())) == 0
