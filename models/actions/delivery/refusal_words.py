"""Why a service refused a message, in a clause for staff: «Не доставлено: …»."""

from typing import Final

from models.phrases.catalogue import say
from models.rules.delivery.send_results import Refusal
from models.rules.delivery.transports import Transport

#: Of any other the service's own words are shown.
_PHRASES: Final = {
    Refusal.NO_FILE: "reason.no_file",
    Refusal.NOTHING_TO_EDIT: "reason.nothing_to_edit",
    Refusal.UNDELIVERABLE: "reason.undeliverable",
    Refusal.NOT_A_TESTER: "reason.not_a_tester",
    Refusal.OUR_OWN_ADDRESS: "reason.our_own_address",
    Refusal.ADDRESS_NOT_TAKEN: "reason.address_not_taken",
    Refusal.COUNTRY: "reason.country",
    Refusal.WINDOW_CLOSED: "reason.window_closed",
    Refusal.NOT_NOW: "reason.not_now",
    Refusal.OPTED_OUT: "reason.opted_out",
    Refusal.KIND_NOT_TAKEN: "reason.kind_not_taken",
    Refusal.FILE_NOT_TAKEN: "reason.file_not_taken",
    Refusal.BAD_TEMPLATE: "reason.bad_template",
    Refusal.TOO_OFTEN: "reason.too_often",
    Refusal.SERVICE_TROUBLE: "reason.service_trouble",
    Refusal.TOKEN_REFUSED: "reason.token_refused",
    Refusal.NO_PERMISSION: "reason.no_permission",
    Refusal.ACCOUNT_LOCKED: "reason.account_locked",
    Refusal.ACCOUNT_UNREADY: "reason.account_unready",
    Refusal.UNPAID: "reason.unpaid",
    Refusal.SPAM: "reason.spam",
}


def in_words(language: str, by: Transport, refusal: Refusal, answer: str) -> str:
    """answer: of the service, as it came."""
    return say(language, _PHRASES.get(refusal, "reason.rejected"), transport=by.title, answer=answer)
