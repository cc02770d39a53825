"""The modem's own coding of short messages against libGammu's: whatever one writes, the other reads."""

import importlib
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.modem.gsm7 import NotInAlphabet, letters_to_septets, pack, septets_to_text, unpack
from simulators.modem.network import STATUS
from simulators.modem.parts import Cutting, Joined, cut_bytes, cut_text
from simulators.modem.pdu import (
    BadPdu,
    Concatenation,
    Content,
    deliver,
    length_of,
    read_submit,
    read_timestamp,
    status_report,
    submit,
    text_of,
    timestamp,
)

gammu: Any = importlib.import_module("gammu")  # it has no types

ANNA, SMSC = "+79161234567", "+79160999999"
NOON = datetime(2026, 11, 22, 12, 0, 5, tzinfo=timezone(timedelta(hours=3)))
BASIC = "@£$¥èéùìòÇ\nØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCXYZÄÖÑÜ§¿abcxyzäöñüà"
EXTENDED = "^{}\\[~]|€"
gsm7_texts = st.text(alphabet=BASIC + EXTENDED, max_size=480)
#: What may be typed on a phone: no control characters, no lone surrogates. libGammu takes ~ for a Nokia mark.
any_texts = st.text(
    alphabet=st.characters(exclude_categories=["Cs", "Cc", "Cn"], exclude_characters="~")
    | st.sampled_from("🙂👍🏽😀ж"),
    max_size=300,
)
numbers = st.from_regex(r"\+[1-9][0-9]{5,14}", fullmatch=True)


def decoded(pdu: str) -> dict[str, Any]:
    found: dict[str, Any] = gammu.DecodePDU(bytes.fromhex(pdu))
    return found


def submitted_by_gammu(text: str, *, unicode: bool, **more: Any) -> list[str]:
    info = {"Class": -1, "Unicode": unicode, "Entries": [{"ID": "ConcatenatedTextLong", "Buffer": text}]}
    parts = gammu.EncodeSMS(info)
    for part in parts:
        part.update({"Number": ANNA, "SMSC": {"Location": 1, "Number": SMSC, "Validity": "Max"}, **more})
    return [gammu.EncodePDU(part, "Submit").hex() for part in parts]


@given(gsm7_texts.filter(bool), numbers)
def test_gammu_reads_a_gsm7_part(text: str, sender: str) -> None:
    (content, *_) = cut_text(text, Cutting(7, "gsm7"))
    read = decoded(deliver(sender, content, NOON, SMSC))
    sent = text_of("gsm7", content.octets)
    assert read["Number"] == sender
    assert read["Text"].partition("\0")[0] == sent  # libGammu leaves stale memory behind extended letters
    assert read["Coding"] == "Default_No_Compression"


@given(any_texts.filter(bool), numbers)
def test_gammu_reads_every_part_of_a_ucs2_text(text: str, sender: str) -> None:
    contents = cut_text(text, Cutting(200, "ucs2"))
    read = [decoded(deliver(sender, content, NOON, SMSC)) for content in contents]
    assert "".join(part["Text"] for part in read) == text
    if len(contents) > 1:
        header = [(part["UDH"]["ID8bit"], part["UDH"]["PartNumber"], part["UDH"]["AllParts"]) for part in read]
        assert header == [(200, number, len(contents)) for number in range(1, len(contents) + 1)]


@given(gsm7_texts.filter(bool), st.integers(0x100, 0xFFFF))
def test_gammu_reads_long_references_and_the_text_behind_them(text: str, reference: int) -> None:
    contents = cut_text(text, Cutting(reference, "gsm7"))
    for content in contents:
        read = decoded(deliver(ANNA, content, NOON, SMSC))
        assert read["Text"].partition("\0")[0] == text_of("gsm7", content.octets)
        if len(contents) > 1:
            assert read["UDH"]["ID16bit"] == reference


@given(any_texts.filter(bool))
def test_what_gammu_sends_in_ucs2_is_joined_to_the_same_text(text: str) -> None:
    """Also where libGammu cuts a pair of surrogates in two."""
    parts = [read_submit(pdu, length_of(pdu)) for pdu in submitted_by_gammu(text, unicode=True)]
    assert _joined([part.content for part in parts]) == text
    assert {part.to for part in parts} == {ANNA}


@given(gsm7_texts.filter(bool))
def test_what_gammu_sends_in_gsm7_is_joined_to_the_same_text(text: str) -> None:
    parts = [read_submit(pdu, length_of(pdu)) for pdu in submitted_by_gammu(text, unicode=False)]
    assert _joined([part.content for part in parts]) == text


def _joined(contents: list[Content]) -> str:
    if contents[0].concatenation is None:
        (content,) = contents
        return text_of(content.encoding, content.octets)
    numbered = {content.concatenation.number: content for content in contents if content.concatenation}
    joined = Joined(contents[0].concatenation.total, numbered)
    assert joined.complete
    return joined.text


@pytest.mark.parametrize(("kind", "wanted"), [("Status_Report", True), ("Submit", False)])
def test_gammus_wish_for_a_report_is_seen(kind: str, wanted: bool) -> None:
    (pdu,) = submitted_by_gammu("x", unicode=False, Type=kind)
    assert read_submit(pdu, length_of(pdu)).report_wanted is wanted


