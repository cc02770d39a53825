"""The octets of an SMS, read without a modem: against the simulator's own codec, and against damage."""

import contextlib
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gsm_bridge.alphabets import UNKNOWN, letters, septets_of
from gsm_bridge.pdu import Deliver, NoDeliver, read_deliver, read_stamp
from models.actions.reach.sms_arrivals import Concat
from models.rules.sms.phone_numbers import may_be_texted, normal_number
from simulators.modem.gsm7 import letters_to_septets, pack
from simulators.modem.pdu import BINARY, GSM7, UCS2, Concatenation, Content, deliver, timestamp

NOON = datetime(2026, 11, 11, 12, 0, tzinfo=UTC)
SMSC = "+79160999999"
GSM_LETTERS = "@£$¥èéùìòÇ\nØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0189:;<=>?¡AZÄÖÑÜ§¿azäöñüà^{}\\[~]|€"


def read(content: Content, sender: str = "+79161234567", at: datetime = NOON, smsc: str = SMSC) -> Deliver:
    return read_deliver(bytes.fromhex(deliver(sender, content, at, smsc)))


def septets(text: str) -> bytes:
    return bytes(code for letter in letters_to_septets(text) for code in letter)


@given(st.text(GSM_LETTERS, max_size=60), st.binary(max_size=6))
def test_a_text_of_the_default_alphabet_comes_out_as_it_went_in(text: str, body: bytes) -> None:
    unknown = bytes([0x70, len(body)]) + body
    for others in (b"", unknown):
        assert read(Content(GSM7, septets(text), None, False, others)).text == text


@given(st.text(max_size=50))
def test_a_text_of_any_letters_comes_out_as_it_went_in(text: str) -> None:
    assert read(Content(UCS2, text.encode("utf-16-be"))).text == text


@given(st.binary(max_size=120))
def test_bytes_come_out_as_they_went_in(content: bytes) -> None:
    found = read(Content(BINARY, content))
    assert (found.octets, found.text) == (content, "")


@given(st.integers(0, 0xFFFF), st.integers(2, 255), st.data())
def test_the_place_of_a_part_is_read_with_either_width(reference: int, of: int, more: st.DataObject) -> None:
    part = more.draw(st.integers(1, of))
    wide = reference > 255 or more.draw(st.booleans())
    found = read(Content(UCS2, b"\x04\x10", Concatenation(reference, of, part, wide)))
    assert found.concat == Concat(reference, of, part)


@pytest.mark.parametrize(("of", "part"), [(1, 1), (0, 0), (2, 0), (2, 3)])
def test_a_place_that_can_not_be_is_none(of: int, part: int) -> None:
    assert read(Content(UCS2, b"\x04\x10", Concatenation(7, of, part))).concat is None


@given(st.binary(max_size=200))
def test_no_octets_do_harm(octets: bytes) -> None:
    with contextlib.suppress(NoDeliver):
        read_deliver(octets)


@given(st.integers(0, 60), st.integers(0, 255))
def test_one_wrong_octet_does_no_harm(place: int, octet: int) -> None:
    pdu = bytearray.fromhex(
        deliver("+79161234567", Content(GSM7, septets("Hello"), Concatenation(7, 2, 1)), NOON, SMSC)
    )
    pdu[place % len(pdu)] = octet
    with contextlib.suppress(NoDeliver):
        read_deliver(bytes(pdu))


@pytest.mark.parametrize("sender", ["+79161234567", "89161234567", "900", "MegaFon", "Bank 24", "*100#", "+1"])
def test_senders_are_numbers_or_names(sender: str) -> None:
    assert read(Content(UCS2, b"\x04\x10"), sender).sender == sender


@pytest.mark.parametrize("name", ["79161112233", "89161112233", "9161112233", "+3725123456", "900", "withheld"])
def test_a_name_that_looks_like_a_number_is_never_one(name: str) -> None:
    sender = read(Content(UCS2, b"\x04\x10"), f"«{name}»").sender
    assert sender == f"«{name}»"
    assert normal_number(sender) is None
    assert not may_be_texted(sender)


@pytest.mark.parametrize("smsc", ["", "+79160999999", "0500"])
def test_the_service_centre_may_be_missing(smsc: str) -> None:
    assert read(Content(UCS2, b"\x04\x10"), smsc=smsc).text == "А"


