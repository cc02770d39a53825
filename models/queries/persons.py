"""Who is on the other side of a requester's chat."""

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from models.tables.persons import address, conversation, person


@dataclass(frozen=True)
class Newcomer:
    """Somebody at an address. chat_id: where that transport writes to."""

    organisation_id: int
    transport: str
    account: str
    chat_id: int
    name: str
    language: str
    zone: str


@dataclass(frozen=True)
class Requester(Newcomer):
    """A person at one address. address_state: verified or dead.

    accepted: has accepted an edition of the regulation, with the first request.
    """

    person_id: int
    address_id: int
    address_state: str
    accepted: bool


_REQUESTER = (
    select(
        person.c.id,
        person.c.name,
        person.c.language,
        person.c.zone,
        person.c.accepted_edition_id,
        address.c.id.label("address_id"),
        address.c.state,
        conversation.c.state.label("dialogue"),
    )
    .select_from(address.join(person, person.c.id == address.c.person_id).join(conversation))
    .where(
        address.c.organisation_id == bindparam("organisation_id"),
        address.c.transport == bindparam("transport"),
        address.c.account == bindparam("account"),
        address.c.address == bindparam("address"),
    )
)


def requester_at(
    tx: Connection, organisation_id: int, transport: str, account: str, address_text: str
) -> tuple[Requester, dict[str, object]] | None:
    """The requester with the state of their conversation; None for somebody new."""
    place = {
        "organisation_id": organisation_id,
        "transport": transport,
        "account": account,
        "address": address_text,
    }
    row = tx.execute(_REQUESTER, place).one_or_none()
    if row is None:
        return None
    requester = Requester(
        person_id=row.id,
        address_id=row.address_id,
        organisation_id=organisation_id,
        transport=transport,
        account=account,
        chat_id=int(address_text),
        name=row.name or "",
        language=row.language,
        zone=row.zone,
        address_state=row.state,
        accepted=row.accepted_edition_id is not None,
    )
    return requester, row.dialogue


def person_in_chat(tx: Connection, chat_id: int) -> int | None:
    """Whose private chat this is; None for nobody's."""
    return tx.execute(
        select(address.c.person_id)
        .where(address.c.transport == "telegram", address.c.address == str(chat_id))
        .limit(1)
    ).scalar_one_or_none()
