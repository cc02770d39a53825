"""What became of an agent's SMS, shown on the agent's own message: of the parts together, not of each."""

import re
from functools import partial
from typing import Any

from sqlalchemy import Connection, Row, select

from models.actions.delivery import dead_numbers, outcomes
from models.actions.delivery.refusals import ticket_and_language
from models.actions.desk import topics
from models.actions.queue.delivery_rows import Whole
from models.clock import Instant
from models.phrases.catalogue import say
from models.rules.delivery.outcomes import Purpose
from models.rules.delivery.outgoing import Urgency
from models.rules.delivery.payloads import as_sms
from models.rules.delivery.states import DeliveryState
from models.rules.sms.phone_numbers import shown_number
from models.tables.lanes import outbox as outbox_table

#: Before the network's status in the error of a part that it gave up.
REPORTED = "report "
#: In the error of a part that waited for too long.
GIVEN_UP = "waited for too long"
_CODE = re.compile(r"\+CM[ES] ERROR: \d+")


def tell(tx: Connection, at: Instant, outbox_id: int, *, status: int | None = None, no_number: bool = False) -> None:
    """After the state of a part changed: the whole message follows. A failure is told once, whichever parts fail, and
    the message goes by another way if its person has one.

    status: TP-ST, if it failed by the network's word. no_number: as the network says at once.
    """
    part = tx.execute(select(outbox_table).where(outbox_table.c.id == outbox_id)).one()
    reason = dead_numbers.NO_NUMBER if no_number else None
    if status is not None:
        reason = dead_numbers.why(tx, part, status)
    died = reason is not None and dead_numbers.mark(tx, at, part, reason)
    whole = outcomes.ended(tx, at, part, DeliveryState(part.state), partial(_failed, part))
    if died:
        dead_numbers.move_waiting(tx, at, part, partial(_failed, part))
    failed = part.state == DeliveryState.FAILED_PERMANENTLY and (whole is None or whole.changed)
    if failed and part.ticket_id is not None:
        _tell_lost(tx, at, part, whole)


def _failed(part: Row[Any], language: str) -> str:
    sms = as_sms(part.payload)
    phrase = "staff.sms_failed" if sms["parts"] == 1 else "staff.sms_part_failed"
    reason = reason_of(part.error or "", language)
    return say(language, phrase, part=sms["part"] + 1, parts=sms["parts"], reason=reason)


def _tell_lost(tx: Connection, at: Instant, part: Row[Any], whole: Whole | None) -> None:
    """The phone on duty is a matter of the ladder, and overtakes what people say."""
    view, language = ticket_and_language(tx, part.ticket_id)
    view = outcomes.answer_lost(tx, at, view, whole)
    if whole is not None and whole.purpose is Purpose.DUTY:
        reason = reason_of(part.error or "", language)
        phrase = outcomes.words_of(whole, whole.state, "staff.duty_not_texted")
        told = say(language, phrase, phone=shown_number(part.address), reason=reason)
        topics.tell_staff(tx, at, view, told, urgency=Urgency.LADDER)
        return
    outcomes.tell_lost(tx, at, view, whole, _failed(part, language), language)


def reason_of(error: str, language: str) -> str:
    """error: "report N" of the network, GIVEN_UP, or the modem's own words."""
    if error == GIVEN_UP:
        return say(language, "reason.sms_given_up")
    if error.startswith(REPORTED):
        return say(language, "reason.sms_network", status=error.removeprefix(REPORTED))
    code = _CODE.search(error)  # the words around it are English, and the code can be looked up in any language
    answer = error if code is None or language == "en" else code[0]
    return say(language, "reason.sms_modem", answer=answer)
