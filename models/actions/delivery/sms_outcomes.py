"""What became of an agent's SMS, shown on the agent's own message: of the parts together, not of each."""

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from models.actions.desk import topics
from models.actions.queue import outbox
from models.actions.tickets import tickets, waiting
from models.clock import Instant
from models.phrases.catalogue import say
from models.queries.regulation import edition_by_id
from models.queries.tickets import TicketView, ticket_by_id
from models.rules.delivery.outgoing import REACTION_OF, RowKind, Urgency
from models.rules.delivery.payloads import as_sms
from models.rules.delivery.states import DeliveryState
from models.rules.sms.phone_numbers import shown_number
from models.tables.lanes import outbox as outbox_table

#: Before the network's status in the error of a part that it gave up.
REPORTED = "report "
#: In the error of a part that waited for too long.
GIVEN_UP = "waited for too long"
_CODE = re.compile(r"\+CM[ES] ERROR: \d+")


def tell(tx: Connection, at: Instant, outbox_id: int) -> None:
    """After the state of a part changed. Says something when it decides what became of the whole."""
    part = tx.execute(select(outbox_table).where(outbox_table.c.id == outbox_id)).one()
    if part.ticket_id is None:
        return
    if part.state == DeliveryState.FAILED_PERMANENTLY:
        _failed(tx, at, part)
        return
    states = {row.state for row in _parts(tx, part)}
    if states == {part.state}:
        _react(tx, at, ticket_by_id(tx, part.ticket_id), part, part.state)
    elif part.state == DeliveryState.SENT and states == {DeliveryState.SENT, DeliveryState.DELIVERED}:
        # reports of the first parts were quicker than the last part
        _react(tx, at, ticket_by_id(tx, part.ticket_id), part, DeliveryState.SENT)


def _parts(tx: Connection, part: Row[Any]) -> Sequence[Row[Any]]:
    """All parts of the message, but for tries that another try replaced."""
    if part.message_id is None:
        return [part]
    return tx.execute(
        select(outbox_table).where(
            outbox_table.c.message_id == part.message_id,
            outbox_table.c.kind == RowKind.SMS,
            outbox_table.c.state != DeliveryState.CANCELLED,
        )
    ).all()


def _failed(tx: Connection, at: Instant, part: Row[Any]) -> None:
    failed = [row for row in _parts(tx, part) if row.state == DeliveryState.FAILED_PERMANENTLY]
    if len(failed) > 1:
        return  # told with the first one
    view = ticket_by_id(tx, part.ticket_id)
    regulation = edition_by_id(tx, view.edition_id).regulation
    language = topics.staff_language(view, regulation)
    _react(tx, at, view, part, DeliveryState.FAILED_PERMANENTLY)
    sms = as_sms(part.payload)
    if sms.get("report_to") is not None:
        view = tickets.locked(tx, view)
        if not outbox.any_answer_left(tx, view.id):
            tickets.unanswered_after_all(tx, at, view, regulation)
        waiting.not_delivered(tx, at, view, part.message_id)
    reason = reason_of(part.error or "", language)
    if "duty" in sms:
        told = say(language, "staff.duty_not_texted", phone=shown_number(sms["duty"]), reason=reason)
        topics.tell_staff(tx, at, view, told, urgency=Urgency.LADDER)
        return
    phrase = "staff.sms_failed" if sms["parts"] == 1 else "staff.sms_part_failed"
    text = say(language, phrase, part=sms["part"] + 1, parts=sms["parts"], reason=reason)
    topics.tell_staff(tx, at, view, text)


def reason_of(error: str, language: str) -> str:
    """error: "report N" of the network, GIVEN_UP, or the modem's own words."""
    if error == GIVEN_UP:
        return say(language, "reason.sms_given_up")
    if error.startswith(REPORTED):
        return say(language, "reason.sms_network", status=error.removeprefix(REPORTED))
    code = _CODE.search(error)  # the words around it are English, and the code can be looked up in any language
    answer = error if code is None or language == "en" else code[0]
    return say(language, "reason.sms_modem", answer=answer)


def _react(tx: Connection, at: Instant, view: TicketView, part: Row[Any], state: DeliveryState) -> None:
    report_to = as_sms(part.payload).get("report_to")
    if report_to is not None and view.topic_account is not None:
        topics.react(tx, at, view.id, view.topic_account, report_to, REACTION_OF[state])
