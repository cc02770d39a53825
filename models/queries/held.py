"""Everything that is held about a person and that they may see, as JSON has it: for the copy that they ask for."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection, Select, select

from models.queries.addresses import addresses_of
from models.queries.cards import labelled_fields
from models.queries.contracts import contracts_of
from models.queries.former_selves import with_former_selves
from models.queries.regulation import edition_of
from models.queries.seen_messages import messages_seen, said_to_others
from models.queries.tickets import Asker, ticket_by_id
from models.rules.contracts.sight import Author
from models.tables.among import among
from models.tables.contracts import contact_person
from models.tables.deliveries import delivery
from models.tables.messages import attachment, message, message_version
from models.tables.persons import person
from models.tables.reach import address_event, consent
from models.tables.tickets import ticket, ticket_event

_PERSON: Final = (person.c.public_id, person.c.name, person.c.language, person.c.zone, person.c.tier)
_TIMES: Final = (person.c.created_at, person.c.known_at, person.c.accepted_at)
_TICKET: Final = (
    *(ticket.c[name] for name in ("id", "number", "kind", "severity", "title", "fields", "state")),
    *(ticket.c[name] for name in ("opened_at", "answered_at", "closed_at", "came_by_transport")),
)
_MESSAGE: Final = (
    *(message.c[name] for name in ("id", "author", "text", "native")),
    *(message.c[name] for name in ("provider_at", "created_at")),
)
_FILE: Final = (
    *(attachment.c[name] for name in ("message_id", "kind", "file_name", "mime_type", "size", "path", "state")),
)


def held_about(tx: Connection, who: Asker) -> dict[str, Any]:
    """No notes of the staff, which are theirs, and of other people only what they said in this person's tickets and
    the person may read now. `path` of files: below var/files.
    """
    ours, of, persons = who.organisation_id, who.person_id, with_former_selves(tx, who)

    def every(query: Select[Any], whose: Any) -> list[dict[str, Any]]:
        return [_plain(row) for row in _rows(tx, query.where(among(whose, "persons")), ours, persons=persons)]

    themselves = _plain(_rows(tx, _of(person, *_PERSON, *_TIMES).where(person.c.id == of), ours)[0])
    return {
        "person": themselves,
        "addresses": [
            {
                "transport": one.traits.title,
                "address": one.address,
                "state": one.state,
                "paused": one.paused,
                "quiet_minutes": None if one.quiet is None else [one.quiet.since, one.quiet.until],
                "categories": one.categories,
                "verified_at": _time(one.verified_at),
            }
            for one in addresses_of(tx, who)
        ],
        "consents": every(_CONSENTS, consent.c.person_id),
        "contracts": _contracts(tx, who),
        "tickets": _tickets(tx, who, themselves["language"]),
        "other_messages": _unfiled(tx, who, persons),
        "deliveries": every(_DELIVERIES, delivery.c.person_id),
        "changes_of_addresses": every(_CHANGES, address_event.c.person_id),
    }


def _of(table: Any, *columns: Any) -> Select[Any]:
    return select(*(columns or table.c)).order_by(table.c.id)


def _rows(tx: Connection, query: Select[Any], ours: int, **bound: Any) -> Sequence[Any]:
    [named] = query.get_final_froms()
    return tx.execute(query.where(named.c.organisation_id == ours), bound).mappings().all()


_CONSENTS: Final = _of(consent, consent.c.purpose, consent.c.text, consent.c.given_at, consent.c.withdrawn_at)
_DELIVERIES: Final = _of(delivery, delivery.c.purpose, delivery.c.state, delivery.c.step, delivery.c.created_at)
_CHANGES: Final = _of(address_event, address_event.c.kind, address_event.c.at, address_event.c.undone_at)


def _contracts(tx: Connection, who: Asker) -> list[dict[str, Any]]:
    rights = {
        row["contract_id"]: row
        for row in _rows(
            tx, _of(contact_person).where(contact_person.c.person_id == who.person_id), who.organisation_id
        )
    }
    return [
        {
            "number": one.number,
            "tier": one.tier,
            "state": one.state,
            "paid_until": _time(one.paid_until),
            "sees": rights[one.id]["sees"],
            "may_change_contacts": rights[one.id]["may_change_contacts"],
            "email": rights[one.id]["email"],
        }
        for one in contracts_of(tx, who)
        if one.id in rights
    ]


def _tickets(tx: Connection, who: Asker, language: str) -> list[dict[str, Any]]:
    ours = who.organisation_id
    found = _rows(tx, _of(ticket, *_TICKET).where(ticket.c.person_id == who.person_id), ours)
    ids = [row["id"] for row in found]
    logged: dict[int, list[Any]] = {}
    events = _of(ticket_event, ticket_event.c.ticket_id, ticket_event.c.at, ticket_event.c.kind)
    for row in tx.execute(events.where(among(ticket_event.c.ticket_id, "ids")), {"ids": ids}).mappings():
        logged.setdefault(row["ticket_id"], []).append({"at": _time(row["at"]), "what": row["kind"]})
    return [
        {
            **_plain(row, "id"),
            "in_words": _in_words(tx, who, row["id"], language),
            "messages": _conversation(tx, who, row["id"]),
            "log": logged.get(row["id"], []),
        }
        for row in found
    ]


def _in_words(tx: Connection, who: Asker, ticket_id: int, language: str) -> dict[str, Any]:
    """As the edition has it that the request was asked under."""
    view = ticket_by_id(tx, who.organisation_id, ticket_id)
    regulation = edition_of(tx, view).regulation
    kind = regulation.kind(view.kind).title.in_(language)
    return {"kind": kind, "fields": dict(labelled_fields(view, regulation, language))}


def _conversation(tx: Connection, who: Asker, ticket_id: int) -> list[dict[str, Any]]:
    seen = messages_seen(tx, who, ticket_id)
    others = {
        one.id: one.person_name for one in seen if one.author == Author.PARTICIPANT and one.person_id != who.person_id
    }
    return _messages(tx, who, [one.id for one in seen], others)


def _unfiled(tx: Connection, who: Asker, persons: Sequence[int]) -> list[dict[str, Any]]:
    """Begun and not sent, above a limit, or said in the tickets of others."""
    ours = who.organisation_id
    alone = (message.c.ticket_id.is_(None), message.c.author == "requester")
    own = _of(message, message.c.id).where(among(message.c.person_id, "persons"), *alone)
    ids = [row["id"] for row in _rows(tx, own, ours, persons=persons)] + said_to_others(tx, ours, persons)
    return _messages(tx, who, ids, {})


def _messages(
    tx: Connection, who: Asker, ids: Sequence[int], others: Mapping[int, str | None]
) -> list[dict[str, Any]]:
    """others: names of those who said it, where it was not this person."""
    rows = _rows(tx, _of(message, *_MESSAGE).where(among(message.c.id, "ids")), who.organisation_id, ids=ids)
    files = tx.execute(_of(attachment, *_FILE).where(among(attachment.c.message_id, "ids")), {"ids": ids})
    by_message: dict[int, list[Any]] = {}
    for file in files.mappings():
        by_message.setdefault(file["message_id"], []).append(_plain(file, "message_id"))
    versions = _of(message_version, message_version.c.message_id, message_version.c.text)
    former: dict[int, list[str]] = {}
    for one in tx.execute(versions.where(among(message_version.c.message_id, "ids")), {"ids": ids}):
        former.setdefault(one.message_id, []).append(one.text or "")
    return [
        {
            "at": _time(row["created_at"]),
            "author": row["author"],
            "said_by": others.get(row["id"]),
            "text": row["text"] or "",
            "native": row["native"],
            "before_correction": former.get(row["id"], []),
            "files": by_message.get(row["id"], []),
        }
        for row in rows
    ]


def _plain(row: Any, *without: str) -> dict[str, Any]:
    return {name: _time(value) for name, value in row.items() if name not in without}


def _time(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime | date) else value
