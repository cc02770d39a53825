"""An SMS-DELIVER read from its octets. Pure.

libGammu reads one header element of a part, cuts a text at its first NUL, and takes «~» for an escape of its own.
Source: 3GPP TS 23.040, sections 9.2.2.1 and 9.2.3; TS 23.038, section 4.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

from gsm_bridge.alphabets import letters, septets_of
from models.actions.reach.sms_arrivals import Concat
from models.rules.sms.phone_numbers import named_sender

_DIGITS: Final = "0123456789*#abc"
_HEADER_FOLLOWS: Final = 0x40
_GSM7, _OCTETS, _UCS2 = "gsm7", "octets", "ucs2"
#: Elements of a user data header: parts with a reference of 8 or 16 bits, ports of 8 or 16 bits, national tables.
_PART, _WIDE_PART, _PORTS, _WIDE_PORTS, _SINGLE, _LOCKING = 0x00, 0x08, 0x04, 0x05, 0x24, 0x25


class NoDeliver(ValueError):
    """These octets are no SMS-DELIVER, or a damaged one."""


@dataclass(frozen=True)
class Deliver:
    """sender: a number, or a name (named_sender).

    text: what can be read; octets: of what is no text, or can't be read. stamp: None when it is no time.

    port: the application that it is for.
    """

    sender: str
    stamp: datetime | None
    text: str
    octets: bytes | None
    flash: bool
    concat: Concat | None
    port: int | None


@dataclass(frozen=True)
class _Header:
    size: int
    elements: dict[int, bytes]

    def number(self, kind: int) -> int:
        """Of a national language; 0 is the default alphabet."""
        return self.elements.get(kind, b"\0")[0]

    @property
    def concat(self) -> Concat | None:
        found = self.elements.get(_WIDE_PART) or self.elements.get(_PART)
        if found is None:
            return None
        of, part = found[-2], found[-1]
        return Concat(int.from_bytes(found[:-2], "big"), of, part) if of > 1 and 1 <= part <= of else None

    @property
    def port(self) -> int | None:
        if found := self.elements.get(_WIDE_PORTS):
            return int.from_bytes(found[:2], "big")
        found = self.elements.get(_PORTS)
        return found[0] if found else None


#: How long each element is that we read; one of another length is none of these.
_SIZES: Final = {_PART: 3, _WIDE_PART: 4, _PORTS: 2, _WIDE_PORTS: 4, _SINGLE: 1, _LOCKING: 1}


def read_deliver(pdu: bytes) -> Deliver:
    """pdu: with the service centre's address, as AT+CMGL gives it. Raises NoDeliver."""
    try:
        reader = _Reader(pdu, 1 + pdu[0])
        first = reader.take(1)[0]
        if first & 0x03 != 0x00:
            raise NoDeliver("its type is another one")
        sender = reader.address()
        _protocol, scheme = reader.take(2)
        stamp, length = read_stamp(reader.take(7)), reader.take(1)[0]
    except IndexError:
        raise NoDeliver("it ends too early") from None
    content = reader.rest()
    header = _header(content) if first & _HEADER_FOLLOWS else _Header(0, {})
    text, octets = _content(content, length, _alphabet(scheme), header)
    return Deliver(sender, stamp, text, octets, _is_flash(scheme), header.concat, header.port)


def _header(content: bytes) -> _Header:
    """In whatever order its elements stand; the last of a kind counts. What is damaged is passed over."""
    size = content[0] + 1 if content else 0
    known = {kind: body for kind, body in _elements(content[1:size]) if len(body) == _SIZES.get(kind)}
    return _Header(min(size, len(content)), known)


def _elements(octets: bytes) -> Iterator[tuple[int, bytes]]:
    place = 0
    while place + 1 < len(octets):
        kind, size = octets[place], octets[place + 1]
        yield kind, octets[place + 2 : place + 2 + size]
        place += 2 + size


def _content(content: bytes, length: int, alphabet: str | None, header: _Header) -> tuple[str, bytes | None]:
    """length: septets or octets, header included. Returns the text, and the octets of what is none."""
    if alphabet != _GSM7:
        body = content[header.size : max(length, header.size)]
        return (body.decode("utf-16-be", "surrogatepass"), None) if _is_text(alphabet, body) else ("", body)
    fill_bits = -8 * header.size % 7
    count = length - (8 * header.size + fill_bits) // 7
    septets = septets_of(content[header.size :], count, fill_bits)
    try:
        return letters(septets, header.number(_LOCKING), header.number(_SINGLE)), None
    except KeyError:
        return "", bytes(septets)


def _is_text(alphabet: str | None, body: bytes) -> bool:
    return alphabet == _UCS2 and len(body) % 2 == 0


def _alphabet(scheme: int) -> str | None:
    """None: compressed, or reserved."""
    group = scheme >> 4
    if group < 0x8:
        return None if scheme & 0x20 else (_GSM7, _OCTETS, _UCS2, None)[scheme >> 2 & 0x03]
    if group < 0xC:
        return None
    if group == 0xF:
        return _OCTETS if scheme & 0x04 else _GSM7
    return _UCS2 if group == 0xE else _GSM7


def _is_flash(scheme: int) -> bool:
    return scheme & 0x93 == 0x10 or scheme & 0xF3 == 0xF0


def read_stamp(octets: bytes) -> datetime | None:
    """Seven octets: local time, and its offset from UTC in quarters of an hour. Aware UTC; None: no such time."""
    year, month, day, hour, minute, second = ((octet & 0x0F) * 10 + (octet >> 4) for octet in octets[:6])
    quarters, behind = (octets[6] & 0x07) * 10 + (octets[6] >> 4), octets[6] & 0x08
    try:
        offset = timezone(timedelta(minutes=15 * quarters) * (-1 if behind else 1))
        return datetime(2000 + year, month, day, hour, minute, second, tzinfo=offset).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


class _Reader:
    """Raises IndexError where the octets end."""

    def __init__(self, octets: bytes, place: int) -> None:
        self._octets, self._place = octets, place

    def take(self, count: int) -> bytes:
        found = self._octets[self._place : self._place + count]
        if len(found) < count:
            raise IndexError
        self._place += count
        return found

    def rest(self) -> bytes:
        return self._octets[self._place :]

    def address(self) -> str:
        """A number, with «+» if it is international, or a name (named_sender)."""
        length, kind = self.take(2)
        octets = self.take((length + 1) // 2)
        if kind & 0x70 == 0x50:
            return named_sender(letters(septets_of(octets, length * 4 // 7)))
        halves = [half for octet in octets for half in (octet & 0x0F, octet >> 4)][:length]
        digits = "".join(_DIGITS[half] for half in halves if half < len(_DIGITS))
        return f"+{digits}" if digits and kind & 0x70 == 0x10 else digits
