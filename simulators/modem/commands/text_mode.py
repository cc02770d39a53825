"""Stored messages as text mode shows them. Source: 3GPP TS 27.005, sections 3.4.2 and 3.4.3."""

from simulators.modem.commands.answers import AtError
from simulators.modem.commands.network import in_character_set
from simulators.modem.pdu import GSM7, BadPdu, Content, length_of, read_deliver, read_submit, text_of
from simulators.modem.records import UNSENT, Slot

STATES = ("REC UNREAD", "REC READ", "STO UNSENT", "STO SENT", "ALL")


def in_text_mode(slot: Slot, character_set: str) -> str:
    """State, number, stamp, and on the next line the text. Raises AtError for what nobody can read."""
    try:
        if slot.status >= UNSENT:
            draft = read_submit(slot.pdu, length_of(slot.pdu))
            return f'"{STATES[slot.status]}","{draft.to}",\r\n{_text(draft.content, character_set)}'
        sender, at, content = read_deliver(slot.pdu)
    except BadPdu:
        raise AtError("CMS", 320) from None
    head = f'"{STATES[slot.status]}","{sender}",,"{at:%y/%m/%d,%H:%M:%S}+12"'
    return f"{head}\r\n{_text(content, character_set)}"


def _text(content: Content, character_set: str) -> str:
    """What the character set can't show comes as hex digits, as from most modems."""
    if content.encoding == GSM7:
        return in_character_set(text_of(GSM7, content.octets), character_set)
    return content.octets.hex().upper()
