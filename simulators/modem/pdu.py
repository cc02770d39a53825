"""Short messages as the modem hands them over: SMS-DELIVER and SMS-STATUS-REPORT made, SMS-SUBMIT read.

Hex strings begin with the service centre's address, as in AT+CMGL; its octets are not counted in AT lengths.
Source: 3GPP TS 23.040, section 9.2; TS 23.038, section 4.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from simulators.modem.gsm7 import letters_to_septets, pack, septets_to_text, unpack

GSM7, BINARY, UCS2 = "gsm7", "binary", "ucs2"
_ALPHABETS = {GSM7: 0x00, BINARY: 0x04, UCS2: 0x08}
_DIGITS = "0123456789*#abc"
_NUMBER = re.compile(r"\+?[0-9*#abc]*")
_INTERNATIONAL, _NATIONAL, _ALPHANUMERIC = 0x91, 0x81, 0xD0
_HEADER_FOLLOWS, _REPORT_WANTED = 0x40, 0x20


class BadPdu(ValueError):
    """What the terminal handed over is no SMS-SUBMIT, or one that is not simulated."""


@dataclass(frozen=True)
class Concatenation:
    """Which part of which long message. wide: the reference takes 16 bits."""

    reference: int
    total: int
    number: int
    wide: bool = False

    @property
    def octets(self) -> bytes:
        kind, width = (0x08, 2) if self.wide else (0x00, 1)
        body = self.reference.to_bytes(width, "big") + bytes([self.total, self.number])
        return bytes([kind, len(body)]) + body


@dataclass(frozen=True)
class Content:
    """User data of one part. octets: one septet each for gsm7, UTF-16BE for ucs2, as they are for binary.

    others: header elements beside the concatenation, as octets; others_first: they stand before it.
    """

    encoding: str
    octets: bytes
    concatenation: Concatenation | None = None
    flash: bool = False
    others: bytes = b""
    others_first: bool = False

    @property
    def header(self) -> bytes:
        place = self.concatenation.octets if self.concatenation else b""
        elements = self.others + place if self.others_first else place + self.others
        return bytes([len(elements)]) + elements if elements else b""

    def encoded(self) -> bytes:
        """Length octet, header and text."""
        header = self.header
        if self.encoding != GSM7:
            return bytes([len(header) + len(self.octets)]) + header + self.octets
        fill_bits = -8 * len(header) % 7
        length = (8 * len(header) + fill_bits) // 7 + len(self.octets)
        return bytes([length]) + header + pack(self.octets, fill_bits)

    @property
    def coding_scheme(self) -> int:
        return _ALPHABETS[self.encoding] | (0x10 if self.flash else 0)


@dataclass(frozen=True)
class Submit:
    to: str
    content: Content
    validity_minutes: float | None
    report_wanted: bool


def deliver(sender: str, content: Content, at: datetime, smsc: str) -> str:
    """sender: a number, or up to 11 letters of GSM-7. at: aware; its offset is stamped too."""
    first = 0x04 | (_HEADER_FOLLOWS if content.header else 0)
    fixed = bytes([0, content.coding_scheme]) + timestamp(at)
    return (_smsc(smsc) + bytes([first]) + address(sender) + fixed + content.encoded()).hex().upper()


def status_report(reference: int, to: str, sent_at: datetime, done_at: datetime, status: int, smsc: str) -> str:
    head = bytes([0x06, reference]) + address(to) + timestamp(sent_at) + timestamp(done_at)
    return (_smsc(smsc) + head + bytes([status])).hex().upper()


def submit(to: str, content: Content, smsc: str) -> str:
    """A message written to the SIM but not sent: no validity, no report."""
    first = 0x01 | (_HEADER_FOLLOWS if content.header else 0)
    head = bytes([first, 0]) + address(to) + bytes([0, content.coding_scheme])
    return (_smsc(smsc) + head + content.encoded()).hex().upper()


def read_deliver(pdu: str) -> tuple[str, datetime, Content]:
    """Sender, the service centre's stamp, content. Raises BadPdu for anything else, damaged ones included."""
    try:
        octets = bytes.fromhex(pdu)
        reader = _Reader(octets, 1 + octets[0])
        first = reader.take(1)[0]
        if first & 0x03 != 0x00:
            raise BadPdu("no SMS-DELIVER")
        sender = reader.address()
        _protocol, scheme = reader.take(2)
        at, length = read_timestamp(reader.take(7)), reader.take(1)[0]
        flash = scheme & 0x13 == 0x10
        return sender, at, _content(reader.rest(), length, _encoding(scheme), bool(first & _HEADER_FOLLOWS), flash)
    except (ValueError, IndexError) as error:
        raise BadPdu(str(error)) from None


def length_of(pdu: str) -> int:
    """Octets without the service centre's address: the number AT commands give."""
    return len(pdu) // 2 - 1 - int(pdu[:2], 16)


def read_submit(pdu: str, length: int) -> Submit:
    """length: what AT+CMGS said. Raises BadPdu."""
    try:
        octets = bytes.fromhex(pdu)
        if len(octets) - 1 - octets[0] != length:
            raise BadPdu(f"the length is {len(octets) - 1 - octets[0]} octets, not {length}")
        return _read_submit(_Reader(octets, 1 + octets[0]))
    except (ValueError, IndexError) as error:
        raise BadPdu(str(error)) from None


def _read_submit(reader: "_Reader") -> Submit:
    first, _reference = reader.take(2)
    if first & 0x03 != 0x01:
        raise BadPdu("no SMS-SUBMIT")
    to = reader.address()
    _protocol, scheme = reader.take(2)
    validity = _validity(reader, first >> 3 & 0x03)
    encoding = _encoding(scheme)
    length = reader.take(1)[0]
    flash = scheme & 0x13 == 0x10 or scheme & 0xF3 == 0xF0
    content = _content(reader.rest(), length, encoding, bool(first & _HEADER_FOLLOWS), flash)
    return Submit(to, content, validity, bool(first & _REPORT_WANTED))


