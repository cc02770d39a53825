"""What a payload of WhatsApp holds, whatever it leaves out: keys may be absent, and texts may be empty."""

from collections.abc import Mapping, Sequence
from typing import Any

Part = Mapping[str, Any]


def part_of(whole: Part, name: str) -> Part:
    found = whole.get(name)
    return found if isinstance(found, Mapping) else {}


def text_of(whole: Part, name: str) -> str:
    """Empty as well for what is no text."""
    found = whole.get(name)
    if isinstance(found, int) and not isinstance(found, bool):
        return str(found)
    return found if isinstance(found, str) else ""


def list_of(whole: Part, name: str) -> Sequence[Any]:
    found = whole.get(name)
    return found if isinstance(found, list) else []


def first_text(*found: str) -> str:
    return next((one.strip() for one in found if one.strip()), "")


def sender_of(message: Part, contact: Part) -> str:
    """The address of its author: the BSUID, or the phone's digits where there is none; empty: it names nobody."""
    bsuid = first_text(text_of(message, "from_user_id"), text_of(contact, "user_id"))
    return bsuid or phone_of(message, contact)


def phone_of(message: Part, contact: Part) -> str:
    """The author's, in digits; empty: it is not told."""
    return first_text(text_of(message, "from"), text_of(contact, "wa_id")).removeprefix("+")


def recipient_of(status: Part) -> str:
    """The address that the message went to; a failed status may name no more than the phone."""
    return first_text(text_of(status, "recipient_user_id"), text_of(status, "recipient_id").removeprefix("+"))


def country_of(address: str) -> str | None:
    """As a BSUID begins with it: RU.1349…"""
    country, dot, _ = address.partition(".")
    return country if dot and len(country) == 2 else None
