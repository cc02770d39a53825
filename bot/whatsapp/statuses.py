"""What WhatsApp says later about a message of ours → what that proves."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from bot.whatsapp.fields import Part, first_text, list_of, part_of, recipient_of, text_of
from models.actions.delivery.receipts import Receipt
from models.actions.queue.inbox import Waiting
from models.rules.delivery.choices import whole_number
from models.rules.delivery.send_results import Refusal
from models.rules.delivery.states import DeliveryState
from models.rules.delivery.whatsapp_errors import refusal_of

#: `sent` proves no more than the answer to our request did.
_PROVES: Final = {
    "delivered": DeliveryState.DELIVERED,
    "read": DeliveryState.READ,
    "played": DeliveryState.READ,
    "failed": DeliveryState.FAILED_PERMANENTLY,
}


def says_nothing_new(status: Part) -> bool:
    """That it was sent; there is one for each message, and it names whom it went to."""
    return text_of(status, "status") == "sent"


def receipt_in(row: Waiting, status: Part) -> Receipt | None:
    """None: it proves nothing, or nobody can say about what."""
    state = _PROVES.get(text_of(status, "status"))
    wamid, address = text_of(status, "id"), address_in(row, status)
    if state is None or not wamid or not address:
        return None
    ours = whole_number(text_of(status, "biz_opaque_callback_data"))
    told = Receipt(row.transport, row.account, address, wamid, state, row_id=ours)
    if state is not DeliveryState.FAILED_PERMANENTLY:
        return told
    return replace(told, reason=reason_of(status), refusal=meant_by(status))


def address_in(row: Waiting, status: Part) -> str:
    """A contact that stands beside it names the BSUID sometimes where the status has no more than the phone."""
    bsuids = (text_of(status, "recipient_user_id"), text_of(part_of(row.payload, "contact"), "user_id"))
    return first_text(*bsuids) or recipient_of(status)


def reason_of(status: Part) -> str:
    """The service's own words, with the code."""
    for error in list_of(status, "errors"):
        if isinstance(error, Mapping):
            told = (
                text_of(error, "title"),
                text_of(error, "message"),
                text_of(part_of(error, "error_data"), "details"),
            )
            words = ": ".join(dict.fromkeys(filter(None, told)))
            return " ".join(filter(None, (text_of(error, "code"), words)))
    return ""


def meant_by(status: Part) -> Refusal:
    codes = (text_of(error, "code") for error in list_of(status, "errors") if isinstance(error, Mapping))
    return next((refusal_of(int(code)) for code in codes if code.isdecimal()), Refusal.OTHER)
