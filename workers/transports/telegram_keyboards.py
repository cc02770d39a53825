"""Buttons under a message, and the one below the field where people type."""

from typing import Any

from models.rules.delivery.payloads import EditPayload, PostPayload


def keyboard(payload: PostPayload | EditPayload) -> dict[str, Any]:
    choices = payload.get("choices")
    if not choices:
        return own_contact(payload.get("own_contact"))
    rows = [[{"text": c["label"], "callback_data": c["key"]} for c in row] for row in choices]
    return {"reply_markup": {"inline_keyboard": rows}}


def own_contact(label: object) -> dict[str, Any]:
    """Telegram asks whoever presses it whether they want to, and vouches for the number."""
    if label is None:
        return {}
    if not label:
        return {"reply_markup": {"remove_keyboard": True}}
    keys = [[{"text": label, "request_contact": True}]]
    return {"reply_markup": {"keyboard": keys, "resize_keyboard": True, "one_time_keyboard": True}}
