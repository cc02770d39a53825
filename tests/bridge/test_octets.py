"""What libGammu reads wrongly, read from the octets of the SMS: headers, alphabets, NUL, bytes that are no text."""

from datetime import UTC, datetime
from typing import Any

import pytest

from simulators.modem.gsm7 import letters_to_septets
from simulators.modem.pdu import BINARY, GSM7, UCS2, Concatenation, Content, deliver
from tests.bridge.bridge import Bridge

SMSC = "+79160999999"
#: Headers that stand beside the place of a part: single shift Turkish, both tables, ports, one that nobody knows.
TURKISH_SHIFT = bytes.fromhex("240101")
TURKISH = bytes.fromhex("240101250101")
WAP_PUSH = bytes.fromhex("05040B8423F0")
UNKNOWN = bytes.fromhex("7003AABBCC")


def septets(text: str) -> bytes:
    return bytes(code for letter in letters_to_septets(text) for code in letter)


def hands_over(bridge: Bridge, sender: str, *contents: Content) -> None:
    for content in contents:
        bridge.modem.hands_over(deliver(sender, content, datetime.now(UTC), SMSC))


def waits_for_one(bridge: Bridge, sender: str) -> dict[str, Any]:
    """What came of this phone is one message."""
    bridge.waits_for_empty_sim()
    found = bridge.wait_for(lambda: [one for one in bridge.inbox() if one["sender"] == sender], f"SMS of {sender}")
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("phone", "others", "first", "reference"),
    [
        ("+79160001001", TURKISH_SHIFT, False, 0xAB),
        ("+79160001002", TURKISH_SHIFT, True, 0xAB),
        ("+79160001003", TURKISH_SHIFT, False, 0x1234),
        ("+79160001004", UNKNOWN + TURKISH_SHIFT, True, 0x1234),
        ("+79160001005", UNKNOWN, False, 7),
        ("+79160001006", WAP_PUSH, True, 7),
    ],
)
def test_parts_with_more_than_one_header_element_are_one_message(
    bridge: Bridge, phone: str, others: bytes, first: bool, reference: int
) -> None:
    parts = [
        Content(GSM7, septets(text), Concatenation(reference, 2, part, reference > 255), False, others, first)
        for part, text in enumerate(("Internet is down ", "since noon"), 1)
    ]
    hands_over(bridge, phone, *parts)
    assert waits_for_one(bridge, phone)["text"] == "Internet is down since noon"


def test_a_turkish_text_is_read_by_its_tables(bridge: Bridge) -> None:
    # ESC g is ğ by the single shift; 0x07 is ı, 0x1D ş and 0x40 İ by the locking one
    octets = bytes([0x40, 0x1D, 0x1B, 0x67, 0x07])
    hands_over(bridge, "+79160001010", Content(GSM7, octets, None, False, TURKISH))
    assert waits_for_one(bridge, "+79160001010")["text"] == "İşğı"


def test_a_text_in_an_alphabet_that_nobody_has_is_kept_as_bytes(bridge: Bridge) -> None:
    hindi = bytes.fromhex("250106")
    hands_over(bridge, "+79160001011", Content(GSM7, septets("abc"), None, False, hindi))
    found = waits_for_one(bridge, "+79160001011")
    assert (found["text"], bytes.fromhex(found["binary"])) == ("", b"abc")


def test_a_nul_inside_a_text_cuts_nothing_off(bridge: Bridge) -> None:
    hands_over(bridge, "+79160001012", Content(UCS2, "Не работает\0интернет".encode("utf-16-be")))
    found = waits_for_one(bridge, "+79160001012")
    assert found["text"] == "Не работает\u2400интернет"
    assert b"0000" in found["raw"][0].encode()


def test_bytes_in_two_parts_are_one_message_with_all_of_them(bridge: Bridge) -> None:
    notice = bytes(range(200))
    parts = [
        Content(BINARY, piece, Concatenation(9, 2, part), False, WAP_PUSH)
        for part, piece in enumerate((notice[:120], notice[120:]), 1)
    ]
    hands_over(bridge, "+79160001013", *parts)
    found = waits_for_one(bridge, "+79160001013")
    assert (bytes.fromhex(found["binary"]), found["port"], found["text"]) == (notice, 2948, "")


def test_a_header_that_runs_over_its_end_loses_nothing(bridge: Bridge) -> None:
    hands_over(bridge, "+79160001014", Content(UCS2, "Текст".encode("utf-16-be"), None, False, bytes([0x24, 9, 1])))
    found = waits_for_one(bridge, "+79160001014")
    assert found["text"] == "Текст"
    assert len(found["raw"]) == 1