def test_flash_is_class_0_both_ways() -> None:
    (content,) = cut_text("Пожар", Cutting(0, flash=True))
    assert decoded(deliver(ANNA, content, NOON, SMSC))["Class"] == 0
    (pdu,) = submitted_by_gammu("Fire", unicode=False, Class=0)
    assert read_submit(pdu, length_of(pdu)).content.flash is True


@given(st.integers(0, 255), numbers, st.sampled_from(sorted(STATUS)))
def test_gammu_reads_a_report(reference: int, to: str, verdict: str) -> None:
    read = decoded(status_report(reference, to, NOON, NOON + timedelta(seconds=9), STATUS[verdict], SMSC))
    assert (read["Type"], read["MessageReference"], read["Number"]) == ("Status_Report", reference, to)
    assert read["DeliveryStatus"] == STATUS[verdict]
    assert read["DateTime"] == NOON


@given(st.binary(min_size=1, max_size=300))
def test_bytes_pass_as_they_are(content: bytes) -> None:
    parts = cut_bytes(content, Cutting(3))
    assert _joined(parts) == content.hex()
    assert decoded(deliver(ANNA, parts[0], NOON, SMSC))["Coding"] == "8bit"


@pytest.mark.parametrize("sender", ["Bank-24", "MTS", "12345678901", "0611", "+7", "Otklik HELP"])
def test_gammu_reads_senders_with_and_without_digits(sender: str) -> None:
    assert decoded(deliver(sender, cut_text("x", Cutting(0))[0], NOON, SMSC))["Number"] == sender


@given(
    st.datetimes(NOON.replace(year=2000, tzinfo=None), NOON.replace(year=2098, tzinfo=None)).map(
        lambda at: at.replace(microsecond=0)
    ),
    st.integers(-48, 56).map(lambda quarters: timezone(timedelta(minutes=15 * quarters))),
)
def test_a_stamp_keeps_time_and_offset(at: datetime, zone: timezone) -> None:
    stamped = at.replace(tzinfo=zone)
    read = read_timestamp(timestamp(stamped))
    assert (read, read.utcoffset()) == (stamped, stamped.utcoffset())


@given(st.lists(st.integers(0, 127), max_size=170), st.integers(0, 6))
def test_septets_survive_packing(septets: list[int], fill_bits: int) -> None:
    assert unpack(pack(septets, fill_bits), len(septets), fill_bits) == septets


@given(gsm7_texts)
def test_an_extended_letter_is_never_cut_in_two(text: str) -> None:
    for content in cut_text(text, Cutting(1, "gsm7")):
        septets_to_text(content.octets)
        assert content.octets[-1:] != b"\x1b"
        assert len(content.encoded()) <= 1 + 140


@pytest.mark.parametrize(("cut_pairs", "lone"), [(False, False), (True, True)])
def test_a_pair_of_surrogates_is_cut_only_when_ordered(cut_pairs: bool, lone: bool) -> None:
    contents = cut_text("ж" + "🙂" * 100, Cutting(1, "ucs2", cut_pairs=cut_pairs))
    halves = [content for content in contents if 0xD8 <= content.octets[-2] <= 0xDB]
    assert bool(halves) is lone
    assert _joined(contents) == "ж" + "🙂" * 100


def test_parts_are_filled_to_the_last_septet() -> None:
    lengths = {count: len(cut_text("a" * count, Cutting(1))) for count in (0, 1, 160, 161, 306, 307)}
    assert lengths == {0: 1, 1: 1, 160: 1, 161: 2, 306: 2, 307: 3}
    assert [len(cut_text("ж" * count, Cutting(1))) for count in (70, 71, 134, 135)] == [1, 2, 2, 3]
    assert [len(cut_text("a" * count, Cutting(0x1234))) for count in (160, 304, 305)] == [1, 2, 3]


def test_letters_outside_the_alphabet_are_refused() -> None:
    with pytest.raises(NotInAlphabet, match="ж"):
        letters_to_septets("abcж")


@pytest.mark.parametrize(
    ("pdu", "reason"),
    [
        ("00", "length"),
        ("0011000B91976121", "length"),
        ("zz", "hexadecimal"),
        ("0004040B919761214365F7000062112221000521016A", "no SMS-SUBMIT"),
        ("0001000B919761214365F7002005E8329BFD06", "coding scheme"),
    ],
)
def test_what_is_no_submit_is_refused(pdu: str, reason: str) -> None:
    length = 20 if reason == "length" else max(0, len(pdu) // 2 - 1)
    with pytest.raises(BadPdu, match=reason):
        read_submit(pdu, length)


def test_a_draft_is_read_back() -> None:
    content = Content("ucs2", "Черновик".encode("utf-16-be"), Concatenation(9, 2, 1))
    pdu = submit(ANNA, content, SMSC)
    assert read_submit(pdu, length_of(pdu)).content == content


def test_an_absolute_validity_is_counted_from_now() -> None:
    until = datetime.now(UTC) + timedelta(hours=2)
    pdu = "0019000B919761214365F70000" + timestamp(until).hex() + "05E8329BFD06"
    validity = read_submit(pdu, len(pdu) // 2 - 1).validity_minutes
    assert validity is not None
    assert 110 < validity <= 120
