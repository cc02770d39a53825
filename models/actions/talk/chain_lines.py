"""How a way to a person is called, and the buttons by which an agent decides about the next one."""

from typing import Any

from models.actions.desk import topics
from models.phrases.catalogue import say
from models.queries.tickets import TicketView
from models.rules.sms.phone_numbers import shown_number

#: The verbs of the buttons: the next step is taken, or the message is left as it is. DELIVERY.STEP.ADDRESS
STEP, LEAVE = "step", "leave"


def step_buttons(ticket_id: int, whole_id: int, step: int, there: TicketView, language: str) -> list[Any]:
    this = f"{whole_id}.{step}"
    return [
        step_button(ticket_id, whole_id, step, there, language),
        topics.choice(ticket_id, 0, f"{LEAVE}.{this}", say(language, "chain.leave")),
    ]


def step_button(ticket_id: int, whole_id: int, step: int, there: TicketView, language: str) -> Any:
    by = say(language, "chain.send_by", transport=there.traits.title)
    return topics.choice(ticket_id, 0, f"{STEP}.{whole_id}.{step}.{there.address_id}", by)


def way_of(there: TicketView, language: str) -> str:
    """«SMS на +7 916 …»; of a chat its name says enough."""
    if not there.traits.by_sms:
        return there.traits.title
    return say(language, "chain.by_phone", transport=there.traits.title, number=shown_number(there.address))
