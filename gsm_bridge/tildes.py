"""The «~» of Unicode texts, which libGammu 1.45 takes for an escape of its own. Pure.

Each one that comes is doubled, and as many letters are cut off at the end; of what leaves, only a doubled one goes.
"""

import re


def as_it_came(text: str, said: bytes) -> str:
    """The text as the phone wrote it. said: what modem and libGammu said to each other, with the PDU in it.

    Without the PDU the letters that were cut off stay lost.
    """
    if "~" not in text:
        return text
    known = re.sub("~~?", "~", text)  # the last one may have lost its double
    lost = _units(text) - _units(known)
    if known.endswith("\ufffd"):  # half of an emoji that was cut in two
        known, lost = known[:-1], lost + 1
    shown = known.encode("utf-16-be", "surrogatepass").hex().upper().encode()
    found = re.findall(shown + rb"([0-9A-F]{%d})(?![0-9A-F])" % (4 * lost), said)
    if not found:
        return known
    return known + bytes.fromhex(found[-1].decode()).decode("utf-16-be", "surrogatepass")


def to_leave(text: str) -> str:
    """What has to be given to libGammu, so that this text leaves."""
    return text.replace("~", "~~")


def _units(text: str) -> int:
    return len(text.encode("utf-16-be", "surrogatepass")) // 2
