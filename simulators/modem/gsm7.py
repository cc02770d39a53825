"""The GSM 7-bit default alphabet with its extension table, and septets packed into octets.

Source: 3GPP TS 23.038, sections 6.1.2.1, 6.2.1 and 6.2.1.1.
"""

from collections.abc import Sequence

ESCAPE = 0x1B
_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅå"
    "Δ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ"
    " !\"#¤%&'()*+,-./"
    "0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNO"
    "PQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmno"
    "pqrstuvwxyzäöñüà"
)
_EXTENDED = {
    0x0A: "\f",
    0x14: "^",
    0x28: "{",
    0x29: "}",
    0x2F: "\\",
    0x3C: "[",
    0x3D: "~",
    0x3E: "]",
    0x40: "|",
    0x65: "€",
}
_SEPTETS: dict[str, tuple[int, ...]] = {letter: (code,) for code, letter in enumerate(_BASIC) if code != ESCAPE} | {
    letter: (ESCAPE, code) for code, letter in _EXTENDED.items()
}


class NotInAlphabet(ValueError):
    """The text holds a letter that GSM-7 has not."""


def letters_to_septets(text: str) -> list[tuple[int, ...]]:
    """For each letter one or two septets, which must stay in one part. Raises NotInAlphabet."""
    try:
        return [_SEPTETS[letter] for letter in text]
    except KeyError as error:
        raise NotInAlphabet(f"GSM-7 has no {error.args[0]!r}") from None


def septets_to_text(septets: Sequence[int]) -> str:
    """An escape before an unknown code is read as that code's basic letter; a last lone escape as a space."""
    letters = []
    escaped = False
    for code in septets:
        if escaped:
            letters.append(_EXTENDED.get(code, _BASIC[code]))
            escaped = False
        elif code == ESCAPE:
            escaped = True
        else:
            letters.append(_BASIC[code])
    return "".join(letters) + (" " if escaped else "")


def pack(septets: Sequence[int], fill_bits: int = 0) -> bytes:
    """fill_bits: zeros before the first septet, so that text after a header begins on a septet boundary."""
    value = 0
    for place, code in enumerate(septets):
        value |= code << (fill_bits + 7 * place)
    return value.to_bytes((fill_bits + 7 * len(septets) + 7) // 8, "little")


def unpack(octets: bytes, count: int, fill_bits: int = 0) -> list[int]:
    """The first count septets after fill_bits."""
    value = int.from_bytes(octets, "little") >> fill_bits
    return [(value >> (7 * place)) & 0x7F for place in range(count)]
