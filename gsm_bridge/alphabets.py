"""The 7-bit alphabets of SMS: the default one, and the national tables that a header may choose. Pure.

Source: 3GPP TS 23.038, sections 6.2.1 (default) and A.2, A.3 (Turkish, Spanish, Portuguese).
"""

from collections.abc import Iterable, Mapping
from typing import Final

ESCAPE: Final = 0x1B
#: Stands for a letter of a table that we don't have.
UNKNOWN: Final = "\ufffd"

_DEFAULT: Final = (
    "@£$¥èéùìòÇ\nØø\rÅå"
    "Δ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ"
    " !\"#¤%&'()*+,-./"
    "0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNO"
    "PQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmno"
    "pqrstuvwxyzäöñüà"
)
_TURKISH: Final = _DEFAULT.translate(str.maketrans("èìØøÆæ¡¿", "€ıĞğŞşİç"))
_PORTUGUESE: Final = (
    "@£$¥êéúíóç\nÔô\rÁá"
    "Δ_ªÇÀ∞^\\€Ó|\x1bÂâÊÉ"
    " !\"#º%&'()*+,-./"
    "0123456789:;<=>?"
    "ÍABCDEFGHIJKLMNO"
    "PQRSTUVWXYZÃÕÚÜ§"
    "~abcdefghijklmno"
    "pqrstuvwxyzãõ`üà"
)
#: By the number of the language; 2, Spanish, has none of its own.
LOCKING: Final[Mapping[int, str]] = {0: _DEFAULT, 1: _TURKISH, 2: _DEFAULT, 3: _PORTUGUESE}

_EXTENSION: Final = {
    0x0A: "\f", 0x14: "^", 0x28: "{", 0x29: "}", 0x2F: "\\", 0x3C: "[", 0x3D: "~", 0x3E: "]", 0x40: "|", 0x65: "€",
}  # fmt: skip
_IBERIAN: Final = {0x09: "ç", 0x49: "Í", 0x4F: "Ó", 0x55: "Ú", 0x69: "í", 0x6F: "ó", 0x75: "ú"}
SINGLE: Final[Mapping[int, Mapping[int, str]]] = {
    0: _EXTENSION,
    1: _EXTENSION | {0x47: "Ğ", 0x49: "İ", 0x53: "Ş", 0x63: "ç", 0x67: "ğ", 0x69: "ı", 0x73: "ş"},
    2: _EXTENSION | _IBERIAN | {0x41: "Á", 0x61: "á"},
    3: _EXTENSION
    | _IBERIAN
    | {
        0x05: "ê", 0x0B: "Ô", 0x0C: "ô", 0x0E: "Á", 0x0F: "á", 0x12: "Φ", 0x13: "Γ", 0x15: "Ω", 0x16: "Π",
        0x17: "Ψ", 0x18: "Σ", 0x19: "Θ", 0x1F: "Ê", 0x41: "À", 0x5B: "Ã", 0x5C: "Õ", 0x61: "Â", 0x7B: "ã",
        0x7C: "õ", 0x7F: "â",
    },
}  # fmt: skip


def letters(septets: Iterable[int], locking: int = 0, single: int = 0) -> str:
    """locking, single: numbers of national languages. Of a single shift that we don't have each letter is unknown.

    Raises KeyError for a locking shift that we don't have: nothing of the text could be read then.
    """
    table, shifted = LOCKING[locking], SINGLE.get(single)
    text: list[str] = []
    escaped = False
    for code in septets:
        if escaped:
            # an escape before what is in no table shows the letter of the main one
            text.append(UNKNOWN if shifted is None else shifted.get(code, table[code] if code != ESCAPE else " "))
            escaped = False
        elif code == ESCAPE:
            escaped = True
        else:
            text.append(table[code])
    return "".join(text)


def septets_of(octets: bytes, count: int, fill_bits: int = 0) -> list[int]:
    """At most as many as there are bits for. fill_bits: between a header and the first septet."""
    bits = int.from_bytes(octets, "little") >> fill_bits
    there = min(count, max(0, 8 * len(octets) - fill_bits) // 7)
    return [bits >> 7 * place & 0x7F for place in range(there)]