def _content(octets: bytes, length: int, encoding: str, header_follows: bool, flash: bool) -> Content:
    expected = (7 * length + 7) // 8 if encoding == GSM7 else length
    if len(octets) != expected or expected > 140:
        raise BadPdu(f"{len(octets)} octets of user data, the length octet means {expected}")
    header_size = octets[0] + 1 if header_follows else 0
    concatenation = _concatenation(octets[1:header_size])
    if encoding != GSM7:
        return Content(encoding, octets[header_size:], concatenation, flash)
    fill_bits = -8 * header_size % 7
    count = length - (8 * header_size + fill_bits) // 7
    return Content(encoding, bytes(unpack(octets[header_size:], count, fill_bits)), concatenation, flash)


def _concatenation(elements: bytes) -> Concatenation | None:
    place = 0
    while place < len(elements):
        kind, size = elements[place], elements[place + 1]
        body = elements[place + 2 : place + 2 + size]
        if (kind, size) in ((0x00, 3), (0x08, 4)):
            return Concatenation(int.from_bytes(body[:-2], "big"), body[-2], body[-1], wide=kind == 0x08)
        place += 2 + size
    return None


def _encoding(scheme: int) -> str:
    if scheme & 0xE0 in (0x20, 0x60) or 0x80 <= scheme < 0xC0:
        raise BadPdu(f"coding scheme 0x{scheme:02X} is not simulated")
    if scheme < 0x80:
        letters = scheme >> 2 & 0x03
        return (GSM7, BINARY, UCS2, GSM7)[letters]
    if scheme >= 0xF0:
        return BINARY if scheme & 0x04 else GSM7
    return UCS2 if scheme >= 0xE0 else GSM7


def _validity(reader: "_Reader", form: int) -> float | None:
    if form == 0:
        return None
    if form == 1:
        raise BadPdu("the enhanced validity format is not simulated")
    if form == 3:
        until = read_timestamp(reader.take(7))
        return (until - datetime.now(UTC)) / timedelta(minutes=1)
    value = reader.take(1)[0]
    if value <= 143:
        return (value + 1) * 5
    if value <= 167:
        return 12 * 60 + (value - 143) * 30
    return (value - 166) * 24 * 60 if value <= 196 else (value - 192) * 7 * 24 * 60


def text_of(encoding: str, octets: bytes) -> str:
    """Of a whole message, its parts put together before: a pair of surrogates may lie across two of them."""
    if encoding == GSM7:
        return septets_to_text(octets)
    return octets.decode("utf-16-be", "replace") if encoding == UCS2 else octets.hex()


def address(number: str) -> bytes:
    """With length and type; «79161112233» is a name of digits. Raises NotInAlphabet, or ValueError for more than 11
    letters.
    """
    named = number.startswith("«") and number.endswith("»")
    number = number[1:-1] if named else number
    if not named and _NUMBER.fullmatch(number):
        digits = number.removeprefix("+")
        return bytes([len(digits), _kind(number)]) + _swapped(digits)
    septets = [code for letter in letters_to_septets(number) for code in letter]
    if len(septets) > 11:
        raise ValueError(f"a sender has at most 11 letters, found {number!r}")
    return bytes([(7 * len(septets) + 3) // 4, _ALPHANUMERIC]) + pack(septets)


def _smsc(number: str) -> bytes:
    if not number:
        return b"\x00"
    digits = _swapped(number.removeprefix("+"))
    return bytes([1 + len(digits), _kind(number)]) + digits


def _kind(number: str) -> int:
    return _INTERNATIONAL if number.startswith("+") else _NATIONAL


def _swapped(digits: str) -> bytes:
    codes = [_DIGITS.index(digit) for digit in digits] + [0xF] * (len(digits) % 2)
    return bytes(low | high << 4 for low, high in zip(codes[::2], codes[1::2], strict=True))


def timestamp(at: datetime) -> bytes:
    """Seven octets: local time and its offset from UTC in quarters of an hour."""
    offset = at.utcoffset() or timedelta(0)
    quarters = int(abs(offset) / timedelta(minutes=15))
    stamp = _swapped(f"{at:%y%m%d%H%M%S}{quarters:02d}")
    return stamp[:6] + bytes([stamp[6] | (0x08 if offset < timedelta(0) else 0)])


def read_timestamp(octets: bytes) -> datetime:
    year, month, day, hour, minute, second, _ = [(octet & 0xF) * 10 + (octet >> 4) for octet in octets]
    zone = octets[6]
    quarters = (zone & 0x07) * 10 + (zone >> 4)
    offset = timezone(timedelta(minutes=15 * quarters) * (-1 if zone & 0x08 else 1))
    return datetime(2000 + year, month, day, hour, minute, second, tzinfo=offset)


class _Reader:
    def __init__(self, octets: bytes, place: int) -> None:
        self._octets, self._place = octets, place

    def take(self, count: int) -> bytes:
        found = self._octets[self._place : self._place + count]
        if len(found) < count:
            raise BadPdu("it ends too early")
        self._place += count
        return found

    def rest(self) -> bytes:
        return self._octets[self._place :]

    def address(self) -> str:
        length, kind = self.take(2)
        octets = self.take((length + 1) // 2)
        if kind & 0x70 == 0x50:
            return septets_to_text(unpack(octets, length * 4 // 7))
        codes = [half for octet in octets for half in (octet & 0xF, octet >> 4)][:length]
        return ("+" if kind & 0x70 == 0x10 else "") + "".join(_DIGITS[code] for code in codes)
