"""Long messages: cut into parts that fit 140 octets, and put together again whatever order the parts come in."""

from dataclasses import dataclass, field

from simulators.modem.gsm7 import NotInAlphabet, letters_to_septets
from simulators.modem.pdu import BINARY, GSM7, UCS2, Concatenation, Content, text_of

_OCTETS = 140
#: A reference above this takes two octets, hence a header longer by one.
LARGEST_SHORT_REFERENCE = 0xFF


@dataclass(frozen=True)
class Cutting:
    """How a phone cuts. encoding: gsm7, ucs2 or auto. cut_pairs: as phones do that count UTF-16 units blindly."""

    reference: int
    encoding: str = "auto"
    flash: bool = False
    cut_pairs: bool = False


def cut_text(text: str, cutting: Cutting) -> list[Content]:
    """At least one part, at most 255. Raises NotInAlphabet when gsm7 was ordered, ValueError when it is too long."""
    if cutting.encoding != UCS2:
        try:
            pieces = [bytes(letter) for letter in letters_to_septets(text)]
            return _parts(GSM7, pieces, cutting, limits=(160, 153, 152))
        except NotInAlphabet:
            if cutting.encoding == GSM7:
                raise
    octets = text.encode("utf-16-be")
    if cutting.cut_pairs:
        pieces = [octets[place : place + 2] for place in range(0, len(octets), 2)]
    else:
        pieces = [letter.encode("utf-16-be") for letter in text]
    return _parts(UCS2, pieces, cutting, limits=(_OCTETS, 134, 132))


def cut_bytes(content: bytes, cutting: Cutting) -> list[Content]:
    return _parts(BINARY, [bytes([octet]) for octet in content], cutting, limits=(_OCTETS, 134, 133))


def _parts(encoding: str, pieces: list[bytes], cutting: Cutting, limits: tuple[int, int, int]) -> list[Content]:
    """pieces: what must not be cut. limits: for one part alone, with a short and with a wide reference."""
    alone, short, wide = limits
    whole = b"".join(pieces)
    if len(whole) <= alone:
        return [Content(encoding, whole, None, cutting.flash)]
    is_wide = cutting.reference > LARGEST_SHORT_REFERENCE
    bodies = _filled(pieces, wide if is_wide else short)
    total = len(bodies)
    if total > 255:
        raise ValueError(f"a message has at most 255 parts, this one would have {total}")
    return [
        Content(encoding, body, Concatenation(cutting.reference, total, number, is_wide), cutting.flash)
        for number, body in enumerate(bodies, 1)
    ]


def _filled(pieces: list[bytes], limit: int) -> list[bytes]:
    bodies: list[bytes] = []
    body = bytearray()
    for piece in pieces:
        if len(body) + len(piece) > limit:
            bodies.append(bytes(body))
            body.clear()
        body += piece
    return [*bodies, bytes(body)]


@dataclass
class Joined:
    """Parts of one message as a phone keeps them, by their number."""

    total: int
    parts: dict[int, Content] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        return len(self.parts) == self.total

    @property
    def text(self) -> str:
        """What is there so far, in order; hex digits for binary content."""
        contents = [self.parts[number] for number in sorted(self.parts)]
        texts = []
        while contents:
            encoding = contents[0].encoding
            same = [content.octets for content in contents if content.encoding == encoding]
            texts.append(text_of(encoding, b"".join(same)))
            contents = [content for content in contents if content.encoding != encoding]
        return "".join(texts)
