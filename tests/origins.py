"""Whose words a person passes on: for `writes("…", forward_origin=hidden_user("Мария"))`."""

from typing import Any

Wire = dict[str, Any]


def user(person: "Wire | int") -> Wire:
    """Somebody whose account a forward leads to: a person of the simulator, or {"first_name": …} of nobody there."""
    known = person if isinstance(person, int) else person.get("id", person)
    return {"type": "user", "sender_user": known}


def hidden_user(name: str) -> Wire:
    """Somebody who lets forwards show only a name."""
    return {"type": "hidden_user", "sender_user_name": name}


def group_chat(title: str, signature: str = "") -> Wire:
    """An anonymous administrator; signature: their title in the group."""
    return {"type": "chat", "sender_chat": title, **_signed(signature)}


def channel(title: str, message_id: int = 1, signature: str = "") -> Wire:
    """A post of a channel; signature: its author."""
    return {"type": "channel", "chat": title, "message_id": message_id, **_signed(signature)}


def _signed(signature: str) -> Wire:
    return {"author_signature": signature} if signature else {}
