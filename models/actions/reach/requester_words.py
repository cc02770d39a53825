"""Words of ours for a requester, over the transport by which they wrote."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from models.actions.queue import delivery_rows, outbox
from models.actions.queue.delivery_rows import KeptWords, NewDelivery
from models.actions.queue.outbox import OutgoingRow
from models.actions.reach import offers, routes, sms_words, windows
from models.actions.reach.addressees import to_requester
from models.actions.reach.sms_words import Reached
from models.clock import Instant
from models.phrases.catalogue import say
from models.queries.regulation import edition_of
from models.queries.tickets import TicketView
from models.rules.delivery.choice_pages import paged, rows_of
from models.rules.delivery.choice_titles import drawn
from models.rules.delivery.message_parts import parts_of
from models.rules.delivery.outcomes import Purpose
from models.rules.delivery.outgoing import RowKind, Urgency
from models.rules.delivery.payloads import EditPayload
from models.rules.delivery.places import Where, at_address
from models.rules.delivery.post_content import Choices, OfferedChoice
from models.rules.delivery.transports import Drawn
from models.rules.sms.automatic import MAX_AUTOMATIC_PARTS
from models.rules.texts.content import Entity


@dataclass(frozen=True)
class Words:
    """One thing to say. choices: drawn as the transport can.

    delivery: of what staff hear of when it does not arrive; prompts of a dialogue have none. step: of its chain.
    in_place: where a button was pressed. brief: instead of text and choices, where every letter is paid for;
    complete: there it needs no choices. secret: what of it is not kept once it has left.
    """

    text: str
    choices: Choices = ()
    entities: Sequence[Entity] = ()
    ticket_id: int | None = None
    in_place: bool = False
    brief: str = ""
    complete: bool = False
    own_contact: str | None = None
    delivery: NewDelivery | int | None = None
    step: int = 1
    secret: str | None = None

    def shortened(self) -> "Words":
        return replace(
            self, text=self.brief or self.text, choices=() if self.brief or self.complete else self.choices
        )


def tell(tx: Connection, at: Instant, view: TicketView, text: str, choices: Choices = ()) -> bool:
    """News of a ticket, by the first address that suits; in its quiet hours they wait (next_steps.py begins them).

    False: nothing goes (automatic_sms.py, windows.py, rules of transports).
    """
    regulation = edition_of(tx, view).regulation
    way = routes.route(tx, at, view, regulation, Purpose.NEWS)
    if way.barred or way.nowhere:
        return False
    if way.held_until is not None:
        words: KeptWords = {"text": text, "choices": choices}
        held = replace(to_requester(view, Purpose.NEWS), next_at=way.held_until, step=0, words=words)
        delivery_rows.store(tx, [held], at.real)
        return True
    if way.only_notice:
        text, choices = routes.notice_of(way.view, regulation), ()
    news = routes.with_chain(way.view, regulation, to_requester(view, Purpose.NEWS), at.now)
    return tell_all(tx, at, way.view, [Words(text, choices, ticket_id=view.id, delivery=news)])


def tell_all(tx: Connection, at: Instant, to: Reached, said: Sequence[Words], *, pressed: str | None = None) -> bool:
    """pressed: the provider's id of the message whose button was pressed. It becomes the first of the words that want
    to be in its place, and otherwise loses its buttons, as they are used up. False: nothing goes.
    """
    if to.traits.is_brief:
        said = [words.shortened() for words in said]
    if to.traits.by_sms:
        return _text(tx, at, to, said)
    if windows.is_closed(tx, at, to):
        return False
    there, rows = at_address(to.transport, to.address), list[OutgoingRow]()
    pressed = pressed if to.traits.edits else None
    for words in (_with_room(tx, to, one) for one in said):
        if words.in_place and pressed is not None:
            rows.append(_in_place(to, there, words, pressed))
            pressed = None
        else:
            rows += _posts(to, there, words)
    if pressed is not None and rows:
        used = to.address_id or None
        drop = OutgoingRow(RowKind.DROP_CHOICES, {"provider_id": pressed}, repeatable=True, to=there, address_id=used)
        rows.append(drop)
    if rows:
        lane = outbox.lane_of(to.traits, to.address)
        outbox.post(tx, to.account, lane, Urgency.CONVERSATION, rows, at.real, queue=to.traits.queue)
    return bool(rows)


def _text(tx: Connection, at: Instant, to: Reached, said: Sequence[Words]) -> bool:
    """All together are no more SMS than one may be."""
    room = MAX_AUTOMATIC_PARTS
    for words in said:
        offered = _offered(words)
        room -= sms_words.say(
            tx,
            at,
            to,
            words.text,
            offered,
            ticket_id=words.ticket_id,
            most=room,
            delivery=words.delivery,
            step=words.step,
            secret=words.secret,
        )
        if room <= 0:
            break
    return room < MAX_AUTOMATIC_PARTS


def _with_room(tx: Connection, to: Reached, words: Words) -> Words:
    """What one message has no room for is offered as numbers below the words, or page by page."""
    offered, limit = _offered(words), to.traits.choices
    if not offered or len(offered) <= limit.room:
        return words
    if limit.drawn(len(offered)) is Drawn.NUMBERS:
        offers.offer(tx, to.address_id, [choice["key"] for choice in offered])
        return replace(words, text=f"{words.text}\n{sms_words.numbered(to.language, offered)}", choices=())
    kept = paged(words.text, words.entities, offered, limit.room)
    offers.offer_pages(tx, to.address_id, kept)
    return replace(words, choices=[[row] for row in rows_of(kept, kept["page"], to.language)])


def _posts(to: Reached, there: Where, words: Words) -> list[OutgoingRow]:
    """A message has buttons of its own, or concerns the one that shares a number."""
    offered = _offered(words)
    parts = parts_of(words.text, words.entities, choices=words.choices, by=to.traits)
    if offered and drawn(to.traits.choices, offered).how is Drawn.LIST:
        parts[-1]["opens_choices"] = say(to.language, "choice.open_list")
    if words.own_contact is not None and to.traits.shares_phone and not offered:
        parts[-1]["own_contact"] = words.own_contact
    return [
        OutgoingRow(
            RowKind.POST,
            part,
            repeatable=False,
            to=there,
            ticket_id=words.ticket_id,
            delivery=words.delivery,
            address_id=to.address_id or None,
            step=words.step,
            secret=words.secret,
        )
        for part in parts
    ]


def _offered(words: Words) -> list[OfferedChoice]:
    return [choice for row in words.choices for choice in row]


def _in_place(to: Reached, there: Where, words: Words, pressed: str) -> OutgoingRow:
    payload: EditPayload = {
        "provider_id": pressed,
        "text": words.text,
        "entities": list(words.entities),
        "choices": [list(row) for row in words.choices],
    }
    used = to.address_id or None
    return OutgoingRow(
        RowKind.EDIT,
        payload,
        repeatable=True,
        to=there,
        ticket_id=words.ticket_id,
        address_id=used,
        secret=words.secret,
    )
