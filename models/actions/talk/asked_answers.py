"""An answer to words of somebody besides the requester goes to both; staff read that it did.

Of this copy there is no chain: it goes to one address, and a failure is told.
"""

from dataclasses import replace

from sqlalchemy import Connection, bindparam, update

from models.actions.reach import requester_words
from models.actions.reach.addressees import to_participant
from models.actions.reach.participants import place_of
from models.actions.reach.requester_words import Words
from models.actions.talk import posting
from models.actions.tickets.acting import Acting
from models.phrases.catalogue import say
from models.queries.copies import copy_sent_to
from models.queries.identities import Somebody
from models.queries.messages import MessageView, messages_by_ids
from models.queries.persons import Requester, reached_of_person
from models.queries.sights import ticket_seen_by_id
from models.queries.tickets import TicketView
from models.rules.contracts.sight import Audience
from models.rules.delivery.replies import PARTICIPANT
from models.rules.texts.content import one_line
from models.tables.messages import message

_WENT_TO_BOTH = (
    update(message)
    .where(message.c.id == bindparam("of_message"), message.c.organisation_id == bindparam("of_organisation"))
    .values(person_id=bindparam("of_person"), audience=Audience.ASKED)
)


def pass_on(acting: Acting, written: MessageView) -> None:
    """written: an agent's answer that is on its way to the requester. If it answers words of a participant who still
    sees the ticket, it goes to them too.
    """
    tx, view = acting.tx, acting.view
    if written.answered is None or (written.answered.author, written.answered.ticket_id) != (PARTICIPANT, view.id):
        return
    answered = messages_by_ids(tx, view.organisation_id, [written.answered.id])[0]
    assert answered.person_id is not None, "a participant is somebody"
    who = Somebody(view.organisation_id, answered.person_id)
    name = one_line(answered.person_name or "") or say(acting.language, "card.no_name")
    if ticket_seen_by_id(tx, who, view.id) is None:
        acting.tell_topic(say(acting.language, "participant.sees_no_more", name=name))
        return
    there = place_of(tx, acting.at, who, acting.regulation, answered.address_id)
    gone = there is not None and _post(acting, as_asked_by(view, there), written)
    if gone:
        which = {"of_message": written.id, "of_organisation": view.organisation_id, "of_person": who.person_id}
        tx.execute(_WENT_TO_BOTH, which)
    acting.tell_topic(say(acting.language, "participant.answered" if gone else "participant.not_answered", name=name))


def as_asked_by(view: TicketView, who: Requester) -> TicketView:
    """The ticket, as if that person had asked it, from that address."""
    return replace(
        view,
        person_id=who.person_id,
        address_id=who.address_id,
        transport=who.transport,
        traits=who.traits,
        role=who.role,
        account=who.account,
        address=who.address,
        sim=who.sim,
        address_state=who.address_state,
        address_reason=None,
        blocked_at=None,
        blocked_messages=0,
        paused_at=None,
        quiet_from=None,
        quiet_until=None,
        others=None,
        requester_name=who.name,
        language=who.language,
        zone=who.zone,
    )


def _post(acting: Acting, theirs: TicketView, written: MessageView) -> bool:
    tx, at, view = acting.tx, acting.at, acting.view
    requester = one_line(view.requester_name) or say(theirs.language, "card.no_name")
    header = say(theirs.language, "participant.answer", number=view.number, name=requester)
    copy = to_participant(view, theirs.person_id, message_id=written.id, header=header)
    if not theirs.traits.by_sms:
        parts = posting.parts_of_answer(theirs, written, header, theirs.person_id)
        posting.post(tx, at, theirs, parts, copy)
        return True
    said = Words("\n".join((header, written.text)), ticket_id=view.id, delivery=copy, complete=True)
    return bool(written.text) and requester_words.tell_all(tx, at, theirs, [said])


def as_copied(tx: Connection, written: MessageView, view: TicketView) -> TicketView | None:
    """The ticket as whoever else got this answer sees it, at the address where it went; None: nobody else did."""
    if written.audience is not Audience.ASKED or written.person_id is None:
        return None
    address_id = copy_sent_to(tx, view.organisation_id, written.id)
    found = reached_of_person(tx, view.organisation_id, written.person_id)
    return next((as_asked_by(view, one) for one in found if one.address_id == address_id), None)
