"""Who is on the other side of a requester's chat."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from models.tables.persons import address, conversation, person


@dataclass(frozen=True)
class Requester:
    """A person at one address. address_state: verified or dead. chat_id: where that transport writes to."""

    person_id: int
    address_id: int
    organisation_id: int
    transport: str
    account: str
    chat_id: int
    name: str
    language: str
    zone: str
    address_state: str


def requester_at(
    tx: Connection, organisation_id: int, transport: str, account: str, address_text: str
) -> tuple[Requester, dict[str, object]] | None:
    """The requester with the state of their conversation; None for somebody new."""
    row = tx.execute(
        select(
            person.c.id,
            person.c.name,
            person.c.language,
            person.c.zone,
            address.c.id.label("address_id"),
            address.c.state,
            conversation.c.state.label("dialogue"),
        )
        .select_from(address.join(person, person.c.id == address.c.person_id).join(conversation))
        .where(
            address.c.organisation_id == organisation_id,
            address.c.transport == transport,
            address.c.account == account,
            address.c.address == address_text,
        )
    ).one_or_none()
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
    )
    return requester, row.dialogue


def person_in_chat(tx: Connection, chat_id: int) -> int | None:
    """Whose private chat this is; None for nobody's."""
    return tx.execute(
        select(address.c.person_id)
        .where(address.c.transport == "telegram", address.c.address == str(chat_id))
        .limit(1)
    ).scalar_one_or_none()
