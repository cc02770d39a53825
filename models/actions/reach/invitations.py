"""Codes that staff give to somebody whom they know: good once, for a while, for one person or one contract."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, func, insert, or_, select, update

from models.clock import Instant
from models.rules.regulation.identification import Identification
from models.rules.regulation.organisations import OrganisationId
from models.rules.requests.invitation_codes import ALPHABET, GROUPS, LETTERS, in_groups
from models.tables.contracts import contact_person
from models.tables.identification import invitation
from models.tables.staff import agent


@dataclass(frozen=True)
class Invited:
    """Whom a code is for. person_id: None: whoever uses it. It lets nobody see what others of the contract ask.

    issued_by: the agent, for the desk desk_id; None: the administrator, or issued_by_person_id: who may change who
    speaks for the contract.
    """

    id: int
    person_id: int | None
    contract_id: int | None
    may_change_contacts: bool
    issued_by: int | None
    desk_id: int | None
    issued_by_person_id: int | None = None


def issue(
    tx: Connection,
    at: Instant,
    organisation_id: OrganisationId,
    rules: Identification,
    *,
    person_id: int | None = None,
    contract_id: int | None = None,
    may_change_contacts: bool = False,
    agent_id: int | None = None,
    desk_id: int | None = None,
    by_person: int | None = None,
) -> str:
    """The code, which is nowhere else. agent_id, desk_id: who of which staff gives it out; by_person: who else."""
    assert person_id is not None or contract_id is not None
    code = in_groups("".join(secrets.choice(ALPHABET) for _ in range(GROUPS * LETTERS)))
    row = {
        "organisation_id": organisation_id,
        "digest": _digest(code),
        "person_id": person_id,
        "contract_id": contract_id,
        "may_change_contacts": may_change_contacts,
        "issued_by": agent_id,
        "desk_id": desk_id,
        "issued_by_person_id": by_person,
        "issued_at": at.now,
        "expires_at": good_until(at, rules),
    }
    tx.execute(insert(invitation), row)
    return code


def good_until(at: Instant, rules: Identification) -> datetime:
    """Of one that is issued now."""
    return at.now + timedelta(days=rules.invitation_days)


def invited_by(tx: Connection, at: Instant, organisation_id: OrganisationId, code: str) -> Invited | None:
    """None for a code that is wrong, used, too old, taken back, of an agent who was dismissed since, of somebody who
    may change the contract's contact persons no more, or of another organisation: nobody learns which.
    """
    dismissed = select(agent.c.id).where(agent.c.organisation_id == organisation_id, agent.c.state == "dismissed")
    good = (
        invitation.c.digest == _digest(code),
        invitation.c.organisation_id == organisation_id,
        invitation.c.used_at.is_(None),
        invitation.c.revoked_at.is_(None),
        invitation.c.expires_at > at.now,
        or_(invitation.c.issued_by.is_(None), invitation.c.issued_by.not_in(dismissed)),
        or_(invitation.c.issued_by_person_id.is_(None), _still_may_invite()),
    )
    row = tx.execute(select(invitation).where(*good)).one_or_none()
    if row is None:
        return None
    return Invited(**{name: getattr(row, name) for name in Invited.__dataclass_fields__})


def spend(tx: Connection, at: Instant, organisation_id: OrganisationId, invited: Invited, address_id: int) -> bool:
    """False: somebody else used it a moment ago."""
    this = (
        invitation.c.id == invited.id,
        invitation.c.organisation_id == organisation_id,
        invitation.c.used_at.is_(None),
        invitation.c.revoked_at.is_(None),
    )
    spent = tx.execute(update(invitation).where(*this).values(used_at=at.now, used_address_id=address_id))
    return spent.rowcount == 1


def revoke(tx: Connection, at: Instant, organisation_id: OrganisationId, code: str) -> bool:
    """False: it was good for nothing anyway."""
    invited = invited_by(tx, at, organisation_id, code)
    if invited is None:
        return False
    this = (invitation.c.id == invited.id, invitation.c.organisation_id == organisation_id)
    revoked = tx.execute(update(invitation).where(*this, invitation.c.used_at.is_(None)).values(revoked_at=at.now))
    return revoked.rowcount == 1


def _still_may_invite() -> ColumnElement[bool]:
    inviter = (
        contact_person.c.organisation_id == invitation.c.organisation_id,
        contact_person.c.contract_id == invitation.c.contract_id,
        contact_person.c.person_id == invitation.c.issued_by_person_id,
        contact_person.c.may_change_contacts,
    )
    return select(contact_person.c.id).where(*inviter).exists()


def open_of(tx: Connection, at: Instant, organisation_id: OrganisationId, contract_id: int) -> int:
    """How many that contact persons of the contract gave out wait for somebody."""
    waiting = select(func.count()).select_from(invitation).where(*_open(at, organisation_id, contract_id))
    return int(tx.execute(waiting).scalar_one())


def revoke_open(tx: Connection, at: Instant, organisation_id: OrganisationId, contract_id: int) -> int:
    """Those of `open_of`; how many they were."""
    waiting = update(invitation).where(*_open(at, organisation_id, contract_id))
    return tx.execute(waiting.values(revoked_at=at.now)).rowcount


def revoke_of(
    tx: Connection, at: Instant, organisation_id: OrganisationId, person_id: int, since: datetime | None = None
) -> int:
    """Those that a contact person gave out since then, for any contract, and that wait for somebody; how many."""
    theirs = [
        invitation.c.organisation_id == organisation_id,
        invitation.c.issued_by_person_id == person_id,
        invitation.c.used_at.is_(None),
        invitation.c.revoked_at.is_(None),
        invitation.c.expires_at > at.now,
    ]
    if since is not None:
        theirs.append(invitation.c.issued_at >= since)
    return tx.execute(update(invitation).where(*theirs).values(revoked_at=at.now)).rowcount


def issued_since(tx: Connection, organisation_id: OrganisationId, person_id: int, since: datetime) -> int:
    """How many a contact person gave out."""
    theirs = (
        invitation.c.organisation_id == organisation_id,
        invitation.c.issued_by_person_id == person_id,
        invitation.c.issued_at > since,
    )
    return int(tx.execute(select(func.count()).select_from(invitation).where(*theirs)).scalar_one())


def _open(at: Instant, organisation_id: OrganisationId, contract_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        invitation.c.organisation_id == organisation_id,
        invitation.c.contract_id == contract_id,
        invitation.c.issued_by_person_id.is_not(None),
        invitation.c.used_at.is_(None),
        invitation.c.revoked_at.is_(None),
        invitation.c.expires_at > at.now,
    )


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
