"""What those around a staff group learn of it: heads in private, the desk's other groups."""

from collections.abc import Mapping

from sqlalchemy import Connection

from models.actions.desk import staff
from models.actions.queue import outbox
from models.actions.queue.outbox import OutgoingRow
from models.clock import Instant
from models.phrases.catalogue import say
from models.queries.regulation import dropped_desk
from models.queries.staff import StaffGroup, groups_of_desk, reachable_heads
from models.rules.delivery.message_parts import parts_of
from models.rules.delivery.outgoing import RowKind, Urgency
from models.rules.delivery.places import in_staff_chat
from models.rules.regulation.parsing import Desk


def tell_around(tx: Connection, at: Instant, group: StaffGroup, phrase: str, **facts: object) -> None:
    """Everybody but the group itself, which may hear nothing. facts: as `tell` takes them."""
    tell_heads(tx, at, group, phrase, **facts)
    for other in groups_of_desk(tx, group.organisation_id, group.desk_id):
        if other.id != group.id:
            tell(tx, at, other, phrase, **{"title": group.title, **facts})


def tell(tx: Connection, at: Instant, group: StaffGroup, phrase: str, **facts: object) -> None:
    """In the group itself, outside all topics.

    facts: of the phrase; one that depends on the language is a function of it. desk, key and title are known.
    """
    staff.tell_group(tx, at, group.account, group.chat_id, _for_group(tx, group, phrase, facts))


def tell_ahead(tx: Connection, at: Instant, group: StaffGroup, phrase: str, **facts: object) -> None:
    """The same, before everything that waits to be posted there."""
    text = _for_group(tx, group, phrase, facts)
    staff.tell_group(tx, at, group.account, group.chat_id, text, urgency=Urgency.LADDER)


def _for_group(tx: Connection, group: StaffGroup, phrase: str, facts: Mapping[str, object]) -> str:
    # as it was when it was last named: how the group is spoken to must not hang on an edition that dropped it
    desk = dropped_desk(tx, group.organisation_id, group.desk_key)
    return _worded(desk, group, desk.staff_language, phrase, facts)


def tell_heads(tx: Connection, at: Instant, group: StaffGroup, phrase: str, **facts: object) -> None:
    desk = dropped_desk(tx, group.organisation_id, group.desk_key)
    for head in reachable_heads(tx, group.organisation_id, group.desk_id):
        parts = parts_of(_worded(desk, group, head.language, phrase, facts))
        drafts = [OutgoingRow(RowKind.POST, part, repeatable=True, to=in_staff_chat(head.chat_id)) for part in parts]
        outbox.post(tx, head.account, outbox.chat_lane(head.chat_id), Urgency.CONVERSATION, drafts, at.real)


def _worded(desk: Desk, group: StaffGroup, language: str, phrase: str, facts: Mapping[str, object]) -> str:
    known = {"desk": desk.title.in_(language), "key": group.desk_key, "title": group.title}
    told = {name: fact(language) if callable(fact) else fact for name, fact in facts.items()}
    return say(language, phrase, **{**known, **told})
