"""Requests as Meta makes them: batches of entries, changes, messages and statuses, signed with the app's secret."""

import hashlib
import hmac
import json
from typing import Any

Wire = dict[str, Any]

PHONE_ID = "106540352242922"
#: Whoever wrote: an id of the business' own, and a phone that may be told or not.
ANNA, ANNAS_PHONE = "RU.13491208655302741918", "79001112233"
NOW = 1_764_504_000


def signed(secret: str, body: bytes) -> dict[str, str]:
    """Its headers."""
    digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return {"X-Hub-Signature-256": f"sha256={digest}", "Content-Type": "application/json"}


def request(*changes: Wire) -> Wire:
    """In an entry each, as they come from several business accounts."""
    entries = [{"id": f"WABA{number}", "changes": [change]} for number, change in enumerate(changes)]
    return {"object": "whatsapp_business_account", "entry": entries}


def change(phone_id: str = PHONE_ID, **value: Any) -> Wire:
    metadata = {"display_phone_number": "15550783881", "phone_number_id": phone_id}
    return {"field": "messages", "value": {"messaging_product": "whatsapp", "metadata": metadata, **value}}


def contact(bsuid: str = ANNA, phone: str = ANNAS_PHONE, name: str = "Анна") -> Wire:
    return {"profile": {"name": name}, "wa_id": phone, "user_id": bsuid}


def message(wamid: str = "wamid.1", bsuid: str = ANNA, phone: str = ANNAS_PHONE, **said: Any) -> Wire:
    """said: instead of a text."""
    content = said or {"type": "text", "text": {"body": "Не работает интернет"}}
    return {"id": wamid, "from": phone, "from_user_id": bsuid, "timestamp": str(NOW), **content}


def status(wamid: str = "wamid.9", word: str = "delivered", **more: Any) -> Wire:
    return {
        "id": wamid,
        "status": word,
        "timestamp": str(NOW),
        "recipient_id": ANNAS_PHONE,
        "recipient_user_id": ANNA,
        **more,
    }


def body_of(whole: Any) -> bytes:
    return json.dumps(whole, ensure_ascii=False).encode("utf-8", "surrogatepass")


def called(payload: Any) -> str:
    """What Meta calls it."""
    if "message" in payload:
        return str(payload["message"]["id"])
    if "status" not in payload:
        return ""
    told = payload["status"]
    return ":".join((told["id"], told["status"], *(str(one["code"]) for one in told.get("errors", ()))))
