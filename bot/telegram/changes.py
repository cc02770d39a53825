"""Who came, left or reacted, read from the raw update: rights and signs of tomorrow say nothing about that."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiogram.types import User

from bot.telegram.updates import part_of


@dataclass(frozen=True)
class MemberChange:
    """by: who did it. member: whom it is about. out: the status says so (left, kicked)."""

    chat_id: int
    chat_type: str
    by: User
    member: User
    was_inside: bool
    is_inside: bool
    out: bool


@dataclass(frozen=True)
class ReactionChange:
    """signs: all that stand there now; empty for one that only Telegram can show."""

    chat_id: int
    chat_type: str
    message_id: int
    signs: tuple[str, ...]


def member_change(raw: Mapping[str, Any]) -> MemberChange:
    """raw: of my_chat_member or chat_member."""
    old, new = part_of(raw, "old_chat_member"), part_of(raw, "new_chat_member")
    return MemberChange(
        chat_id=raw["chat"]["id"],
        chat_type=raw["chat"]["type"],
        by=_user(raw["from"]),
        member=_user(new["user"]),
        was_inside=_is_inside(old),
        is_inside=_is_inside(new),
        out=_is_out(new),
    )


def reaction_change(raw: Mapping[str, Any]) -> ReactionChange:
    signs = tuple(sign["emoji"] if sign.get("type") == "emoji" else "" for sign in raw["new_reaction"])
    return ReactionChange(raw["chat"]["id"], raw["chat"]["type"], raw["message_id"], signs)


def _user(raw: Mapping[str, Any]) -> User:
    """As far as we ask who somebody is."""
    named = {name: raw.get(name) for name in ("last_name", "username", "language_code")}
    return User(id=raw["id"], is_bot=bool(raw.get("is_bot")), first_name=raw.get("first_name") or "", **named)


def _is_out(member: Mapping[str, Any]) -> bool:
    return member.get("status") in ("left", "kicked")


def _is_inside(member: Mapping[str, Any]) -> bool:
    """Who is restricted may be inside or not, and it is said."""
    return bool(member.get("is_member", not _is_out(member)))
