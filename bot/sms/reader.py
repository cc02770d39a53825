"""One stored SMS or call → what was heard. payload: see models/actions/reach/sms_arrivals.py."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.requester.editions import Editions
from bot.requester.heard import MARK, Heard, Reader, Unread
from bot.scope import Scope, organisation_time
from bot.sms.shown import shown
from models.actions.queue.inbox import Waiting
from models.actions.reach.sms_words import SMS
from models.phrases.catalogue import say
from models.queries.modems import owner_of_sim
from models.queries.persons import written_at
from models.queries.regulation import EditionView
from models.rules.regulation.organisations import OrganisationId
from models.rules.sms.phone_numbers import (
    is_withheld,
    normal_number,
    shown_number,
    withheld_address,
    zone_of_number,
)
from models.rules.sms.shared_numbers import whose_phone


def read(scope: Scope, rows: Sequence[Waiting]) -> Heard:
    """rows: one, as SMS have no albums. Raises for an unknown kind."""
    (row,) = rows
    if row.payload["kind"] == "call":
        return _call(scope, row)
    if row.payload["kind"] == "sms":
        return _sms(scope, row)
    raise ValueError(f"neither an SMS nor a call: {row.payload['kind']!r}")


def author(scope: Scope, row: Waiting) -> Unread:
    """Who rang is not texted: they wrote nothing."""
    sender = str(row.payload.get("sender", ""))
    number = _address(scope.edition, sender)
    return Unread(
        address=number,
        named=f"SMS {row.provider_id[:12]}",
        name=shown_number(number) if number else None,
        through=row.payload.get("sim"),
        wants_word=bool(number) and row.payload.get("kind") == "sms",
    )


def whose(editions: Editions, row: Waiting) -> EditionView:
    """The SIM's owner; of a shared SIM whoever last wrote to that phone, else the organisation that was first."""
    owner = owner_of_sim(editions.tx, row.payload["sim"])
    if owner is not None:
        return editions.of(owner)
    sender = row.payload["sender"]
    wrote = [
        (edition.organisation_id, at)
        for edition in editions.all()
        if (at := written_at(editions.tx, edition.organisation_id, SMS, _address(edition, sender))) is not None
    ]
    phone_of = whose_phone(wrote, editions.now, editions.all()[0].organisation_id)
    return editions.of(OrganisationId(phone_of))


def _address(edition: EditionView, sender: str) -> str:
    return normal_number(sender, edition.regulation.sms.region) or sender


READER = Reader(SMS, read, author, whose)


def _sms(scope: Scope, row: Waiting) -> Heard:
    organisation = scope.edition.regulation.organisation
    at = datetime.fromisoformat(row.payload["at"])
    seen = shown(row.payload, _staff_language(scope), organisation.timezone, organisation_time(at, scope.at))
    return replace(
        _heard(scope, row, at),
        text=row.payload["text"].strip(),
        kept_text=seen.text,
        typed=not row.payload.get("missing"),
        native=seen.native,
        unsupported=seen.unsupported,
    )


def _call(scope: Scope, row: Waiting) -> Heard:
    """Staff read who rang; of a hidden number that is said where others have their name and number."""
    heard = _heard(scope, row, datetime.fromisoformat(row.payload["at"]))
    who = say(_staff_language(scope), "phone.withheld_call") if heard.name is None else heard.address
    return replace(heard, rang=True, kept_text=f"{MARK} {who}")


def _heard(scope: Scope, row: Waiting, at: datetime) -> Heard:
    """The SIM that heard from a phone is the one that answers it. Of whom no number is told nobody knows who it was:
    each time it counts as somebody new.
    """
    sender = row.payload["sender"]
    address = _address(scope.edition, sender) or withheld_address(row.provider_id.rpartition(":")[2][:32])
    return Heard(
        transport=row.transport,
        account=row.account,
        address=address,
        at=at,
        came_at=row.not_before,
        provider_ids=(row.provider_id,),
        name=None if is_withheld(address) else shown_number(address),
        zone=zone_of_number(address),
        through=row.payload["sim"],
    )


def _staff_language(scope: Scope) -> str:
    return scope.edition.regulation.desk(scope.edition.regulation.sms.desk).staff_language