@pytest.mark.parametrize("hours", [-12, -3.5, 0, 3, 5.75, 14])
def test_a_stamp_has_its_own_offset(hours: float) -> None:
    there = NOON.astimezone(timezone(timedelta(hours=hours)))
    assert read_stamp(timestamp(there)) == NOON


@pytest.mark.parametrize("stamp", ["62311104000021", "00000000000000", "FFFFFFFFFFFFFF", "62110304000099"])
def test_a_stamp_that_is_no_time_is_none(stamp: str) -> None:
    assert read_stamp(bytes.fromhex(stamp)) is None


@pytest.mark.parametrize(
    ("scheme", "text", "octets", "flash"),
    [
        (0x00, True, False, False),
        (0x10, True, False, True),
        (0x13, True, False, False),
        (0xF0, True, False, True),
        (0xF1, True, False, False),
        (0xF4, False, True, True),
        (0x04, False, True, False),
        (0x08, True, False, False),
        (0x18, True, False, True),
        (0xC0, True, False, False),
        (0xD0, True, False, False),
        (0xE0, True, False, False),
        (0x20, False, True, False),  # compressed
        (0x0C, False, True, False),  # reserved
        (0x80, False, True, False),
    ],
)
def test_the_coding_scheme_says_what_it_is(scheme: int, text: bool, octets: bool, flash: bool) -> None:
    pdu = bytearray.fromhex(deliver("+79161234567", Content(UCS2, "АБ".encode("utf-16-be")), NOON, SMSC))
    place = pdu.index(b"\x00\x08", 16) + 1  # protocol, then coding scheme
    pdu[place] = scheme
    found = read_deliver(bytes(pdu))
    assert (bool(found.text), found.octets is not None, found.flash) == (text, octets, flash)


@pytest.mark.parametrize("header", ["05040B8423F0", "0402100B"])
def test_ports_tell_the_application(header: str) -> None:
    found = read(Content(BINARY, b"\x01", None, False, bytes.fromhex(header)))
    assert found.port == {"05040B8423F0": 2948, "0402100B": 16}[header]


@pytest.mark.parametrize(
    ("locking", "single", "codes", "text"),
    [
        (0, 0, [0x1B, 0x65, 0x1B, 0x41], "€A"),  # an escape before a letter of no table shows the letter
        (0, 0, [0x41, 0x1B], "A"),
        (0, 0, [0x1B, 0x1B, 0x41], " A"),
        (0, 1, [0x1B, 0x53, 0x1B, 0x73, 0x1B, 0x47], "ŞşĞ"),
        (1, 0, [0x04, 0x07, 0x0B, 0x0C, 0x1C, 0x1D, 0x40, 0x60], "€ıĞğŞşİç"),
        (0, 2, [0x1B, 0x61, 0x1B, 0x6F], "áó"),
        (3, 3, [0x04, 0x5B, 0x7B, 0x1B, 0x0B], "êÃãÔ"),
        (0, 9, [0x41, 0x1B, 0x42], f"A{UNKNOWN}"),
    ],
)
def test_national_tables(locking: int, single: int, codes: list[int], text: str) -> None:
    assert letters(codes, locking, single) == text


@given(st.lists(st.integers(0, 127), max_size=40), st.integers(0, 6))
def test_septets_come_out_as_they_were_packed(codes: list[int], fill_bits: int) -> None:
    assert septets_of(pack(codes, fill_bits), len(codes), fill_bits) == codes


@pytest.mark.parametrize("first", [0x05, 0x06, 0x07])
def test_what_is_no_deliver_is_refused(first: int) -> None:
    pdu = bytearray.fromhex(deliver("+79161234567", Content(UCS2, b"\x04\x10"), NOON, ""))
    pdu[1] = first
    with pytest.raises(NoDeliver):
        read_deliver(bytes(pdu))


@pytest.mark.parametrize(
    ("header", "concat"),
    [
        ("0003070201", Concat(7, 2, 1)),
        ("00030702", None),  # it promises more than there is
        ("00020702", None),  # of another length than the place among the parts has
        ("000307020170", Concat(7, 2, 1)),  # something half behind it
        ("0804000702", None),
        ("2401010003070201", Concat(7, 2, 1)),
        ("240201010003070201", Concat(7, 2, 1)),
    ],
)
def test_a_damaged_header_gives_no_place_and_costs_no_letter(header: str, concat: Concat | None) -> None:
    found = read(Content(UCS2, "Текст".encode("utf-16-be"), None, False, bytes.fromhex(header)))
    assert (found.concat, found.text) == (concat, "Текст")
